"""What a person can do next, in words that name the keys in force."""

from __future__ import annotations

from altotui.ui.commands import key_of


def choose_a_site() -> str:
    """Return how a site becomes the target."""
    return f"{key_of('pane.sites')}, then enter on one"


def other_entries() -> str:
    """Return how one goes to another entry of the transcript."""
    return f"{key_of('answer.next')} and {key_of('answer.previous')} go to the others"


def no_site() -> str:
    """Return what stands in the prompt while it has no target."""
    return f"choose a site first: {key_of('pane.sites')}, then enter"
