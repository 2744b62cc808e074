"""What was typed before: found again, put into the prompt and never run by that, shared, and kept without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from altotui.domain.site import Site
from altotui.services.history import History
from altotui.services.suite import Services
from altotui.storage.history_file import HistoryFile
from altotui.storage.locations import history_file
from altotui.ui.panes.prompt import ARMED
from altotui.ui.screens.gate import Gate
from altotui.ui.screens.history import HistorySearch
from tests.clocks import FakeClock
from tests.services.fakes import Published
from tests.ui.answered import aim_at
from tests.ui.driving import Console, driven

PROFILE = "noc"
ARP, DNS, ROUTES = "/ip/arp/print", "/ip/dns/print", "/ip/route/print"
WRITE = "/ip/dns/set =servers=198.51.100.53"
SECRET = "correct-horse"


def _in_file(services: Services) -> Services:
    """Keep what is typed in the file that all consoles of the profile share."""
    services.history = _history(services)
    return services


def _history(services: Services) -> History:
    return History(lambda: HistoryFile(PROFILE), services.clock, services.relay)


async def _kept(console: Console) -> str:
    """Return what the file of the history holds once all is written."""
    await console.services.history.aclose()
    return _content(history_file(PROFILE))


def _content(path: Path) -> str:
    return path.read_text() if path.exists() else ""


async def _search(console: Console, words: str = "") -> list[str]:
    """Open the search, type `words`, and return the lines that are found as they stand on the screen."""
    console.press("f3", "ctrl+r")
    await console.until(lambda: isinstance(console.app.screen, HistorySearch))
    await console.until(lambda: console.focus_id == "history-search")
    console.type(words)
    await console.sees(f"history> {words}")
    await console.pilot.pause()
    rows = console.app.screen.query_one("#history-lines")
    return [line.rstrip() for line in console.cells_of(rows) if line.strip()]


async def _leave(console: Console) -> None:
    console.press("escape")
    await console.until(lambda: console.app.screen is console.main)


def _suggested(console: Console) -> str:
    """Return what stands in the prompt on the screen, with what is suggested behind it."""
    _, _, shown = console.part(console.main.console.prompt).partition("> ")
    return shown.replace(" [", "").replace("]", "").strip()


# --- finding


async def test_search_finds_by_words_this_site_first_and_enter_only_puts_it_into_the_prompt() -> None:
    async with driven() as console:
        here, there = console.site(position=0), console.site(position=1)
        await console.run(here, DNS)
        await console.send(ARP)
        await console.run(there, "/ip/dns/cache/print")
        await console.send(ROUTES)
        await console.choose(here)
        found = await _search(console, "DNS")
        assert [line.split()[-1] for line in found] == [DNS, "/ip/dns/cache/print"]
        assert [site.name in line for site, line in zip((here, there), found, strict=True)] == [True, True]
        calls = len(console.gateway.commands)
        console.press("enter")
        await console.until(lambda: console.main.console.prompt.text == DNS)
        await console.pilot.pause()
        assert len(console.gateway.commands) == calls
        console.press("enter")
        await console.until(lambda: len(console.gateway.commands) == calls + 1)
        assert console.gateway.commands[-1].json["command"] == DNS


async def test_search_filters_by_how_a_line_ended_and_by_what_it_was() -> None:
    async with driven() as console:
        site = console.site(position=0)
        await console.unlock()
        await console.run(site, ARP)
        await console.send("/ip/nosuch/print")
        await console.write(WRITE)
        for words, wanted in (
            ("ok:no", ["/ip/nosuch/print"]),
            ("ok:yes write:no", [ARP]),
            ("write:yes", [WRITE]),
            (f"site:{site.name[:5]}* -print", [WRITE]),
            ("site:nowhere", []),
        ):
            found = await _search(console, words)
            assert [line.rpartition(site.name)[2].strip() for line in found] == wanted, words
            await _leave(console)
        await _search(console, "ok:maybe")
        await console.sees("ok:maybe is neither yes nor no")


async def test_leaving_the_search_changes_nothing_and_moving_chooses_another_line() -> None:
    async with driven() as console:
        await console.run(console.site(), ARP)
        await console.send(DNS)
        console.type("/system")
        await _search(console)
        await _leave(console)
        assert console.main.console.prompt.text == "/system"
        await _search(console)
        console.press("down", "enter")
        await console.until(lambda: console.main.console.prompt.text == ARP)
        console.press("down", "down", "down")
        await console.until(lambda: console.main.console.prompt.text == "/system")


# --- a write that is recalled


@pytest.mark.parametrize("way", ["search", "up"])
async def test_a_recalled_write_needs_a_second_enter_and_then_still_the_gate(way: str) -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        console.type(f"{WRITE}\n")
        await console.pass_gate("escape")
        if way == "search":
            await _search(console, "set")
            console.press("enter")
        else:
            console.press("up")
        prompt = console.main.console.prompt
        await console.until(lambda: prompt.text == WRITE)
        await console.sees("(write)")
        console.press("enter")
        await console.sees(ARMED)
        assert not isinstance(console.app.screen, Gate)
        assert prompt.text == WRITE
        console.press("enter")
        await console.at_gate()
        assert console.gateway.writes == []
        await console.pass_gate("escape")
        assert console.gateway.writes == []


async def test_a_recalled_write_on_another_target_has_to_be_confirmed_anew() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site(position=0))
        console.type(f"{WRITE}\n")
        await console.pass_gate("escape")
        console.press("up", "enter")
        await console.sees(ARMED)
        await console.choose(console.site(position=1))
        assert console.main.console.prompt.text == WRITE
        console.press("enter")
        await console.sees(ARMED)
        assert not isinstance(console.app.screen, Gate)
        assert console.gateway.writes == []


# --- what is kept, and what is not


async def test_a_line_with_a_secret_stays_in_this_console_and_that_is_said() -> None:
    line = f"/user set admin password={SECRET}"
    async with driven(adapt=_in_file) as console:
        await console.unlock()
        await console.run(console.site(), ARP)
        console.type(f"{line}\n")
        await console.at_gate()
        await console.pass_gate("escape")
        await console.reads("not kept in the history: it holds a secret")
        assert SECRET not in console.text()
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == line)
        console.press("ctrl+c")
        assert await _search(console, "admin") == []
        kept = await _kept(console)
        assert ARP in kept
        assert SECRET not in kept


async def test_a_verb_with_a_secret_in_it_is_withheld_like_any_line() -> None:
    async with driven(adapt=_in_file) as console:
        await console.choose(console.site())
        await console.verb(f"why /user set admin password={SECRET}")
        await console.reads("not kept in the history: it holds a secret")
        await console.verb("why /system/reboot")
        kept = await _kept(console)
        assert "/system/reboot" in kept
        assert SECRET not in kept
        assert SECRET not in console.text()


async def test_a_blank_in_front_keeps_a_line_out_of_the_file() -> None:
    async with driven(adapt=_in_file) as console:
        await console.run(console.site(), f" {ROUTES}")
        await console.reads("not kept in the history: it begins with a blank")
        await console.send(ARP)
        console.press("up", "up")
        await console.until(lambda: console.main.console.prompt.text.strip() == ROUTES)
        kept = await _kept(console)
        assert ARP in kept
        assert ROUTES not in kept


async def test_a_refused_line_comes_back_too() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type(f"{WRITE}\n")
        await console.reads("NOT SENT:")
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == WRITE)
        await console.sees("(write)")


# --- shared


async def test_what_other_consoles_type_is_found_at_once_and_not_stepped_through() -> None:
    async with driven(adapt=_in_file) as console:
        site = console.site()
        await console.services.history.load()
        await console.run(site, ARP)
        other = History(lambda: HistoryFile(PROFILE), console.services.clock, Published())
        await other.load()
        await console.until(lambda: (history_file(PROFILE)).exists())
        taken = other.take(DNS, menu="/", target=site.name, sites=(site,), is_write=False)
        other.settle(taken.id, "ok", 100)
        await other.aclose()
        console.press("f3", "ctrl+r")
        await console.sees("history> ", DNS, ARP)
        await _leave(console)
        console.press("up", "up")
        await console.until(lambda: console.main.console.prompt.text == ARP)
        await console.services.history.aclose()
        await other.look_again()
        assert {line.line for line in other.lines} == {ARP, DNS}


async def test_the_next_console_goes_on_from_what_the_one_before_has_left() -> None:
    async with driven(adapt=_in_file) as console:
        await console.run(console.site(), ARP)
        await console.services.history.aclose()
    async with driven(adapt=_in_file) as console:
        await console.choose(console.site())
        await console.until(lambda: console.services.history.lines)
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == ARP)
        assert console.gateway.commands == []


# --- up and down, and what is suggested


async def test_up_and_down_step_through_lines_and_come_back_to_what_was_being_typed() -> None:
    async with driven() as console:
        await console.run(console.site(), ARP)
        await console.send(DNS)
        await console.send(DNS)
        await console.verb("clear")
        console.type("/draft")
        prompt = console.main.console.prompt
        for key, wanted in (
            *(("up", r"\clear"), ("up", DNS), ("up", ARP), ("up", ARP)),
            *(("down", DNS), ("down", r"\clear"), ("down", "/draft"), ("down", "/draft")),
        ):
            console.press(key)
            await console.pilot.pause()
            assert prompt.text == wanted, key


async def test_a_suggestion_is_shown_behind_the_caret_taken_by_right_and_never_sent_by_enter() -> None:
    async with driven() as console:
        await console.run(console.site(), DNS)
        prompt = console.main.console.prompt
        console.type("/ip/dns")
        await console.until(lambda: _suggested(console) == DNS, what="the suggestion in")
        assert prompt.text == "/ip/dns"
        console.press("enter")
        await console.pilot.pause()
        await console.pilot.pause()
        assert len(console.gateway.commands) == 1, "what was typed is a menu"
        console.press("ctrl+c")
        console.type("/ip/d")
        await console.until(lambda: _suggested(console) == DNS, what="the suggestion in")
        console.press("right")
        await console.until(lambda: prompt.text == DNS)
        assert len(console.gateway.commands) == 1


async def test_a_write_and_a_line_that_was_withheld_are_never_suggested() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        await console.write(WRITE)
        await console.send(f" {ROUTES}")
        prompt = console.main.console.prompt

        async def stands_there(text: str) -> None:
            await console.until(lambda: prompt.text == text)
            await console.pilot.pause()

        for typed in (WRITE[:9], ROUTES[:7]):
            console.type(typed)
            await stands_there(typed)
            assert _suggested(console) == typed
            console.press("right", "end")
            await stands_there(typed)
            console.press("ctrl+c")
            await stands_there("")


async def test_the_age_and_the_targets_of_a_found_line_are_said() -> None:
    async with driven(clock=FakeClock()) as console:
        sites: list[Site] = list(console.listed.sites[:2])
        await aim_at(console, *(site.name for site in sites))
        console.type(f"{ARP}\n")
        await console.pass_s(3)
        await console.pass_s(400)
        found = await _search(console, "arp")
        assert " 6m " in found[0]
        await console.sees("2 sites", "ok")
