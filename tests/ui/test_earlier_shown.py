r"""What differs from the run before of the same line, as it is seen: D, `\earlier`, and `\diff` on one router."""

from __future__ import annotations

import pytest

from altotui.domain.site import Site
from altotui.ui.entries.diff_entry import DiffEntry
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, Console, driven
from tests.ui.replies import Replies, port, rows, says_no

TALL = (120, 60)
LINE = "/interface print"
TWO = rows(port("ether1"), port("ether2") | {".id": "*2"})


def _shown(console: Console) -> list[str]:
    """Return the lines of the newest comparison without its head, each with single blanks."""
    lines = [" ".join(line.split()) for line in console.part(console.main.console.transcript).split("\n")]
    start = max(at for at, line in enumerate(lines) if line.startswith("diff #"))
    body = lines[start + 1 :]
    return body[: body.index("")] if "" in body else body


async def _compare(console: Console, how: str) -> list[str]:
    """Ask what differs by a key or a verb; return what is shown."""
    before = _count(console)
    if how.startswith("\\"):
        await console.verb(how[1:])
    else:
        await console.read_answers()
        console.press(how)
    await console.until(lambda: _count(console) > before, what="a comparison in")
    await console.pilot.pause()
    return _shown(console)


def _count(console: Console) -> int:
    return sum(isinstance(entry, DiffEntry) for entry in console.entries)


async def _twice(console: Console, replies: Replies, site: Site, second: tuple[int, object]) -> None:
    """Send the line to one router twice; the second answer is another."""
    replies.usual = TWO
    await console.run(site, LINE)
    await console.pass_s(90)
    replies.usual = second
    await console.send(LINE)


@pytest.mark.parametrize("how", ["D", "d", "\\earlier", "\\diff"])
async def test_one_router_is_compared_with_itself_by_key_and_by_word(how: str) -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        changed = rows(
            port("ether1", mtu="1400", **{"rx-byte": "999"}),
            port("ether9") | {".id": "*9", "comment": "spare"},
        )
        await _twice(console, Replies(console), console.listed.sites[0], changed)
        shown = await _compare(console, how)
        assert shown == [
            "what always changes is left out",
            f"- {console.listed.sites[0].name} 3 rows",
            "~ ether1 mtu 1500 -> 1400",
            "+ ether9 mtu=1500 comment=spare",
            "- ether2 mtu=1500",
        ]
        await console.reads("diff #1 #2", LINE.replace(" ", "/"), "1m30 apart")
        assert len(console.gateway.commands) == 2, "nothing is asked again"


async def test_equal_answers_have_no_difference_but_for_what_always_changes() -> None:
    async with driven(clock=FakeClock(), sites=6, size=NARROW) as console:
        counters = rows(port("ether1", **{"rx-byte": "999"}), port("ether2") | {".id": "*2"})
        await _twice(console, Replies(console), console.listed.sites[0], counters)
        assert await _compare(console, "D") == ["no difference what always changes is left out"]


async def test_what_is_of_each_router_alone_is_news_on_one() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        down = rows(port("ether1", **{"link-downs": "3"}), port("ether2") | {".id": "*2"})
        replies = Replies(console)
        replies.usual = rows(port("ether1", **{"link-downs": "2"}), port("ether2") | {".id": "*2"})
        await console.run(console.listed.sites[0], LINE)
        replies.usual = down
        await console.send(LINE)
        assert "~ ether1 link-downs 2 -> 3" in await _compare(console, "D")


async def test_the_newest_run_before_of_the_same_line_on_the_same_router_counts() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        replies = Replies(console)
        first, second, *_ = console.listed.sites
        for site, line, mtu in (
            (first, LINE, "1100"),
            (first, LINE, "1200"),
            (second, LINE, "1300"),
            (first, "/interface print where running", "1400"),
            (first, LINE, "1500"),
        ):
            replies.usual = rows(port("ether1", mtu=mtu, running="true"))
            await console.run(site, line)
        assert "~ mtu 1200 -> 1500" in await _compare(console, "D")
        await console.reads("diff #2 #5")


async def test_a_failure_in_between_is_passed_over_and_one_at_the_end_is_said() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        replies = Replies(console)
        await _twice(console, replies, console.listed.sites[0], says_no("no memory"))
        assert "ok -> router says no" in await _compare(console, "\\earlier")
        replies.usual = rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"})
        await console.send(LINE)
        assert "~ ether1 mtu 1500 -> 1400" in await _compare(console, "\\earlier")
        replies.usual = (500, {"message": "broke"})
        await console.send(LINE)
        assert "ok -> no answer" in await _compare(console, "\\earlier")


async def test_a_run_is_compared_site_by_site() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        replies = Replies(console, TWO)
        names = [site.name for site in console.listed.sites]
        await console.target("name:*")
        console.type(f"{LINE}\n")
        await console.reads("6 answered")
        replies.of = {
            names[1]: rows(port("ether1", mtu="1400"), port("ether2") | {".id": "*2"}),
            names[4]: says_no("no memory"),
        }
        console.type(f"{LINE}\n")
        await console.reads("5 answered 1 router says no")
        await console.verb("earlier")
        await console.reads("2 of 6 sites differ")
        shown = _shown(console)
        assert shown[1:] == [
            f"- {names[1]} 1 row",
            "~ ether1 mtu 1500 -> 1400",
            f"- {names[4]}",
            "ok -> router says no",
        ]
        assert len(console.gateway.commands) == 12


async def test_a_run_without_a_change_says_so_once() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        Replies(console, TWO)
        await console.target("name:*")
        console.type(f"{LINE}\n{LINE}\n")
        await console.until(lambda: len(console.gateway.commands) == 12)
        await console.until(lambda: not console.main.console.journal.in_flight)
        await console.verb("earlier")
        await console.reads("no difference on 6 sites")


@pytest.mark.parametrize("how", ["D", "\\earlier", "\\diff"])
async def test_nothing_earlier_is_said_with_the_remedy(how: str) -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        Replies(console, TWO)
        first, second, *_ = console.listed.sites
        await console.run(second, LINE)
        await console.run(first, "/ip address print")
        await console.run(first, LINE)
        if how.startswith("\\"):
            await console.verb(how[1:])
            await console.reads(
                "NOT SENT: this line was not answered before on these sites", ". sends it again"
            )
        else:
            await console.read_answers()
            console.press(how)
            await console.told("this line was not answered before on these sites", ". sends it again")
        assert _count(console) == 0


async def test_another_set_of_sites_is_another_question() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        Replies(console, TWO)
        await console.target("name:*")
        console.type(f"{LINE}\n")
        await console.reads("6 answered")
        await console.target(f"-{console.listed.sites[0].name}")
        console.type(f"{LINE}\n")
        await console.reads("5 answered")
        await console.verb("earlier")
        await console.reads("this line was not answered before on these sites")


async def test_without_an_answer_and_before_all_have_come_it_is_refused() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        Replies(console, TWO)
        await console.verb("earlier")
        await console.reads("NOT SENT: there is no answer yet")
        await console.target("name:*")
        console.type(f"{LINE}\n")
        await console.reads("6 answered")
        console.gateway.is_open.clear()
        late = console.listed.sites[2].id
        console.gateway.holds = lambda call: call.path.endswith(late)
        console.type(f"{LINE}\n")
        await console.reads("5 answered 1 to come")
        await console.verb("earlier")
        await console.reads("some sites have not answered yet")
        console.gateway.is_open.set()
        await console.until(lambda: not console.main.console.journal.in_flight)
        await console.verb("earlier")
        await console.reads("no difference on 6 sites")


async def test_values_that_are_secret_differ_without_being_drawn() -> None:
    async with driven(clock=FakeClock(), sites=6, size=TALL) as console:
        replies = Replies(console)
        for secret in ("hunter2", "hunter3"):
            replies.usual = rows({".id": "*1", "name": "wg", "private-key": secret, "mtu": "1420"})
            await console.run(console.listed.sites[0], LINE)
        shown = " ".join(await _compare(console, "D"))
        assert "private-key" in shown
        assert "hunter" not in console.text()
