"""What is typed for the console itself: verbs, the palette, help, pasted lines, and the same without a screen."""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events

from altotui.cli.arguments import VERBS, console_parser, verb_parser
from altotui.ui.command_table import COMMANDS
from altotui.ui.commands import BY_VERB
from altotui.ui.screens.confirm import DEAF_FOR_S
from altotui.ui.screens.help import Help
from altotui.ui.screens.job_form import JobForm
from altotui.ui.screens.palette import Palette
from altotui.ui.screens.paste_review import PasteReview
from altotui.ui.screens.path_help import PathHelpScreen
from tests.ui.answered import ROUTES, aim_at, routers_say
from tests.ui.driving import Console, driven
from tests.ui.prompts import key

ROUTE_PRINT, ARP, DNS = "/ip/route/print", "/ip/arp/print", "/ip/dns/print"
WRITE = "/ip/dns/set =servers=198.51.100.53"
SECRET = "correct-horse"

EXPECTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "filter": ("beta", ("1 of 3 rows have: beta",)),
    "sort": ("distance", ("sorted by distance",)),
    "cols": ("gateway", ("GATEWAY",)),
    "rec": ("1", ("row 2 of 3",)),
    "json": ("", ('"dst-address": "203.0.113.0/24"',)),
    "diff": ("", (r"\diff", "this line was not answered before")),
    "earlier": ("", (r"\earlier", "this line was not answered before")),
    "ignore": ("distance", ("distance",)),
    "pivot": ("version from /system/resource/print", ("version", "1 site")),
    "sites": ("", ("answer:1", "1 of 24")),
    "watch": ("10 /ip/route/print", ("watch 10s", "w stops", "sample 1 ")),
    "again": ("", ("#2", ROUTE_PRINT)),
    "verify": ("", ("a read changes nothing",)),
    "copy": ("gateway", ("gateway: copied 9 bytes",)),
    "copy-command": ("", ("command: copied",)),
    "export": ("md", ("3 rows written to",)),
    "clear": ("", ()),
    "why": (ARP, (f"{ARP}: read", f"sends {ARP}")),
    "job": (WRITE, ("New job on", "/ip dns set servers=198.51.100.53")),
    "help": ("", ("Keys and commands",)),
}
"""Every verb with what is typed behind it, and what is then on the screen."""


def _said(console: Console) -> str:
    """Return all that is on the screen, however its lines are broken."""
    return " ".join(" ".join(line.split()) for line in console.lines()).replace("▌", " ").replace("│", " ")


# --- verbs


def test_every_verb_is_tried_here() -> None:
    assert set(EXPECTED) == set(BY_VERB)


@pytest.mark.parametrize("verb", EXPECTED)
async def test_every_verb_does_what_it_says(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    argument, words = EXPECTED[verb]
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb(f"{verb} {argument}".strip())

        def is_there() -> bool:
            said = " ".join(_said(console).split())
            return all(word in said for word in words)

        await console.until(is_there, what=f"{words} on")
        assert "internal error" not in console.text()
        if verb == "clear":
            await console.sees_no("#1", "203.0.113.0/24")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (r"\nosuch", (r"there is no \nosuch; known are", *(f"\\{verb}" for verb in BY_VERB))),
        ("\\", (r"there is no \; known are", r"\filter", r"\help")),
        (r"\c", (r"there is no \c; known are \cols, \copy, \copy-command, \clear",)),
        (r"\NOSUCH x", (r"\NOSUCH x", r"there is no \NOSUCH")),
        ("\\" + "x" * 60, ("…(+26); known are",)),
    ],
)
async def test_an_unknown_verb_is_named_with_those_that_there_are(typed: str, words: Sequence[str]) -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type(f"{typed}\n")
        await console.reads("NOT SENT:", *words)
        console.press("up")
        await console.until(lambda: console.main.console.prompt.text == typed)
        assert console.gateway.commands == []


async def test_the_beginning_of_a_name_is_enough_when_it_is_the_only_one_and_a_whole_name_goes_first() -> (
    None
):
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb("so distance")
        await console.reads("sorted by distance")
        await console.verb("copy gateway")
        await console.told("gateway: copied 9 bytes")
        await console.verb("cle")
        await console.until(lambda: not console.entries)


async def test_the_line_below_says_what_a_verb_does_while_it_is_typed() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("\\so")
        await console.sees(r"\sort COLUMN", "Sort the rows by a column")
        console.press("backspace", "backspace")
        await console.sees(r"\filter", r"\sort")
        console.type("zz")
        await console.sees("no such verb")


# --- why


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ARP, ("read", f"sends {ARP}")),
        ("/system reboot", ("disruptive", "sends /system/reboot", "read-only: :rw REASON unlocks")),
        (WRITE, ("write", "sends /ip/dns/set", "read-only: :rw REASON unlocks")),
        ("/ip arp print where not dynamic", ("reject", "sends nothing", "not is no operator")),
        (f"/user set admin password={SECRET}", ("password=***", "sends /user/set")),
    ],
)
async def test_why_says_what_a_line_would_do_and_sends_nothing(line: str, words: Sequence[str]) -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.verb(f"why {line}")
        await console.reads(*words, f"to {console.site().name}")
        assert SECRET not in console.text()
        assert console.gateway.writes == []


async def test_why_says_for_how_many_sites_and_what_it_takes() -> None:
    async with driven() as console:
        await aim_at(console, *(site.name for site in console.listed.sites[:3]))
        await console.verb(f"why {WRITE}")
        await console.reads("to @3")
        await console.verb("why")
        await console.reads(r"\why takes a line", r"\why /system reboot")
        assert console.gateway.writes == []


# --- job


async def test_job_fills_in_the_newest_write_also_one_that_was_sent() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        await console.verb("job")
        await console.reads(r"\job takes a line")
        await console.write(WRITE)
        await console.send(ARP)
        await console.verb("job")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees("/ip dns set servers=198.51.100.53")
        assert console.gateway.queued == []


async def test_job_takes_no_line_that_sends_nothing() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.verb("job /ip arp print where not dynamic")
        await console.reads(r"\job /ip arp print", "not is no operator")
        await console.target("nosuch-site-at-all")
        assert console.app.screen is console.main


# --- the palette


async def test_the_palette_runs_what_is_found_by_its_words_and_shows_how_a_shell_does_it() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        console.press("ctrl+p")
        console.type("rows as json")
        await console.sees("The rows as JSON, and back.", r"\json")
        await console.sees("headless: altotui run LINE --site SITE --format json")
        console.press("enter")
        await console.sees('"gateway": "ether1"')
        assert console.app.screen is console.main
        console.press("ctrl+p")
        await console.until(lambda: isinstance(console.app.screen, Palette))
        console.type("zzzz")
        await console.sees("nothing has all of these words")
        console.press("enter", "escape")
        await console.until(lambda: console.app.screen is console.main)


async def test_what_is_typed_behind_the_choice_in_the_palette_goes_where_that_leads() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.press("f2", "ctrl+p")
        await console.until(lambda: isinstance(console.app.screen, Palette))
        console.type("go to the prompt\n/ip/arp")
        await console.until(lambda: console.main.console.prompt.text == "/ip/arp")


@pytest.mark.parametrize("opens", ["ctrl+r", "ctrl+p", "f1"])
async def test_a_dialog_that_is_left_at_once_swallows_nothing_that_was_typed_behind(opens: str) -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/ip/dns")
        console.press(opens, "escape")
        console.type("/print\n")
        await console.until(lambda: console.gateway.commands)
        assert console.gateway.commands[0].json["command"] == DNS


# --- help


async def test_f1_helps_with_what_is_typed_and_leaves_it_as_it_is() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/ip/dns/set servers=")
        console.press("f1")
        await console.until(lambda: isinstance(console.app.screen, PathHelpScreen))
        await console.sees("/ip/dns/set", "servers")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        assert console.main.console.prompt.text == "/ip/dns/set servers="
        assert console.gateway.commands == []


@pytest.mark.parametrize("typed", ["", r"\sort", "@tag:x", ":rw"])
async def test_f1_helps_with_the_console_where_no_path_stands(typed: str) -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type(typed)
        console.press("f1")
        await console.until(lambda: isinstance(console.app.screen, Help))
        await console.sees("Keys and commands")
        console.press("f1")
        await console.until(lambda: console.app.screen is console.main)
        assert console.main.console.prompt.text == typed


# --- pasted lines


async def _paste(console: Console, *lines: str) -> None:
    """Paste lines into the prompt and wait until they are asked about."""
    console.press("f3")
    await console.until(lambda: console.focus_id == "prompt")
    console.app.post_message(events.Paste("\n".join(lines)))
    await console.until(lambda: isinstance(console.app.screen, PasteReview))
    await console.until(lambda: console.focus_id == "paste-uses")
    await console.sees(f"Pasted: {len(lines)} lines")
    await console.pilot.pause()


def _press_later(console: Console, *names: str) -> None:
    """Press keys a while after the question was drawn: those from before choose nothing."""
    for name in names:
        console.app.post_message(key(name, 2 * DEAF_FOR_S))


async def test_pasted_lines_are_sent_one_by_one_up_to_the_first_that_is_not_ok() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await _paste(console, ARP, "# a remark", "/ip/nosuch/print", DNS, ROUTE_PRINT)
        await console.sees("send 4 commands, stop at the first that is not ok")
        assert console.gateway.commands == []
        _press_later(console, "up", "enter")
        await console.reads("2 of 4 pasted lines were not sent")
        assert [call.json["command"] for call in console.gateway.commands] == [ARP, "/ip/nosuch/print"]


async def test_pasted_lines_go_on_in_the_menu_that_one_of_them_names() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await _paste(console, "/ip dns", "print", "/ip arp print")
        _press_later(console, "up", "enter")
        await console.until(lambda: len(console.gateway.commands) == 2)
        assert [call.json["command"] for call in console.gateway.commands] == [DNS, ARP]


async def test_a_pasted_write_passes_the_gate_and_what_follows_waits_for_it() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())

        async def to_the_gate() -> None:
            await _paste(console, WRITE, ARP)
            _press_later(console, "up", "enter")
            await console.at_gate()
            assert console.gateway.commands == []

        await to_the_gate()
        await console.pass_gate("escape")
        await console.reads("NOT SENT: taken back", "1 of 2 pasted lines were not sent")
        await to_the_gate()
        await console.pass_gate("enter")
        await console.until(lambda: len(console.gateway.commands) == 2)
        assert [call.json["command"] for call in console.gateway.commands] == ["/ip/dns/set", ARP]


async def test_pasted_lines_become_a_script_in_the_prompt_or_a_job_and_nothing_is_sent() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await _paste(console, ARP, DNS)
        _press_later(console, "enter")
        await console.until(lambda: console.main.console.prompt.text == f"{ARP}\n{DNS}")
        console.press("ctrl+c")
        await console.until(lambda: console.main.console.prompt.text == "")
        await _paste(console, ARP, DNS)
        _press_later(console, "down", "enter")
        await console.until(lambda: isinstance(console.app.screen, JobForm))
        await console.sees("pasted script", ARP, DNS)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        await _paste(console, ARP, DNS)
        _press_later(console, "escape")
        await console.until(lambda: console.app.screen is console.main)
        assert console.main.console.prompt.text == ""
        assert console.gateway.writes == []


# --- the table of actions


_WORDS = {
    "FILTER": "status:late tag:lagos",
    "LINE": "/ip/arp/print where address=192.0.2.1",
    "SITE": "lagos-branch-0142",
    "FIELD": "version",
    "FILE": "rows.csv",
    "JOB": "j-1",
    "D": "Set the clock",
    "S": "/system ntp client set enabled=yes",
}
HEADLESS = [(command.id, each) for command in COMMANDS for each in command.headless.split(", ") if each]


@pytest.mark.parametrize(("command_id", "headless"), HEADLESS)
def test_every_headless_form_is_taken_by_the_parser_of_its_verb(command_id: str, headless: str) -> None:
    words = [_WORDS.get(word, word) for word in shlex.split(headless)]
    if words[0].startswith("-"):  # an option of a verb that sends
        words = ["altotui", "run", _WORDS["LINE"], *words]
    name, verb, *rest = words
    assert name == "altotui", command_id
    if verb.startswith("-"):  # an option of the console itself
        assert console_parser().parse_args([verb, *rest])
        return
    assert verb in VERBS
    module = importlib.import_module(f"altotui.cli.verbs.{verb}")
    parser = verb_parser(verb)
    module.add_arguments(parser)
    read = vars(parser.parse_args(rest))
    taken = [value for value in read.values() if isinstance(value, str)]
    taken += [each for value in read.values() if isinstance(value, list) for each in value]
    for word in (word for word in words if word in _WORDS.values()):
        assert word in taken, f"{word} is not read from {headless}"


def test_every_action_has_a_sentence_of_help_and_a_way_to_be_asked_for() -> None:
    for command in COMMANDS:
        assert command.title, command.id
        assert command.help[0].isupper(), command.id
        assert command.help.endswith("."), command.id
        assert command.key_label or command.typed, command.id


async def test_every_action_is_carried_out_by_something() -> None:
    async with driven() as console:
        prompt, own = console.app.actions.prompt.kinds, console.app.actions._by_id
        missing = {command.id for command in COMMANDS} - prompt.keys() - own.keys()
        assert missing == {"site.choose"}, "Enter in the list of sites is not a key of the table"
        carried_out = {command_id for find in prompt.values() for command_id in find().by_id}
        assert carried_out == prompt.keys()
        assert all(command_id in find().by_id for command_id, find in prompt.items())
