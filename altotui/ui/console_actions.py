"""What the commands of the prompt do: where lines go, what was typed before, help, and what was pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.commands import in_force
from altotui.ui.hints import choose_a_site
from altotui.ui.job_actions import JobActions
from altotui.ui.panes.typed_line import VERB_SIGNS
from altotui.ui.screens.main import MainScreen
from altotui.ui.sending import Sending

if TYPE_CHECKING:
    from altotui.domain.history import HistoryLine
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.paste_review import PasteAnswer

_MOST_NAMED = 20
_MOST_FILLED_CHARS = 2000


class ConsoleActions:
    """Carries out what is typed for the console itself."""

    def __init__(
        self, app: AltoApp, main: MainScreen, services: Services, sending: Sending, jobs: JobActions
    ) -> None:
        self._app = app
        self._main = main
        self._console = main.console
        self._services = services
        self._sending = sending
        self._jobs = jobs
        self._is_pasting = False
        """Pasted lines are being sent one by one."""
        self.by_id: dict[str, Callable[[str], object]] = {
            "target": self.set_target,
            "history": self._search_history,
            "palette": lambda _: self._open_palette(),
            "help": lambda _: self._help(),
            "line.why": self._why,
            "line.job": self._job,
        }

    def remember(self, text: str) -> None:
        """Keep a line for the console itself, so that the up key brings it back."""
        target = self._services.targets.current
        taken = self._services.history.take(
            text,
            menu=self._console.line.menu,
            target=target.label,
            sites=target.sites,
            is_write=False,
        )
        self._sending.typed_id = taken.id
        if taken.withheld:
            self._console.note(taken.withheld)

    # --- where lines go

    def set_target(self, text: str) -> None:
        """Send lines to what `text` names; `?` and nothing say where they go."""
        if text.strip() in ("", "?"):
            self._console.note(_named(self._services.targets.current))
            return
        target = self._services.targets.change(text)
        self._main.show_targets()
        if target.site is not None:
            self._main.choose_site(target.site)
        elif target.is_set:
            self._console.note(_named(target))

    # --- what was typed before

    def _search_history(self, words: str) -> None:
        from altotui.ui.screens.history import HistorySearch

        services = self._services
        site = services.targets.current.sites[:1]
        site_id = site[0].id if site else None
        self._main.show_pane("console")
        screen = HistorySearch(
            lambda typed: services.history.search(typed, site_id), services.clock.now(), words
        )
        self._app.push_screen(screen, self._recall)
        self._app.start(self._look_again(screen.found_more), group="history")

    async def _look_again(self, then: Callable[[], None]) -> None:
        await self._services.history.look_again()
        then()

    def _recall(self, line: HistoryLine | None) -> None:
        if line is not None:
            self._console.prompt.recall(line.line, line.is_write)

    # --- help

    def _open_palette(self) -> None:
        from altotui.ui.screens.palette import Palette, PaletteLine

        lines = [
            PaletteLine(
                command.id,
                command.title,
                command.help,
                command.key_label,
                command.colon,
                command.verb,
                command.headless,
            )
            for command in in_force()
            if command.id != "palette"
        ]

        def chosen(command_id: str | None) -> None:
            if command_id is not None:
                self._app.actions.run(command_id)

        self._app.push_screen(Palette(lines), chosen)

    def _help(self) -> None:
        """Help with the path under the caret of the prompt; elsewhere, and for an empty prompt, with the console."""
        prompt, line = self._console.prompt, self._console.line
        text = prompt.text.strip()
        is_for_console = text.startswith(VERB_SIGNS) or line.verb_of_console(text) is not None
        if prompt.has_focus and not is_for_console and (text or line.menu != "/"):
            from altotui.domain.routeros.path_help import help_at
            from altotui.ui.screens.path_help import PathHelpScreen

            language = self._services.reader.language(line.site)
            shown = help_at(prompt.text[:_MOST_FILLED_CHARS], prompt.caret, language, line.menu)
            self._app.push_screen(PathHelpScreen(shown))
            return
        from altotui.ui.screens.help import Help

        self._app.push_screen(Help())

    def _why(self, text: str) -> None:
        """Say what a line would do, without sending it."""
        if not text:
            raise InvalidInput(r"\why takes a line", r"\why /system reboot")
        from altotui.domain.redaction import redact_line

        translation = self._console.line.translate(text)
        target = self._services.targets.current
        blocked = translation.is_write and self._services.session.is_read_only
        parts = [
            f"{make_visible(redact_line(text, self._console.line.menu), max_chars=200)}: {translation.kind.value}",
            f"sends {make_visible(translation.command)}" if translation.command else "sends nothing",
            f"to {target.label}" if target.sites else "no site is chosen",
            *(make_visible(note) for note in (translation.client_side, *translation.notes) if note),
            "read-only: :rw REASON unlocks writes for 15 minutes" if blocked else "",
        ]
        self._console.note("; ".join(filter(None, parts)))

    def _job(self, text: str) -> None:
        """Open the form for a job that does what a line says; without one, what the newest write says."""
        target = self._services.targets.current
        translation = self._console.line.translate(text) if text else self._newest_write()
        if not translation.command:
            raise InvalidInput(translation.notes[0] if translation.notes else "the line sends nothing")
        self._sending.open_job(target, translation)

    def _newest_write(self) -> Translation:
        for entry in reversed(self._console.transcript.entries):
            if entry.line is not None and entry.line.may_change:
                return self._sending.read_for(
                    self._services.targets.current, entry.line.input, entry.line.menu
                )
        raise InvalidInput(r"\job takes a line", r"\job /system ntp client set enabled=yes")

    # --- what was pasted

    def review_paste(self, lines: tuple[str, ...]) -> None:
        """Ask what is to become of several lines: none is sent by itself."""
        from altotui.ui.screens.paste_review import PasteReview

        menu = self._console.line.menu

        def read(line: str) -> tuple[str, str]:
            nonlocal menu
            translation = self._console.line.translate(line, menu)
            menu = translation.moves_to or menu
            return translation.kind.value, translation.notes[0] if translation.notes else ""

        target = self._services.targets.current
        review = PasteReview(
            lines, target.label or "no site", read, is_read_only=self._services.session.is_read_only
        )
        typed_in = self._console.line.menu
        self._app.push_screen(review, lambda answer: self._use_paste(answer, target, typed_in))

    def _use_paste(self, answer: PasteAnswer | None, target: Target, menu: str) -> None:
        from altotui.ui.screens.paste_review import PasteUse

        if answer is None:
            return
        text = "\n".join(answer.lines)
        match answer.use:
            case PasteUse.ONE_BY_ONE:
                self._app.start(self._send_each(answer.lines, target, menu), group="paste")
            case PasteUse.SCRIPT:
                self._console.prompt.insert(text)
            case PasteUse.JOB:
                self._jobs.open_form(target, text, description="pasted script")

    def stop_pasted(self) -> bool:
        """Send no more of the pasted lines that go one by one; return whether there were any."""
        was_pasting, self._is_pasting = self._is_pasting, False
        return was_pasting

    async def _send_each(self, lines: tuple[str, ...], target: Target, menu: str) -> None:
        """Send lines in their order; the first one that does not end well is the last one sent.

        They are for the target that stood there when they were pasted, whatever is chosen meanwhile.
        """
        self._is_pasting = True
        for at, line in enumerate(lines):
            translation = self._sending.read_for(target, line, menu)
            menu = translation.moves_to or menu
            if translation.kind == "local":
                continue
            outcomes = await self._sending.send_and_wait(target, translation)
            is_well = outcomes and all(outcome is Outcome.OK for outcome in outcomes)
            left = len(lines) - at - 1
            if left and not (is_well and self._is_pasting):
                self._console.note(f"{left} of {len(lines)} pasted lines were not sent", "warn")
                break
        self._is_pasting = False


def _named(target: Target) -> str:
    """Return the sites of a target as a note."""
    if not target.sites:
        return f"no site is chosen: {choose_a_site()}; @SITE or @tag:x here"
    names = ", ".join(make_visible(site.name, max_chars=60) for site in target.sites[:_MOST_NAMED])
    more = f" and {len(target.sites) - _MOST_NAMED} more" if len(target.sites) > _MOST_NAMED else ""
    return f"lines go to {target.label}: {names}{more}" if target.is_set else f"lines go to {names}"
