"""The console pane: a prompt that always shows its target, and what the routers answered."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from altotui.domain.budget import fanout_minutes
from altotui.domain.site import count_freshness
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.commands import key_of
from altotui.ui.entries.notes import Note, Refusal
from altotui.ui.hints import no_site
from altotui.ui.panes.console_log import ConsoleLog
from altotui.ui.panes.prompt import ARMED, Prompt
from altotui.ui.panes.transcript_view import Here, TranscriptView
from altotui.ui.panes.typed_line import VERB_SIGNS, TypedLine
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import Part, StatusLine
from altotui.ui.widgets.unscrolled import Unscrolled

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.panes.completing import Completing
    from altotui.ui.panes.popup import Popup
    from altotui.ui.panes.row_words import RowWords

AGES_EVERY_S = 10.0


class ConsolePane(Unscrolled):
    """Transcript, prompt, and a line that says what would be sent."""

    BLANK = False
    """It has a border."""

    class LineEntered(Message):
        """A person pressed Enter on a line for routers; the target is the one shown at that moment."""

        def __init__(self, target: Target, translation: Translation, typed: str) -> None:
            super().__init__()
            self.target = target
            self.translation = translation
            self.typed = typed

    class Asked(Message):
        r"""A person typed a line for the console itself: `\verb`, `@target` or `:command`; `:q` for `/quit`."""

        def __init__(self, line: str, typed: str) -> None:
            super().__init__()
            self.line = line
            self.typed = typed

    class Opened(Message):
        """Enter on a line of the transcript."""

        def __init__(self, here: Here) -> None:
            super().__init__()
            self.here = here

    class Seen(Message):
        """The pane came into sight, or a layout for another pane took it away: `is_seen` says which."""

    def __init__(self, services: Services) -> None:
        super().__init__(id="console", classes="pane")
        self._services = services
        self._reader = services.reader
        self.line = TypedLine(services.reader)
        self._is_active = False
        self.is_seen = False
        self._title = StatusLine(classes="pane-title")
        self.transcript = TranscriptView(id="transcript")
        self.journal = ConsoleLog(self.transcript, services.reader, self.call_after_refresh)
        self.prompt = Prompt(self.line.colours_of)
        self._completing: Completing | None = None
        self._hint = StatusLine(classes="pane-note")
        self._is_loading = False

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self.transcript
        yield self.prompt
        yield self._hint

    @cached_property
    def words(self) -> RowWords:
        """Return the line that the rows of an answer are filtered by."""
        from altotui.ui.panes.row_words import RowWords

        return RowWords(self.transcript)

    @cached_property
    def _popup(self) -> Popup:
        from altotui.ui.panes.popup import Popup

        popup = Popup()
        put_behind(popup, self.prompt)
        return popup

    def on_show(self) -> None:
        """Say that the answers are seen."""
        self.is_seen = True
        self.post_message(self.Seen())

    def on_hide(self) -> None:
        """Say that nobody sees the answers."""
        self.is_seen = False
        self.post_message(self.Seen())

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self.describe()

    def on_mount(self) -> None:
        """Show the state before anything was typed, and keep the ages of answers true."""
        self.describe()
        self.run_worker(self._follow_ages(), group="ages", exit_on_error=False)

    async def _follow_ages(self) -> None:
        clock = self._services.clock
        while True:
            await clock.sleep(AGES_EVERY_S)
            self.transcript.look_at(clock.now())

    def show_target(self, target: Target, *, is_read_only: bool) -> None:
        """Show where commands go to, and whether writes are allowed."""
        self.line.target, self.line.is_read_only = target, is_read_only
        self.line.preflight = self._preflight(target)
        self._label_prompt()
        self.prompt.set_placeholder("" if target.sites else no_site())
        self.prompt.set_class(target.is_set, "-many")
        self.prompt.set_class(not is_read_only, "-writing")
        self.describe()

    def _preflight(self, target: Target) -> str:
        """Return how many sites of a set may not be reached, and how long they all take at the rate of the API."""
        listed = self._services.directory.listed
        if not target.is_set or listed is None:
            return ""
        states = count_freshness(target.sites, listed.as_of)
        troubled = [
            f"{count} {state.value}" for state, count in states.items() if count and state != "online"
        ]
        minutes = fanout_minutes(len(target.sites), self._services.api.budget.per_minute)
        words = [*troubled, f"about {minutes} min"] if minutes > 1 else troubled
        return "".join(f", {each}" for each in words)

    def _label_prompt(self) -> None:
        self.prompt.set_label(self.line.label)
        self.prompt.colour_again()

    # --- the transcript

    def note(self, text: str, meaning: str = "muted") -> None:
        """Add words of the console itself; visible-only text."""
        self.journal.add(Note(text, meaning))

    def refuse(self, line: str, reason: str, *, menu: str = "/") -> None:
        """Say in the transcript why a line was not sent; the up key brings it back.

        It is not put back into the prompt: what is typed ahead would be joined to it.
        """
        from altotui.domain.redaction import redact_line

        self.journal.add(Refusal(make_visible(redact_line(line, menu)), reason))

    @on(RowList.Chosen, "#transcript")
    def open_here(self, message: RowList.Chosen) -> None:
        """Tell what Enter was pressed on."""
        message.stop()
        if isinstance(message.what, Here):
            self.post_message(self.Opened(message.what))

    # --- the prompt

    @on(Prompt.Edited)
    def preview(self, message: Prompt.Edited) -> None:
        """Say what the line would send, as it is typed."""
        message.stop()
        if self.prompt.text and not self._reader.is_ready and not self._is_loading:
            self._is_loading = True
            load: Callable[[], Coroutine[object, object, object]] = self._load
            self.run_worker(load, group="language", exclusive=True, exit_on_error=False)
        self.describe()

    def _start_asking(self, work: Callable[[], Coroutine[object, object, object]]) -> None:
        self.run_worker(work, group="inspect", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        """Load the language beside the screen, then say what the line would send."""
        await self._reader.warm_up()
        self.prompt.colour_again()
        self.describe()

    def complete(self, step: int) -> bool:
        """Go on with the line, or step to the next way; return False when there is nothing typed to go on with."""
        if self._completing is None:
            from altotui.ui.panes.completing import Completing

            self._completing = Completing(
                self.prompt, self.line, self._services.make_inspector(), self._start_asking, self.describe
            )
        return self._completing.step(step)

    @on(LineEdit.Submitted, "#prompt")
    def enter_line(self, message: LineEdit.Submitted) -> None:
        """Hand on the line that stood in the prompt when Enter was pressed, or say why not and give it back."""
        message.stop()
        text = message.text.strip()
        if not text:
            return
        if text.startswith(VERB_SIGNS) or self.line.verb_of_console(text) is not None:
            self.post_message(self.Asked(text, message.text))
        else:
            self._enter_command(text, message.text)

    def _enter_command(self, text: str, typed: str) -> None:
        translation = self.line.translate(text)
        if translation.kind == "local":
            self._do_here(translation, typed)
        else:
            self.post_message(self.LineEntered(self.line.target, translation, typed))

    def _do_here(self, translation: Translation, typed: str) -> None:
        """Do what a line asks of the console itself: go to a menu, or leave."""
        if translation.leaves:
            self.post_message(self.Asked(":q", typed))
        elif translation.moves_to is not None:
            target = self.line.target
            self._services.history.take(
                typed, menu=self.line.menu, target=target.label, sites=target.sites, is_write=False
            )
            self.line.menu = translation.moves_to
            self._label_prompt()
        self.describe()

    @on(LineEdit.Submitted, "#words")
    def keep_words(self, message: LineEdit.Submitted) -> None:
        """Keep the rows as they are filtered and go back to them."""
        message.stop()
        self.words.close(is_kept=True)

    @on(LineEdit.PasteRefused)
    def explain_paste(self, message: LineEdit.PasteRefused) -> None:
        """Say why a paste was not taken."""
        message.stop()
        reason = message.reason or f"{message.lines} lines pasted, none taken: paste one at a time"
        self._hint.show([(f" {reason}", "bad")])

    def describe(self) -> None:
        """Say in title and hint what is open, and what Enter would do."""
        count = self.journal.open_count
        title: Part = (" 2 Console ", "mark" if self._is_active else "strong")
        target: Part = (f" {self.line.target.label}", "warn" if self.line.target.is_set else "strong")
        unknown = sum(entry.lost for entry in self.transcript.entries)
        self._title.show(
            [title, target],
            [
                (f" {unknown} unknown, {key_of('answer.verify')} reads back " if unknown else "", "bad"),
                (f" waiting for {count}" if count else "", "warn"),
            ],
        )
        if self.prompt.choosing is not None or "_popup" in vars(self):
            self._popup.show(self.prompt.choosing, taken_rows=self.prompt.rows - 1)
        if self.prompt.is_armed:
            self._hint.show([(f" {ARMED}", "bad")])
        else:
            self._hint.show(self.line.hint(self.prompt.text))
