"""Commands to copy: a shell reads them back as what was sent, and no secret is in them."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

import pytest

from altotui.api.paths import PATHS, Generation
from altotui.cli.selection import add_site_options
from altotui.cli.typed_line import join_words
from altotui.cli.verbs import run
from altotui.domain.as_command import Targets, altotui_command, curl_command
from altotui.domain.command import Sentence
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.storage.language import load_language

LANGUAGE: Language = load_language()
NUMBERING = {"/ip/address": ("*1", "*2"), "/interface": ("*1",), "/ip/firewall/filter": ("*A", "*B")}
CASES = json.loads((Path(__file__).parent / "translation_cases.json").read_text("utf-8"))
SITE = SiteId("0f8c1a52-3b7d-4e6f-9a10-1234567890ab")
LAGOS = Targets(("lagos-0142",))


def meaning(line: str, menu: str = "/") -> Translation:
    return translate(line, LANGUAGE, menu, NUMBERING)


def parsed(command: str) -> argparse.Namespace:
    """Return what `altotui run` makes of a command, the shell in between."""
    program, verb, *words = shlex.split(command, comments=True)
    assert (program, verb) == ("altotui", "run")
    parser = argparse.ArgumentParser(allow_abbrev=False)
    run.add_arguments(parser)
    return parser.parse_intermixed_args(words)


@pytest.mark.parametrize(
    ("line", "targets", "command"),
    [
        ("/ip arp print", LAGOS, "altotui run /ip/arp/print --site lagos-0142"),
        ("/ip arp print", Targets(site_filter="tag:x"), "altotui run /ip/arp/print --sites tag:x"),
        ("/ip arp print", Targets(site_filter="tag:a b"), "altotui run /ip/arp/print --sites 'tag:a b'"),
        ("/ip arp print", Targets(("a b", "-rf")), "altotui run /ip/arp/print --site 'a b' --site=-rf"),
        ("/ip arp print", Targets(site_filter="-late"), "altotui run /ip/arp/print --sites=-late"),
        (
            "/ip arp print where dynamic",
            LAGOS,
            "altotui run /ip/arp/print '?dynamic=true' --site lagos-0142",
        ),
        (
            "/ip arp remove *1",
            LAGOS,
            "altotui run /ip/arp/remove '=.id=*1' --site lagos-0142 --allow-write",
        ),
    ],
)
def test_the_command(line: str, targets: Targets, command: str) -> None:
    assert altotui_command(meaning(line), targets) == command


def test_a_line_and_more_options() -> None:
    command = altotui_command('/ip arp print where comment~"it\'s"', LAGOS, ("--profile", "a b"))
    assert parsed(command.removesuffix(" --profile 'a b'")).line == ['/ip arp print where comment~"it\'s"']
    assert command.endswith("--site lagos-0142 --profile 'a b'")


@pytest.mark.parametrize("case", [case for case in CASES if case["command"]], ids=lambda case: case["input"])
def test_a_shell_reads_back_what_every_line_of_the_published_table_sends(case: dict[str, str]) -> None:
    line = meaning(case["input"], case["menu"])
    if not line.command:
        return
    command = altotui_command(line, LAGOS)
    arguments = parsed(command)
    again = translate(join_words(arguments.line), LANGUAGE)
    if "masked" in command:
        assert again.command == line.command
        assert not arguments.allow_write
        return
    assert (again.command, again.parameters, again.kind) == (line.command, line.parameters, line.kind)
    assert (again.lookup, again.narrowing is None) == (line.lookup, line.narrowing is None)
    assert arguments.allow_write is line.is_write
    assert arguments.site == ["lagos-0142"]


@pytest.mark.parametrize("menu", ["/ip/address", "/interface"])
@pytest.mark.parametrize(
    "line",
    [
        "print",
        'print where comment~"a b"',
        'set [find where comment~"x"] comment=y',
        'set 0 comment="it\'s \\$5; done"',
        '/ip arp print where comment~"z"',
    ],
)
def test_a_line_of_another_menu_means_the_same_from_the_shell(menu: str, line: str) -> None:
    was = meaning(line, menu)
    again = translate(join_words(parsed(altotui_command(was, LAGOS)).line), LANGUAGE)
    assert (again.command, again.parameters) == (was.command, was.parameters)
    assert (again.lookup, again.narrowing is None) == (was.lookup, was.narrowing is None)


@pytest.mark.parametrize("name", [text for text in HOSTILE if text])
def test_a_hostile_name_stays_one_word(name: str) -> None:
    command = altotui_command("/ip/arp/print", Targets((name,), name))
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add_site_options(parser)
    got = parser.parse_args(shlex.split(command)[3:])
    assert (got.site, got.sites) == ([name], name)


def test_a_masked_write_cannot_be_run_by_accident() -> None:
    command = altotui_command(meaning("/user set admin password=hunter2"), LAGOS)
    assert "hunter2" not in command
    assert "'=password=***'" in command
    assert command.endswith("  # secrets are masked: put them in, and --allow-write, before you run it")
    assert not parsed(command).allow_write


def test_a_masked_line_says_so() -> None:
    command = altotui_command("/ppp secret print where password=hunter2", LAGOS)
    assert "hunter2" not in command
    assert command.endswith("  # secrets are masked: put them in before you run it")


@pytest.mark.parametrize("line", ["", "# nothing", "/ip arp print where not dynamic"])
def test_a_line_that_sends_nothing_is_no_command(line: str) -> None:
    with pytest.raises(InvalidInput, match="the line sends nothing"):
        altotui_command(meaning(line), LAGOS)


def curl(
    sentence: Sentence, generation: Generation = Generation.V1, base_url: str = "https://x.example"
) -> str:
    paths = PATHS[generation]
    return curl_command(
        base_url, paths.synchronous, sentence, SITE, has_list_parameters=paths.has_list_parameters
    )


@pytest.mark.parametrize("base_url", ["https://x.example", "https://x.example/", "http://127.0.0.1:8765"])
def test_curl_sends_what_the_client_sends(base_url: str) -> None:
    sentence = Sentence("/ip/arp/print", ('?comment=it\'s "$HOME" `x` \ud800é', "=.proplist=address"))
    words = shlex.split(curl(sentence, base_url=base_url))
    assert words[:5] == ["curl", "-sS", "-X", "POST", f"{base_url.rstrip('/')}/api/synchronous/{SITE}"]
    assert words[5:9] == [
        "-H",
        "Authorization: Bearer $ALTOTUI_TOKEN",
        "-H",
        "Content-Type: application/json",
    ]
    assert words[9] == "--data"
    assert json.loads(words[10]) == {"command": sentence.command, "parameters": list(sentence.parameters)}
    assert len(words) == 11


def test_the_shell_puts_the_token_in() -> None:
    assert '-H "Authorization: Bearer $ALTOTUI_TOKEN"' in curl(Sentence("/ip/arp/print"))


def test_the_legacy_api_takes_one_word_as_a_text() -> None:
    words = shlex.split(curl(Sentence("/ip/arp/print", ("?a=b",)), Generation.LEGACY))
    assert json.loads(words[10]) == {"command": "/ip/arp/print", "parameters": "?a=b"}
    assert json.loads(shlex.split(curl(Sentence("/ip/arp/print"), Generation.LEGACY))[10]) == {
        "command": "/ip/arp/print"
    }
    with pytest.raises(InvalidInput, match="takes one parameter word, this command has 2"):
        curl(Sentence("/ip/arp/print", ("?a=b", "?c=d")), Generation.LEGACY)


def test_curl_has_no_secret_and_says_so() -> None:
    command = curl(Sentence("/user/set", ("=.id=*1", "=password=hunter2")))
    assert "hunter2" not in command
    assert command.endswith("  # secrets are masked: put them in before you run it")
    assert "#" not in curl(Sentence("/user/set", ("=.id=*1", "=comment=x")))


def test_an_id_cannot_leave_its_place() -> None:
    command = curl_command("https://x.example", "/api/{site_id}", Sentence("/x"), SiteId("../a?b"))
    assert "https://x.example/api/..%2Fa%3Fb" in command


def test_a_demonstration_has_no_address() -> None:
    with pytest.raises(InvalidInput, match="a demonstration has no address"):
        curl(Sentence("/ip/arp/print"), base_url="")
