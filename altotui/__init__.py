"""Operator console for fleets of MikroTik routers on the Altostrat SDX API."""

__version__ = "0.1.0"
