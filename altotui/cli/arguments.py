"""The arguments that every verb and the console understand, and the table of verbs."""

from __future__ import annotations

import argparse
from typing import NoReturn

from altotui import __version__
from altotui.domain.text import make_visible

VERBS = {
    "sites": "list sites",
    "run": "run one RouterOS line on one or many sites",
    "explain": "say what a line would send, without sending it",
    "jobs": "list or follow jobs",
    "job": "queue, show or cancel one job",
    "listen": "receive notify_url posts and print them as JSON lines",
    "audit": "read what was sent from this machine",
    "auth": "show, keep or forget the token of a profile",
    "simulate": "serve the simulated API on loopback",
    "doctor": "check profile, token, network and API",
}
"""Verb and what it does; each is the module of that name in `altotui.cli.verbs`."""
WITH_SUB_VERBS = frozenset({"job", "auth"})

FORMATS = ("table", "json", "jsonl", "csv", "md")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, name the verb and never print the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Print one line on stderr and exit with 2."""
        self.exit(2, f"{make_visible(f'{self.prog}: {message} (see {self.prog} --help)')}\n")


def global_arguments(*, is_repeated: bool = False) -> argparse.ArgumentParser:
    """Return a parent parser with the options that are valid with every verb.

    Args:
        is_repeated: It is for a sub-verb: what is not named there keeps the value it has from before it.
    """
    unnamed = argparse.SUPPRESS if is_repeated else None
    parent = argparse.ArgumentParser(add_help=False, argument_default=unnamed)
    group = parent.add_argument_group("everywhere")
    group.add_argument("--profile", metavar="NAME", help="profile of the settings file")
    group.add_argument(
        "--read-only", action="store_true", help="never send anything that may change a router"
    )
    group.add_argument(
        "--token-stdin", action="store_true", help="read the token from the first line of stdin"
    )
    group.add_argument(
        "--no-audit", action="store_true", help="send writes even when the audit file cannot be written"
    )
    group.add_argument("--demo", action="store_true", help="use a simulated fleet in this process")
    group.add_argument(
        "--demo-sites", type=_count, default=unnamed or 240, metavar="N", help="size of the fleet (240)"
    )
    group.add_argument(
        "--demo-seed", type=int, default=unnamed or 7, metavar="S", help="another seed, another fleet (7)"
    )
    group.add_argument(
        "--demo-scenario", default=unnamed or "calm-day", metavar="NAME", help="what happens to it (calm-day)"
    )
    group.add_argument(
        "--demo-speed", type=_positive, default=unnamed or 1.0, metavar="X", help="how fast its time runs (1)"
    )
    group.add_argument(
        "--demo-tick", type=_positive, metavar="S", help="one site changes state every S seconds"
    )
    return parent


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add `--format`, as every verb that prints records has it."""
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print (%(default)s)")


def verb_parser(verb: str) -> Parser:
    """Return the parser of one verb with the global options in it."""
    return Parser(
        prog=f"altotui {verb}", description=VERBS[verb], parents=[global_arguments()], allow_abbrev=False
    )


def console_parser() -> Parser:
    """Return the parser of the console and of the top level's help."""
    verbs = "\n".join(f"  {verb:<10}{what}" for verb, what in VERBS.items())
    parser = Parser(
        prog="altotui",
        description="Operator console for fleets of MikroTik routers. Without a verb: the console.",
        epilog=f"verbs:\n{verbs}\n\naltotui VERB --help says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[global_arguments()],
        usage="altotui [options] [VERB ...]",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"altotui {__version__}")
    parser.add_argument("--site", metavar="SITE", help="open the console on this site")
    parser.add_argument(
        "--resume", action="store_true", help="go on where the last console of the profile has ended"
    )
    parser.add_argument(
        "--lean", action="store_true", help="draw little, for a slow line; no mouse, colours of the terminal"
    )
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    parser.add_argument(
        "--theme",
        metavar="T",
        help="altotui, altotui-light, -contrast, -colour-blind, -ansi, or one of Textual's",
    )
    signs = parser.add_mutually_exclusive_group()
    signs.add_argument("--ascii", action="store_true", help="draw lines, bars and lanes with ASCII alone")
    signs.add_argument(
        "--unicode", action="store_true", help="draw them with Unicode, whatever the locale says"
    )
    return parser


def seconds(text: str) -> float:
    """Return a duration in seconds out of an argument."""
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 3600")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 100_000:
        raise argparse.ArgumentTypeError(f"{value} is not 0 to 100000")
    return value


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100_000:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value
