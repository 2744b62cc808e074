"""Tests of the simulated platform against the description of the API."""
