"""The question before something is done to many routers, or something that hurts: answered by a number."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

from altotui.domain.errors import InvalidInput
from altotui.domain.text import make_visible


async def is_confirmed(what: str, sites: int, *, answer: str = "", facts: Iterable[str] = ()) -> bool:
    """Ask on stderr whether to do `what` on so many sites and return whether a person agreed.

    Args:
        what: What is about to be done.
        sites: On how many sites.
        answer: What has to be typed to agree; empty for the number of sites.
        facts: Lines to read before that.

    Raises:
        InvalidInput: Nobody can be asked, because stdin is no terminal.
    """
    if not sys.stdin.isatty():
        raise InvalidInput(f"{what} on {_count(sites)} needs a yes", "add --yes")
    answer = answer or str(sites)
    sys.stderr.writelines(f"{make_visible(fact)}\n" for fact in facts)
    question = make_visible(f"{what} on {_count(sites)}? Type {answer} to go on: ")
    sys.stderr.write(question)
    sys.stderr.flush()
    return (await _read_line()).strip() == answer


def _count(sites: int) -> str:
    return f"{sites} site{'s' * (sites != 1)}"


async def _read_line() -> str:
    """Return one line of stdin; waiting on the loop, so that Ctrl-C ends it at once."""
    loop = asyncio.get_running_loop()
    is_ready = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), is_ready.set)
    try:
        await is_ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()
