"""What a script may do: the worst of what it holds, wherever it stands, and a write for whatever is odd."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.classify import Verdict, classify_script, script_of
from altotui.domain.routeros.language import split
from altotui.domain.routeros.lexer import lex_script
from altotui.domain.routeros.translation import Kind
from altotui.storage.language import load_language

LANGUAGE = load_language()
SAFETY = json.loads(resources.files("altotui.data").joinpath("safety.json").read_text("utf-8"))
ORDER = [Kind.READ, Kind.BOUNDED, Kind.SENSITIVE, Kind.WRITE, Kind.DISRUPTIVE, Kind.REJECT]


def verdict(text: str, menu: str = "/") -> Verdict:
    return script_of(text, LANGUAGE, split(menu))


NESTING = {
    "alone": "%s",
    "second": ":put 1; %s",
    "on the next line": ":put 1\n%s",
    "behind a return": ":put 1\r%s",
    "behind a comment": "# harmless\n%s",
    "behind a comment that looks joined": "# harmless \\\n%s",
    "indented": "    %s",
    "behind semicolons": ";;; %s",
    "in brackets": ":put [%s]",
    "in brackets of brackets": ":put [:len [:tostr [%s]]]",
    "first of two in brackets": ":put [%s; :put 1]",
    "last of two in brackets": ":put [:put 1; %s]",
    "brackets as a command": "[%s]",
    "a block alone": "{%s}",
    "a block in a block": "{{%s}}",
    "a block with lines": "{\n:local a 1\n%s\n}",
    "an expression": ":put (1 + [%s])",
    "an expression alone": "([%s])",
    "if do": ":if (true) do={%s}",
    "if else": ":if (true) do={} else={%s}",
    "if else without a blank": ":if (true) do={}else={%s}",
    "its condition": ":if ([%s]) do={}",
    "while": ":while (true) do={%s}",
    "its own condition": ":while ([%s]) do={}",
    "for": ":for i from=1 to=3 do={%s}",
    "from": ":for i from=[%s] to=3 do={}",
    "foreach": ":foreach i in={1;2} do={%s}",
    "in": ":foreach i in=[%s] do={}",
    "do": ":do {%s}",
    "do on-error": ":do {:put 1} on-error={%s}",
    "do while": ":do {%s} while=(false)",
    "onerror in": ":onerror e in={%s} do={}",
    "onerror do": ":onerror e in={:put 1} do={%s}",
    "retry": ":retry command={%s} delay=1 max=2",
    "retry on-error": ":retry command={:put 1} delay=1 max=2 on-error={%s}",
    "time": ":time {%s}",
    "a function": ":local f do={%s}",
    "a global function": ":global f do={%s}",
    "a later value": ":local f (>[%s])",
    "a local": ":local x [%s]",
    "return": ":return [%s]",
    "error": ":error [%s]",
    "an array": ":put {1;[%s]}",
    "a named array": ':put {"a"=[%s]}',
    "an array of arrays": ":put {{1;{[%s]}}}",
    "a string": ':put "$[%s]"',
    "in the middle of a string": ':put "a $[%s] b"',
    "the second of a string": ':put "$[:put 1] $[%s]"',
    "an expression in a string": ':put "$(1 + [%s])"',
    "brackets in a string in brackets": ':put [:tostr "$[%s]"]',
    "behind an escaped backslash": ':put "\\\\$[%s]"',
    "an argument": "/ip address add address=[%s]",
    "the items": "/ip address set [%s] comment=x",
    "where": "/ip address print where address=[%s]",
    "where in brackets": "/ip address print where (address=[%s])",
    "an argument of a monitor": "/interface monitor-traffic ether1 once do={%s}",
    "a concatenation": ':put ("a" . [%s])',
    "a joined line": ":put \\\n [%s]",
    "all at once": ':if (true) do={:foreach i in=[:toarray "1"] do={:put "$[:do {%s} on-error={}]"}}',
    # abbreviated arguments (routeros.md 2.1, rule 3), and what stands without a blank or a name
    "if d": ":if (true) d={%s}",
    "if e": ":if (true) do={} e={%s}",
    "on-err": ":do {:put 1} on-err={%s}",
    "retry c": ":retry c={%s} delay=1 max=2",
    "onerror i": ":onerror e i={%s} do={}",
    "time c": ":time c={%s}",
    "if without a name": ":if (true) {%s}",
    "while without a name": ":while (true) {%s}",
    "foreach without a blank": ":foreach i in={1;2}do={%s}",
    "foreach over a find without a blank": ":foreach i in=[:toarray 1]do={%s}",
    "for without a blank": ":for i from=1 to=3do={%s}",
    "behind a question mark": ":put ?; %s",
    "brackets behind a question mark": ":put ?[%s]",
    "brackets behind an equals sign": ":put =[%s]",
}
READS = [
    "/ip address print",
    ":put 1",
    "/interface get ether1 name",
    "/interface find",
    "/log print where topics~x",
]
WORSE = [
    ("/ip dns set servers=1.1.1.1", Kind.WRITE),
    ("/system reboot", Kind.DISRUPTIVE),
    ("$unknown", Kind.WRITE),
]


@pytest.mark.parametrize(("command", "kind"), WORSE, ids=[command for command, _ in WORSE])
@pytest.mark.parametrize("nesting", NESTING.values(), ids=NESTING)
def test_the_worst_command_is_found_wherever_it_stands(nesting: str, command: str, kind: Kind) -> None:
    assert verdict(nesting.replace("%s", command)).kind is kind


@pytest.mark.parametrize("nesting", ["do={system reboot}", "do={reboot}", "{reboot}", "[reboot]"])
def test_commands_without_a_slash_are_found_in_the_menu(nesting: str) -> None:
    menu = "/" if "system" in nesting else "/system"
    line = f":if (true) {nesting}"
    assert verdict(line, menu).kind is Kind.DISRUPTIVE


@pytest.mark.parametrize("name", ["do", "d", "else", "el", ""])
def test_a_block_of_bare_words_is_a_block(name: str) -> None:
    text = f":if (true) do={{}} {name}={{system reboot}}" if name else ":if (true) {system reboot}"
    assert verdict(text).kind is Kind.DISRUPTIVE


PLAIN_READS = [name for name in NESTING if name not in ("an argument", "the items", "a global function")]


@pytest.mark.parametrize("command", ["/ip arp print", "/interface get ether1 name", ":len [/ip arp find]"])
@pytest.mark.parametrize(
    "name", [name for name in PLAIN_READS if "question" not in name and "equals" not in name]
)
def test_reads_stay_reads_wherever_they_stand(name: str, command: str) -> None:
    if "without a name" in name or "without a blank" in name:
        return  # odd enough to be taken for a write
    expected = Kind.BOUNDED if name == "an argument of a monitor" else Kind.READ
    got = verdict(NESTING[name].replace("%s", command))
    assert got.kind is expected, got.findings


@pytest.mark.parametrize("verb", SAFETY["write_verbs"])
@pytest.mark.parametrize("nesting", NESTING.values(), ids=NESTING)
def test_every_write_verb_is_found_in_every_nesting(nesting: str, verb: str) -> None:
    for menu in ("/ip firewall filter", "/interface", "/new/menu"):
        got = verdict(nesting.replace("%s", f"{menu} {verb} *1"))
        assert got.kind in (Kind.WRITE, Kind.DISRUPTIVE), menu


WRITE_COMMANDS = sorted(
    path
    for path, entry in SAFETY["paths"].items()
    if entry["class"] in ("write", "unknown-effect", "disruptive", "interactive", "session")
)


@given(
    st.sampled_from(WRITE_COMMANDS),
    st.sampled_from(sorted(NESTING.values())),
    st.sampled_from(sorted(NESTING.values())),
)
def test_every_listed_change_is_found_in_nested_nestings(path: str, outer: str, inner: str) -> None:
    """Quotes in quotes would have to be escaped: one string is enough."""
    if '"' in outer and '"' in inner:
        inner = "{%s}"
    kind = verdict(outer.replace("%s", inner.replace("%s", path))).kind
    assert ORDER.index(kind) >= ORDER.index(Kind.WRITE)
    listed = SAFETY["paths"][path]["class"]
    if listed == "disruptive":
        assert kind in (Kind.DISRUPTIVE, Kind.REJECT)
    elif listed in ("interactive", "session"):
        assert kind is Kind.REJECT


@pytest.mark.parametrize(
    ("text", "menu", "kind", "command"),
    [
        ("/system\nreboot", "/", Kind.DISRUPTIVE, "/system/reboot"),
        ("/system; reboot", "/", Kind.DISRUPTIVE, "/system/reboot"),
        ("/system\n:put 1\nreboot", "/", Kind.DISRUPTIVE, "/system/reboot"),
        ("/ip address\nadd address=1.1.1.1", "/", Kind.WRITE, "/ip/address/add"),
        ("/ip address\nprint\n.. route\nprint", "/", Kind.READ, "/ip/route/print"),
        ("/ip address\nprint\n..\nroute remove 0", "/", Kind.DISRUPTIVE, "/ip/route/remove"),
        ("/ip/route\nprint\n/ip/address print\nremove 0", "/", Kind.DISRUPTIVE, "/ip/route/remove"),
        ("reboot", "/system", Kind.DISRUPTIVE, "/system/reboot"),
        (".. system reboot", "/ip", Kind.DISRUPTIVE, "/system/reboot"),
        ("{/system; reboot}", "/", Kind.DISRUPTIVE, "/system/reboot"),
        (":if (true) do={/system; reboot}", "/", Kind.DISRUPTIVE, "/system/reboot"),
        (":foreach i in=[find] do={remove $i}", "/ip/route", Kind.DISRUPTIVE, "/ip/route/remove"),
        ("/ip route\n:foreach i in=[find] do={remove $i}", "/", Kind.DISRUPTIVE, "/ip/route/remove"),
        ("set 0 comment=x", "/ip/route", Kind.WRITE, "/ip/route/set"),
    ],
)
def test_lines_that_are_only_a_path_move_the_menu(text: str, menu: str, kind: Kind, command: str) -> None:
    got = verdict(text, menu)
    assert got.kind is kind
    assert command in [finding.command for finding in got.findings]


@pytest.mark.parametrize(
    "text",
    [
        ":put {1;2;3}",
        ":local a {1;2;3}",
        ':local a {"set"="x";"remove"=1}',
        ":foreach i in={set;remove;reboot} do={:put $i}",
        ":put {a=1;b=2}",
        ":local a ({1;2},3)",
        ":local x 1; :set x 2",
        ":local x; :set x [/interface find]",
        ":for i from=1 to=2 do={:set i 3}",
        ":foreach i in={1} do={:set i 3}",
        "# /system reboot",
        ':put "/system reboot"',
        ':put "\\$[/system reboot]"',
        ":put (1 + 2)",
        '/log print where message="/system reboot"',
        "",
        "   \n ; # x",
        ":put $x",
        ':put "$x"',
        ':if ($x = 1) do={:put "yes"} else={:put "no"}',
        ":local f do={:return 1}",
        ":error done",
        ":delay 1s",
    ],
)
def test_what_changes_nothing_is_a_read(text: str) -> None:
    assert verdict(text).kind is Kind.READ, verdict(text).findings


ODD = [
    "$f",
    "$f 1 2",
    "[$f]",
    ":put [$f]",
    "[[:parse $x]]",
    '[:parse "/ip address print"]',
    ":parse $x",
    ":execute $x",
    ':put [:execute ":put 1"]',
    "/system script run x",
    "/import x.rsc",
    '"/ip" address print',
    "/ip/address/$x",
    "/$x print",
    '/ip address "print"',
    ":global x 1",
    ":set x 1",
    ':set "x" 1',
    ':set ("x") 1',
    ':set [:pick "xyz" 0] 1',
    ':set "$x" 1',
    ":set",
    "{:local x 1}; :set x 2",
    ":if (true) do={:local x 1}; :set x 2",
    ":foreach x in={1} do={}; :set x 2",
    ":set x 2; :local x 1",
    ":frobnicate",
    "frobnicate",
    "/frobnicate/all",
    "/sys r",
    "/ip address pri nt",
    ":if (true) do=$x",
    ":do $x",
    ":foreach i in={1} do=$f",
    ':if (true) do="/system reboot"',
    ':do "/system reboot"',
    ":time $x",
    "/ip address print newflag file=x",
    "/ip address print file=x",
    "/ip address print fil=x",
    "/ip address export file=x",
    "/interface wireless print fil=x",
    "/new/menu print fil=x",
    "/new/menu export fi=x",
    "/ip arp print on-event={/system reboot}",
    "/ip arp print on-event=$x",
    "/interface ethernet monitor ether1 once do=$x",
    '/interface ethernet monitor ether1 once do="/system reboot"',
    ':put "$[:put 1\\n/system reboot]"',
    ":put ?;/system/reboot",
    ":put ?[/system/reboot]",
    ":put =[/system/reboot]",
    ":put =;/system/reboot",
    ":put/system/reboot",
    "/ip address print ?x=[/system/reboot]",
    "/ip address print =x=$[/system/reboot]",
    ":put [",
    ':put "x',
    ":put }",
    ":put $",
    ":put \\",
    "[" * 200,
]


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_is_no_read(text: str) -> None:
    got = verdict(text)
    assert got.kind in (Kind.WRITE, Kind.DISRUPTIVE, Kind.REJECT), got


@pytest.mark.parametrize(
    "text",
    [
        ':execute "/system reboot"',
        ':put [:execute "/system reboot"]',
        ':put [:execute script="/system reboot"]',
        ":put [:execute {/system reboot}]",
        '[:parse "/system reboot"]',
        ':local f [:parse "/system reboot"]; $f',
        '[[:parse ":put 1; /system reboot"]]',
        ":execute script={/system reboot}",
        ':put "$[:put \\"a\\"; /system reboot]"',
    ],
)
def test_strings_that_are_given_to_parse_and_execute_are_read_too(text: str) -> None:
    """routeros.md 3.1, rule 6."""
    assert verdict(text).kind is Kind.DISRUPTIVE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/export show-sensitive", Kind.SENSITIVE),
        ("/export show-s", Kind.SENSITIVE),
        ("/export", Kind.READ),
        ("/ppp secret print", Kind.SENSITIVE),
        (":put [/ppp secret get bob password]", Kind.SENSITIVE),
        (":put [/interface vrrp get vrrp1 password]", Kind.SENSITIVE),
        (":put [/interface vrrp get vrrp1 value-name=password]", Kind.SENSITIVE),
        (":put [/interface vrrp get value-name=pass number=vrrp1]", Kind.SENSITIVE),
        (":put [/interface vrrp print as-value proplist=password]", Kind.SENSITIVE),
        (":put [/interface vrrp print as-value proplist=name]", Kind.READ),
        (":foreach i in=[/ppp secret find] do={:put [/ppp secret get $i password]}", Kind.SENSITIVE),
        (":foreach i in=[/ppp secret find] do={:put [/ppp secret get $i]}", Kind.SENSITIVE),
        ("/ping 1.1.1.1 count=2", Kind.BOUNDED),
    ],
)
def test_secrets_are_seen(text: str, kind: Kind) -> None:
    got = verdict(text)
    assert (got.kind, got.reveals) == (kind, kind is Kind.SENSITIVE)


def test_a_write_that_shows_a_secret_says_both() -> None:
    got = verdict("/ip dns set servers=1.1.1.1; :put [/ppp secret get bob password]")
    assert (got.kind, got.reveals) == (Kind.WRITE, True)


@pytest.mark.parametrize(
    ("text", "is_endless"),
    [
        ("/ping 1.1.1.1", True),
        ("/ping 1.1.1.1 count=3", False),
        ("/tool torch ether1", True),
        ("/tool torch ether1 duration=3s", False),
        ("/interface monitor-traffic ether1", True),
        ("/interface monitor-traffic ether1 once", False),
        ("/interface print follow", True),
        ("/interface print follow-strict", True),
        ("/interface wireless print foll", True),
        ("/log print follow-only", True),
        ("/log print interval=1", True),
        ("/log print", False),
        (":do {/ping 1.1.1.1}", True),
    ],
)
def test_what_never_ends_is_said(text: str, is_endless: bool) -> None:
    got = verdict(text)
    assert any(finding.is_endless for finding in got.findings) is is_endless or got.kind is Kind.WRITE


def test_findings_have_their_place() -> None:
    text = ":put 1; /system reboot; :put [/ip arp find]"
    places = [(finding.command, text[finding.start : finding.end]) for finding in verdict(text).findings]
    assert places == [("/system/reboot", "/system reboot"), ("/ip/arp/find", "/ip arp find")]


def test_nothing_found_is_a_read() -> None:
    assert verdict("") == Verdict(Kind.READ, reveals=False, findings=())


PIECES = st.sampled_from(
    [
        *(
            "/ip address ",
            "print",
            "set ",
            "reboot",
            "/system ",
            ":put ",
            ":if ",
            "(true)",
            " do={",
            " else={",
        ),
        *(
            "}",
            "{",
            "[",
            "]",
            "(",
            ")",
            '"',
            "$[",
            "$x",
            "$",
            ";",
            "\n",
            "\\",
            "#",
            "=",
            "?",
            " ",
            ":",
            ":set x 1",
        ),
        *(":local x ", "in=", "find", '\\"', "\x00", "é", "\u2028", "on-error={", ":execute ", "\\n"),
    ]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)),
    st.sampled_from(["/", "/system"]),
)
def test_no_text_breaks_it(text: str, menu: str) -> None:
    got = verdict(text, menu)
    worst = max((finding.kind for finding in got.findings), key=ORDER.index, default=Kind.READ)
    assert ORDER.index(got.kind) >= ORDER.index(worst)
    assert all(0 <= finding.start <= finding.end <= len(text) for finding in got.findings)
    assert classify_script(lex_script(text), LANGUAGE, split(menu)).findings == got.findings


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_a_reboot_on_a_line_of_its_own_is_never_lost_in_whole_text(before: str, after: str) -> None:
    """Whatever stands around it: a text that is whole hides nothing but by a string, a comment or an array."""
    text = f"{before}\n/system/reboot\n{after}"
    got = verdict(text)
    if any(sign in before for sign in ('"', "\\")) or before.count("(") or before.count("$["):
        assert got.kind is not Kind.READ or '"' in before
    elif "{" not in before and "[" not in before:
        assert got.kind in (Kind.DISRUPTIVE, Kind.REJECT)


@pytest.mark.parametrize(
    "unit", ["[", "{", "(", '"$[', ":put [", "do={", ":do {", "{[(", '\\"', "$", "a;", ":set x 1;"]
)
def test_monsters_end(unit: str) -> None:
    for count in (49, 51, 3_000):
        verdict(unit * count)
        verdict(":put " + unit * count)
