"""Draws the pictures of the README from the real console over a simulated fleet."""
