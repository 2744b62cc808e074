"""The long work beside the screen: what is known at the start, polling, and clocks that run out."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError
from altotui.domain.frozen import Frozen
from altotui.domain.site import SiteList
from altotui.services.events import TOLD_OF_A_SHIFT, CommandStarted, Event, ListSource, RunStarted
from altotui.services.site_directory import REFRESH_EVERY_S
from altotui.services.suite import Services
from altotui.ui.profile import ConsoleProfile

if TYPE_CHECKING:
    from typing import Protocol

    from altotui.domain.workspace import Asked, Place, Workspace
    from altotui.services.workspace_log import WorkspaceLog
    from altotui.ui.app import AltoApp
    from altotui.ui.resuming import Resuming

    class OpenWorkspace(Protocol):
        """Opens the log of a workspace; see there."""

        def __call__(
            self,
            *,
            look: Callable[[], Place],
            may_keep: Callable[[str], bool],
            tell: Callable[[str], object],
        ) -> WorkspaceLog:
            """Return it."""
            ...


_RUN_AGAIN_AFTER_S = 60.0
_FIRST_KEYS_S = 0.03
"""What is typed while the screen comes up goes before the rest of a long list."""
_MOST_WAITS = 5
_TOOLS_AFTER_S = 0.15
"""Without a key, so that what is loaded makes nobody wait who types."""
_WARM_UP_AFTER_S = 1.5
_TOKEN_ENDS_SOON_S = 600.0
_TOKEN_LOOK_EVERY_S = 30.0
_MOST_UNFINISHED = 5


class Beside(Frozen):
    """What a run brings along for the work beside the screen; every part may be missing."""

    site: str | None = None
    """Site to choose at the start, as typed."""
    warm_up: Callable[[], Coroutine[object, object, object]] | None = None
    """Loads what the first call would have to load; called when the screen has come to rest."""
    receive: Callable[[], Coroutine[object, object, None]] | None = None
    """Takes notifications of the platform for as long as the console runs."""
    left_unfinished: Callable[[], Sequence[str]] | None = None
    """Returns a line for each write of earlier runs whose outcome nobody knows; called in a thread."""
    keep_sites: Callable[[], None] | None = None
    """Leaves the live list of sites for the next start; called in a thread when there is one."""
    open_workspace: OpenWorkspace | None = None
    """Gives what keeps, for `--resume`, what this console leaves behind."""
    resume: Callable[[], Workspace | None] | None = None
    """Returns what an earlier console has left; called in a thread."""
    resumed: Callable[[tuple[Asked, ...]], None] | None = None
    """Hears what is shown of that again, before `left_unfinished` is called."""


class Background:
    """Starts the long work of one console, and is its bodies."""

    def __init__(
        self,
        app: AltoApp,
        services: Services,
        profile: ConsoleProfile,
        first_lists: Iterator[SiteList | None],
        beside: Beside,
    ) -> None:
        self._app = app
        self._services = services
        self._profile = profile
        self._first_lists = first_lists
        self._beside = beside
        self._given: SiteList | None = None
        """The newest of the first lists."""
        self.token_expires_at: datetime | None = None
        """Of the token that is watched; None where it does not say."""
        self.workspace: WorkspaceLog | None = None
        """None until there may be something to keep, and where nothing is kept."""
        self._resuming: Resuming | None = None

    def take_next_list(self) -> bool:
        """Show the next of the first lists; return whether there was one.

        There is none any more once the directory holds another list: that is a newer one, of the API.
        """
        if self._services.directory.listed is not self._given:
            self._first_lists = iter(())
        try:
            listed = next(self._first_lists)
        except StopIteration:
            return False
        if listed is not None:
            self._given = listed
            source = ListSource.LIVE if self._profile.is_demo else ListSource.CACHED
            self._services.directory.take(listed, source)
        return True

    def start(self) -> None:
        """Begin everything that can wait until the first list is on the screen."""
        self._app.start(self._run_start(), group="start")

    async def _run_start(self) -> None:
        services, app = self._services, self._app
        for _ in range(_MOST_WAITS):
            await asyncio.sleep(_FIRST_KEYS_S)  # of the keyboard, whatever the clock of the fleet says
            if not app.typed_within(_FIRST_KEYS_S):
                break
        while self.take_next_list():
            await services.clock.sleep(0)
        app.call_after_refresh(_collect_garbage_again)
        is_live = self._profile.is_demo and services.directory.listed is not None
        if not self._profile.is_demo:
            app.start(services.habits.load(), group="habits")
            app.start(self._load_kept(), group="kept")
        app.start(services.watcher.run(), group="job-watcher")
        app.start(services.fleet.run(), group="fleet-watch")
        first_after_s = REFRESH_EVERY_S if is_live else 0.0
        app.start(services.directory.run(first_after_s=first_after_s), group="site-refresh")
        self.watch_token()
        app.start(self._load_tools(), group="tools")
        if self._beside.receive is not None:
            app.start(self._run_receiver(self._beside.receive), group="notifications")
        if self._beside.resume is not None:
            app.start(self._resume(self._beside.resume), group="resume")
        else:
            self._look_for_unfinished()
        if self._beside.keep_sites is not None:
            app.start(self._keep_first_list(self._beside.keep_sites), group="site-cache")
        if self._beside.site:
            await self._choose_first_site(self._beside.site)
        if self._beside.warm_up is not None:
            await app.in_use.wait()
            await services.clock.sleep(_WARM_UP_AFTER_S)
            while app.typed_within(_WARM_UP_AFTER_S):  # what it imports would make the next keys wait
                await services.clock.sleep(_WARM_UP_AFTER_S)
            await services.reader.warm_up()
            await self._beside.warm_up()

    async def _load_tools(self) -> None:
        """Load what the first line and its answer need when somebody has begun to type, and stops for a moment."""
        await self._app.in_use.wait()  # a console that is only looked at needs none of it
        await self._services.clock.sleep(_TOOLS_AFTER_S)
        while self._app.typed_within(_TOOLS_AFTER_S):
            await self._services.clock.sleep(_TOOLS_AFTER_S)
        await asyncio.to_thread(_import_tools)
        if self._profile.is_demo:  # it has left nothing that the first key could ask for
            await self._services.habits.load()
            await self._load_kept()
        self._open_workspace()

    async def _load_kept(self) -> None:
        """Read what was typed and drafted before; what of it could not be read is counted."""
        history = self._services.history
        await history.load()
        if history.damaged:
            one = history.damaged == 1
            lines = "1 damaged line" if one else f"{history.damaged} damaged lines"
            self._app.tell(f"{lines} of the history {'is' if one else 'are'} passed over", severity="warning")
        await self._services.open_drafts().load()

    def bring_back(self, group: str) -> None:
        """Run again, after a while, what has ended by an error and should run as long as the console."""
        services = self._services
        endless = {
            "job-watcher": services.watcher.run,
            "fleet-watch": services.fleet.run,
            "site-refresh": services.directory.run,
        }
        if group in endless:
            self._app.start(self._run_again(endless[group], group), group="run-again")

    async def _run_again(self, run: Callable[[], Coroutine[object, object, None]], group: str) -> None:
        await self._services.clock.sleep(_RUN_AGAIN_AFTER_S)
        self._app.start(run(), group=group)

    async def _run_receiver(self, receive: Callable[[], Coroutine[object, object, None]]) -> None:
        try:
            await receive()
        except AltotuiError as problem:
            self._app.tell(f"no notifications: {problem}; jobs are polled all the same", severity="warning")

    def _look_for_unfinished(self) -> None:
        if self._beside.left_unfinished is not None:
            self._app.start(self._tell_unfinished(self._beside.left_unfinished), group="audit")

    async def _tell_unfinished(self, find: Callable[[], Sequence[str]]) -> None:
        """Put into the transcript what an earlier run has sent without learning how it ended."""
        found = await asyncio.to_thread(find)
        for line in found[-_MOST_UNFINISHED:]:
            self._app.main_screen.console.note(line, "warn")
        if found:
            one = len(found) == 1
            many = "a write of an earlier run has" if one else f"{len(found)} writes of earlier runs have"
            self._app.tell(f"{many} no known outcome: altotui audit --unfinished", severity="warning")

    async def _keep_first_list(self, keep: Callable[[], None]) -> None:
        """Keep the first live list at once: a console that is killed has left one then."""
        await self._services.directory.came_live.wait()
        await asyncio.to_thread(keep)

    async def _choose_first_site(self, text: str) -> None:
        from altotui.domain.errors import InvalidInput

        try:
            if self._services.directory.listed is None:
                await self._services.directory.refresh()
            self._app.main_screen.choose_site(self._services.directory.find(text))
        except InvalidInput as problem:
            self._app.tell(str(problem), severity="warning")

    # --- what is left behind, and what was

    def hear(self, event: Event) -> None:
        """Let what is asked and answered be kept, and all that happens be written into the log of the shift."""
        if isinstance(event, CommandStarted | RunStarted):
            self._open_workspace()
        if isinstance(event, TOLD_OF_A_SHIFT):
            self._services.open_shift_log().take(event)
        if self.workspace is not None:
            self.workspace.take(event)

    async def leave(self) -> None:
        """Keep what there is by now; the screen is gone."""
        workspace = self.workspace or self._make_workspace()
        if workspace is not None:
            await workspace.leave()

    def _open_workspace(self) -> None:
        if self.workspace is None:
            self.workspace = self._make_workspace()
            if self.workspace is not None:
                self._app.start(self.workspace.run(), group="workspace")

    def _make_workspace(self) -> WorkspaceLog | None:
        if self._beside.open_workspace is None:
            return None
        app, services = self._app, self._services
        return self._beside.open_workspace(
            look=self._look,
            may_keep=services.history.may_keep,
            tell=lambda words: app.tell(words, severity="warning") if app.is_running else None,
        )

    def _look(self) -> Place:
        from altotui.ui.place import place_of

        here = place_of(self._app.main_screen, self._services)
        return self._resuming.place(here) if self._resuming is not None else here

    async def _resume(self, load: Callable[[], Workspace | None]) -> None:
        """Go on where an earlier console has ended."""
        from altotui.ui.resuming import Resuming

        try:
            left = await asyncio.to_thread(load)
        except AltotuiError as problem:
            self._app.tell(f"nothing to resume: {problem}", severity="warning")
            left = None
        else:
            if left is None:
                self._app.tell("nothing to resume: no console of this profile has left anything yet")
        if left is None:
            self._look_for_unfinished()
            return
        is_target_named = self._beside.site is not None
        self._resuming = resuming = Resuming(
            self._app, self._app.main_screen, self._services, left, is_target_named=is_target_named
        )
        await resuming.go()
        asked = await resuming.show_answers()
        self._open_workspace()
        if self.workspace is not None:
            self.workspace.begin_with(asked)
        if self._beside.resumed is not None:
            self._beside.resumed(asked)
        self._look_for_unfinished()
        await resuming.go_late()

    # --- clocks that run out

    def watch_token(self) -> None:
        """Say in the header when the token is about to end; a renewed one is watched anew."""
        self.token_expires_at = self._services.session.token_expires_at
        self._app.run_worker(
            self._follow_token(self.token_expires_at), group="token", exclusive=True, exit_on_error=False
        )

    async def _follow_token(self, expires_at: datetime | None) -> None:
        header, clock = self._app.main_screen.header, self._services.clock
        header.show_token(None)
        while expires_at is not None:
            left_s = (expires_at - self._services.directory.server_now()).total_seconds()
            if left_s > _TOKEN_ENDS_SOON_S:
                await clock.sleep(left_s - _TOKEN_ENDS_SOON_S)
                continue
            header.show_token(left_s)
            if left_s <= 0:
                return
            await clock.sleep(min(left_s, _TOKEN_LOOK_EVERY_S))

    def watch_unlock(self) -> None:
        """Tell the screen when the time for writes is over."""
        until = self._services.session.unlocked_until
        if until is not None:
            left_s = (until - self._services.clock.now()).total_seconds()
            self._app.start(self._lock_at_end(left_s), group="unlock")

    async def _lock_at_end(self, left_s: float) -> None:
        await self._services.clock.sleep(left_s)
        if self._services.session.is_read_only:
            self._services.session.lock()


def _import_tools() -> None:
    from altotui.services import job_drafts, shift_log
    from altotui.storage.resources import load_menus
    from altotui.ui import prompt_actions
    from altotui.ui.entries import answer_view

    del answer_view, job_drafts, shift_log
    prompt_actions.import_all()
    load_menus()


def _collect_garbage_again() -> None:
    """Undo what `altotui.__main__` did for the start, if it did: what lives now lives on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
