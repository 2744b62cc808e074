"""A walk through every view of the console, each of which is looked at on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from altotui.ui.screens.handover import HandoverCard
from tests.badinput.replies import acting_in
from tests.hostile.overlay import Overlay, Text
from tests.ui.driving import Console, driven

SIZE = (160, 50)
_LISTS = (
    "group tag:note",
    "group model",
    "group none",
    "columns name,identity,address,tags",
    "columns -",
    "sort model",
)


class Walk:
    """One console over a platform of hostile text."""

    def __init__(self, console: Console, overlay: Overlay, sites: int) -> None:
        self.console = console
        self.overlay = overlay
        self.drawn: list[str] = []
        """Every line that was drawn, in the order of looking."""
        self._sites = sites

    async def look(self) -> None:
        """See that what is drawn now is as wide as the screen, acts on nothing and leads nowhere."""
        console = self.console
        await console.pilot.pause()
        await console.until(lambda: len(console.strips()) == console.app.size.height)
        for strip in console.strips():
            text = strip.text
            assert acting_in(text) == [], ascii(text)
            assert strip.cell_length == console.app.size.width, ascii(text)
            for _, style, control in strip:
                assert not control
                assert style is None or (style.link is None and "@click" not in style.meta), ascii(text)
            self.drawn.append(text)
        assert console.app.is_running

    async def press(self, *keys: str) -> None:
        """Press keys, one look for all of them."""
        self.console.press(*keys)
        await self.look()

    async def leave(self) -> None:
        """Go back to the main screen."""

        def is_left() -> bool:
            if self.console.app.screen is self.console.main:
                return True
            self.console.press("escape")
            return False

        await self.console.until(is_left)

    # --- the sites

    async def lists(self) -> None:
        """Look at the whole list of sites, and at it in every form."""
        await self.press("home")
        for _ in range(self._sites // 40 + 1):
            await self.press("pagedown")
        for form in _LISTS:
            await self.console.colon(form)
            await self.look()
            await self.press("home", "pagedown")
        await self.leave()

    async def panels(self, step: int) -> None:
        """Look at all about every so manieth site."""
        console = self.console
        panel = console.main.sites.panel
        console.press("f2", "home", "o")
        await console.until(lambda: panel.region.area > 0)
        for _ in range(0, self._sites, step):
            await console.until(
                lambda: "faults    open" in console.part(panel), what="a panel with all of it in"
            )
            await self.look()
            console.main.set_focus(panel)
            await self.press("end")
            await self.press("escape", *["down"] * step)
        await self.press("escape", "escape")

    async def changes(self) -> None:
        """Look at what changed when some sites have gone."""
        self.overlay.dark = lambda number: number % 9 == 4
        self.console.press("f2", "r")
        await self.console.until(lambda: self.console.services.fleet.unread > 0)
        await self.look()
        await self.press("f5")
        await self.press("end")
        await self.leave()

    # --- one site

    async def site(self, position: int) -> None:
        """Choose a site, ask its router, and look at the answer in every form."""
        console = self.console
        console.main.choose_site(console.listed.sites[position])
        await console.until(lambda: console.main.active_site == console.listed.sites[position])
        await self.look()
        await console.send("/ip/address/print")
        await self.look()
        await console.read_answers()
        await self.press("home", "pagedown")
        await self.press("right", "right", "t")
        await self.press("home", "down", "down", "enter")
        await self.press("n", "end")
        await self.leave()
        console.press("f3")
        await console.send("/ip/address/print count-only")
        await self.look()

    async def refusals(self, count: int) -> None:
        """Look at so many refusals."""
        for _ in range(count):
            await self.console.send("/ip/nosuch/print")
        await self.look()
        await self.console.read_answers()
        for _ in range(count * 4 // 40 + 1):
            await self.press("pageup")
        self.console.press("f3")

    async def typed(self) -> None:
        """Look at completions, the history and the palette."""
        console = self.console
        console.press("f3")
        console.type("/ip/address/print where comment=")
        await self.press("tab")
        await self.press("escape", "ctrl+u")
        await self.press("ctrl+r")
        await self.leave()
        await self.press("ctrl+p")
        await self.leave()

    # --- its jobs

    async def jobs(self, step: int) -> None:
        """Look at the jobs, and at all about every so manieth."""
        console = self.console
        rows = console.main.jobs.rows
        await console.until(lambda: rows.row_count() > 10)
        console.press("f4", "home")
        for _ in range(self._sites // 30 + 1):
            await self.press("pagedown")
        console.press("home")
        for _ in range(0, self._sites, step):
            await self.press("enter")
            await self.press("pagedown")
            await self.press("end")
            await self.leave()
            console.press(*["down"] * step)

    async def writes(self) -> None:
        """Look at the form of a job and at the gate, for a site and for many."""
        console = self.console
        await console.open_form()
        await self.look()
        await self.leave()
        await console.unlock()
        await self.look()
        for target in (f"id:{console.listed.sites[0].id}", "name:*"):
            await console.target(target)
            await self.look()
            console.press("f3")
            console.type("/ip/dns/set servers=192.0.2.1\n")
            await console.at_gate()
            await self.look()
            await self.press("end")
            await self.leave()

    async def shift(self, folder: Path) -> None:
        """Look at what is handed over, and at all files that come of a shift."""
        console = self.console
        for verb in ("handover", "incident usual", "incident strict"):
            path = folder / f"{verb.replace(' ', '-')}.md"
            await console.colon(f"{verb} {path}")
            await console.until(path.exists, what=f"the file of {verb} in")
            text = path.read_text("utf-8")
            assert acting_in(text, allowed="\n") == []
            self.drawn += text.splitlines()
        await console.colon("handover")
        await console.until(lambda: isinstance(console.app.screen, HandoverCard))
        await self.look()
        for _ in range(8):
            await self.press("pagedown")
        await self.leave()

    async def failures(self) -> None:
        """Look at lists that are refused."""
        console = self.console
        self.overlay.refuses = lambda path: path == "/sites" or path.endswith("/job")
        for _ in range(4):
            console.press("f2", "r")
            await self.look()
            console.press("f4", "r")
            await self.look()
        self.overlay.refuses = lambda _: False


@asynccontextmanager
async def walking(text: Text, sites: int) -> AsyncIterator[Walk]:
    """Run the console over a simulated fleet whose texts are those of `text`, and wait until it has them."""
    async with driven(size=SIZE, sites=sites) as console:
        overlay = Overlay(console.gateway.behind, text, sites)
        console.gateway.behind = overlay
        simulated = console.listed
        console.press("f2", "r")
        await console.until(lambda: console.listed is not simulated)
        yield Walk(console, overlay, sites)
