"""The form for a new job: all six fields, with what they mean and how much room is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Static, TextArea

from altotui.domain.errors import AltotuiError
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.services.job_desk import (
    MAX_SCRIPT_CHARS,
    MIN_DESCRIPTION_CHARS,
    longest_description,
    problems_of,
)
from altotui.services.targets import Target
from altotui.ui.remark_lines import remark_lines
from altotui.ui.screens.job_form_fields import CheckLine, OrderedInput, OrderedTextArea, YesNo
from altotui.ui.screens.job_form_scripts import BuiltInShelf, JobShelf
from altotui.ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from textual.app import App

    from altotui.domain.routeros.remark import Remark
    from altotui.services.line_reader import LineReader
    from altotui.ui.screens.job_form_editor import Edited

_ROWS_OF_THE_REST = 19
"""Of the form, its border and one line of problems, on a screen of ordinary height."""
_ROWS_SAVED_WHEN_SHORT = 2
_SHORT_ROWS = 22
_MOST_REMARK_ROWS = 8
_SHARE_OF_HEIGHT = 0.96
"""The largest height of a dialog (dialogs.tcss)."""
_KEYS = "   f7 recent, templates   f8 editor"
_BUILT_IN_SHELF = BuiltInShelf()
Autosave = Callable[[JobDraft, str], None]
"""Takes the draft and the check line as they are typed."""
Edit = Callable[["App[Any]", str], "Edited"]
"""Returns a script as an editor left it; raises AltotuiError."""


class JobFormAnswer(NamedTuple):
    """What a person left in the form."""

    draft: JobDraft
    """Without a key."""
    is_wanted: bool
    """Whether it shall be queued; a draft is never lost by closing the form."""
    has_canary: bool = False
    """Whether it shall go to the first site alone, first; never with one site."""
    check_line: str = ""
    """What is to be read before and after; empty: nothing."""


class JobForm(ModalScreen[JobFormAnswer]):
    """Ends with what was left in it: a draft is never lost by closing the form."""

    DEFAULT_CSS = """
    JobForm .beside { height: 1; width: 1fr; }
    JobForm .beside Input { width: 1fr; }
    """
    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#description"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_SHORT_ROWS, "-ordinary")]  # noqa: RUF012 (the type is the base class's)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_aside", "Close and keep"),
        Binding("f7", "choose_script", "Scripts", priority=True),
        Binding("f8", "edit", "Editor", priority=True),
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
        check_line: str = "",
        shelf: JobShelf = _BUILT_IN_SHELF,
        autosave: Autosave | None = None,
        edit: Edit | None = None,
    ) -> None:
        """Take what is filled in already.

        Args:
            target: Where the job goes.
            draft: The job as far as it is known; None for an empty one.
            usual: Where jobs are queued unless they need the other endpoint.
            is_read_only: Nothing can be queued now.
            reader: Says what the script may do, and what the check line is.
            check_line: What is read before and after.
            shelf: Scripts and templates to choose from.
            autosave: Hears of every change.
            edit: Takes the script through an editor; None: the person's own.
        """
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
        self._check_line = check_line
        self._shelf = shelf
        self._autosave = autosave
        self._edit = edit
        self._saved = self._draft, check_line
        self._replaced: JobDraft | None = None
        """What stood in the form before a script was chosen."""

    def compose(self) -> ComposeResult:
        """Build the form."""
        draft = self._draft
        with VerticalScroll(classes="dialog"):
            yield Static(Content(f"New job on {self._target.label}"), classes="dialog-title")
            yield Label(Content("Description"), id="description-label")
            yield OrderedInput(draft.description, id="description", compact=True, select_on_focus=False)
            yield Label(Content("Script"), id="script-label")
            yield OrderedTextArea(
                draft.script,
                id="script",
                compact=True,
                highlight_cursor_line=False,
                placeholder=Content("RouterOS commands, with ; or a new line between them"),
            )
            yield Static(Content(""), id="remarks")
            yield YesNo("backup: one is taken before the script runs", draft.backup, id="backup")
            yield YesNo("express: try to start at once", draft.express, id="express")
            yield YesNo(
                "acknowledgement: the router reports the end; off to restart it",
                draft.needs_acknowledgement,
                id="acknowledgement",
            )
            with Horizontal(classes="beside"):
                yield Label(Content("Notify URL (https) "))
                yield OrderedInput(
                    draft.notify_url or "", id="notify-url", compact=True, select_on_focus=False
                )
            yield CheckLine(self._check_line, id="check-line")
            if self._has_several:
                yield YesNo("canary: the first site alone, then ask before the others", True, id="canary")
            yield Static(Content(""), id="problems")
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("Queue (f9)"), id="queue", variant="primary", compact=True)
                yield Button(Content("Close, keep draft (esc)"), id="close", compact=True)

    @property
    def _has_several(self) -> bool:
        return self._target.is_set and len(self._target.sites) > 1

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
    @on(CheckLine.Changed)
    def check_again(self) -> None:
        """Keep counters and problems true while typing, and what is typed from being lost."""
        self._check()
        typed = self._read(), self._typed_check_line
        if self._autosave is not None and typed != self._saved:
            self._saved = typed
            self._autosave(*typed)

    @on(LineEdit.PasteRefused)
    def say_why(self, message: LineEdit.PasteRefused) -> None:
        """Say why nothing was pasted."""
        why = message.reason or f"the check is one line, and {message.lines} were pasted"
        self.notify(why, severity="warning", markup=False)

    @property
    def _typed_check_line(self) -> str:
        return self.query_one("#check-line", CheckLine).text.strip()

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
            Content(f"Script: {len(draft.script)} of {MAX_SCRIPT_CHARS} characters{_KEYS}")
        )
        words = self._problems(draft)
        if self._is_read_only:
            words.append("the session is read-only: close, then :rw REASON; the draft is kept")
        self.query_one("#problems", Static).update(Content("\n".join(words)))
        self.query_one("#queue", Button).disabled = bool(words)
        self._show_remarks(draft, len(words))

    def _problems(self, draft: JobDraft) -> list[str]:
        """Return what speaks against queueing it, besides a session that is read-only."""
        return [*problems_of(draft, self._usual), *self._check_problems()]

    def _check_problems(self) -> list[str]:
        """Return what is wrong with the check line: it is sent twice, so it must be a read."""
        text = self._typed_check_line
        if not text:
            return []
        if not self._reader.is_ready:
            return ["check: what is known of RouterOS is still being loaded"]
        from altotui.domain.routeros.translation import READ_KINDS

        translation = self._reader.translate(text, has_numbers=False)
        if translation.command and translation.kind in READ_KINDS and not translation.is_write:
            return []
        return ["check: this is no read; it is sent before and after the job"]

    def _show_remarks(self, draft: JobDraft, problems: int) -> None:
        """Show what the script may do, the worst first, in the rows that are left over."""
        rows_of_screen = self.app.size.height
        rows = int(rows_of_screen * _SHARE_OF_HEIGHT) - _ROWS_OF_THE_REST - max(0, problems - 1)
        rows -= self._has_several
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
        if self._problems(draft) or self._is_read_only:
            return
        errors = sum(remark.severity == "error" for remark in self._remarks(draft))
        if errors and self._warned_of != draft:
            self._warned_of = draft
            count = "an error" if errors == 1 else f"{errors} errors"
            self.query_one("#problems", Static).update(
                Content(f"the script has {count}: the same key again queues it all the same")
            )
            return
        self.dismiss(self._answer(draft, is_wanted=True))

    @on(Button.Pressed, "#close")
    def action_put_aside(self) -> None:
        """Close the form and keep the draft."""
        self.dismiss(self._answer(self._read(), is_wanted=False))

    def _answer(self, draft: JobDraft, *, is_wanted: bool) -> JobFormAnswer:
        has_canary = self._has_several and self.query_one("#canary", Checkbox).value
        return JobFormAnswer(draft, is_wanted, has_canary, self._typed_check_line)

    # --- a script from elsewhere

    def action_choose_script(self) -> None:
        """Offer the scripts that were queued before, and templates."""
        from altotui.ui.screens.job_form_scripts import JobScripts, offers_of

        self.app.push_screen(JobScripts(offers_of(self._shelf, self._replaced)), self._take_script)

    def _take_script(self, chosen: JobDraft | None) -> None:
        """Fill in what was chosen; what stood there is offered first from then on."""
        if chosen is None:
            return
        before = self._read()
        if before.description or before.script:
            self._replaced = before
        if chosen.description:
            self.query_one("#description", Input).value = chosen.description
        self._put_script(chosen.script)
        self.query_one("#backup", Checkbox).value = chosen.backup
        self.query_one("#express", Checkbox).value = chosen.express
        self.query_one("#acknowledgement", Checkbox).value = chosen.needs_acknowledgement

    def _put_script(self, text: str) -> None:
        """Put another script in place of the one that is there, to be undone as one change."""
        area = self.query_one("#script", TextArea)
        area.replace(text, (0, 0), area.document.end)
        area.focus()

    def action_edit(self) -> None:
        """Take the script through the person's editor."""
        from altotui.ui.screens.job_form_editor import edit_in_editor

        before = self.query_one("#script", TextArea).text
        try:
            edited = (self._edit or edit_in_editor)(self.app, before)
        except AltotuiError as problem:
            self.notify(str(problem), severity="warning", markup=False)
            return
        if edited.text != before:
            self._put_script(edited.text)
        over = len(edited.text) - MAX_SCRIPT_CHARS
        too_long = f"the script is {over} characters over the limit; all of it is kept" if over > 0 else ""
        said = "; ".join(filter(None, (edited.said, too_long)))
        if said:
            self.notify(said, severity="warning", markup=False)
