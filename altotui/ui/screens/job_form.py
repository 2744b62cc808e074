"""The form for a new job: all six fields, with what they mean and how much room is left."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Static, TextArea

from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.site import Site
from altotui.services.job_desk import (
    MAX_SCRIPT_CHARS,
    MIN_DESCRIPTION_CHARS,
    longest_description,
    problems_of,
)
from altotui.ui.key_order import acted_at_once


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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_aside", "Close and keep"),
        Binding("f9", "queue", "Queue", priority=True),
        # with priority, so that what is typed right behind a tab goes to the next field
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", priority=True),
    ]

    def __init__(self, site: Site, draft: JobDraft | None, *, usual: JobEndpoint, is_read_only: bool) -> None:
        super().__init__()
        self._site = site
        self._usual = usual
        self._draft = draft or JobDraft(description="", script="")
        self._is_read_only = is_read_only

    def compose(self) -> ComposeResult:
        """Build the form."""
        draft = self._draft
        with VerticalScroll(classes="dialog"):
            yield Static(Content(f"New job on {self._site.name}"), classes="dialog-title")
            yield Label(Content("Description"), id="description-label")
            yield OrderedInput(draft.description, id="description", compact=True, select_on_focus=False)
            yield Label(Content("Script"), id="script-label")
            yield OrderedTextArea(draft.script, id="script", compact=True, highlight_cursor_line=False)
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
        problems = problems_of(draft, self._usual)
        words = list(problems)
        if self._is_read_only:
            words.append("the session is read-only: close, then :rw REASON; the draft is kept")
        self.query_one("#problems", Static).update(Content("\n".join(words)))
        self.query_one("#queue", Button).disabled = bool(words)

    @on(Button.Pressed, "#queue")
    def action_queue(self) -> None:
        """Queue the job when nothing speaks against it."""
        draft = self._read()
        if not problems_of(draft, self._usual) and not self._is_read_only:
            self.dismiss((draft, True))

    @on(Button.Pressed, "#close")
    def action_put_aside(self) -> None:
        """Close the form and keep the draft."""
        self.dismiss((self._read(), False))
