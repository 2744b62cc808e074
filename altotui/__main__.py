"""Starts altotui: sees with the standard library alone whether the console is wanted, and paints before it imports.

Everything dear (asyncio, textual, httpx, pydantic) is imported behind the first paint, or not at all.
"""

import sys

_TAKES_VALUE = frozenset(
    {
        "--profile",
        "--demo-sites",
        "--demo-seed",
        "--demo-scenario",
        "--demo-speed",
        "--demo-tick",
        "--site",
        "--theme",
    }
)
_ANSWERS_ITSELF = frozenset({"-h", "--help", "--version"})


def find_verb(words: list[str]) -> int | None:
    """Return the position of the verb in `words`, or None when there is none."""
    skip = False
    for position, word in enumerate(words):
        if skip:
            skip = False
        elif word in _TAKES_VALUE:
            skip = True
        elif not word.startswith("-"):
            return position
    return None


def main() -> int:
    """Run altotui with the arguments of the process and return its exit code."""
    words = sys.argv[1:]
    verb_at = find_verb(words)
    if verb_at is not None or not _ANSWERS_ITSELF.isdisjoint(words):
        from altotui.cli.headless import run_words

        return run_words(words, verb_at)
    return _console(words)


def _console(words: list[str]) -> int:
    import os

    # Textual reads the first and draws on the last.
    is_seen = all(file is not None and file.isatty() for file in (sys.stdin, sys.stdout, sys.stderr))
    if not is_seen or os.environ.get("TERM", "dumb") == "dumb":
        print(  # noqa: T201 (there is no screen to say it on)
            "altotui: the console needs a terminal; in scripts use a verb, as in: altotui sites --format json",
            file=sys.stderr,
        )
        return 2
    for name in ("LINES", "COLUMNS"):  # the terminal says itself how large it is, and what it says stays true
        os.environ.pop(name, None)
    import gc

    from altotui.ui import early_signals, skeleton

    gc.disable()  # start-up makes many objects and no garbage; the console turns it on again once it is up
    early_signals.take()
    try:
        skeleton.paint()
        from altotui.cli.console import run_console

        return run_console(words)
    except BaseException:
        skeleton.leave()
        raise


if __name__ == "__main__":
    sys.exit(main())
