"""How the columns of the jobs share the width."""

from __future__ import annotations

from functools import lru_cache

from altotui.domain.frozen import Frozen

LEAD_CELLS = 2
TIME_CELLS = 7
_NARROW_BELOW = 90
_STATE_CELLS = 10
_SHORT_STATE_CELLS = 6
_GAPS = 3
_MOST_SITE_CELLS, _MOST_JOB_CELLS = 26, 40


class JobLayout(Frozen):
    """The cells of each column; the lane has what is left."""

    state: int
    site: int
    job: int
    time: int
    lane: int
    is_narrow: bool
    """States are written in four letters."""


@lru_cache(maxsize=64)
def laid_out(width: int) -> JobLayout:
    """Return the layout for a list of `width` cells."""
    is_narrow = width < _NARROW_BELOW
    state = _SHORT_STATE_CELLS if is_narrow else _STATE_CELLS
    room = max(0, width - LEAD_CELLS - state - TIME_CELLS - _GAPS)
    site = max(10, min(_MOST_SITE_CELLS, room // 3))  # names differ at both ends
    job = max(8, min(_MOST_JOB_CELLS, room // 4))
    return JobLayout(state, site, job, TIME_CELLS, max(0, room - site - job), is_narrow)
