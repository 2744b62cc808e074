"""Taking an answer away: what the terminal's clipboard is given, commands for a shell, and files."""

from __future__ import annotations

import argparse
import csv
import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from textual.driver import Driver

from altotui.cli.arguments import verb_parser
from altotui.cli.verbs import run
from altotui.domain.as_command import curl_command
from altotui.ui.profile import ConsoleProfile
from tests.ui.answered import ROUTES, aim_at, go_to_option, go_to_row, routers_say, run_of
from tests.ui.driving import Console, driven
from tests.ui.test_clipboard import TMUX, as_terminal, through_tmux

SECRET = "correct horse"
ACCOUNTS = [
    {".id": "*1", "name": "edge", "password": SECRET, "comment": "first | of two"},
    {".id": "*2", "name": "core", "password": SECRET, "comment": "=1+1"},
]
ROUTE_PRINT, ARP_PRINT = "/ip/route/print", "/ip/arp/print"
TOKEN_WORD = "$ALTOTUI_TOKEN"


class Terminal:
    """Stands in front of the driver of a console and keeps what would reach its clipboard."""

    def __init__(self, console: Console, environ: Mapping[str, str] = {"TERM": "xterm-256color"}) -> None:
        self._driver = console.app._driver
        self.sequences: list[str] = []
        console.app._driver = cast(Driver, self)
        console.app.actions.prompt.taking_away.environ = environ

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def write(self, data: str) -> None:
        """Keep what is for the clipboard."""
        if "]52;" in data:
            self.sequences.append(data)

    @property
    def texts(self) -> list[str]:
        """Return the texts that the clipboard was given, one after the other."""
        return [as_terminal(sequence) for sequence in self.sequences]


async def _pick(console: Console, label: str) -> None:
    """Open the menu of what can be copied and take the option with that label."""
    console.type("y")
    await go_to_option(console, label)
    console.press("enter")
    await console.until(lambda: console.app.screen is console.main)


# --- the clipboard


async def test_the_menu_copies_a_cell_the_row_the_answer_and_the_command() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console)
        site = console.site()
        await console.run(site, ROUTE_PRINT)
        await go_to_row(console, 1)
        for label in ("gateway", "the row", "the answer", "the command"):
            await _pick(console, label)
        await console.until(lambda: len(terminal.sequences) == 4)
        cell, row, answer, command = terminal.texts
        assert cell == "192.0.2.7"
        assert sorted(row.split("\n")) == sorted(f"{key}={value}" for key, value in ROUTES[1].items())
        heading, _, *rows = [line.split(" | ") for line in answer.split("\n") if line.startswith("|")]
        assert [row[heading.index("comment")] for row in rows] == ["uplink alpha", "uplink beta", "lan"]
        assert shlex.split(command)[:3] == ["altotui", "run", ROUTE_PRINT]
        await console.told("gateway: copied 9 bytes by OSC 52")
        assert len(console.gateway.commands) == 1


async def test_copy_as_a_verb_takes_the_row_the_table_or_a_field() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console)
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb("sort distance")
        await console.verb("copy gate")
        await console.verb("copy row")
        await console.verb("cols comment")
        await console.verb("filter uplink")
        await console.verb("copy table")
        await console.until(lambda: len(terminal.sequences) == 3)
        field, row, table = terminal.texts
        assert field == "192.0.2.7", "from the prompt it is the first row that is shown"
        assert "comment=uplink beta" in row
        assert table.index("uplink beta") < table.index("uplink alpha")
        assert "203.0.113.0" not in table
        assert "ether1" not in table
        await console.verb("copy nosuch")
        await console.reads(r"\copy nosuch", "the row has no nosuch")
        assert len(terminal.sequences) == 3


async def test_a_secret_is_not_copied_and_masked_in_what_holds_it() -> None:
    async with driven(answers=routers_say(arp=ACCOUNTS)) as console:
        terminal = Terminal(console)
        await console.run(console.site(), ARP_PRINT)
        await console.verb("copy password")
        await console.reads(r"\copy password", "NOT SENT: this value is secret")
        await go_to_row(console, 0)
        await _pick(console, "password")
        await console.told("this value is secret")
        assert terminal.sequences == []
        await _pick(console, "the row")
        await _pick(console, "the answer")
        await console.until(lambda: len(terminal.sequences) == 2)
        assert "password=***" in terminal.texts[0]
        assert r"| edge | \*\*\* |" in terminal.texts[1]
        assert SECRET not in "".join(terminal.texts)


async def test_in_tmux_the_terminal_gets_it_wrapped_too_and_that_is_said() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console, TMUX)
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb("copy gateway")
        await console.until(lambda: terminal.sequences)
        for takes, passes in ((True, False), (False, True)):
            assert through_tmux(terminal.sequences[0], takes=takes, passes=passes) == ["192.0.2.9"]
        await console.told("copied 9 bytes by OSC 52 (tmux)")


async def test_what_is_too_large_for_a_clipboard_goes_into_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with driven() as console:
        terminal = Terminal(console)
        await console.colon("demo-reply 3000")
        await console.sees("3000 rows")
        await console.read_answers()
        await _pick(console, "the answer")
        await console.told("too large for the terminal's clipboard: saved to")
        assert terminal.sequences == []
        (saved,) = folder.iterdir()
        lines = saved.read_text().splitlines()
        assert "row 000000 made up" in lines[-3000]
        assert "row 002999 made up" in lines[-1]
        assert saved.stat().st_mode & 0o077 == 0


async def test_a_row_that_is_looked_at_is_copied_from_there() -> None:
    async with driven(answers=routers_say(arp=ACCOUNTS)) as console:
        terminal = Terminal(console)
        await console.run(console.site(), ARP_PRINT)
        await console.verb("rec 1")
        await console.sees("row 2 of 2")
        rows = console.app.screen.query_one("#record-rows")
        for name in ("comment", "password"):
            lines = [line[1:].split("  ")[0].strip() for line in console.cells_of(rows)]
            console.press("home", *["down"] * (lines.index(name) - 1))
            console.type("y")
        console.type("Y")
        await console.until(lambda: len(terminal.sequences) == 3)
        value, masked, row = terminal.texts
        assert (value, masked) == ("=1+1", "***")
        assert "comment: =1+1" in row.split("\n")
        assert "password: ***" in row.split("\n")
        await console.told("copied")


# --- as a command


def _curl_profile() -> ConsoleProfile:
    def as_curl(sentence: Any, site_id: Any) -> str:
        return curl_command("https://api.example", "/api/synchronous/{site_id}", sentence, site_id)

    return ConsoleProfile("prod", flags=("--profile", "prod"), as_curl=as_curl, is_demo=True)


def _as_run(words: list[str]) -> argparse.Namespace:
    """Return what `altotui run` reads in a copied command."""
    assert words[:2] == ["altotui", "run"]
    parser = verb_parser("run")
    run.add_arguments(parser)
    return parser.parse_args(words[2:])


async def test_a_command_is_copied_for_a_shell_and_the_token_is_only_named() -> None:
    async with driven(profile=_curl_profile(), answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console)
        site = console.site()
        await console.run(site, "/ip/route/print ?comment=lan")
        await console.read_answers()
        console.type("Y")
        await console.verb("copy-command cli")
        await console.verb("copy-command curl")
        await console.until(lambda: len(terminal.sequences) == 3)
        by_key, cli, curl = terminal.texts
        assert by_key == cli
        read = _as_run(shlex.split(cli))
        assert read.site == [site.name]
        assert read.profile == "prod"
        words = shlex.split(curl)
        assert words[0] == "curl"
        assert f"https://api.example/api/synchronous/{site.id}" in words
        assert f"Authorization: Bearer {TOKEN_WORD}" in words
        body = json.loads(words[words.index("--data") + 1])
        assert body == {"command": ROUTE_PRINT, "parameters": ["?comment=lan"]}
        await console.verb("copy-command telnet")
        await console.reads("telnet is no kind of command", "cli or curl")


async def test_the_command_of_a_run_names_every_site() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console)
        names = [site.name for site in console.listed.sites[:3]]
        await aim_at(console, *names)
        console.type(f"{ROUTE_PRINT}\n")
        await run_of(console)
        await console.verb("copy-command")
        await console.until(lambda: terminal.sequences)
        assert sorted(_as_run(shlex.split(terminal.texts[0])).site) == sorted(names)


async def test_secrets_of_a_written_line_are_masked_in_its_command() -> None:
    async with driven(profile=_curl_profile()) as console:
        terminal = Terminal(console)
        await console.choose(console.site())
        await console.unlock()
        console.press("f3")
        await console.write(f'/ppp secret add name=x password="{SECRET}"')
        await console.verb("copy-command cli")
        await console.verb("copy-command curl")
        await console.until(lambda: len(terminal.sequences) == 2)
        assert SECRET not in "".join(terminal.texts)
        assert "--allow-write" in terminal.texts[0].partition("#")[2]
        assert "--allow-write" not in terminal.texts[0].partition("#")[0], (
            "run by accident it would set the mask"
        )


async def test_a_demonstration_has_no_address_for_curl_and_says_so() -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        terminal = Terminal(console)
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb("copy-command curl")
        await console.reads("a demonstration has no address that curl could call")
        assert terminal.sequences == []


# --- files


async def test_an_answer_is_exported_as_it_is_shown(tmp_path: Path) -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        await console.verb("sort distance")
        await console.verb("cols comment,distance")
        await console.verb("filter -lan")
        path = tmp_path / "routes.csv"
        await console.verb(f"export csv {path}")
        await console.told("2 rows written to")
        with path.open(newline="") as file:
            assert list(csv.reader(file)) == [
                ["comment", "distance"],
                ["uplink beta", "9"],
                ["uplink alpha", "10"],
            ]
        assert len(console.gateway.commands) == 1


async def test_an_export_never_writes_over_a_file(tmp_path: Path) -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        await console.run(console.site(), ROUTE_PRINT)
        path = tmp_path / "mine.json"
        path.write_text("mine")
        await console.verb(f"export json {path}")
        await console.told("not exported:", "is there already and stays as it is")
        assert path.read_text() == "mine"
        await console.verb(f"export json {tmp_path / 'no' / 'where.json'}")
        await console.told("there is no folder")
        await console.verb("export xml")
        await console.reads("there is no format xml", "csv, json, jsonl, md")


async def test_the_menu_asks_for_format_and_file(tmp_path: Path) -> None:
    async with driven(answers=routers_say(arp=ACCOUNTS)) as console:
        await console.run(console.site(), ARP_PRINT)
        await console.read_answers()
        path = tmp_path / "accounts.jsonl"
        console.type("e")
        await console.sees("Export as")
        console.press("down", "down", "enter")
        await console.sees("Export as jsonl to")
        console.type(f"{path}\n")
        await console.told("2 rows, 2 values masked written to")
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        assert [row["name"] for row in rows] == ["edge", "core"]
        assert {row["password"] for row in rows} == {"***"}
        console.type("e")
        await console.sees("Export as")
        console.press("enter")
        await console.sees("Export as csv to")
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        assert [name for name in os.listdir(tmp_path) if "." in name] == ["accounts.jsonl"]


async def test_a_run_is_exported_with_every_site_that_answered(tmp_path: Path) -> None:
    async with driven(answers=routers_say(route=ROUTES)) as console:
        names = [site.name for site in console.listed.sites[:3]]
        lost, said = console.listed.sites[2].id, console.gateway.answers
        console.gateway.answers = lambda call: None if lost in call.path else said(call)
        console.gateway.drops = lambda call: lost in call.path and "/synchronous/" in call.path
        await aim_at(console, *names)
        console.type(f"{ROUTE_PRINT}\n")
        await run_of(console)
        path = tmp_path / "run.json"
        await console.verb(f"export json {path}")
        await console.told("6 rows written to")
        document = json.loads(path.read_text())
        assert document["command"] == ROUTE_PRINT
        assert [each["site_name"] for each in document["results"]] == names[:2]
        assert all(len(each["rows"]) == 3 for each in document["results"])


async def test_nothing_is_taken_from_an_empty_transcript() -> None:
    async with driven() as console:
        for verb in ("copy row", "copy-command", "export csv"):
            await console.verb(verb)
            await console.reads(f"\\{verb}", "there is no answer yet: send a line first")
            await console.verb("clear")
