"""Tests of altotui."""
