"""Taking an answer away: to the clipboard, as a command for a shell, or into a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from altotui.domain.answer_rows import key_called
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.record import MAX_COPIED_CHARS
from altotui.domain.secret_names import MASK
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.ui.answer_actions import here_in
from altotui.ui.asking import ask_one
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import Place
from altotui.ui.hints import other_entries
from altotui.ui.panes.transcript_view import Here
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.record import Field
    from altotui.services.exporting import Export
    from altotui.ui.app import AltoApp
    from altotui.ui.clipboard import Clipboard
    from altotui.ui.entries.answer_view import AnswerView

_ROW, _TABLE, _CLI, _CURL, _CELL = "row", "table", "cli", "curl", "cell:"
_MOST_CELLS = 40
_COPIED_AT_ONCE = 1000
_MAX_SHOWN_CHARS = 60
_FORMATS = {
    "csv": "for a spreadsheet, which sees no formula in it",
    "json": "one document",
    "jsonl": "one row on each line",
    "md": "the table as it is shown",
}


class TakingAway:
    """Copies and exports the answer under the cursor, else the newest one."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, profile: ConsoleProfile) -> None:
        self._app = app
        self._services = services
        self._profile = profile
        self._transcript = main.console.transcript
        self._clipboard: Clipboard | None = None
        self.environ: Mapping[str, str] = os.environ
        """Of the terminal; read by the first copy."""
        self.by_id: dict[str, Callable[[str], object]] = {
            "answer.copy": self._copy,
            "answer.copy_command": self._copy_command,
            "answer.export": self._export,
        }

    # --- the clipboard

    def copy(self, text: str, what: str) -> None:
        """Copy a text and say what was tried: a terminal gives no answer."""
        if self._clipboard is None:
            from altotui.ui.clipboard import Clipboard

            self._clipboard = Clipboard(self._app.write_past_screen, self.environ, self._save)
        self._app.tell(self._clipboard.copy(text, what))

    def _save(self, text: str) -> str:
        from altotui.storage.export_file import write_export

        at = self._services.clock.now()
        return str(write_export("", (text,), default_stem="altotui-copy", extension="txt", at=at).path)

    def _answer(self, here: Here) -> AnswerView:
        answer = here.entry.answer_at(here.spot)
        if answer is None:
            raise InvalidInput("there is no answer in this entry", other_entries())
        return answer

    def _copy(self, what: str) -> None:
        here = here_in(self._transcript)
        if what:
            self._copy_part(here, what)
            return
        from altotui.ui.screens.choose import Option

        answer = here.entry.answer_at(here.spot)
        fields = self._fields(here, answer)
        options = [Option(_ROW, "the row", f"{len(fields)} fields, a line for each")] if fields else []
        if answer is not None:
            options.append(Option(_TABLE, "the answer", "as it is shown, all its rows"))
        options.append(Option(_CLI, "the command", "for a shell: altotui run ..."))
        options.append(Option(_CURL, "the call", "for a shell: curl ..., the token only named"))
        for field in fields[:_MOST_CELLS]:
            value = MASK if field.is_secret else make_visible(_text(field.value), max_chars=_MAX_SHOWN_CHARS)
            options.append(Option(_CELL + field.name, make_visible(field.name, max_chars=30), value))
        ask_one(self._app, "Copy", options, (), lambda what: self._copy_part(here, what))

    def _fields(self, here: Here, answer: AnswerView | None) -> list[Field]:
        if answer is None or answer.rows is None or not len(answer.rows):
            return []
        from altotui.ui.entries.record_source import AnswerRecords

        is_on_row = here.spot.place is Place.ROW
        place = answer.rows.place_of(here.spot.number) if is_on_row else 0
        return list(AnswerRecords(answer, "").fields(place or 0))

    def _copy_part(self, here: Here, what: str) -> None:
        if what in (_CLI, _CURL):
            self.copy(self._as_command(here, what), "command")
            return
        answer = self._answer(here)
        if what == _TABLE:
            self._app.start(self._copy_table(here, answer), group="copy")
            return
        fields = self._fields(here, answer)
        if what == _ROW:
            self._copy_row(fields)
            return
        name = what.removeprefix(_CELL)
        found = key_called(name, [field.name for field in fields])
        if found is None:
            raise InvalidInput(f"the row has no {make_visible(name, max_chars=40)}", "copy row shows all")
        field = next(field for field in fields if field.name == found)
        if field.is_secret:
            raise InvalidInput("this value is secret", "altotui run prints it where it is wanted")
        self.copy(_text(field.value), make_visible(field.name, max_chars=40))

    async def _copy_table(self, here: Here, answer: AnswerView) -> None:
        """Copy a whole answer; a large one is written out in a thread."""
        chunks = self._exported(here, "md", only=answer).chunks
        is_large = answer.rows is not None and len(answer.rows) > _COPIED_AT_ONCE
        text = await asyncio.to_thread("".join, chunks) if is_large else "".join(chunks)
        self.copy(text, "answer")

    def _copy_row(self, fields: Sequence[Field]) -> None:
        if not fields:
            raise InvalidInput("there is no row under the cursor")
        shown = ((field.name, MASK if field.is_secret else _text(field.value)) for field in fields)
        # a line feed in a value is shown as one: it must not look like another field
        self.copy(
            "\n".join(make_visible(f"{name}={value}", max_chars=MAX_COPIED_CHARS) for name, value in shown),
            "row",
        )

    # --- as a command

    def _copy_command(self, what: str) -> None:
        here = here_in(self._transcript)
        if what not in ("", _CLI, _CURL):
            raise InvalidInput(f"{make_visible(what, max_chars=40)} is no kind of command", "cli or curl")
        self.copy(self._as_command(here, what or _CLI), "command")

    def _as_command(self, here: Here, what: str) -> str:
        entry = here.entry
        line, ids = entry.line, entry.sites_of(0)
        if line is None or not ids:
            raise InvalidInput("nobody typed this line", other_entries())
        if what == _CURL:
            return self._profile.as_curl(Sentence(line.command, line.parameters), _site_of(here))
        from altotui.domain.as_command import Targets, altotui_command

        names = tuple(self._option_of(site_id) for site_id in ids)
        return altotui_command(line, Targets(names), self._profile.flags)

    def _option_of(self, site_id: SiteId) -> str:
        """Return what names one site for a verb: its name, or its id when others have that name too."""
        site = self._services.directory.get(site_id)
        try:
            return site.name if site and self._services.directory.find(site.name) is site else site_id
        except InvalidInput:
            return site_id

    # --- a file

    def _export(self, argument: str) -> None:
        here = here_in(self._transcript)
        self._answer(here)
        how, _, path = argument.partition(" ")
        if how and how not in _FORMATS:
            raise InvalidInput(
                f"there is no format {make_visible(how, max_chars=40)}",
                f"choose one of {', '.join(_FORMATS)}",
            )
        if how:
            self._app.start(self._write(here, how, path.strip()), group="export")
            return
        from altotui.ui.screens.choose import Option

        options = [Option(each, each, note) for each, note in _FORMATS.items()]
        ask_one(self._app, "Export as", options, (), lambda how: self._ask_where(here, how))

    def _ask_where(self, here: Here, how: str) -> None:
        from altotui.ui.screens.ask_line import AskLine

        def answered(path: str | None) -> None:
            if path is not None:
                self._app.start(self._write(here, how, path), group="export")

        hint = "enter writes it, nothing typed: a new file in this folder; esc leaves"
        self._app.push_screen(AskLine(f"Export as {how} to", "file: ", hint), answered)

    def _exported(self, here: Here, how: str, *, only: AnswerView | None = None) -> Export:
        """Return the answers of an entry in a format, rows and columns as they are shown."""
        from altotui.services.exporting import export_text

        entry = here.entry
        shown = only or self._answer(here)
        columns = None
        if shown.table is not None and shown.table.keys != shown.table.layout.keys:
            columns = shown.table.keys
        sentence = shown.sentence
        replies = self._replies(entry, shown, is_whole=only is None)
        return export_text(sentence, replies, how, columns=columns, is_write=entry.is_write)

    def _replies(self, entry: Shown, shown: AnswerView, *, is_whole: bool) -> list[tuple[str, RouterReply]]:
        """Return the answer as it is shown; of a run, every answer as it came, unless one part is meant."""
        if is_whole and len(entry.sites_of(0)) > 1:
            return [(each.site_name, each.reply) for each in entry.ended() if each.outcome is Outcome.OK]
        rows = shown.reply.rows
        if shown.table is not None and shown.rows is not None:
            rows = tuple(shown.table.rows[number] for number in shown.rows.numbers)
        return [(entry.called, RouterReply(rows, shown.reply.ret))]

    async def _write(self, here: Here, how: str, path: str) -> None:
        from altotui.storage.export_file import write_export

        entry = here.entry
        stem = entry.called or "altotui"
        at = self._services.clock.now()
        try:
            export = self._exported(here, how)
            written = await asyncio.to_thread(
                write_export, path, export.chunks, default_stem=stem, extension=how, at=at
            )
        except AltotuiError as problem:
            self._app.tell(f"not exported: {problem}", severity="warning")
            return
        self._app.tell(f"{export.summary()} written to {make_visible(str(written.path), max_chars=200)}")


def _site_of(here: Here) -> SiteId:
    """Return the one site that a line is about: of a part of several, the first."""
    spot = here.spot
    if spot.place in (Place.HEAD, Place.NOTHING):
        return here.entry.sites_of(0)[0]
    part = here.entry.sites_of(spot.group + 1) or here.entry.sites_of(0)
    return part[spot.number] if spot.place is Place.SITE and spot.number < len(part) else part[0]


def _text(value: object) -> str:
    from altotui.domain.answer_table import nested_text, without_secrets

    if value is None:
        return ""
    return value if isinstance(value, str) else nested_text(without_secrets(value))
