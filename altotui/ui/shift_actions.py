"""What the commands about the shift do: a note, the log as a report, the card for whoever takes over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from altotui.domain.ages import read_age
from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.handover import handover_lines
from altotui.domain.shift_report import KEPT_BACK, Kept, ShiftReport, report_lines
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.handing_over import HandingOver
from altotui.services.suite import Services
from altotui.ui.asking import ask_one
from altotui.ui.profile import ConsoleProfile

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp

_HINT = "enter writes it, nothing typed: a new file in this folder; esc leaves"
_MAX_SHOWN_CHARS = 40
_LONGEST_S = 1e9


class ShiftActions:
    """Notes, reports and handovers."""

    def __init__(self, app: AltoApp, services: Services, profile: ConsoleProfile) -> None:
        self._app = app
        self._services = services
        self._profile = profile
        self._log = services.open_shift_log()
        self.by_id: dict[str, Callable[[str], object]] = {
            "shift.note": self._note,
            "shift.report": self._report,
            "shift.handover": self._handover,
        }

    # --- notes

    def _note(self, text: str) -> None:
        if text:
            self._app.start(self._keep_note(text), group="note")
            return
        from altotui.ui.screens.ask_line import AskLine

        def answered(text: str | None) -> None:
            if text:
                self._app.start(self._keep_note(text), group="note")

        hint = "enter keeps it with the time, E writes all of them to a file; esc leaves"
        self._app.push_screen(AskLine("Note for this shift", "note: ", hint), answered)

    async def _keep_note(self, text: str) -> None:
        try:
            await self._log.note(text)
        except AltotuiError as problem:
            self._app.tell(f"no note was kept: {problem}", severity="warning")
            return
        self._app.tell(f"noted: {make_visible(text, max_chars=_MAX_SHOWN_CHARS)}")

    # --- the report

    def _report(self, argument: str) -> None:
        """Write the log; asks for what is kept back and for the file unless `argument` says how."""
        if argument:
            kept, since_s, path = _read(argument)
            self._app.start(self._write_report(kept, since_s, path), group="export")
            return
        from altotui.ui.screens.choose import Option

        count = len(self._log.entries)
        options = [Option(kept.value, kept.value, KEPT_BACK[kept]) for kept in Kept]
        title = f"Report of {count} {'entry' if count == 1 else 'entries'} since {self._log.since:%H:%M}Z"
        ask_one(self._app, title, options, (), lambda chosen: self._ask_where(Kept(chosen)))

    def _ask_where(self, kept: Kept) -> None:
        from altotui.ui.screens.ask_line import AskLine

        def answered(path: str | None) -> None:
            if path is not None:
                self._app.start(self._write_report(kept, None, path), group="export")

        self._app.push_screen(AskLine("Write the report to", "file: ", _HINT), answered)

    async def _write_report(self, kept: Kept, since_s: float | None, path: str) -> None:
        now, since, entries = self._services.directory.server_now(), self._log.since, self._log.entries
        if since_s is not None:
            entries = [entry for entry in entries if (now - entry.at).total_seconds() <= since_s]
            since = max(since, now - timedelta(seconds=min(since_s, _LONGEST_S)))
        listed = self._services.directory.listed if kept is Kept.VALUES else None
        names = [word for site in (listed.sites if listed else ()) for word in _called(site)]
        report = ShiftReport(entries, since, now, self._profile.name, self._log.left_out, names)
        said = f"report of {len(entries)} entries, {KEPT_BACK[kept]},"
        await self._write(path, report_lines(report, kept), "incident", said)

    # --- the card

    def _handover(self, path: str) -> None:
        self._app.start(self._hand_over(path), group="handover")

    async def _hand_over(self, path: str) -> None:
        services = self._services
        making = HandingOver(
            self._log, services.directory, services.jobs, services.open_board(), services.session
        )
        card = await making.card(self._profile.name)
        if path:
            await self._write(path, handover_lines(card), "handover", "handover")
            return
        from altotui.ui.screens.ask_line import AskLine
        from altotui.ui.screens.handover import HandoverCard

        def named(path: str | None) -> None:
            if path is not None:
                work = self._write(path, handover_lines(card), "handover", "handover")
                self._app.start(work, group="export")

        def answered(is_wanted: bool | None) -> None:
            if is_wanted:
                self._app.push_screen(AskLine("Write the handover to", "file: ", _HINT), named)

        self._app.push_screen(HandoverCard(card), answered)

    async def _write(self, path: str, lines: Iterable[str], stem: str, what: str) -> None:
        from altotui.storage.export_file import write_export

        at = self._services.clock.now()
        chunks = (f"{line}\n" for line in lines)
        try:
            written = await asyncio.to_thread(
                write_export, path, chunks, default_stem=stem, extension="md", at=at
            )
        except AltotuiError as problem:
            self._app.tell(f"not written: {problem}", severity="warning")
            return
        self._app.tell(f"{what} written to {make_visible(str(written.path), max_chars=200)}")


def _called(site: Site) -> Iterator[str]:
    """Yield all that a site is known by."""
    return filter(None, (site.name, site.id, site.pid, site.identity, site.serial))


def _read(argument: str) -> tuple[Kept, float | None, str]:
    """Return what `strict 1h FILE` says: what is kept back, for how long back, and the file."""
    first, _, rest = argument.partition(" ")
    try:
        kept = Kept(first)
    except ValueError:
        shown = make_visible(first, max_chars=_MAX_SHOWN_CHARS)
        known = " or ".join(each.value for each in Kept)
        raise InvalidInput(f"a report is {known}, not {shown}", ":incident strict 1h report.md") from None
    word, _, path = rest.strip().partition(" ")
    since_s = read_age(word) if word else None
    return (kept, since_s, path.strip()) if since_s is not None else (kept, None, rest.strip())
