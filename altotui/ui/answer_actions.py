"""What the commands about an answer do: how it is shown, what it is compared with, and asking again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from altotui.domain.answer_rows import AnswerRows, key_called
from altotui.domain.errors import InvalidInput
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.ui.asking import ask_one
from altotui.ui.commands import key_of
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import Place
from altotui.ui.hints import other_entries
from altotui.ui.panes.transcript_view import Here, TranscriptView
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.app import AltoApp
    from altotui.ui.entries.answer_view import AnswerView
    from altotui.ui.entries.run_entry import RunEntry
    from altotui.ui.sending import Sending

_AS_CAME = "as it came"
_SORTED_AT_ONCE = 5000
_MOST_DIGITS = 9
_MOST_NAMED = 12
_MAX_KEY_CHARS = 40
NO_ANSWER = "there is no answer yet"


def here_in(transcript: TranscriptView) -> Here:
    """Return what commands about an answer are about; InvalidInput when there is nothing yet."""
    here = transcript.here
    if here is None:
        raise InvalidInput(NO_ANSWER, "send a line first")
    return here


class AnswerActions:
    """Acts on the answer under the cursor; from the prompt, on the newest one."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, sending: Sending) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._sending = sending
        self._transcript = main.console.transcript
        self._verifying: list[Shown] = []
        self.by_id: dict[str, Callable[[str], object]] = {
            "answer.open": lambda _: self.open(here_in(self._transcript)),
            "answer.fold": lambda _: self._fold(),
            "answer.next": lambda _: self._transcript.step_entry(1),
            "answer.previous": lambda _: self._transcript.step_entry(-1),
            "answer.filter": self.filter,
            "answer.sort": self._sort,
            "answer.columns": self._choose_columns,
            "answer.record": self._record,
            "answer.json": lambda _: self._toggle_json(),
            "answer.sites": lambda _: self._list_sites(here_in(self._transcript)),
            "answer.repeat": lambda _: self._repeat(),
            "answer.verify": lambda _: self._verify(),
            "answer.clear": lambda _: self._transcript.clear(),
        }

    # --- what is meant

    def _answer(self) -> tuple[Here, AnswerView]:
        here = here_in(self._transcript)
        answer = here.entry.answer_at(here.spot)
        if answer is None or answer.table is None or answer.rows is None:
            raise InvalidInput("this answer has no rows", other_entries())
        return here, answer

    def _changed(self, here: Here) -> None:
        self._transcript.entry_changed(here.entry)

    # --- how it is shown

    def open(self, here: Here) -> None:
        """Open what stands on a line: a row, a site, a bar; fold what can be folded."""
        match here.spot.place:
            case Place.ROW:
                self._open_record(here, here.spot.number)
            case Place.SITE:
                self._choose_site(here)
            case Place.BAR:
                self._list_sites(here)
            case _:
                here.entry.toggle(here.spot)
                self._changed(here)

    def _choose_site(self, here: Here) -> None:
        """Send what is typed next to the site on this line alone."""
        ids = here.entry.sites_of(here.spot.group + 1)
        site = self._services.directory.get(ids[here.spot.number]) if here.spot.number < len(ids) else None
        if site is None:
            raise InvalidInput("this site is not listed any more")
        self._main.choose_site(site)

    def _fold(self) -> None:
        here = here_in(self._transcript)
        here.entry.toggle(here.spot)
        self._changed(here)

    def filter(self, words: str) -> None:
        """Show only the rows with these words; without any, ask for them as they are typed."""
        if not words:
            if not self._main.console.words.open_for_answer():
                raise InvalidInput("this answer has no rows that could be filtered", NO_ANSWER)
            return
        here, answer = self._answer()
        if answer.rows is not None:
            answer.rows.filter("" if words == "-" else words)
        self._changed(here)

    def _sort(self, name: str) -> None:
        here, answer = self._answer()
        if name:
            self._sort_by(here, answer, "" if name == "-" else _key(name, answer))
            return
        from altotui.ui.screens.choose import Option

        current = answer.rows.sort if answer.rows else ""
        again = "once more: the other way round"
        keys = answer.table.layout.keys if answer.table else ()
        options = [Option("", _AS_CAME)]
        options += [Option(key, _shown(key), again if key == current else "") for key in keys]
        ask_one(self._app, "Sort by", options, [current], lambda key: self._sort_by(here, answer, key))

    def _sort_by(self, here: Here, answer: AnswerView, key: str) -> None:
        if answer.rows is None:
            return
        if answer.rows.total <= _SORTED_AT_ONCE:
            answer.rows.sort_by(key)
            self._changed(here)
        else:
            self._app.start(self._sort_many(here, answer.rows, key), group="sort")

    async def _sort_many(self, here: Here, rows: AnswerRows, key: str) -> None:
        """Sort so many rows that the keyboard would notice, in a thread."""
        is_reversed = rows.reverses(key)
        ordered = await asyncio.to_thread(rows.ordered_by, key, is_reversed=is_reversed)
        rows.take_order(key, ordered, is_reversed=is_reversed)
        self._changed(here)

    def _choose_columns(self, names: str) -> None:
        here, answer = self._answer()
        if names:
            wanted = names.replace(",", " ").split()
            keys = () if wanted in (["all"], ["-"]) else tuple(_key(name, answer) for name in wanted)
            self._show_columns(here, answer, keys)
            return
        from altotui.ui.screens.choose import Choose, Option

        keys = answer.table.layout.keys if answer.table else ()
        shown = answer.table.keys if answer.table else ()

        def chosen_columns(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None:
                self._show_columns(here, answer, chosen)

        title = "Columns, in the order in which they are turned on"
        options = [Option(key, _shown(key)) for key in keys]
        self._app.push_screen(Choose(title, options, shown, takes_many=True), chosen_columns)

    def _show_columns(self, here: Here, answer: AnswerView, keys: Sequence[str]) -> None:
        answer.choose_columns(keys)
        self._changed(here)

    def _toggle_json(self) -> None:
        here, answer = self._answer()
        answer.is_json = not answer.is_json
        self._changed(here)

    def _record(self, argument: str) -> None:
        here, answer = self._answer()
        shown = answer.rows.numbers if answer.rows else ()
        if argument:
            if not (
                argument.isascii()
                and argument.isdigit()
                and len(argument) <= _MOST_DIGITS
                and int(argument) in shown
            ):
                raise InvalidInput(rf"\rec takes the number of a row, {_range(shown)}", r"\rec 0")
            number = int(argument)
        elif here.spot.place is Place.ROW:
            number = here.spot.number
        elif shown:
            number = shown[0]
        else:
            raise InvalidInput("no row is shown", "/ changes the words that rows are filtered by")
        self._open_record(here, number)

    def _open_record(self, here: Here, number: int) -> None:
        answer = here.entry.answer_at(here.spot)
        if answer is None or answer.rows is None:
            return
        from altotui.ui.entries.record_source import AnswerRecords
        from altotui.ui.screens.record import RecordScreen

        source = AnswerRecords(answer, _title_of(here.entry))
        place = answer.rows.place_of(number) or 0

        def closed(last: int | None) -> None:
            """Put the cursor on the row that was looked at last."""
            if last is not None and isinstance(here.entry, Entry) and here.entry in self._transcript.entries:
                row = source.number_of(last)
                self._transcript.go_to(here.entry, here.entry.line_of(row, self._transcript.size.width))

        self._app.push_screen(RecordScreen(source, place), closed)

    def _list_sites(self, here: Here) -> None:
        """Filter the list of sites to those of the part under the cursor."""
        entry = here.entry
        part = here.spot.group + 1 if here.spot.place is not Place.HEAD else 0
        if not entry.number or not entry.sites_of(part):
            raise InvalidInput("this answer has no site that could be listed", other_entries())
        self._main.show_pane("sites")
        self._main.sites.filter.set_text(
            f"answer:{entry.number}.{part}" if part else f"answer:{entry.number}"
        )

    # --- asking again

    def _repeat(self) -> None:
        """Send the line of this entry to where the prompt goes."""
        line = self._line_of(here_in(self._transcript).entry)
        target = self._services.targets.current
        self._sending.send(target, self._sending.read_for(target, line.input, line.menu))

    def _line_of(self, entry: Shown) -> Translation:
        if entry.line is None:
            raise InvalidInput("this entry was not sent as a line", other_entries())
        return entry.line

    def _verify(self) -> None:
        """Read back what became of a write that has no known outcome."""
        from altotui.ui.entries.run_entry import RunEntry

        entry = here_in(self._transcript).entry
        if entry.line is not None and not entry.line.may_change:
            raise InvalidInput("a read changes nothing", ". sends it again")
        if entry in self._verifying:
            raise InvalidInput("it is being read back already", "wait for what it says")
        if isinstance(entry, Entry) and entry.result is not None and entry.result.outcome is Outcome.UNKNOWN:
            line = self._line_of(entry)
            self._app.start(self._verified(entry, self._verify_entry(entry, line)), group="verify")
        elif isinstance(entry, RunEntry) and entry.unknown:
            self._app.start(self._verified(entry, self._verify_run(entry)), group="verify")
        else:
            raise InvalidInput(
                "the outcome of this is known",
                f"{key_of('answer.verify')} reads back what a lost write has done",
            )

    async def _verified(self, entry: Shown, reading: Awaitable[None]) -> None:
        """Read back, once at a time for each entry."""
        self._verifying.append(entry)
        try:
            await reading
        finally:
            self._verifying.remove(entry)

    async def _verify_entry(self, entry: Entry, line: Translation) -> None:
        site = self._services.directory.get(entry.site_id) if entry.site_id else None
        if site is None:
            self._app.tell("this site is not listed any more", severity="warning")
            return
        age_s = (self._services.clock.now() - entry.started_at).total_seconds()
        entry.verdict, entry.is_read_back = await self._sending.read_back(site, line, age_s=age_s)
        self._show_verdict(entry)

    async def _verify_run(self, entry: RunEntry) -> None:
        """Read back each site whose outcome is unknown, one after the other."""
        age_s = (self._services.clock.now() - entry.started_at).total_seconds()
        for site in entry.unknown:
            entry.verdicts[site.id], is_read = await self._sending.read_back(site, entry.line, age_s=age_s)
            if is_read:
                entry.read_back.add(site.id)
            entry.group_again()
            self._show_verdict(entry)

    def _show_verdict(self, entry: Shown) -> None:
        """Bring what was found out into sight: the read itself stands below, and came into sight first."""
        self._main.console.describe()
        self._transcript.entry_changed(entry)
        if entry in self._transcript.entries:
            self._transcript.go_to(entry)


def _key(name: str, answer: AnswerView) -> str:
    """Return the key that `name` means; InvalidInput says which there are."""
    keys = answer.table.layout.keys if answer.table else ()
    found = key_called(name, keys)
    if found is not None:
        return found
    some = ", ".join(_shown(key) for key in keys[:_MOST_NAMED])
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    raise InvalidInput(f"the answer has no {_shown(name)}", f"it has {some}{more}")


def _shown(key: str) -> str:
    return make_visible(key, max_chars=_MAX_KEY_CHARS)


def _range(shown: Sequence[int]) -> str:
    return f"{min(shown)} to {max(shown)}" if len(shown) else "but none is shown"


def _title_of(entry: Shown) -> str:
    called = make_visible(entry.called, max_chars=60)
    return f"#{entry.number} {called}" if entry.number else called
