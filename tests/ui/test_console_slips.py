"""What was chosen stays chosen: a later act reaches into no earlier one, and no secret comes into sight."""

from __future__ import annotations

import json
import shlex

import pytest
from textual import events

from altotui.domain.as_command import curl_command
from altotui.domain.site import Site
from altotui.services.history import History
from altotui.services.suite import Services
from altotui.storage.history_file import HistoryFile
from altotui.storage.locations import history_file
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import Place, Spot
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.choose import Choose
from altotui.ui.screens.confirm import DEAF_FOR_S
from altotui.ui.screens.job_form import JobForm
from altotui.ui.screens.paste_review import PasteReview
from tests.clocks import FakeClock
from tests.ui.answered import ROUTES, aim_at, go_to_option, routers_say, run_of
from tests.ui.driving import Console, driven
from tests.ui.prompts import key
from tests.ui.replies import Replies, asked, port, rows, says_no, site_of
from tests.ui.sites_shown import FLEET, lists, show
from tests.ui.test_taking_away import Terminal

LAGOS, DEPOT, ACCRA, LAB, RIGA = FLEET
LINE, ROUTE_PRINT, ARP = "/interface print", "/ip/route/print", "/ip/arp/print"
PROFILE = "noc"
SECRET = "topsecret"
DIGITS = "9" * 5000
CURL = ConsoleProfile(
    "prod",
    as_curl=lambda sentence, site_id: curl_command("https://api.example", "/{site_id}", sentence, site_id),
)


def _prompt(console: Console) -> str:
    return console.part(console.main.console.prompt)


def _sent(console: Console) -> list[tuple[str, str]]:
    """Return the site and the body of each line that was sent."""
    calls = console.gateway.commands
    return [(site.name, str(call.json)) for call in calls if (site := site_of(console, call)) is not None]


async def _paste_one_by_one(console: Console, *lines: str) -> None:
    """Paste lines into the prompt and have them sent one after the other."""
    console.press("f3")
    console.app.post_message(events.Paste("\n".join(lines)))
    await console.until(lambda: isinstance(console.app.screen, PasteReview))
    await console.until(lambda: console.focus_id == "paste-uses")
    await console.sees(f"Pasted: {len(lines)} lines")
    await console.pilot.pause()
    for name in ("up", "enter"):
        console.app.post_message(key(name, 2 * DEAF_FOR_S))
    await console.until(lambda: console.app.screen is console.main)


async def _go_to_spot(console: Console, entry: Shown, spot: Spot) -> None:
    """Put the cursor of the transcript on the line that shows `spot`."""
    await console.read_answers()
    transcript = console.main.console.transcript
    wanted = next(
        line
        for line in range(transcript.row_count())
        if (here := transcript.row_at(line)) is not None and here.entry is entry and here.spot == spot
    )
    console.press("g", *["down"] * wanted)
    await console.until(lambda: transcript.cursor == wanted)


# --- targets


@pytest.mark.parametrize("is_chosen_later", [True, False])
async def test_marks_that_go_by_themselves_move_only_a_target_that_follows_them(
    is_chosen_later: bool,
) -> None:
    async with driven(clock=FakeClock()) as console:
        await show(console, *FLEET)
        await console.choose(LAGOS)
        console.services.marks.add([DEPOT.id, ACCRA.id, LAB.id])
        await console.until(lambda: "@3 marked>" in _prompt(console))
        if is_chosen_later:
            await console.choose(RIGA)
            await console.until(lambda: "riga-lagosta-03>" in _prompt(console))
        for _ in range(2):
            await show(console, LAGOS, ACCRA, LAB, RIGA)
        await console.told("a marked site is no longer listed")
        await console.until(lambda: len(console.services.marks.ids) == 2)
        await console.pilot.pause()
        label = "riga-lagosta-03" if is_chosen_later else "@2 marked"
        assert f"{label}>" in _prompt(console)
        for _ in range(2):
            await show(console, LAGOS, RIGA)
        await console.until(lambda: not console.services.marks.ids)
        await console.pilot.pause()
        label = "riga-lagosta-03" if is_chosen_later else "lagos-branch-01"
        assert f"{label}>" in _prompt(console)
        assert [site.name for site in console.services.targets.current.sites] == [label]


async def _two_routers(console: Console) -> tuple[Site, Site]:
    """Let two routers number their ports differently, and ask both for them."""
    first, second = console.listed.sites[:2]
    replies = Replies(console, rows())
    for site, name in ((first, "*A1"), (second, "*B2")):
        replies.of[site.name] = rows(port() | {".id": "*1"}, port("ether2") | {".id": name})
    await console.run(second, LINE)
    await console.run(first, LINE)
    return first, second


async def test_pasted_lines_go_to_the_site_they_were_pasted_for_with_its_row_numbers() -> None:
    async with driven() as console:
        first, second = await _two_routers(console)
        before = len(console.gateway.commands)
        console.gateway.is_open.clear()
        await _paste_one_by_one(console, ARP, "/interface get 1 mtu")
        await console.until(lambda: len(console.gateway.commands) == before + 1)
        await console.choose(second)
        console.gateway.is_open.set()
        await console.until(lambda: len(console.gateway.commands) == before + 2)
        (_, arp), (name, body) = _sent(console)[before:]
        assert ARP in arp
        assert asked(console, before) == [first.name, first.name]
        assert name == first.name
        assert "*A1" in body
        assert "*B2" not in body


async def test_escape_sends_no_more_pasted_lines_and_says_how_many_are_left() -> None:
    async with driven() as console:
        await console.choose(console.site())
        Replies(console, rows(port()))
        console.gateway.is_open.clear()
        await _paste_one_by_one(console, ARP, LINE, ROUTE_PRINT)
        await console.until(lambda: len(console.gateway.commands) == 1)
        await console.sees("waiting for 1")
        console.press("escape")
        await console.told("stopped waiting")
        console.gateway.is_open.set()
        await console.reads("2 of 3 pasted lines were not sent")
        await console.send(LINE)
        assert len(console.gateway.commands) == 2


async def test_a_job_of_the_newest_write_is_read_anew_for_the_site_that_is_chosen() -> None:
    async with driven() as console:
        first, second = await _two_routers(console)
        await console.unlock()
        await console.choose(first)
        await console.write("/interface set 1 comment=here")
        assert "*A1" in _sent(console)[-1][1]
        await console.choose(second)
        await console.verb("job")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees(f"New job on {second.name}", "comment=here")
        assert "*A1" not in console.text()


# --- which site of a run


async def test_the_call_that_is_copied_is_to_the_site_under_the_cursor() -> None:
    async with driven(clock=FakeClock(), sites=6, size=(120, 60), profile=CURL) as console:
        terminal = Terminal(console)
        sites = console.listed.sites
        replies = Replies(console, rows(port()))
        replies.of[sites[3].name] = rows(port(mtu="1400"))
        for site in sites[4:]:
            replies.of[site.name] = says_no("no such item")
        await aim_at(console, *(site.name for site in sites))
        console.type(f"{LINE}\n")
        run = await run_of(console)
        spots = [
            (Spot(Place.SITE, 1, 2), sites[5]),
            (Spot(Place.SITE, 0, 2), sites[4]),
        ]
        run.is_diffing = False
        run.group_again()
        spots.append((Spot(Place.ROW, 0, 1), sites[3]))
        for spot, site in spots:
            terminal.sequences.clear()
            await _go_to_spot(console, run, spot)
            console.type("y")
            await go_to_option(console, "the call")
            console.press("enter")
            await console.until(lambda: terminal.sequences)
            words = shlex.split(terminal.texts[-1])
            assert f"https://api.example/{site.id}" in words, spot
            assert json.loads(words[words.index("--data") + 1])["command"] == "/interface/print"


async def test_a_bar_of_a_run_that_was_counted_lists_its_sites_by_a_number_of_its_own() -> None:
    async with driven(clock=FakeClock(), sites=6, size=(160, 60)) as console:
        names = [site.name for site in console.listed.sites]
        replies = Replies(console, rows({"version": "7.19.4"}))
        for name in names[:2]:
            replies.of[name] = rows({"version": "7.9"})
        await console.target("name:*")
        console.type("/system resource print\n")
        run = await run_of(console)
        await console.read_answers()
        console.press("p")
        await console.until(lambda: isinstance(console.app.screen, Choose))
        await console.pilot.pause()
        console.press("enter")

        def pivots() -> list[PivotEntry]:
            return [entry for entry in console.entries if isinstance(entry, PivotEntry)]

        await console.until(pivots)
        await console.reads("version from", "7.9")
        (entry,) = pivots()
        assert entry.number != run.number
        await _go_to_spot(console, entry, Spot(Place.BAR, 1, 1))
        console.press("enter")
        await console.until(lambda: console.main.sites.filter.text == f"answer:{entry.number}.2")
        await lists(console, names[:2])


# --- the transcript


async def test_an_answer_that_comes_after_its_entry_was_cleared_is_no_harm() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.choose(console.site())
        console.gateway.is_open.clear()
        console.type(f"{ROUTE_PRINT}\n")
        await console.sees("waiting for 1")
        await console.until(lambda: console.gateway.commands)
        await console.verb("clear")
        await console.until(lambda: not console.entries)
        console.press("escape")
        await console.told("stopped waiting")
        await console.sees_no("waiting for 1")
        console.gateway.is_open.set()
        await console.until(lambda: not console.main.console.journal.in_flight)
        await console.pilot.pause()
        assert console.app.is_running
        assert console.entries == []
        await console.send(ROUTE_PRINT)
        await console.sees("uplink alpha")
        assert "internal error" not in console.text()


async def test_numbers_of_very_many_digits_are_refused() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb(f"rec {DIGITS}")
        await console.reads("NOT SENT:", r"\rec takes the number of a row")
        assert console.app.screen is console.main
        before = len(console.entries)
        await console.colon(f"demo-reply {DIGITS}")
        await console.told(":demo-reply takes a number of rows up to")
        assert len(console.entries) == before
        assert "internal error" not in console.text()


async def test_filter_words_stay_with_the_answer_they_were_opened_for() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        (first,) = console.entries
        console.gateway.is_open.clear()
        console.type(f"{ROUTE_PRINT} where distance>0\n")
        await console.until(lambda: len(console.gateway.commands) == 2)
        transcript = console.main.console.transcript
        console.main.set_focus(transcript)
        console.press("g")
        await console.until(lambda: console.focus_id == "transcript" and transcript.cursor == 0)
        console.type("/upl")
        await console.sees("2 of 3 rows have: upl")
        console.gateway.is_open.set()
        await console.until(lambda: not console.main.console.journal.in_flight)
        await console.pilot.pause()
        console.type("ink -alpha")
        await console.until(lambda: console.main.console.words.text == "uplink -alpha")
        await console.pilot.pause()
        words = [answer.rows.words for entry in console.entries for answer in entry.answers() if answer.rows]
        assert words == ["uplink -alpha", ""]
        assert console.entries[0] is first


async def test_clearing_keeps_the_entry_of_a_watch_that_goes_on() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        Replies(console, rows(port()))
        await console.choose(console.listed.sites[0])
        await console.send(ARP)
        await console.verb(f"watch 10 {LINE}")
        await console.reads("sample 1 of 1")
        await console.verb("clear")
        await console.until(lambda: len(console.entries) == 1)
        await console.pass_s(10)
        await console.reads("sample 2 of 2")
        console.press("ctrl+c")
        await console.told("watch stopped")
        await console.verb("clear")
        await console.until(lambda: not console.entries)


async def test_a_lost_read_is_not_read_back() -> None:
    async with driven(answers=lambda _: None) as console:
        await console.choose(console.site())
        console.gateway.loses = lambda call: "/synchronous/" in call.path
        await console.send(ARP)
        before = len(console.gateway.commands)
        await console.read_answers()
        console.type("V")
        await console.told("a read changes nothing", ". sends it again")
        assert len(console.gateway.commands) == before


# --- secrets


async def test_the_question_before_leaving_shows_no_password_of_a_run() -> None:
    async with driven() as console:
        await console.unlock()
        await aim_at(console, *(site.name for site in console.listed.sites[:2]))
        console.gateway.is_open.clear()
        console.type(f"/user set admin password={SECRET}\n")
        await console.pass_gate(*"set", "down", "enter")
        await console.until(lambda: console.gateway.commands)
        assert SECRET in _sent(console)[0][1]
        console.press("ctrl+q")
        await console.sees("Leave while", "=password=***")
        assert SECRET not in console.text()
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        console.gateway.is_open.set()


async def test_the_menu_decides_what_is_masked_in_what_is_refused_and_explained() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/snmp/community\n")
        await console.until(lambda: console.main.console.line.menu == "/snmp/community")
        console.type(f"add name={SECRET}\n")
        await console.reads(
            "add name=*** NOT SENT: /snmp/community/add may change", "the session is read-only"
        )
        assert SECRET not in console.text()
        await console.verb(f"why add name={SECRET}")
        await console.reads("add name=***: write")
        assert SECRET not in console.text()
        assert console.gateway.commands == []


# --- what was typed


def _in_file(services: Services) -> Services:
    services.history = History(lambda: HistoryFile(PROFILE), services.clock, services.relay)
    return services


async def test_a_line_to_a_menu_comes_back_and_a_blank_in_front_withholds_a_verb_too() -> None:
    async with driven(adapt=_in_file) as console:
        await console.choose(console.site())
        console.type(" \\help\n")
        await console.sees("Keys and commands")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        await console.reads("not kept in the history: it begins with a blank")
        console.type("/ip/address\n")
        await console.until(lambda: console.main.console.line.menu == "/ip/address")
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == "/ip/address")
        await console.services.history.aclose()
        kept = history_file(PROFILE).read_text()
        assert "/ip/address" in kept
        assert "help" not in kept
