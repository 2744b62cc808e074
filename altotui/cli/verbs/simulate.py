"""`altotui simulate`: serves the simulated API on loopback."""

from __future__ import annotations

import argparse
from functools import partial

from altotui.cli.compose import make_clock
from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_lines
from altotui.cli.port import port
from altotui.cli.target import demo_of
from altotui.cli.tunnel import check_tunnel_end, deliver_through
from altotui.domain.errors import InvalidInput
from altotui.simulator.simulator import GENERATIONS, Simulator

_RATE_LIMIT_PER_MIN = 60
"""The platform's own."""
_LOOKS_PER_S = 10.0
"""At jobs with a `notify_url`, in the machine's time, however fast the simulation runs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "--port", type=port, default=8765, metavar="P", help="port on 127.0.0.1, 0 for any (%(default)s)"
    )
    parser.add_argument("--api", choices=GENERATIONS, default="both", help="what to serve (%(default)s)")
    parser.add_argument("--no-rate-limit", action="store_true", help="never answer 429")
    parser.add_argument(
        "--deliver-to",
        metavar="URL",
        help="http address on this machine that stands behind every notify_url, as a tunnel would",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Serve until SIGINT or SIGTERM, which is its normal end."""
    demo = demo_of(arguments)
    if arguments.deliver_to is not None:
        check_tunnel_end(arguments.deliver_to)
    try:
        simulator = Simulator(
            make_clock(demo),
            seed=demo.seed,
            sites=demo.sites,
            scenario=demo.scenario,
            api=arguments.api,
            rate_limit_per_min=None if arguments.no_rate_limit else _RATE_LIMIT_PER_MIN,
            tick_s=demo.tick_s,
        )
    except ValueError as problem:
        raise InvalidInput(str(problem)) from None
    from altotui.simulator.server import serve

    beside = None
    if arguments.deliver_to is not None:
        every_s = demo.speed / _LOOKS_PER_S
        beside = partial(deliver_through, simulator, arguments.deliver_to, every_s=every_s)
    try:
        serve(simulator, arguments.port, on_listening=_say_address, beside=beside)
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise InvalidInput(
            f"port {arguments.port} cannot be used: {problem.strerror}", "choose another with --port, or 0"
        ) from None
    return ExitCode.OK


def _say_address(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    print_lines([address])
    say(f"in another terminal: ALTOTUI_BASE_URL={address} ALTOTUI_TOKEN=demo-x altotui sites")
