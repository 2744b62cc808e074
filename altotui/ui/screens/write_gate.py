"""The gate in front of a line that may change routers: its choices, and what is known of where it goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from altotui.domain.blast_radius import BlastRadius
from altotui.ui.screens.gate import Gate, GateChoice, MustType

_LIVE = "live: no delivery guarantee, is never repeated"
_JOB = "job: collected at the next check-in, with backup and acknowledgement"


def write_gate(
    radius: BlastRadius,
    sent_words: str,
    *,
    stage: str = "",
    choices: Sequence[GateChoice],
    now_mono: Callable[[], float] = time.monotonic,
) -> Gate:
    """Return the gate for a line.

    Args:
        radius: How far it reaches.
        sent_words: What would be sent, visible-only, secrets masked.
        stage: What has been done already, before the gate is asked for the rest; visible-only, may be empty.
        choices: At least one; the first is what Enter takes.
        now_mono: Gives monotonic seconds.
    """
    sites = radius.sites
    is_live = any(choice.is_live for choice in choices)
    return Gate(
        f"Send this to {radius.called(sites[0]) if len(sites) == 1 else f'{len(sites)} sites'}?",
        sent_words,
        [
            *([stage] if stage else []),
            *radius.lines(),
            *([_LIVE] if is_live else []),
            *([_JOB] if GateChoice.JOB in choices else []),
        ],
        {choice: _label_of(choice, radius) for choice in choices},
        MustType(radius.must_type, "send it live", "sends it live") if is_live and radius.must_type else None,
        now_mono,
    )


def _label_of(choice: GateChoice, radius: BlastRadius) -> str:
    sites = radius.sites
    first = radius.called(sites[0])
    where = f"on {len(sites)} sites" if len(sites) > 1 else f"on {first}"
    return {
        GateChoice.LIVE: f"send it live to {first}",
        GateChoice.CANARY: f"canary: {first} first, then ask again",
        GateChoice.ALL: f"all: live to {len(sites)} sites" if len(sites) > 1 else f"live to {first} too",
        GateChoice.JOB: f"queue it as a job {where}",
        GateChoice.CANCEL: "cancel: nothing is sent",
    }[choice]
