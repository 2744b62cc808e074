"""Tests of the simulated RouterOS."""
