"""Help on what the caret stands on: the right path, what is below it, and how it is sent, whatever is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.language import Language
from altotui.domain.routeros.path_help import HelpEntry, PathHelp, What, help_at
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind
from altotui.simulator.routeros.hostile import HOSTILE

CASES = json.loads((Path(__file__).parents[1] / "translation_cases.json").read_text("utf-8"))


def at_mark(line: str, language: Language, menu: str = "/") -> PathHelp:
    """Return the help where `|` stands in the line, at its end without one."""
    head, mark, tail = line.partition("|")
    return (
        help_at(head + tail, len(head), language, menu) if mark else help_at(line, len(line), language, menu)
    )


def entries(shown: PathHelp, title: str) -> dict[str, HelpEntry]:
    return {
        entry.name: entry for section in shown.sections if section.title == title for entry in section.entries
    }


@pytest.mark.parametrize(
    ("line", "menu", "title", "what"),
    [
        ("", "/", "/", What.MENU),
        ("", "/ip/address", "/ip/address", What.MENU),
        ("   ", "/ip", "/ip", What.MENU),
        ("/", "/ip", "/", What.MENU),
        ("|/ip/address/print", "/", "/", What.MENU),
        ("/|ip/address/print", "/", "/ip", What.MENU),
        ("/i|p/address/print", "/", "/ip", What.MENU),
        ("/ip|/address/print", "/", "/ip", What.MENU),
        ("/ip/|address/print", "/", "/ip/address", What.MENU),
        ("/ip/add|ress/print", "/", "/ip/address", What.MENU),
        ("/ip/address/print", "/", "/ip/address/print", What.COMMAND),
        ("/ip/address/print ", "/", "/ip/address/print", What.COMMAND),
        ("/ip/", "/", "/ip", What.MENU),
        # abbreviations, blanks, steps up, other menus
        ("ip ad pr", "/", "/ip/address/print", What.COMMAND),
        ("ip a|d pr", "/", "/ip/address", What.MENU),
        ("/sys res| pr", "/", "/system/resource", What.MENU),
        ("pr", "/ip/address", "/ip/address/print", What.COMMAND),
        (".. rou", "/ip/address", "/ip/route", What.MENU),
        (".|. rou", "/ip/address", "/ip", What.MENU),
        ("/ip/address; pr", "/", "/ip/address/print", What.COMMAND),
        ("/ip/address; ", "/", "/ip/address", What.MENU),
        # arguments
        ("/ip/address/add comment=x|", "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/add comm|ent=x disabled=yes", "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/add comm=x", "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/add comment=", "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/add comm", "/", "/ip/address/add comment", What.ARGUMENT),
        ('/ip/address/add comment="a| b" disabled=yes', "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/add comment=x |disabled=yes", "/", "/ip/address/add disabled", What.ARGUMENT),
        ("/ip/address/print det", "/", "/ip/address/print detail", What.FLAG),
        ("/ip/address/set *1 !comm", "/", "/ip/address/set comment", What.ARGUMENT),
        ("/ip/address/set *1| comment=x", "/", "/ip/address/set numbers", What.ARGUMENT),
        ("/ping 192.0.2.1", "/", "/ping address", What.ARGUMENT),
        ("/ip/address/add =comment=x", "/", "/ip/address/add comment", What.ARGUMENT),
        ("/ip/address/print =detail=", "/", "/ip/address/print detail", What.FLAG),
        (":put hello", "/", ":put message", What.ARGUMENT),
        # properties behind where
        ("/interface print whe|re running", "/", "/interface/print where", What.ARGUMENT),
        ("/interface print where runn|ing", "/", "/interface running", What.PROPERTY),
        ("/interface print where type=eth|er and running", "/", "/interface type", What.PROPERTY),
        ('/interface print where name="a| b"', "/", "/interface name", What.PROPERTY),
        ("/interface print where ", "/", "/interface/print", What.COMMAND),
        ("/interface find nam|e=x", "/", "/interface name", What.PROPERTY),
        ("/ip/arp/print ?dynamic=true", "/", "/ip/arp dynamic", What.PROPERTY),
        # brackets
        ("/interface set [fi", "/", "/interface/find", What.COMMAND),
        ("/interface set [find na|me=x] mtu=1500", "/", "/interface name", What.PROPERTY),
        ("/interface set [find name=x] mt|u=1500", "/", "/interface/set mtu", What.ARGUMENT),
        (":put [/ip/route pr", "/", "/ip/route/print", What.COMMAND),
        (":put (1 + [/ip/rou| print])", "/", "/ip/route", What.MENU),
        (":foreach i in=[/ip/addr| find] do={ :put $i }", "/", "/ip/address", What.MENU),
        (":if (true) do={ /sys id| print }", "/", "/system/identity", What.MENU),
        ("{ /ip rou", "/", "/ip/route", What.MENU),
        # not known
        ("/ip/frobnicate", "/", "/ip/frobnicate", What.UNKNOWN),
        ("/new/menu/print", "/", "/new/menu/print", What.COMMAND),
        ("/ip/address/add frob=1", "/", "/ip/address/add frob", What.UNKNOWN),
        ("/ip/address/print where frob=1", "/", "/ip/address/print frob", What.UNKNOWN),
        ("# a comment", "/ip", "/ip", What.MENU),
    ],
)
def test_what_the_caret_stands_on(line: str, menu: str, title: str, what: What, language: Language) -> None:
    shown = at_mark(line, language, menu)
    assert (shown.title, shown.what) == (title, what)


def test_a_menu_has_its_menus_its_commands_with_what_they_do_and_its_properties(language: Language) -> None:
    assert {"address", "arp", "firewall", "route"} <= set(entries(at_mark("/ip", language), "menus"))
    shown = at_mark("/ip/address", language)
    assert shown.help == "Address management"
    assert (shown.kind, shown.api) == (None, "")
    kinds = {name: entry.kind for name, entry in entries(shown, "commands").items()}
    assert kinds["print"] is Kind.READ
    assert kinds["add"] is Kind.WRITE
    assert kinds["disable"] is Kind.DISRUPTIVE
    assert kinds["edit"] is Kind.REJECT
    assert entries(shown, "properties")["disabled"].short.startswith("flag X; yes or no")


def test_the_root_keeps_the_scripting_language_apart(language: Language) -> None:
    shown = at_mark("/", language)
    assert ":foreach" in entries(shown, "scripting")
    assert "ping" in entries(shown, "commands")
    assert not set(entries(shown, "commands")) & {"foreach", "put"}


@pytest.mark.parametrize(
    ("line", "kind", "api"),
    [
        ("/ip/address/print", Kind.READ, "/ip/address/print"),
        ("ip ad pr", Kind.READ, "/ip/address/print"),
        ("/ip/address/find", Kind.READ, "/ip/address/print =.proplist=.id"),
        ("/interface/monitor-traffic", Kind.BOUNDED, "/interface/monitor-traffic =once="),
        ("/ppp/secret/print", Kind.SENSITIVE, "/ppp/secret/print"),
        ("/system/reboot", Kind.DISRUPTIVE, "/system/reboot"),
        ("/ip/address/export", Kind.READ, "/execute =script=/ip/address/export =as-string="),
        ("/execute", Kind.WRITE, ""),
        ("/ip/address/edit", Kind.REJECT, ""),
        ("/system/telnet", Kind.REJECT, ""),
        (":put", Kind.READ, "/execute =script=:put =as-string="),
        ("/ip/frobnicate", Kind.WRITE, "/ip/frobnicate"),
        ("/new/menu/print", Kind.READ, "/new/menu/print"),
        ("/ip/address/add comment", None, "/ip/address/add =comment=..."),
        ("/ip/address/print detail", None, "/ip/address/print =detail="),
        ("/ip/address/print value-list", None, ""),
        ("/log/print follow", None, ""),
        ("/ip/address/print proplist", None, "/ip/address/print =.proplist=..."),
        ("/ip/address/print where", None, "/ip/address/print ?name=value"),
        ("/interface print where running", None, "/interface/print ?running=..."),
    ],
)
def test_what_it_does_and_how_the_api_takes_it(
    line: str, kind: Kind | None, api: str, language: Language
) -> None:
    shown = at_mark(line, language)
    assert (shown.kind, shown.api) == (kind, api)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/ip/a", "ambiguous: a may be address, arp"),
        ("/ip/address/add ne", "ne may be netmask, network"),
        ("/ip/addres/prnt", "did you mean print?"),
        ("/ip/address/add comnent=x", "did you mean comment?"),
        ("/interface detail=yes", "a verb is missing"),
        ("/ip/address/print/x", "expected end of command"),
        ("/ip/frobnicate", "counts as write"),
        ("/ip/address/frobnicate", "counts as disruptive"),
        ("/ip/address/edit", "send set"),
        ("/execute", "needs a script"),
        ("/log/print follow", "would repeat for ever"),
        ("/ip/address/print value-list", "it is not sent"),
        ("/ppp/secret/add password", "its value is secret"),
        ("/ppp/secret/print where password=x", "its value is secret"),
        ("/ip/firewall/filter/add chain", "it has to be given"),
        ("/ip/address/add disabled", "no other value is taken"),
        ("/ip/address/set numbers", "its value may stand without the name"),
        ("/new/menu/print", "not in the list of commands"),
    ],
)
def test_what_is_to_be_said_of_it(line: str, words: str, language: Language) -> None:
    notes = at_mark(line, language).notes
    assert any(words in note for note in notes), notes


def test_an_abbreviation_that_is_not_settled_leaves_what_it_may_be(language: Language) -> None:
    assert list(entries(at_mark("/ip/a", language), "menus")) == ["address", "arp"]
    assert set(entries(at_mark("/i", language), "menus")) == {"interface", "ip", "ipv6"}
    assert ":if" not in entries(at_mark("/i", language), "scripting")
    assert ":if" in entries(at_mark(":i", language), "scripting")
    found = entries(at_mark("/ip/firewall/filter/add con", language), "arguments")
    assert found
    assert all(name.startswith("con") for name in found)


def test_a_command_has_its_arguments_those_that_it_needs_first(language: Language) -> None:
    shown = at_mark("/ip/firewall/filter/add", language)
    found = entries(shown, "arguments")
    assert next(iter(found)) == "chain"
    assert found["chain"].short == "required; input, forward, output"
    assert "drop" in found["action"].short
    assert found["action"].help.startswith("Action to undertake")
    assert not entries(shown, "properties")
    assert entries(at_mark("/ppp/secret/add", language), "arguments")["password"].short.endswith("secret")


def test_a_print_has_the_properties_of_its_rows(language: Language) -> None:
    assert {"running", "name", "type"} <= set(entries(at_mark("/interface/print", language), "properties"))


def test_an_argument_has_its_values(language: Language) -> None:
    assert set(entries(at_mark("/ip/address/add disabled=", language), "values")) == {"yes", "no"}
    assert "accept" in entries(at_mark("/ip/firewall/filter/add action=dr", language), "values")


def _texts(shown: PathHelp) -> list[str]:
    own = [shown.path, shown.name, shown.help, shown.api, *shown.notes]
    return [
        *own,
        *(text for s in shown.sections for e in s.entries for text in (s.title, e.name, e.short, e.help)),
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["input"])
def test_every_place_of_a_line_has_help_that_agrees_with_what_is_sent(
    case: dict[str, str], language: Language
) -> None:
    line, menu = case["input"], case["menu"]
    for caret in range(len(line) + 1):
        shown = help_at(line, caret, language, menu)
        assert all(text.isprintable() for text in _texts(shown))
        if shown.what is What.COMMAND and shown.kind is not Kind.REJECT and not shown.path.startswith(":"):
            sent = translate(shown.path, language)
            assert shown.kind in (sent.kind, Kind(language.safety.kind(shown.path, ())))


PIECES = st.sampled_from(
    [
        *(
            "/ip/address",
            "/interface",
            "print",
            "set",
            "add",
            "find",
            "where",
            "..",
            "/",
            ":",
            "?a=",
            "=a=",
            " ",
        ),
        *(
            '"a b"',
            '"',
            "[find",
            "[",
            "]",
            "{",
            "}",
            "(",
            ")",
            ";",
            "$x",
            "#",
            "\\",
            "!",
            "=",
            "name=",
            "and",
            ":put",
        ),
    ]
)
LINES = st.one_of(
    st.text(max_size=40), st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES).map("".join)
)


@given(LINES, st.sampled_from(["/", "/ip/address", "/interface", "/no/such/menu"]), st.integers(-3, 60))
def test_no_text_breaks_it(language: Language, line: str, menu: str, caret: int) -> None:
    shown = help_at(line, caret, language, menu)
    assert all(text.isprintable() for text in _texts(shown))
    assert shown.path


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize(
    "line", ["{}", "/ip/{}", "/ip/address/add {}=1", "/ip/arp/print where {}", "/ip/arp/print ?{}="]
)
def test_what_is_hostile_is_made_visible(line: str, text: str, language: Language) -> None:
    whole = line.format(text)
    for caret in {0, len(whole) // 2, len(whole)}:
        assert all(each.isprintable() for each in _texts(help_at(whole, caret, language)))
