"""Widgets that know nothing of sites, commands or jobs."""
