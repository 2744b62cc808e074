"""All services of one run, built once and handed around together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.clock import Clock
from altotui.services.command_runner import CommandRunner
from altotui.services.job_desk import JobDesk
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.ports import SdxApi
from altotui.services.relay import Relay
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory

if TYPE_CHECKING:
    from altotui.domain.routeros.safety import Safety


class Services(NamedTuple):
    """What the screen and the verbs work with."""

    api: SdxApi
    clock: Clock
    relay: Relay
    session: Session
    directory: SiteDirectory
    runner: CommandRunner
    jobs: JobStore
    watcher: JobWatcher
    desk: JobDesk
    load_safety: Callable[[], Safety]
    """Gives the classes of commands, read at the first call."""


def build_services(
    api: SdxApi, clock: Clock, load_safety: Callable[[], Safety], *, is_locked: bool = False
) -> Services:
    """Return the services over one API client and one clock."""
    relay = Relay()
    session = Session(clock, relay, is_locked=is_locked)
    store = JobStore()
    watcher = JobWatcher(api, store, session, clock, relay)
    return Services(
        api=api,
        clock=clock,
        relay=relay,
        session=session,
        directory=SiteDirectory(api, clock, relay),
        runner=CommandRunner(api, session, clock, relay),
        jobs=store,
        watcher=watcher,
        desk=JobDesk(api, store, watcher, session, clock, relay),
        load_safety=load_safety,
    )
