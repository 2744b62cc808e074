"""The end of a run: each thing is closed whatever becomes of the others, and nobody waits for long."""

from __future__ import annotations

import asyncio

import pytest

from altotui.cli.compose import close_all, compose
from altotui.cli.deferred_api import DeferredApi
from altotui.cli.deferred_audit import DeferredAudit
from altotui.cli.target import Target
from altotui.domain.budget import Budget
from altotui.services.site_habits import SiteHabits
from altotui.storage.file_lock import locked
from altotui.storage.locations import site_prefs_file
from altotui.storage.site_prefs import SitePrefsFile
from altotui.storage.site_prefs_nowhere import SitePrefsNowhere
from tests.clocks import FakeClock
from tests.domain.records import site_no
from tests.services.fakes import Published

PATIENCE_S = 30.0


class _End:
    """How one thing ends: at once, with an error, or never."""

    def __init__(self, how: str, name: str, ended: list[str]) -> None:
        self._how = how
        self._name = name
        self._ended = ended

    async def aclose(self) -> None:
        if self._how == "never":
            await asyncio.get_running_loop().create_future()
        self.close()

    def close(self) -> None:
        self._ended.append(self._name)
        if self._how == "error":
            raise ZeroDivisionError(self._name)


class _Api(DeferredApi):
    def __init__(self, end: _End) -> None:
        super().__init__(lambda: pytest.fail("nothing is opened at the end"), Budget())
        self._end = end

    async def aclose(self) -> None:
        await self._end.aclose()


class _Audit(DeferredAudit):
    def __init__(self, end: _End) -> None:
        super().__init__("acme", FakeClock())
        self._end = end

    def close(self) -> None:
        self._end.close()


class _Habits(SiteHabits):
    def __init__(self, end: _End) -> None:
        super().__init__(SitePrefsNowhere, FakeClock(), Published())
        self._end = end

    async def aclose(self) -> None:
        await self._end.aclose()


@pytest.mark.parametrize(
    ("api", "audit", "habits", "ended", "raised"),
    [
        ("well", "well", "well", ["api", "audit", "habits"], None),
        ("error", "well", "well", ["api", "audit", "habits"], "api"),
        ("well", "error", "well", ["api", "audit", "habits"], "audit"),
        ("well", "well", "error", ["api", "audit", "habits"], "habits"),
        ("error", "error", "error", ["api", "audit", "habits"], "habits"),
        ("never", "well", "well", ["audit", "habits"], None),
        ("well", "well", "never", ["api", "audit"], None),
        ("never", "error", "never", ["audit"], "audit"),
    ],
)
async def test_each_is_closed_whatever_becomes_of_the_others(
    api: str, audit: str, habits: str, ended: list[str], raised: str | None
) -> None:
    order: list[str] = []
    ends = (
        _Api(_End(api, "api", order)),
        _Audit(_End(audit, "audit", order)),
        _Habits(_End(habits, "habits", order)).aclose,
    )
    async with asyncio.timeout(PATIENCE_S):
        if raised is None:
            await close_all(*ends)
        else:
            with pytest.raises(ZeroDivisionError, match=raised):
                await close_all(*ends)
    assert order == ended


async def test_whoever_is_cancelled_while_the_last_habits_wait_has_closed_the_rest() -> None:
    order: list[str] = []
    closing = asyncio.ensure_future(
        close_all(
            _Api(_End("never", "api", order)),
            _Audit(_End("well", "audit", order)),
            _Habits(_End("well", "habits", order)).aclose,
        )
    )
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert order == ["audit", "habits"]


async def test_a_run_ends_while_another_console_keeps_the_favourites_locked() -> None:
    with locked(site_prefs_file("acme")):
        async with asyncio.timeout(PATIENCE_S), compose(Target("acme", "v1", "", False)) as composition:
            composition.services.habits.toggle_favourite(site_no(1))
    assert SitePrefsFile("acme").load().prefs.favourites <= {site_no(1)}
