"""What the command that repeats a line does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.entries.entry import Entry
from altotui.ui.hints import choose_a_site
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.services.watches import Watch
    from altotui.ui.app import AltoApp

_PATIENCE_S = 15.0
"""One router that does not answer must not hold up the samples of the others for long."""


class Watching:
    """Starts and stops watches; while nobody sees their entries they pause."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._has_started = False
        """There was a watch: before, nothing of them is loaded."""
        self._hidden: set[int] = set()
        """Numbers of the watches that pause because nobody looks."""
        self.by_id: dict[str, Callable[[str], object]] = {"answer.watch": self._watch}

    def _watch(self, typed: str) -> None:
        """Repeat a line that was typed; without one, the line of this entry; a watch that goes on is stopped."""
        console = self._main.console
        here = console.transcript.here
        if typed:
            from altotui.domain.watch_words import watch_words

            every_s, line = watch_words(typed)
            self._start(self._services.targets.current, console.line.translate(line), every_s)
            return
        if here is None:
            raise InvalidInput(r"\watch takes a line", r"\watch 10 /interface/print")
        watch = console.journal.watch_of(here.entry)
        if watch is not None and not watch.ended.is_set():
            self._services.open_watches().stop(watch.id)
            return
        if here.entry.line is None:
            raise InvalidInput("nobody typed this line", r"\watch 10 LINE")
        from altotui.domain.watch_words import DEFAULT_EVERY_S

        ids = here.entry.sites_of(0)
        sites = tuple(site for each in ids if (site := self._services.directory.get(each)) is not None)
        called = "" if isinstance(here.entry, Entry) else here.entry.called
        self._start(Target(sites, called, is_set=len(sites) > 1), here.entry.line, DEFAULT_EVERY_S)

    def _start(self, target: Target, translation: Translation, every_s: float) -> None:
        if not target.sites:
            raise InvalidInput("no site is chosen", choose_a_site())
        if not translation.command:
            raise InvalidInput(translation.notes[0] if translation.notes else "the line sends nothing")
        watch = self._services.open_watches().start(target.sites, translation, every_s, timeout_s=_PATIENCE_S)
        self._has_started = True
        self._app.start(self._services.open_watches().follow(watch), group=f"watch-{watch.id}")

    def look(self, *, is_seen: bool) -> None:
        """Pause what nobody sees, and go on with it when it is seen again."""
        if not self._has_started:
            return
        watches = self._services.open_watches()
        if is_seen:
            for number in self._hidden:
                watches.resume(number)
            self._hidden.clear()
            return
        for watch in watches.all:
            if watch.is_going:
                self._hidden.add(watch.id)
                watches.pause(watch.id)

    def stop(self) -> list[Watch]:
        """Stop every watch; return those that had not ended, paused ones too."""
        going = [watch for watch in self._services.open_watches().all if not watch.ended.is_set()]
        self._services.open_watches().stop_all()
        return going
