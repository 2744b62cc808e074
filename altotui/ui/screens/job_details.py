"""All about one job: state, reason, flags, times, names, events, the reads around it, and its script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.site import Site
from altotui.services.job_store import JobRecord
from altotui.services.line_reader import LineReader
from altotui.services.targets import Target
from altotui.ui.panes.typed_line import TypedLine
from altotui.ui.screens.job_details_facts import Around
from altotui.ui.screens.job_details_rows import DetailRows

if TYPE_CHECKING:
    from altotui.domain.ids import JobId

TICK_S = 1.0
"""How often durations are drawn anew while the job is open; when it has ended nothing ticks."""
Act = Callable[[JobRecord], object]
"""Does something with the job as it is shown."""


class JobDetails(ModalScreen[None]):
    """One job to be read; it follows what becomes of it while it is open."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#job-detail-rows"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", priority=True),
    ]

    def __init__(
        self,
        record: JobRecord,
        look_around: Callable[[JobRecord], Around],
        reader: LineReader,
        acts: Mapping[str, tuple[str, Act]],
        site: Site | None = None,
    ) -> None:
        """Take the job and what is around it.

        Args:
            record: The job.
            look_around: Gives what is known of a job besides, at this moment.
            reader: Gives the colours of the script.
            acts: By their keys, what can be done with the job: a word for the hint, and what does it.
            site: Whose language the script is in; None: that of any router.
        """
        super().__init__()
        self._look_around = look_around
        self._reader = reader
        self._line = TypedLine(reader)
        if site is not None:
            self._line.target = Target((site,), site.name)
        self._words = [f"{key} {word}" for key, (word, _) in acts.items() if word]
        self._rows = DetailRows(
            record,
            look_around(record),
            self._line.colours_of,
            {key: self._acting(act) for key, (_, act) in acts.items()},
        )

    def _acting(self, act: Act) -> Callable[[], object]:
        return lambda: act(self.record)

    @property
    def record(self) -> JobRecord:
        """Return the job as it is shown."""
        return self._rows.record

    @property
    def job_id(self) -> JobId:
        """Return the id of the job."""
        return self.record.job.id

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield self._rows
            yield Static(Content(", ".join(["y copy all", *self._words, "esc"])), classes="dialog-hint")

    def on_mount(self) -> None:
        """Follow the time while the job is open, and load the language of its script."""
        self._ticking = self.set_interval(TICK_S, self.look_again, pause=not self.record.job.is_open)
        if self.record.job.script and not self._reader.is_ready:
            self.run_worker(self._load(), group="language", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        """Load the language beside the screen, then colour the script."""
        await self._reader.warm_up()
        self._rows.forget_colours()
        self._rows.repaint()

    def show_record(self, record: JobRecord) -> None:
        """Show the job as it is now."""
        self._rows.show_record(record, self._look_around(record))
        if self.is_mounted:
            (self._ticking.resume if record.job.is_open else self._ticking.pause)()

    def look_again(self) -> None:
        """Show what has changed around the job."""
        self.show_record(self.record)

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)
