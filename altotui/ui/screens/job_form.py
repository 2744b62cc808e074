"""The form for a new job: all six fields, with what they mean and how much room is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Static, TextArea

from altotui.domain.job import JobDraft, JobEndpoint
from altotui.services.job_desk import (
    MAX_SCRIPT_CHARS,
    MIN_DESCRIPTION_CHARS,
    longest_description,
    problems_of,
)
from altotui.services.targets import Target
from altotui.ui.key_order import acted_at_once
from altotui.ui.remark_lines import remark_lines

if TYPE_CHECKING:
    from altotui.domain.routeros.remark import Remark
    from altotui.services.line_reader import LineReader

_ROWS_OF_THE_REST = 19
"""Of the form, its border and one line of problems, on a screen of ordinary height."""
_ROWS_SAVED_WHEN_SHORT = 2
_SHORT_ROWS = 22
_MOST_REMARK_ROWS = 8
_SHARE_OF_HEIGHT = 0.96
"""The largest height of a dialog (dialogs.tcss)."""


class OrderedInput(Input):
    """A field whose keys act in the order in which they were typed."""

    async def _on_key(self, event: events.Key) -> None:
        await acted_at_once(self, event)


class OrderedTextArea(TextArea):
    """A field of several lines whose keys act in the order in which they were typed."""

    async def _on_key(self, event: events.Key) -> None:
        await acted_at_once(self, event)


class YesNo(Checkbox):
    """A checkbox that says its state as a word, and not by a colour alone."""

    BUTTON_LEFT = BUTTON_INNER = BUTTON_RIGHT = ""

    def __init__(self, what: str, value: bool, *, id: str) -> None:
        self._what = what
        super().__init__(self._words(value), value, id=id, compact=True)

    def _words(self, value: bool) -> Content:
        return Content(f"{'yes' if value else 'no':<3} {self._what}")

    def watch_value(self) -> None:
        """Show the word of the new state."""
        super().watch_value()
        if self.is_mounted:
            self.label = self._words(self.value)


class JobForm(ModalScreen[tuple[JobDraft, bool]]):
    """Ends with the draft and whether it shall be queued: a draft is never lost by closing the form."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#description"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_SHORT_ROWS, "-ordinary")]  # noqa: RUF012 (the type is the base class's)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_aside", "Close and keep"),
        Binding("f9", "queue", "Queue", priority=True),
        # with priority, so that what is typed right behind a tab goes to the next field
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", priority=True),
    ]

    def __init__(
        self,
        target: Target,
        draft: JobDraft | None,
        *,
        usual: JobEndpoint,
        is_read_only: bool,
        reader: LineReader,
    ) -> None:
        super().__init__()
        self._target = target
        self._usual = usual
        self._draft = draft or JobDraft(description="", script="")
        self._is_read_only = is_read_only
        self._reader = reader
        self._linted: tuple[JobDraft, tuple[Remark, ...]] | None = None
        """The last draft of which the remarks were asked for, as far as it matters to them."""
        self._warned_of: JobDraft | None = None
        """The draft whose errors were pointed out when it was to be queued."""

    def compose(self) -> ComposeResult:
        """Build the form."""
        draft = self._draft
        with VerticalScroll(classes="dialog"):
            yield Static(Content(f"New job on {self._target.label}"), classes="dialog-title")
            yield Label(Content("Description"), id="description-label")
            yield OrderedInput(draft.description, id="description", compact=True, select_on_focus=False)
            yield Label(Content("Script"), id="script-label")
            yield OrderedTextArea(draft.script, id="script", compact=True, highlight_cursor_line=False)
            yield Static(Content(""), id="remarks")
            yield YesNo("backup before it runs", draft.backup, id="backup")
            yield YesNo("express: try to start at once", draft.express, id="express")
            yield YesNo(
                "acknowledgement: report how it ended; off for scripts that restart the router",
                draft.needs_acknowledgement,
                id="acknowledgement",
            )
            yield Label(Content("Notify URL, https (may stay empty)"))
            yield OrderedInput(draft.notify_url or "", id="notify-url", compact=True, select_on_focus=False)
            yield Static(Content(""), id="problems")
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("Queue (f9)"), id="queue", variant="primary", compact=True)
                yield Button(Content("Close, keep draft (esc)"), id="close", compact=True)

    def on_mount(self) -> None:
        """Stop every cursor from blinking, and check what is there already."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one(TextArea).cursor_blink = False
        self._check()
        if not self._reader.is_ready:
            self.run_worker(self._load(), group="language", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        """Load the language beside the screen, then say what it knows about the script."""
        await self._reader.warm_up()
        self._check()

    def on_resize(self) -> None:
        """Use the room that there is now."""
        self.call_after_refresh(self._check)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def check_again(self) -> None:
        """Keep counters and problems true while typing."""
        self._check()

    def _read(self) -> JobDraft:
        return JobDraft(
            description=self.query_one("#description", Input).value.strip(),
            script=self.query_one("#script", TextArea).text,
            backup=self.query_one("#backup", Checkbox).value,
            express=self.query_one("#express", Checkbox).value,
            needs_acknowledgement=self.query_one("#acknowledgement", Checkbox).value,
            notify_url=self.query_one("#notify-url", Input).value.strip() or None,
        )

    def _check(self) -> None:
        draft = self._read()
        limits = f"{MIN_DESCRIPTION_CHARS} to {longest_description(draft.endpoint(self._usual))}"
        self.query_one("#description-label", Label).update(
            Content(f"Description: {len(draft.description)} characters ({limits})")
        )
        self.query_one("#script-label", Label).update(
            Content(
                f"Script: {len(draft.script)} of {MAX_SCRIPT_CHARS} characters, RouterOS commands with ; between them"
            )
        )
        words = list(problems_of(draft, self._usual))
        if self._is_read_only:
            words.append("the session is read-only: close, then :rw REASON; the draft is kept")
        self.query_one("#problems", Static).update(Content("\n".join(words)))
        self.query_one("#queue", Button).disabled = bool(words)
        self._show_remarks(draft, len(words))

    def _show_remarks(self, draft: JobDraft, problems: int) -> None:
        """Show what the script may do, the worst first, in the rows that are left over."""
        rows_of_screen = self.app.size.height
        rows = int(rows_of_screen * _SHARE_OF_HEIGHT) - _ROWS_OF_THE_REST - max(0, problems - 1)
        if rows_of_screen < _SHORT_ROWS:
            rows += _ROWS_SAVED_WHEN_SHORT
        remarks = self.query_one("#remarks", Static)
        width = self.query_one("#script", TextArea).size.width
        lines = remark_lines(self._remarks(draft), width, max(1, min(rows, _MOST_REMARK_ROWS)))
        remarks.display = bool(lines)
        remarks.update(Content("\n".join(lines)))

    def _remarks(self, draft: JobDraft) -> tuple[Remark, ...]:
        """Return the remarks on the script but that on its length, which is a problem already."""
        if not self._reader.is_ready:
            return ()
        from altotui.domain.routeros.lint import lint_script
        from altotui.domain.routeros.remark import Rule

        asked = JobDraft(
            "", draft.script, backup=draft.backup, needs_acknowledgement=draft.needs_acknowledgement
        )
        if self._linted is None or self._linted[0] != asked:
            found = lint_script(
                asked.script,
                self._reader.language(),
                needs_acknowledgement=asked.needs_acknowledgement,
                backup=asked.backup,
            )
            self._linted = asked, tuple(remark for remark in found if remark.rule is not Rule.TOO_LONG)
        return self._linted[1]

    @on(Button.Pressed, "#queue")
    def action_queue(self) -> None:
        """Queue the job when nothing speaks against it; where the script has errors, at the second time."""
        draft = self._read()
        if problems_of(draft, self._usual) or self._is_read_only:
            return
        errors = sum(remark.severity == "error" for remark in self._remarks(draft))
        if errors and self._warned_of != draft:
            self._warned_of = draft
            count = "an error" if errors == 1 else f"{errors} errors"
            self.query_one("#problems", Static).update(
                Content(f"the script has {count}: the same key again queues it all the same")
            )
            return
        self.dismiss((draft, True))

    @on(Button.Pressed, "#close")
    def action_put_aside(self) -> None:
        """Close the form and keep the draft."""
        self.dismiss((self._read(), False))
