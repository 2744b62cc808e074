"""An answer of 50 MB and a bomb in front of the screen: said in words, and keys never wait for long meanwhile."""

from __future__ import annotations

import pytest

from tests.faults import payloads
from tests.faults.faults import Fault
from tests.faults.screens import Platform, console_at
from tests.faults.server import fault_server
from tests.lag import beating, lag_of, yardstick_ms

MOST_STALL = 250
"""Times as long as one MiB takes to decode, which is about a millisecond."""
TOO_LARGE = "it is larger than 8 MiB, so it was not read"
ANSWERS = [
    (payloads.large_json(), TOO_LARGE),
    (payloads.large_json(is_announced=False), TOO_LARGE),
    (payloads.gzip_bomb(), TOO_LARGE),
    (payloads.deflate_bomb(), TOO_LARGE),
    (payloads.large_json(7 * payloads.MEBIBYTE), "rows"),
]


@pytest.mark.parametrize(
    ("fault", "words"), ANSWERS, ids=["50 MiB", "50 MiB, open end", "gzip", "deflate", "7 MiB"]
)
async def test_b21_b22_a_large_answer_never_holds_up_the_screen(
    fault: Fault, words: str, is_full: bool
) -> None:
    platform = Platform()
    async with fault_server(platform) as server, console_at(server.url) as console:
        await console.choose_first()
        await console.send("/ip/dns/print")  # so that what the first answer loads is there
        platform.on_commands = fault
        async with beating() as beats_s:
            console.type("/ip/arp/print\n")
            console.type("/typed/meanwhile")
            await console.until(lambda: console.main.console.prompt.text == "/typed/meanwhile")
            await console.until(lambda: not console.main.console.journal.open_count, 30.0)
            await console.reads(words)
            console.press("ctrl+u")
            await console.read_answers()
            console.press("home", "pagedown", "end", "pageup")
            await console.pilot.pause()
        lag, yardstick = lag_of(beats_s), yardstick_ms()
        if is_full:
            print(fault, lag, f"a MiB takes {yardstick:.2f} ms")
        assert lag.longest_ms < MOST_STALL * yardstick
        assert console.main.console.prompt.text == ""
