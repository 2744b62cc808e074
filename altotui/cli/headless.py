"""Runs one verb without a screen: data on stdout, everything else on stderr, and an exit code."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from difflib import get_close_matches

from altotui.cli.arguments import VERBS, WITH_SUB_VERBS, console_parser, verb_parser
from altotui.cli.exit_codes import ExitCode, exit_code_of
from altotui.domain.errors import AltotuiError
from altotui.domain.text import make_visible

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def run_words(words: list[str], verb_at: int | None) -> int:
    """Run the verb at `verb_at` of `words`, or answer `--help` and `--version`, and return the exit code."""
    try:
        return _run(words, verb_at)
    except SystemExit as end:  # argparse ends with it
        return end.code if isinstance(end.code, int) else ExitCode.USAGE
    except AltotuiError as error:
        say(str(error))
        return exit_code_of(error)
    except KeyboardInterrupt:
        say("stopped")
        return ExitCode.STOPPED
    except BrokenPipeError:
        _forget_stdout()
        return ExitCode.OK
    except Exception as error:  # a fault of our own, or no room: what it quotes may come from a router
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            _forget_stdout()
            say(f"not all could be written: {error.strerror}")
            return ExitCode.INCOMPLETE
        from altotui.cli.crashes import Crashes

        say(Crashes().write_down(error))
        return ExitCode.INCOMPLETE


def _run(words: list[str], verb_at: int | None) -> int:
    if verb_at is None:
        console_parser().parse_args(words)
        return ExitCode.USAGE
    verb = words[verb_at]
    if verb not in VERBS:
        nearest = get_close_matches(verb, VERBS, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"verbs are {', '.join(VERBS)}"
        say(f"there is no verb {verb[:40]!a}: {hint}")
        return ExitCode.USAGE
    module = importlib.import_module(f"altotui.cli.verbs.{verb}")
    parser = verb_parser(verb)
    module.add_arguments(parser)
    rest = [*words[:verb_at], *words[verb_at + 1 :]]
    # words and options may come in any order, but a sub-verb or `--` takes all that follows it
    is_ordered = verb in WITH_SUB_VERBS or "--" in rest
    arguments = parser.parse_args(rest) if is_ordered else parser.parse_intermixed_args(rest)
    code = module.run(arguments)
    sys.stdout.flush()
    return int(code)


def _forget_stdout() -> None:
    """Let what is still unwritten go nowhere: its reader has gone, and flushing at exit would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def say(text: str) -> None:
    """Print one line for the person on stderr."""
    print(f"altotui: {make_visible(text)}", file=sys.stderr)  # noqa: T201 (this is the place that prints)
