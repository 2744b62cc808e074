"""Routers that answer as a test says, and finding one's way in what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.spot import Place
from altotui.ui.screens.choose import Choose
from tests.ui.driving import Console
from tests.ui.gateway import Answers, Call

Row = Mapping[str, object]
ROUTES: Sequence[Row] = (
    {
        ".id": "*1",
        "dst-address": "203.0.113.0/24",
        "gateway": "192.0.2.9",
        "distance": "10",
        "active": "true",
        "comment": "uplink alpha",
    },
    {
        ".id": "*2",
        "dst-address": "198.51.100.0/24",
        "gateway": "192.0.2.7",
        "distance": "9",
        "active": "false",
        "comment": "uplink beta",
    },
    {
        ".id": "*3",
        "dst-address": "192.0.2.0/24",
        "gateway": "ether1",
        "distance": "110",
        "active": "true",
        "comment": "lan",
    },
)
"""What `/ip/route/print` gives: numbers that sort otherwise than their texts, and a flag."""


def routers_say(**by_menu: object) -> Answers:
    """Return the answers of routers that give these rows or this text, by the last part of the menu that is read.

    `print` is the verb; all else is answered by the simulator.
    """

    def answer(call: Call) -> tuple[int, object] | None:
        if "/synchronous/" not in call.path:
            return None
        menu, _, verb = str(call.json["command"]).rpartition("/")
        name = menu.rpartition("/")[2].replace("-", "_")
        if verb != "print" or name not in by_menu:
            return None
        return 200, {"status": "success", "data": by_menu[name]}

    return answer


async def go_to_row(console: Console, number: int) -> None:
    """Put the cursor on a row of the newest answer, with keys."""
    await console.read_answers()
    transcript = console.main.console.transcript
    entry = next(entry for entry in reversed(transcript.entries) if entry.is_answer)
    wanted = next(
        line
        for line in range(transcript.row_count())
        if (here := transcript.row_at(line)) is not None
        and here.entry is entry
        and here.spot.place is Place.ROW
        and here.spot.number == number
    )
    step = wanted - transcript.cursor
    console.press(*(["down" if step > 0 else "up"] * abs(step)))
    await console.until(lambda: transcript.cursor == wanted, what=f"the cursor on row {number} of")


def row_under_cursor(console: Console) -> int | None:
    """Return the number of the row that keys act on; None when it is no row."""
    here = console.main.console.transcript.here
    return here.spot.number if here is not None and here.spot.place is Place.ROW else None


def shown_order(console: Console, *words: str) -> list[str]:
    """Return those of `words` that stand in the transcript, from top to bottom."""
    lines = console.cells_of(console.main.console.transcript)
    return [word for line in lines for word in words if word in line]


async def aim_at(console: Console, *names: str) -> None:
    """Make these sites the target, by what is typed in the prompt."""
    for at, name in enumerate(names):
        await console.target(f"+{name}" if at else name)
    targets = console.services.targets
    await console.until(
        lambda: sorted(site.name for site in targets.current.sites) == sorted(names), what="those targets in"
    )
    await console.until(lambda: console.focus_id == "prompt")


async def run_of(console: Console) -> RunEntry:
    """Return the newest run over several sites, once every site has its outcome and the screen shows it."""

    def newest() -> RunEntry | None:
        runs = [entry for entry in console.entries if isinstance(entry, RunEntry)]
        return runs[-1] if runs and runs[-1].has_ended else None

    await console.until(newest, what="a run that has ended in")
    await console.pilot.pause()
    run = newest()
    assert run is not None
    return run


async def go_to_option(console: Console, label: str) -> None:
    """Put the cursor of the list in front on the option that is called so."""
    await console.until(lambda: isinstance(console.app.screen, Choose) and console.focus_id == "options")
    options = console.app.screen.query_one("#options")
    await console.until(lambda: any(line.strip() for line in console.cells_of(options)))
    names = [line[3:].split("  ")[0].strip() for line in console.cells_of(options)]
    console.press("home", *["down"] * names.index(label))
