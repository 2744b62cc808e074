"""Hostile text in every field that comes from outside, through every view and every format."""
