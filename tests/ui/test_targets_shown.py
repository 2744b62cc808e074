"""Where lines go: one site, the marked ones or a set, always in sight, and never another one than was named."""

from __future__ import annotations

import asyncio

import pytest
from rich.style import Style

from altotui.domain.site import Freshness
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.replies import Replies, asked, names, port, rows, tagged
from tests.ui.sites_shown import FLEET, lists, show

LAGOS, DEPOT, ACCRA, LAB, RIGA = FLEET
ALPHA = "tag:isp:alpha"
LINE = "/interface print"


def _prompt(console: Console) -> str:
    return console.part(console.main.console.prompt)


async def _labelled(console: Console, label: str) -> None:
    """Wait until exactly that stands in front of the line."""
    wanted = f"[RO] {label}>" if label else "no site>"

    def is_labelled() -> bool:
        shown = _prompt(console)
        return shown == wanted or shown.startswith(f"{wanted} ")

    await console.until(is_labelled, what=f"the prompt {wanted} in")


def _ground(console: Console) -> Style:
    """Return the look of the empty end of the prompt."""
    prompt = console.main.console.prompt
    style = list(console.strips()[prompt.region.y].crop(prompt.region.x, prompt.region.right))[-1].style
    assert style is not None
    return style


def _target(console: Console) -> list[str]:
    return [site.name for site in console.services.targets.current.sites]


# --- naming a target


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_each_way_to_name_sites_is_in_sight_beside_the_line(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await show(console, *FLEET)
        console.press("f3")
        await _labelled(console, "")
        for typed, label, wanted in (
            ("accra-core-02", "accra-core-02", [ACCRA]),
            (ALPHA, f"@2 {ALPHA}", [LAGOS, ACCRA]),
            ("+riga-lagosta-03", f"@3 {ALPHA} +riga-lagosta-03", [LAGOS, ACCRA, RIGA]),
            ("-lagos-branch-01", f"@2 {ALPHA} +riga-lagosta-03 -lagos-branch-01", [ACCRA, RIGA]),
            ("+accra", f"@3 {ALPHA} +riga-lagosta-03 -lagos-branch-01 +accra", [ACCRA, RIGA, LAB]),
            ("status:offline", "@1 status:offline", [ACCRA]),
        ):
            await console.target(typed)
            assert _target(console) == [site.name for site in wanted], typed
            shown = _prompt(console).partition(">")[0]
            assert shown.startswith(f"[RO] {label}"[:12]), typed
            assert label in console.text() or shown.endswith(label[-12:]), typed
            console.type("/ip/address/print where network=192.0.2.0 and interface=ether1 and disabled=no")
            await console.pilot.pause()
            assert _prompt(console).partition(">")[0] == shown, "a long line pushes nothing out"
            console.press("ctrl+c")
        assert console.gateway.commands == []


async def test_the_marked_sites_by_word_and_what_lines_go_to() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.target("?")
        await console.reads("no site is chosen: f2, then enter on one")
        await console.target("riga-lagosta-03")
        await console.target("?")
        await console.reads("lines go to riga-lagosta-03")
        console.services.marks.add([ACCRA.id, LAGOS.id])
        await _labelled(console, "@2 marked")
        await console.target("tag:isp:beta")
        await _labelled(console, "@2 tag:isp:beta")
        await console.target("marked")
        await _labelled(console, "@2 marked")
        await console.target("?")
        await console.reads("lines go to @2 marked: lagos-branch-01, accra-core-02")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_a_set_looks_different_until_one_site_is_chosen_in_the_list(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await show(console, *FLEET)
        await console.choose(RIGA)
        await _labelled(console, "riga-lagosta-03")
        prompt = console.main.console.prompt
        alone = _ground(console)
        assert not prompt.has_class("-many")
        await console.target("tag:isp:beta")
        assert prompt.has_class("-many")
        assert _ground(console).bgcolor != alone.bgcolor
        await console.sees("@2 tag:isp:beta")
        console.press("f2", "escape")
        console.type("/accra-core\n")
        await lists(console, ["accra-core-02"])
        await console.sees("@2 tag:isp:beta")
        console.press("enter")
        await _labelled(console, "accra-core-02")
        assert not prompt.has_class("-many")
        assert _ground(console) == alone
        assert _target(console) == ["accra-core-02"]


async def test_the_tabs_name_the_target_that_lines_really_go_to() -> None:
    async with driven(clock=FakeClock(), size=NARROW) as console:
        await show(console, *FLEET)
        await console.choose(RIGA)
        await console.sees("target: riga-lagosta-03")
        await console.target(ALPHA)
        console.press("f4")
        await console.sees(f"target: @2 {ALPHA}")
        console.press("f2", "home", "space")
        await console.sees("1 marked", "target: @1 marked")


async def test_marking_takes_the_prompt_along_and_no_mark_gives_the_chosen_site_back() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.choose(RIGA)
        console.press("f2", "escape")
        console.press("home", "space")
        await _labelled(console, "@1 marked")
        console.press("space")
        await _labelled(console, "@2 marked")
        assert _target(console) == ["lagos-branch-01", "lagos-depot-07"]
        console.press("up", "space", "up", "up", "space")
        await _labelled(console, "riga-lagosta-03")
        console.type("/accra\n")
        await lists(console, ["accra-core-02", "accra-lab-10"])
        console.press("a")
        await _labelled(console, "@2 marked")
        await console.colon("mark none")
        await _labelled(console, "riga-lagosta-03")


async def test_marks_that_are_taken_away_leave_a_set_that_was_named_alone() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        console.services.marks.add([ACCRA.id])
        await _labelled(console, "@1 marked")
        await console.target("tag:isp:beta")
        await _labelled(console, "@2 tag:isp:beta")
        await console.colon("mark none")
        await console.sees_no("1 marked")
        await _labelled(console, "@2 tag:isp:beta")


async def test_a_set_keeps_only_sites_that_are_listed() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.target(ALPHA)
        await _labelled(console, f"@2 {ALPHA}")
        await show(console, LAGOS, DEPOT, LAB, RIGA)
        await _labelled(console, f"@1 {ALPHA}")
        assert _target(console) == ["lagos-branch-01"]


# --- what is refused


@pytest.mark.parametrize(
    ("typed", "problem", "remedy"),
    [
        ("nosuch", "@nosuch names no site", "@SITE, @tag:x, @marked"),
        ("tag:nosuch", "@tag:nosuch names no site", "@SITE, @tag:x, @marked"),
        ("marked", "no site is marked", "mark some in the list of sites"),
        ("", "lines go to @2 tag:isp:beta", "lagos-depot-07, accra-lab-10"),
        ("+", "@ names no site", "@SITE, @tag:x, @marked"),
        ("+lagos-depot-07", "@lagos-depot-07 adds no site", "stays as it was"),
        ("-riga-lagosta-03", "@riga-lagosta-03 takes away no site", "stays as it was"),
        ("-tag:isp:beta", "no site would be left", "stays as it was"),
        ("ver:<x", "ver:<x has no version", "write ver:<7.16"),
        ("nosuch: x", "names no site", "@SITE, @tag:x, @marked"),
    ],
)
async def test_a_wrong_target_is_explained_and_changes_nothing(typed: str, problem: str, remedy: str) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.target("tag:isp:beta")
        await console.target(typed)
        await console.reads(problem, remedy)
        await _labelled(console, "@2 tag:isp:beta")
        assert _target(console) == ["lagos-depot-07", "accra-lab-10"]
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == f"@{typed}")


async def test_row_numbers_are_of_one_router_and_refused_for_a_set() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        Replies(console, rows(port("ether1"), port("ether2") | {".id": "*2"}))
        await console.run(LAGOS, LINE)
        await console.send("/interface get 1 mtu")
        assert "?.id=*2" in str(console.gateway.commands[-1].json)
        before = len(console.gateway.commands)
        await console.target(ALPHA)
        console.type("/interface get 1 mtu\n")
        await console.reads("NOT SENT: row 1 would be another row on each router", "use a name")
        assert len(console.gateway.commands) == before


# --- what is said before a line goes


async def test_what_may_not_be_reached_stands_under_the_line() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.target("name:*")
        console.type(LINE)
        await console.sees(" to 5 sites, 1 late, 1 offline, 1 unknown  read ")
        console.press("ctrl+c")
        await console.target("riga")
        console.type(LINE)
        await console.sees(" read  sends /interface/print")
        await console.sees_no(" to 5 sites", "1 late,")


async def test_minutes_stand_under_the_line_when_the_rate_makes_them() -> None:
    async with driven(clock=FakeClock(), sites=120) as console:
        await console.target("name:*")
        console.type(LINE)
        await console.sees(" to 120 sites, ", ", about 2 min ")
        console.press("ctrl+c")
        await console.target("-role:branch")
        console.type(LINE)
        await console.sees(" to ")
        await console.sees_no(" min ")
        assert console.gateway.commands == []


async def test_a_site_that_goes_offline_is_counted_as_soon_as_it_is_known() -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.target("lagos")
        console.type(LINE)
        await console.sees(" to 3 sites, 1 late ")
        await show(console, LAGOS, DEPOT._replace(has_pulse=False), ACCRA, LAB, RIGA)
        assert console.site(Freshness.OFFLINE).name == DEPOT.name
        await console.sees(" to 3 sites, 1 offline ")


# --- typed ahead


@pytest.mark.parametrize("is_slow", [False, True], ids=["one burst", "key by key"])
async def test_what_is_typed_behind_a_target_goes_there_and_nowhere_else(is_slow: bool) -> None:
    async with driven(clock=FakeClock(), sites=12) as console:
        Replies(console, rows(port()))
        alpha, gamma = tagged(console, "isp:alpha"), tagged(console, "isp:gamma")
        assert len(alpha) > 1
        assert not set(alpha) & set(gamma)
        await console.target(gamma[0])
        typed = (
            f"@{ALPHA}\n/ip dns print\n"  # a set
            f"@{gamma[0]}\n/ip dns print\n"  # one site
            "@nosuch\n/ip dns print\n"  # nothing: it goes where the prompt says
            f"@{ALPHA}\n@-{alpha[0]}\n/ip dns print\n"
        )
        if is_slow:
            for key in typed:
                console.type(key)
                await asyncio.sleep(0)
        else:
            console.type(typed)
        wanted = sorted([*alpha, gamma[0], gamma[0], *alpha[1:]])
        await console.until(lambda: len(console.gateway.commands) >= len(wanted))
        await console.pilot.pause()
        assert asked(console) == wanted
        assert {call.json["command"] for call in console.gateway.commands} == {"/ip/dns/print"}


async def test_marks_typed_ahead_of_a_line_are_the_sites_it_goes_to() -> None:
    async with driven(clock=FakeClock(), sites=12) as console:
        Replies(console, rows(port()))
        console.press("f2", "escape")
        console.type(f"/{ALPHA}\n")
        console.press("a", "f3")
        console.type(f"{LINE}\n")
        alpha = tagged(console, "isp:alpha")
        await console.until(lambda: len(console.gateway.commands) >= len(alpha))
        await console.pilot.pause()
        assert asked(console) == alpha == names(console.services.targets.current.sites)
