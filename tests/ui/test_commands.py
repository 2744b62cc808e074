"""Choosing a router, asking it something, and reading what came of it."""

from __future__ import annotations

import pytest

from altotui.domain.command import CommandResult
from altotui.domain.outcome import Outcome
from altotui.domain.site import Freshness
from altotui.ui.entries.entry import Entry
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, driven


async def test_a_chosen_site_answers_with_a_table() -> None:
    async with driven() as console:
        site = console.site(position=2)
        await console.run(site, "/ip/arp/print")
        text = console.part(console.main.console)
        assert f"{site.name}  /ip/arp/print" in text
        assert "ADDRESS" in text
        assert "MAC-ADDRESS" in text
        assert f"[RO] {site.name}>" in text
        assert len(console.gateway.commands) == 1
        assert console.gateway.commands[0].path.endswith(site.id)
        assert console.gateway.commands[0].json["command"] == "/ip/arp/print"


async def test_one_wide_row_is_read_from_top_to_bottom() -> None:
    async with driven() as console:
        await console.run(console.site(), "/system/resource/print")
        lines = console.cells_of(console.main.console.transcript)
        facts = {line.split()[0]: line.split()[1:] for line in lines if len(line.split()) > 1}
        assert facts["version"][0] == console.site().version
        assert facts["cpu-load"][0].isdigit()


async def test_two_commands_of_two_sites_stand_under_their_own_names() -> None:
    async with driven() as console:
        first, second = console.site(position=0), console.site(position=1)
        await console.run(first, "/system/identity/print")
        await console.run(second, "/system/identity/print")
        heads = [line for line in console.lines() if "/system/identity/print" in line]
        assert [name in line for name, line in zip((first.name, second.name), heads[-2:], strict=True)] == [
            True,
            True,
        ]
        assert [call.path.rpartition("/")[2] for call in console.gateway.commands] == [first.id, second.id]


@pytest.mark.parametrize("size", [NARROW, (120, 36)])
async def test_a_long_made_up_answer_scrolls(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        await console.colon("demo-reply 5000")
        await console.sees("5000 rows", "row 000000")
        transcript = console.main.console.transcript
        console.press("escape", "pagedown")
        await console.sees_no("row 000000")
        console.press("end")
        await console.sees("row 004999")
        console.press("pageup")
        await console.sees_no("row 004999")
        console.press("home")
        await console.sees("5000 rows", "row 000000")
        assert transcript.row_count() > 5000


async def test_a_page_repeats_one_line_so_that_none_is_missed() -> None:
    async with driven() as console:
        await console.colon("demo-reply 100")
        transcript = console.main.console.transcript
        await console.sees("row 000000")
        last = console.cells_of(transcript)[-1]
        console.press("escape", "pagedown")
        await console.until(lambda: console.cells_of(transcript)[0] == last)
        first = console.cells_of(transcript)[0]
        console.press("pagedown")
        await console.sees_no(first.strip())
        first = console.cells_of(transcript)[0]
        console.press("pageup")
        await console.until(lambda: console.cells_of(transcript)[-1] == first)


async def test_a_wide_answer_shows_every_column_sooner_or_later() -> None:
    async with driven() as console:
        await console.run(console.site(position=2), "/ip/firewall/connection/print")
        transcript = console.main.console.transcript
        entry = transcript.entries[-1]
        assert isinstance(entry, Entry)
        assert entry.result is not None
        wanted = {key.upper() for row in entry.result.reply.rows for key in row}
        console.press("escape", "home")
        seen: set[str] = set()
        for _ in range(entry.column_count):
            await console.pilot.pause()
            seen |= set(console.cells_of(transcript)[2].split())
            console.press("right")
        assert wanted <= seen
        console.press(*["left"] * entry.column_count)
        await console.until(lambda: "PROTOCOL" in console.part(transcript))


async def test_the_last_line_of_a_wide_answer_names_what_is_not_shown() -> None:
    async with driven() as console:
        await console.run(console.site(position=2), "/ip/firewall/connection/print")
        console.press("escape", "end")
        await console.reads("more columns, left and right show them:", "orig-rate")


async def test_a_new_answer_comes_into_sight_whatever_was_scrolled_to() -> None:
    async with driven() as console:
        await console.colon("demo-reply 500")
        console.press("escape", "home")
        await console.run(console.site(), "/system/identity/print")
        await console.sees("/system/identity/print", "1 row")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/ip/nosuch/print", ("ROUTER SAYS NO", "no such command")),
        ("/ip/arp/print ?nope=1", ("0 rows", "(no rows)")),
    ],
)
async def test_what_the_router_says_is_on_the_screen(line: str, words: tuple[str, ...]) -> None:
    async with driven() as console:
        await console.run(console.site(), line)
        await console.sees(*words)
        assert len(console.gateway.commands) == 1


async def test_an_offline_site_says_so_and_the_console_goes_on() -> None:
    async with driven(sites=60) as console:
        await console.run(console.site(Freshness.OFFLINE), "/ip/arp/print")
        await console.reads("has no active management tunnel")
        await console.run(console.site(), "/ip/arp/print")
        await console.sees("MAC-ADDRESS")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/ip/address/add address=192.0.2.1/24 interface=ether1", "session is read-only"),
        ("/system/reboot", "session is read-only"),
        ("/user/set numbers=admin password=x", "session is read-only"),
        ('/execute script=":log info x"', "session is read-only"),
        ("/ppp/secret/print show-sensitive", "session is read-only"),
        ("/ip arp print where not dynamic", "not is no operator of RouterOS"),
        (":put [/system reboot]", "session is read-only"),
        ("/export show-sensitive", "session is read-only"),
        ("/interface set 0 mtu=1", "belongs to no list that was shown"),
        ("/tool/torch interval=1", "it would repeat for ever"),
        ('/ip/arp/print "open', "a quote is not closed"),
        ("no-such-thing", "session is read-only"),
        ("/interface w print", "ambiguous: w may be"),
    ],
)
async def test_what_may_not_or_cannot_be_sent_is_not_sent(line: str, words: str) -> None:
    async with driven() as console:
        site = console.site()
        await console.choose(site)
        console.type(f"{line}\n")
        await console.reads("NOT SENT:", words)
        await console.run(site, "/system/identity/print")
        assert [call.json["command"] for call in console.gateway.commands] == ["/system/identity/print"]


async def test_a_refused_line_comes_back_with_the_up_key_and_not_by_itself() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/system/reboot\n")
        await console.reads("NOT SENT:")
        prompt = console.main.console.prompt
        assert prompt.text == ""
        console.press("up")
        await console.until(lambda: prompt.text == "/system/reboot")


async def test_without_a_site_nothing_is_sent() -> None:
    async with driven() as console:
        console.press("f3")
        console.type("/ip/arp/print\n")
        await console.sees("no site is chosen")
        assert console.gateway.commands == []


async def test_the_line_below_the_prompt_says_what_would_be_sent() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/ip arp print")
        await console.sees(" read ", "sends /ip/arp/print")
        console.press("ctrl+u")
        console.type("/system reboot")
        await console.sees("disruptive", "read-only: :rw unlocks")
        console.press("ctrl+u")
        console.type("/interface monitor-traffic =interface=ether1")
        await console.sees("bounded", "=once=")


async def test_stopping_to_wait_keeps_the_late_answer() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.gateway.is_open.clear()
        console.type("/ip/arp/print\n")
        await console.sees("waiting for the answer", "waiting for 1")
        console.press("ctrl+c")
        await console.sees("no longer waited for")
        await console.sees_no("waiting for 1")
        console.gateway.is_open.set()
        await console.sees("MAC-ADDRESS")
        await console.sees_no("no longer waited for")
        assert len(console.gateway.commands) == 1


async def test_a_read_whose_answer_is_lost_has_an_unknown_result_and_may_be_asked_again() -> None:
    async with driven() as console:
        console.gateway.loses = lambda call: "/synchronous/" in call.path
        await console.run(console.site(), "/ip/arp/print")
        await console.reads("SENT, RESULT UNKNOWN", "a read changes nothing")
        console.gateway.loses = lambda _: False
        console.type("/ip/arp/print\n")
        await console.sees("MAC-ADDRESS")


async def test_a_write_whose_answer_is_lost_is_sent_once_and_is_neither_ok_nor_failed() -> None:
    async with driven() as console:
        await console.unlock()
        console.gateway.loses = lambda call: "/synchronous/" in call.path
        await console.choose(console.site())
        await console.write("/system/identity/set name=renamed")
        await console.reads(
            "SENT, RESULT UNKNOWN", "V reads it back with /system/identity/print before sending it again"
        )
        console.gateway.loses = lambda _: False
        await console.send("/system/identity/print")
        await console.sees("renamed")
        sent = [call.json["command"] for call in console.gateway.commands]
        assert sent == ["/system/identity/set", "/system/identity/print"]


async def test_unlocking_says_for_how_long_and_why_and_the_time_locks_again() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        assert "READ-ONLY" in console.lines()[0]
        await console.unlock("INC-1042")
        await console.sees(" WRITES 15m: INC-1042 ")
        assert "READ-ONLY" not in console.lines()[0]
        assert console.services.session.unlock_reason == "INC-1042"
        await console.pass_s(13 * 60 + 30)
        await console.sees(" WRITES 2m: INC-1042 ")
        await console.pass_s(60 + 29)
        await console.sees(" WRITES <1m: INC-1042 ")
        assert not console.services.session.is_read_only
        await console.pass_s(2)
        await console.sees("READ-ONLY")
        await console.sees_no(" WRITES ", "INC-1042")


async def test_on_a_narrow_screen_the_reason_leaves_its_room_to_the_rest() -> None:
    async with driven(clock=FakeClock(), size=NARROW) as console:
        await console.unlock("INC-1042")
        await console.sees(" WRITES 15m ")
        assert "INC-1042" not in console.lines()[0]


async def test_a_second_unlock_is_not_ended_by_the_time_of_the_first() -> None:
    clock = FakeClock()
    async with driven(clock=clock) as console:
        await console.unlock("first")
        await console.pass_s(10 * 60)
        await console.unlock("second")
        await console.sees(" WRITES 15m: second ")
        await console.pass_s(6 * 60)
        await console.sees(" WRITES 9m: second ")
        assert not console.services.session.is_read_only
        await console.pass_s(10 * 60)
        await console.sees("READ-ONLY")


async def test_an_unlocked_session_writes_and_ro_ends_it() -> None:
    async with driven() as console:
        site = console.site()
        await console.unlock()
        await console.choose(site)
        await console.write("/system/identity/set name=renamed")
        await console.sees(f"[RW] {site.name}>")
        await console.colon("ro")
        await console.sees("READ-ONLY", f"[RO] {site.name}>")
        console.press("f3")
        console.type("/system/reboot\n")
        await console.reads("NOT SENT:", "session is read-only")
        assert [call.json["command"] for call in console.gateway.commands] == ["/system/identity/set"]


async def test_a_session_started_read_only_cannot_be_unlocked() -> None:
    async with driven(is_locked=True) as console:
        await console.colon("rw please")
        await console.told("this session was started read-only")
        await console.sees("READ-ONLY")
        await console.choose(console.site())
        console.type("/system/reboot\n")
        await console.reads("NOT SENT:")
        assert console.gateway.writes == []


@pytest.mark.parametrize(("status", "words"), [(200, "api ok"), (500, "api fails"), (502, "api fails")])
@pytest.mark.parametrize("of_the_router", [503, 504])
async def test_one_router_out_of_reach_says_nothing_of_the_api(
    status: int, words: str, of_the_router: int
) -> None:
    async with driven() as console:
        header = console.app.main_screen.header
        for each in (status, of_the_router):
            header.show_outcome(CommandResult(console.site().id, "lagos", Outcome.UNKNOWN, http_status=each))
        assert words in header.make_line(0, 200).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "token refused"),
        (403, "not permitted"),
        (404, "api path not found"),
        (429, "rate-limited"),
        (500, "api fails"),
    ],
)
async def test_each_refusal_of_the_api_is_said_and_ends_nothing(status: int, words: str) -> None:
    async with driven() as console:
        body = {"message": f"refused with {status}"}
        console.gateway.answers = lambda _: (status, body)
        await console.run(console.site(), "/ip/arp/print")
        await console.sees(f"refused with {status}", words)
        console.gateway.answers = lambda _: None
        await console.send("/system/identity/print")
        assert len(console.gateway.commands) == 2
