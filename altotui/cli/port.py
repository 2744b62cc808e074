"""A port of this machine as an argument."""

from __future__ import annotations

import argparse


def port(text: str) -> int:
    """Return a port out of an argument; 0 stands for any that is free."""
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{value} is not 0 to 65535")
    return value
