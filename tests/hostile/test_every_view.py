"""Every payload in every field of every view: drawn as signs, as wide as the screen, and nothing comes of it."""

from __future__ import annotations

from pathlib import Path

from altotui.simulator.routeros.hostile import PAYLOADS
from tests.hostile.fields import ON_SCREEN, REST
from tests.hostile.overlay import mark_of, marked, payload
from tests.hostile.walk import walking

_ROUND = len(PAYLOADS)


async def test_each_field_that_is_shown_is_seen_somewhere_as_signs() -> None:
    async with walking(marked, 12) as walk:
        await walk.lists()
        await walk.site(0)
        await walk.refusals(8)
        await walk.jobs(6)
        await walk.panels(6)
        seen = "\n".join(walk.drawn)
    assert [field for field in sorted(ON_SCREEN) if mark_of(field) not in seen] == []
    assert [field for field in REST if mark_of(field) not in seen] == []
    assert "\u241b]0;" in seen
    assert "\u2407" in seen


async def test_every_payload_in_every_field_acts_on_nothing(is_full: bool, tmp_path: Path) -> None:
    step = 1 if is_full else 24
    async with walking(payload, _ROUND) as walk:
        await walk.lists()
        await walk.site(1)
        await walk.refusals(_ROUND * 4 if is_full else 24)
        await walk.jobs(step)
        await walk.typed()
        await walk.panels(step)
        await walk.writes()
        await walk.changes()
        await walk.shift(tmp_path)
        await walk.failures()
        assert walk.console.gateway.queued == []
