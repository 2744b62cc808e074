"""The gate in front of writes: it reads well, takes a choice by Enter, and no key that was typed ahead confirms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot

from altotui.domain.blast_radius import BlastRadius
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.domain.site import Site
from altotui.storage.language import load_language
from altotui.ui.screens.confirm import DEAF_FOR_S
from altotui.ui.screens.gate import GateAnswer, GateChoice
from altotui.ui.screens.write_gate import write_gate
from tests.domain.records import NOW, a_site, ago
from tests.ui.resting import running
from tests.waiting import until

WRITE = translate("/ip/dns/set servers=198.51.100.53", load_language())
REBOOT = translate("/system reboot", load_language())
ONE = (GateChoice.LIVE, GateChoice.JOB, GateChoice.CANCEL)
SEVERAL = (GateChoice.CANARY, GateChoice.ALL, GateChoice.JOB, GateChoice.CANCEL)
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}


class Host(App[None]):
    """An app that asks at the gate once."""

    answer: GateAnswer | None = None
    has_answer = False

    def take(self, answer: GateAnswer | None) -> None:
        assert not self.has_answer
        self.answer, self.has_answer = answer, True


class Gatekeeper:
    """One open gate, and a person in front of it with a watch of their own."""

    def __init__(self, host: Host, pilot: Pilot[None]) -> None:
        self.host = host
        self.pilot = pilot
        self.now_mono = 100.0

    @property
    def text(self) -> str:
        """Return the screen as text."""
        visible_screen_stack.set([])
        strips = self.host.screen._compositor.render_strips()  # Textual has no public way to the drawn lines
        return "\n".join(strip.text.rstrip() for strip in strips)

    def wait(self) -> None:
        """Let the moment pass in which nothing acts."""
        self.now_mono += DEAF_FOR_S + 0.01

    async def press(self, *keys: str) -> None:
        """Press keys as fast as a terminal hands them over."""
        for key in keys:
            character = key if len(key) == 1 else " " if key == "space" else _CHARACTERS.get(key)
            self.host.post_message(events.Key(key, character))
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Press the keys of a text; a line feed is Enter."""
        await self.press(*("enter" if char == "\n" else char for char in text))


def online(number: int, name: str | None = None) -> Site:
    return a_site(number, name, has_pulse=True, last_seen_at=ago(10), tags=("isp:alpha",))


def late(number: int) -> Site:
    return a_site(number, f"lagos-branch-{number:04d}", has_pulse=True, last_seen_at=ago(190))


@asynccontextmanager
async def gate(
    sites: Sequence[Site],
    choices: Sequence[GateChoice] = SEVERAL,
    line: Translation = WRITE,
    *,
    stage: str = "",
    size: tuple[int, int] = (80, 24),
    is_deaf: bool = False,
) -> AsyncIterator[Gatekeeper]:
    """Open a gate and, unless it shall be deaf, let the first moment pass."""
    host = Host()
    async with running(host, size=size) as pilot:
        keeper = Gatekeeper(host, pilot)
        radius = BlastRadius.of(sites, line, as_of=NOW, now=NOW, per_minute=50)
        sent = " ".join((line.command, *line.parameters))
        screen = write_gate(radius, sent, stage=stage, choices=choices, now_mono=lambda: keeper.now_mono)
        host.push_screen(screen, host.take)
        await pilot.pause()
        await until(lambda: host.focused is screen._answering)
        await until(lambda: screen._answering._quiet_since_mono is not None, message="the gate to be drawn")
        if not is_deaf:
            keeper.wait()
        yield keeper


FIVE_LATE = [late(number) for number in range(142, 147)]


async def test_it_shows_how_far_it_reaches_and_what_is_sent() -> None:
    async with gate(FIVE_LATE) as keeper:
        for words in (
            "Send this to 5 sites?",
            "/ip/dns/set =servers=198.51.100.53",
            "write: it may change the router",
            "5 sites: 5 late",
            "late, live calls may work: lagos-branch-0142",
            "heartbeats stopped: a queued job waits until it returns",
            "live: no delivery guarantee, is never repeated",
            "job: collected at the next check-in, with backup and acknowledgement",
            "type 5 to send it live:",
            "> canary: lagos-branch-0142 first, then ask again",
            "  all: live to 5 sites",
            "  queue it as a job on 5 sites",
            "  cancel: nothing is sent",
        ):
            assert words in keeper.text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (40, 12)])
async def test_the_choices_are_in_sight_at_every_size_and_the_facts_scroll(size: tuple[int, int]) -> None:
    async with gate(FIVE_LATE, line=REBOOT, size=size) as keeper:
        for word in ("Send this to 5", "type reboot 5", "> canary", "  all", "  queue", "  cancel", "esc"):
            assert word in keeper.text
        seen = keeper.text
        for _ in range(20):
            await keeper.press("pagedown")
            seen += keeper.text
        for word in ("disruptive", "5 late", "heartbeats", "no delivery", "check-in"):
            assert word in seen
        assert ("pgdn" in keeper.text) is (seen.count("disruptive") < 21)


async def test_a_change_of_size_keeps_the_choices_in_sight() -> None:
    async with gate(FIVE_LATE, size=(120, 36)) as keeper:
        await keeper.pilot.resize_terminal(60, 20)
        await keeper.pilot.pause()
        assert "> canary" in keeper.text
        assert "  cancel" in keeper.text


@pytest.mark.parametrize(
    ("choices", "keys", "choice"),
    [
        (ONE, ["enter"], GateChoice.LIVE),
        (ONE, ["down", "enter"], GateChoice.JOB),
        (ONE, ["up", "enter"], GateChoice.CANCEL),
        (ONE, ["tab", "tab", "enter"], GateChoice.CANCEL),
        (ONE, ["right", "shift+tab", "left", "enter"], GateChoice.CANCEL),
        (ONE, ["escape"], GateChoice.CANCEL),
        (ONE, ["down", "escape"], GateChoice.CANCEL),
    ],
)
async def test_a_choice_is_moved_to_and_taken(
    choices: Sequence[GateChoice], keys: list[str], choice: GateChoice
) -> None:
    async with gate([online(1)], choices) as keeper:
        await keeper.press(*keys)
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(choice)


async def test_the_first_choice_for_a_few_sites_is_one_enter_away() -> None:
    async with gate([online(1), online(2)]) as keeper:
        assert "type " not in keeper.text
        await keeper.press("enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANARY)


async def test_after_the_first_site_it_says_what_was_done_and_asks_for_the_rest() -> None:
    stage = "1 of 5 done on lagos-branch-0142: verified"
    async with gate(FIVE_LATE[1:], (GateChoice.ALL, GateChoice.CANCEL), stage=stage) as keeper:
        assert stage in keeper.text
        assert "job: collected" not in keeper.text
        await keeper.type("4\n")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.ALL)


# What has to be typed


@pytest.mark.parametrize("typed", ["", "4", "55", " 5", "5 ", "x"])
async def test_a_wrong_answer_sends_nothing_and_says_what_to_type(typed: str) -> None:
    async with gate(FIVE_LATE) as keeper:
        await keeper.press(*("space" if char == " " else char for char in typed), "enter")
        assert "type 5 first: canary sends it live" in keeper.text
        assert not keeper.host.has_answer
        for _ in typed:
            await keeper.press("backspace")
        await keeper.type("5")
        assert "first: canary" not in keeper.text
        await keeper.press("down", "enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.ALL)


async def test_the_verb_and_the_number_are_typed_for_what_cuts_off() -> None:
    async with gate(FIVE_LATE, line=REBOOT) as keeper:
        await keeper.press(*"reboot", "enter")
        assert "type reboot 5 first" in keeper.text
        await keeper.press("space", "5", "enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANARY)


@pytest.mark.parametrize("choice", [GateChoice.JOB, GateChoice.CANCEL])
async def test_what_is_not_sent_live_needs_nothing_typed(choice: GateChoice) -> None:
    async with gate(FIVE_LATE) as keeper:
        await keeper.press(*["down"] * SEVERAL.index(choice), "enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(choice)


async def test_where_nothing_can_be_sent_live_there_is_no_field() -> None:
    async with gate(FIVE_LATE, (GateChoice.JOB, GateChoice.CANCEL)) as keeper:
        assert "type 5" not in keeper.text


# Keys that were meant for the prompt


@pytest.mark.parametrize("sites", [[online(1)], FIVE_LATE])
@pytest.mark.parametrize("typed", ["\n", "\n\n\n", "5\n", "/ip/arp/print\n", "/a\n/b\n", "5\n5\n"])
async def test_what_was_typed_before_it_was_drawn_confirms_nothing_and_is_handed_back(
    sites: list[Site], typed: str
) -> None:
    async with gate(sites, ONE, is_deaf=True) as keeper:
        await keeper.type(typed)
        keeper.now_mono += DEAF_FOR_S - 0.01
        await keeper.press("enter")
        assert not keeper.host.has_answer
        kept = typed.lstrip("\n") + ("\n" if typed.strip() else "")
        await keeper.press("escape")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANCEL, kept)


async def test_moves_that_were_typed_ahead_do_not_choose() -> None:
    async with gate([online(1), online(2)], is_deaf=True) as keeper:
        await keeper.press("down", "tab", "right")
        keeper.wait()
        await keeper.press("enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANARY)


async def test_characters_that_no_field_wants_are_shown_and_enter_does_not_confirm_until_a_choice_was_made() -> (
    None
):
    async with gate([online(1)], ONE) as keeper:
        await keeper.type("/ip arp")
        assert "typed ahead, kept for the prompt: /ip arp" in keeper.text
        keeper.wait()
        await keeper.press("enter")
        assert "typed ahead: up or down first, then enter" in keeper.text
        assert not keeper.host.has_answer
        await keeper.press("down", "up", "enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.LIVE, "/ip arp")


async def test_what_was_typed_ahead_can_be_rubbed_out() -> None:
    async with gate([online(1)], ONE) as keeper:
        await keeper.press("x", "y", "backspace", "backspace")
        assert "typed ahead" not in keeper.text
        keeper.wait()
        await keeper.press("enter")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.LIVE)


async def test_a_burst_that_begins_too_early_does_not_end_in_the_field() -> None:
    async with gate(FIVE_LATE, is_deaf=True) as keeper:
        for character in "/x 5":
            await keeper.press("space" if character == " " else character)
            keeper.now_mono += DEAF_FOR_S - 0.01
        await keeper.press("enter")
        assert not keeper.host.has_answer
        keeper.wait()
        await keeper.type("5\n")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANARY, "/x 5\n")


async def test_a_line_that_went_into_the_field_is_handed_back_too() -> None:
    async with gate(FIVE_LATE) as keeper:
        await keeper.type("/ip/arp/print\n")
        await keeper.press("escape")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANCEL, "/ip/arp/print")


@pytest.mark.parametrize(("sites", "into_field"), [([online(1)], False), (FIVE_LATE, True)])
async def test_one_pasted_line_is_taken_like_keys_and_anything_else_is_not(
    sites: list[Site], *, into_field: bool
) -> None:
    async with gate(sites, ONE) as keeper:
        keeper.host.post_message(events.Paste("5"))
        await keeper.pilot.pause()
        assert ("typed ahead" in keeper.text) is not into_field
        for pasted in ("/a\r\n/b", "/c\x1b", "\u202ed", "e" * 5000):
            keeper.host.post_message(events.Paste(pasted))
            await keeper.pilot.pause()
            assert "what was pasted is not taken here" in keeper.text
        assert keeper.text.isprintable() or "\x1b" not in keeper.text
        await keeper.press("escape")
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.CANCEL, "" if into_field else "5")


async def test_a_click_chooses_and_a_second_one_takes_it() -> None:
    async with gate([online(1), online(2)]) as keeper:
        await keeper.pilot.click("#gate-answering", offset=(4, 2))
        assert "> queue it as a job" in keeper.text
        assert not keeper.host.has_answer
        await keeper.pilot.click("#gate-answering", offset=(4, 2))
        await until(lambda: keeper.host.has_answer)
        assert keeper.host.answer == GateAnswer(GateChoice.JOB)


async def test_names_that_look_alike_are_told_apart() -> None:
    async with gate([online(1, "depot-1"), online(2, "depot-l")]) as keeper:
        assert "canary: depot-1 (..00000001) first" in keeper.text
    async with gate([online(3, "d\u0435pot-1")], ONE) as keeper:
        assert "Send this to d\u0435pot-1 (..00000003)?" in keeper.text
