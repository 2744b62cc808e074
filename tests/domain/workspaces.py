"""What was asked, for tests, each with only what a test says about it."""

from __future__ import annotations

from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.outcome import Outcome
from altotui.domain.workspace import Asked
from tests.domain.records import NOW, site_no


def answered(*rows: RawRow, number: int = 1, outcome: Outcome = Outcome.OK, **said: object) -> CommandResult:
    """Return an outcome of the site with that number."""
    reply = RouterReply(rows, ret=said.get("ret"))  # type: ignore[arg-type]  # a text or nothing
    return CommandResult(site_no(number), f"site-{number}", outcome, reply, elapsed_ms=40)


def asked(*results: CommandResult, line: str = "/ip/arp/print", number: int = 1, sites: int = 1) -> Asked:
    """Return a read that has ended, on as many sites."""
    command, *words = line.split()
    named = tuple((site_no(each), f"site-{each}") for each in range(1, sites + 1))
    return Asked(
        number, NOW, line, "/", command, tuple(words), False, named, results, is_run=sites > 1, has_ended=True
    )
