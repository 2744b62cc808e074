"""Receives what the platform posts to a `notify_url`: a port on loopback behind a secret path."""
