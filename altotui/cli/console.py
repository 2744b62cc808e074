"""Starts the console: everything dear is imported here, behind the skeleton that is on the screen already.

Each module costs every start about a quarter of a millisecond, so what only some runs need is imported where it
is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from altotui.cli.arguments import console_parser
from altotui.cli.compose import Composition, compose
from altotui.cli.crashes import Crashes, strays_told
from altotui.cli.dress import USUAL_DRESS, Dress, dress_for
from altotui.cli.leaving import with_what_is_left
from altotui.cli.target import Target, resolve_target, wishes_for
from altotui.domain.budget import Priority
from altotui.domain.clock import SystemClock
from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.site import Site, SiteList
from altotui.domain.text import make_visible
from altotui.services.closing import in_time
from altotui.ui import skeleton, terminal
from altotui.ui.app import AltoApp
from altotui.ui.background import Beside
from altotui.ui.lean import Lean
from altotui.ui.profile import ConsoleProfile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Coroutine, Iterator

    from altotui.cli.site_keeper import SiteKeeper
    from altotui.domain.command import Sentence
    from altotui.domain.ids import SiteId

_FIRST_ROWS = 100
_SLICE_ROWS = 450
_GROWTH = 8


def run_console(words: list[str], adapt: Callable[[Composition], Composition] = lambda made: made) -> int:
    """Run the console with the arguments `words` and return the exit code.

    What went wrong is said in one line after the screen has been given back. `adapt` may put other parts in the
    place of those that were made.
    """
    said = io.StringIO()
    crashes = Crashes()
    try:
        with contextlib.redirect_stderr(said):
            arguments = console_parser().parse_args(words)
        if arguments.demo and arguments.resume:
            raise InvalidInput(
                "--resume with --demo", "a simulated fleet leaves nothing behind, leave one of them out"
            )
        target = resolve_target(arguments)
        crashes.secrets = (target.token.value,) if target.token else ()
        return asyncio.run(_run(target, arguments, adapt, crashes))
    except SystemExit as end:  # argparse ends with it, and signals do until the console is up
        return _leave(said.getvalue(), end.code if isinstance(end.code, int) else 2)
    except AltotuiError as error:
        from altotui.cli.exit_codes import exit_code_of

        return _leave(f"altotui: {error}\n", exit_code_of(error))
    except Exception as error:  # a fault of our own
        return _leave(f"altotui: {crashes.write_down(error)}\n", 1)


def _leave(words: str, code: int) -> int:
    skeleton.leave()
    sys.stderr.write(words)
    return code


async def _run(
    target: Target,
    arguments: argparse.Namespace,
    adapt: Callable[[Composition], Composition],
    crashes: Crashes,
) -> int:
    dress = dress_for(wishes_for(target), arguments)
    async with compose(target) as made:
        composition = adapt(made)
        keeper = _site_keeper(composition)
        app = build_app(
            composition,
            keeper,
            site=arguments.site,
            is_lean=arguments.lean,
            dress=dress,
            is_resumed=arguments.resume,
        )
        crashes.actions = app.done
        app.write_down = crashes.write_down
        with strays_told(asyncio.get_running_loop(), app.tell_fault), terminal.ended_by_signals(app):
            await app.run_async(mouse=not (arguments.no_mouse or arguments.lean))
        if keeper is not None:
            keeper.keep()
        try:
            await in_time(app.background.leave, SystemClock())
        except Exception as fault:  # what has ended the console is to be told, and not this
            crashes.write_down(fault)
    if terminal.is_stuck(app):  # all that is kept is kept by now
        from altotui.cli.exit_codes import exit_code_of

        if app.crash is not None:
            crashes.write_down(app.crash)
        os._exit(exit_code_of(app.failure) if app.failure is not None else app.return_code or 0)
    failure = app.failure or app.crash
    if failure is not None:
        raise failure
    return app.return_code or 0


def _site_keeper(composition: Composition) -> SiteKeeper | None:
    """Return what leaves the list of sites for the next start; None for a simulated fleet, which is made anew."""
    if composition.simulator is not None:
        return None
    from altotui.cli.site_keeper import SiteKeeper

    return SiteKeeper(composition.services.directory, composition.target.profile)


def build_app(
    composition: Composition,
    keeper: SiteKeeper | None = None,
    *,
    site: str | None = None,
    is_lean: bool = False,
    dress: Dress = USUAL_DRESS,
    is_resumed: bool = False,
) -> AltoApp:
    """Return the console over one run.

    `keeper` leaves its sites for the next one, `site` is chosen at the start, `is_resumed`: it goes on where another
    has ended.
    """
    beside = Beside(
        site,
        composition.api.warm_up,
        _receiver(composition),
        keep_sites=keeper.keep if keeper is not None else None,
    )
    if composition.simulator is None:
        beside = with_what_is_left(beside, composition, is_resumed=is_resumed)
    return AltoApp(
        composition.services,
        _profile(composition),
        _first_lists(composition),
        beside,
        Lean(os.environ, is_wanted=is_lean),
        dress.looks,
        dress.commands,
    )


def _receiver(composition: Composition) -> Callable[[], Coroutine[object, object, None]] | None:
    """Return what takes notifications, where the settings ask for it: each is a hint to ask for jobs."""
    notify = composition.target.notify
    if notify is None:
        return None
    services = composition.services

    async def receive() -> None:
        from altotui.api.wire_notification import read_notification
        from altotui.webhook.receiver import Receiver

        def take(content: bytes) -> bool:
            try:
                notification = read_notification(content)
            except ValueError:
                return False
            if services.directory.get(notification.site_id) is not None:
                services.watcher.wake(notification.site_id, Priority.WATCHED)
            return True

        receiver = Receiver(
            notify.path, take, host=notify.listen_host, port=notify.listen_port, clock=services.clock
        )
        await receiver.run()

    return receive


def _profile(composition: Composition) -> ConsoleProfile:
    target = composition.target
    if target.demo is None:
        return ConsoleProfile(
            make_visible(target.profile),
            color=target.color or "",
            command_timeout_s=target.command_timeout_s,
            flags=("--profile", target.profile),
            as_curl=partial(_as_curl, target),
        )
    demo = target.demo
    flags = ("--demo", f"--demo-sites={demo.sites}", f"--demo-seed={demo.seed}")
    return ConsoleProfile(target.profile, True, demo.scenario, flags=flags)


def _as_curl(target: Target, sentence: Sentence, site_id: SiteId) -> str:
    from altotui.api.paths import PATHS, Generation
    from altotui.domain.as_command import curl_command

    paths = PATHS[Generation(target.generation)]
    return curl_command(
        target.base_url,
        paths.synchronous,
        sentence,
        site_id,
        has_list_parameters=paths.has_list_parameters,
    )


def _first_lists(composition: Composition) -> Iterator[SiteList | None]:
    """Yield what is known before the API was asked: the growing list of a simulated fleet, or of the cache.

    It comes as one screenful, then each time it has become eight times as long, then whole; None stands for work in
    between, so that whoever takes the lists can let the screen live.
    """
    simulator = composition.simulator
    demo = composition.target.demo
    if simulator is None or demo is None:
        from altotui.storage.locations import site_cache_file
        from altotui.storage.site_cache import load_sites

        yield from load_sites(site_cache_file(composition.target.profile))
        return
    clock, total = composition.services.clock, demo.sites
    sites: list[Site] = []
    shown = 0
    while not shown or shown < total:
        sites += simulator.sites_now(len(sites), len(sites) + (_SLICE_ROWS if sites else _FIRST_ROWS))
        if len(sites) >= min(_GROWTH * shown, total):
            shown = len(sites)
            yield SiteList(tuple(sites), clock.now(), total=None if shown >= total else total)
        else:
            yield None
        if not total:
            return
