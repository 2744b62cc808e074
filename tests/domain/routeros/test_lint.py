"""The ten rules about job scripts: what each of them finds, what it leaves alone, and where it says it is."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros import lint
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.lexer import lex
from altotui.domain.routeros.lint import MAX_READ_CHARS, lint_script
from altotui.domain.routeros.lint_delays import waits
from altotui.domain.routeros.quoting import quote, unescape
from altotui.domain.routeros.remark import (
    MAX_EXCERPT_CHARS,
    Remark,
    Rule,
    Severity,
    counted,
    most_severe_first,
)
from altotui.domain.routeros.script_walk import walk
from altotui.services import job_desk
from altotui.storage.language import load_language

FOUND: list[tuple[Rule, str]] = [
    (Rule.CUT_OFF, "/system reboot"),
    (Rule.CUT_OFF, "/sys reb"),
    (Rule.CUT_OFF, "/system\nreboot"),
    (Rule.CUT_OFF, ":delay 10s; /system/shutdown"),
    (Rule.CUT_OFF, ":if (true) do={ :log info x } else={ /system package update install }"),
    (Rule.CUT_OFF, ':put "a $[/system reset-configuration no-defaults=yes]"'),
    (Rule.CUT_OFF, ":do { /system backup load name=x } on-error={}"),
    (Rule.CUT_OFF, ":execute {/system reboot}"),
    (Rule.CUT_OFF, ':execute script="/system reboot" as-string'),
    (Rule.CUT_OFF, "/system { reboot }"),
    (Rule.CUT_OFF, "/system re\\\nboot\n/system \\\n  reboot"),
    (Rule.LONG_DELAY, ":delay 61"),
    (Rule.LONG_DELAY, ":delay 1m; :delay 1s"),
    (Rule.LONG_DELAY, ":delay 00:02:00"),
    (Rule.LONG_DELAY, ":delay delay-time=1m30s"),
    (Rule.LONG_DELAY, ":for i from=1 to=10 do={ :delay 10s }"),
    (Rule.LONG_DELAY, ":if ($a) do={ :delay 50 } else={ :delay 70 }"),
    (Rule.LONG_DELAY, "/ip address\n:foreach i in=[find] do={ :delay 2m }"),
    (Rule.OWN_BRANCH, "/interface disable ether1"),
    (Rule.OWN_BRANCH, "/interface/ethernet\nset ether1 disabled=yes"),
    (Rule.OWN_BRANCH, "/interface ovpn-client remove [find name=x]"),
    (Rule.OWN_BRANCH, "/interface bridge port add bridge=b interface=ether1"),
    (Rule.OWN_BRANCH, "/ip address remove [find interface=ether1]"),
    (Rule.OWN_BRANCH, "/ip dhcp-client release ether1"),
    (Rule.OWN_BRANCH, "/ip route add gateway=192.0.2.1"),
    (Rule.OWN_BRANCH, "/ip route disable [find comment=main]"),
    (Rule.OWN_BRANCH, "/ip dns set servers=192.0.2.53"),
    (Rule.OWN_BRANCH, "/ip firewall filter add chain=input action=drop in-interface-list=WAN"),
    (Rule.OWN_BRANCH, "/ip firewall raw add chain=prerouting action=drop"),
    (Rule.OWN_BRANCH, "/ip service disable api"),
    (Rule.OWN_BRANCH, "/system scheduler remove [find]"),
    (Rule.OWN_BRANCH, '/system scheduler disable [find name~"altostrat"]'),
    (Rule.OWN_BRANCH, "/user remove altostrat-api"),
    (Rule.OWN_BRANCH, "/system reset-configuration"),
    (Rule.TOO_LONG, ":log info x\n" * 167),
    (Rule.TOO_LONG, "#" * 2001),
    (Rule.TOO_LONG, ' :put "' + "x" * 5000 + '"'),
    (Rule.NOT_ASCII, '/system identity set name="Zürich"'),
    (Rule.NOT_ASCII, ":put “hello”"),
    (Rule.NOT_ASCII, "/ip\u00a0address print"),
    (Rule.NOT_ASCII, "# für später"),
    (Rule.SYNTAX, ':log info "x'),
    (Rule.SYNTAX, ":put [:len x"),
    (Rule.SYNTAX, ":if (true) do={ :put 1 }}"),
    (Rule.SYNTAX, ':put "a\\cb"'),
    (Rule.SYNTAX, "/ip arp print ?interface=ether1"),
    (Rule.ENDLESS, "/ping 192.0.2.1"),
    (Rule.ENDLESS, ":if ([/ping 192.0.2.1] = 0) do={ :put 1 }"),
    (Rule.ENDLESS, "/interface monitor-traffic ether1"),
    (Rule.ENDLESS, "/interface ethernet\nmonitor ether1"),
    (Rule.ENDLESS, "/tool torch ether1"),
    (Rule.ENDLESS, '/log print follow where topics~"x"'),
    (Rule.ENDLESS, "/interface print interval=1"),
    (Rule.ENDLESS, "/tool bandwidth-test 192.0.2.1"),
    (Rule.INTERACTIVE, "/system ssh 192.0.2.1"),
    (Rule.INTERACTIVE, "/system telnet 192.0.2.1"),
    (Rule.INTERACTIVE, "/ip hotspot setup"),
    (Rule.INTERACTIVE, "/system script edit x source"),
    (Rule.INTERACTIVE, "/system/device-mode/update container=yes"),
    (Rule.EVERYTHING, "/ip address remove [find]"),
    (Rule.EVERYTHING, "/ip firewall filter\nset [find] disabled=yes"),
    (Rule.EVERYTHING, "/queue simple disable numbers=[find]"),
    (Rule.EVERYTHING, "/ip dns static remove [/ip dns static find]"),
    (Rule.EVERYTHING, ":do { /ip dns static remove [find where] } on-error={}"),
    (Rule.EVERYTHING, "/ip dns static { remove [find] }"),
    (Rule.UNKNOWN, "/ip arp prnt"),
    (Rule.UNKNOWN, "/i arp print"),
    (Rule.UNKNOWN, "/ip firewall filter add chian=input action=accept"),
    (Rule.UNKNOWN, "/ip arp add a=192.0.2.1 mac-address=00:00:5E:00:53:01 interfase=ether1"),
    (Rule.UNKNOWN, "/safe-mode take"),
    (Rule.UNKNOWN, "/ip firewall filter remove 0"),
    (Rule.UNKNOWN, 'comment="a line that lost its beginning"'),
    (Rule.UNKNOWN, "add address=192.0.2.1/24 interface=ether1"),
]

LEFT_ALONE: list[tuple[Rule, str]] = [
    (Rule.CUT_OFF, "# /system reboot"),
    (Rule.CUT_OFF, ':put "/system reboot"'),
    (Rule.CUT_OFF, ":execute {:delay 30s; /system reboot}"),
    (Rule.CUT_OFF, ':execute ":delay 30s; /system reboot"'),
    (Rule.CUT_OFF, '/system scheduler add name=x start-time=03:00:00 on-event="/system reboot"'),
    (Rule.CUT_OFF, "/system scheduler add name=x start-time=03:00:00 on-event={/system reboot}"),
    (Rule.CUT_OFF, "/system routerboard upgrade"),
    (Rule.CUT_OFF, "/system package update check-for-updates"),
    (Rule.LONG_DELAY, ":delay 60"),
    (Rule.LONG_DELAY, ":delay 100ms; :delay 00:00:59"),
    (Rule.LONG_DELAY, ":if ($a) do={ :delay 50 } else={ :delay 40 }"),
    (Rule.LONG_DELAY, ":execute {:delay 10m; /system reboot}"),
    (Rule.LONG_DELAY, ":global f do={ :delay 5m }"),
    (Rule.LONG_DELAY, "# :delay 5m"),
    (Rule.OWN_BRANCH, "/interface enable ether1"),
    (Rule.OWN_BRANCH, "/interface set ether1 comment=uplink"),
    (Rule.OWN_BRANCH, "/interface set ether1 disabled=no"),
    (Rule.OWN_BRANCH, "/interface vlan add name=v interface=ether1 vlan-id=10"),
    (Rule.OWN_BRANCH, "/interface wifi set [find name=wifi1] configuration.ssid=x"),
    (Rule.OWN_BRANCH, "/interface print"),
    (Rule.OWN_BRANCH, "/ip address add address=192.0.2.1/24 interface=ether5"),
    (Rule.OWN_BRANCH, "/ip route add dst-address=198.51.100.0/24 gateway=192.0.2.1"),
    (Rule.OWN_BRANCH, "/ip dns set allow-remote-requests=no"),
    (Rule.OWN_BRANCH, "/ip firewall filter add chain=forward action=drop"),
    (Rule.OWN_BRANCH, "/ip firewall filter add chain=input action=drop connection-state=invalid"),
    (Rule.OWN_BRANCH, "/ip firewall filter add chain=input action=drop src-address-list=bad"),
    (Rule.OWN_BRANCH, "/ip firewall filter add chain=input action=drop disabled=yes"),
    (Rule.OWN_BRANCH, "/ip service disable telnet,ftp"),
    (Rule.OWN_BRANCH, "/system scheduler remove [find name=nightly]"),
    (Rule.OWN_BRANCH, ":execute {:delay 5m; /interface disable lte1}"),
    (Rule.OWN_BRANCH, ':put "/interface disable ether1"'),
    (Rule.TOO_LONG, "#" * 2000),
    (Rule.TOO_LONG, ""),
    (Rule.NOT_ASCII, '/system identity set name="Z\\C3\\BCrich"'),
    (Rule.NOT_ASCII, "/system identity set name=\x7f\x01"),
    (Rule.SYNTAX, ':put "a \\"quoted\\" \\$x [ { ("'),
    (Rule.SYNTAX, ":if (true) do={\n  :put 1\n} else={\n  :put 2\n}"),
    (Rule.SYNTAX, "/ip arp print \\\n  where interface=ether1\n  # comment [ {"),
    (Rule.SYNTAX, ":put [:len [/ip arp find where address=192.0.2.1]]"),
    (Rule.ENDLESS, "/ping 192.0.2.1 count=3"),
    (Rule.ENDLESS, "/ping 192.0.2.1 cou=3"),
    (Rule.ENDLESS, '/interface monitor-traffic ether1 once do={ :put $"rx-bits-per-second" }'),
    (Rule.ENDLESS, "/tool torch ether1 duration=5s"),
    (Rule.ENDLESS, '/log print where message~"follow"'),
    (Rule.ENDLESS, "/system package update check-for-updates"),
    (Rule.INTERACTIVE, "/system ssh-exec 192.0.2.1 command=x"),
    (Rule.INTERACTIVE, "/system reboot"),
    (Rule.INTERACTIVE, "/system routerboard upgrade"),
    (Rule.INTERACTIVE, "/system reset-configuration"),
    (Rule.INTERACTIVE, '/interface lte at-chat lte1 input="AT+CSQ"'),
    (Rule.EVERYTHING, "/ip address remove [find interface=ether1]"),
    (Rule.EVERYTHING, "/ip address remove [find where comment=x]"),
    (Rule.EVERYTHING, "/ip address remove [find !dynamic]"),
    (Rule.EVERYTHING, ":put [:len [/ip address find]]"),
    (Rule.EVERYTHING, ":foreach i in=[/ip address find] do={ :put $i }"),
    (Rule.EVERYTHING, "/ip address print"),
    (Rule.UNKNOWN, "/ip address\nadd address=192.0.2.1/24 interface=ether1\n../arp/print"),
    (Rule.UNKNOWN, ':local f do={ :return 1 }; $f x; :put ([:len "a"] + 1)'),
    (Rule.UNKNOWN, ':put "$(1 + 2) $[/system identity get name]"'),
    (Rule.UNKNOWN, "/ip dhcp-server lease remove [find comment=stale]"),
    (Rule.UNKNOWN, ":foreach x in={1;2} do={ :put $x }"),
]


def rules(script: str, language: Language, **settings: bool) -> list[Rule]:
    return [remark.rule for remark in lint_script(script, language, **settings)]


def only(rule: Rule, script: str, language: Language, **settings: bool) -> Remark:
    (remark,) = [one for one in lint_script(script, language, **settings) if one.rule is rule]
    return remark


@pytest.mark.parametrize(("rule", "script"), FOUND)
def test_a_rule_finds(rule: Rule, script: str, language: Language) -> None:
    assert rule in rules(script, language)


@pytest.mark.parametrize(("rule", "script"), LEFT_ALONE)
def test_a_rule_leaves_alone(rule: Rule, script: str, language: Language) -> None:
    assert rule not in rules(script, language)


def test_every_rule_has_its_examples() -> None:
    assert len(Rule) == 10
    for rule in Rule:
        assert sum(found is rule for found, _ in FOUND) >= 3
        assert sum(left is rule for left, _ in LEFT_ALONE) >= 2


@pytest.mark.parametrize(
    "script",
    [
        ":log info hello",
        "/ip dhcp-server lease remove [find comment=stale]",
        '/system ntp client set enabled=yes\n/system ntp client servers add address="pool.ntp.org"',
        ':if ([:len [/ip arp find where address=192.0.2.9]] = 0) do={\n  :log warning "gone"\n}',
        ':do {\n  /tool fetch url="https://example.net/x" keep-result=no\n} on-error={ :log error "no" }',
        '/system script add name=x source={:put "x"; /system reboot}',
        ":local n 0\n:foreach i in=[/interface find where running] do={\n  :set n ($n + 1)\n}\n:put $n",
        '/ip firewall address-list add list=x address=192.0.2.1 timeout=1d comment="a; b"',
    ],
)
def test_an_ordinary_script_is_not_remarked_on(script: str, language: Language) -> None:
    assert lint_script(script, language) == ()


@pytest.mark.parametrize(
    ("script", "rule", "place", "excerpt"),
    [
        ("/ip address\nadd address=192.0.2.1/24\n  remove [find]", Rule.EVERYTHING, (3, 3), "remove [find]"),
        (":log info x\r\n/system reboot", Rule.CUT_OFF, (2, 1), "/system reboot"),
        (":if (true) do={\n\t/ping 192.0.2.1\n}", Rule.ENDLESS, (2, 2), "/ping 192.0.2.1"),
        (':put 1\n:put "a\\cb"', Rule.SYNTAX, (2, 8), "\\c"),
        (':put 1\n:put "é"', Rule.NOT_ASCII, (2, 7), "é"),
        (':put \\\n  "a $[/sys reb]"', Rule.CUT_OFF, (2, 8), "/sys reb"),
        ("/ip arp \\\n   prnt", Rule.UNKNOWN, (2, 4), "prnt"),
        ("\n\n:delay 1s\n:delay 5m", Rule.LONG_DELAY, (4, 1), ":delay 5m"),
        ("#" * 1999 + "\n/x", Rule.TOO_LONG, (2, 1), "/x"),
        (':execute "/system reboot"', Rule.CUT_OFF, (1, 10), '"/system reboot"'),
    ],
)
def test_a_remark_says_where(
    script: str, rule: Rule, place: tuple[int, int], excerpt: str, language: Language
) -> None:
    remark = only(rule, script, language)
    assert ((remark.line, remark.column), remark.excerpt) == (place, excerpt)


def test_acknowledgement_decides_about_what_needs_a_report(language: Language) -> None:
    script = ":delay 5m; /ping 192.0.2.1; /system reboot"
    on = lint_script(script, language)
    off = lint_script(script, language, needs_acknowledgement=False)
    assert [(one.rule, one.severity) for one in on] == [
        (Rule.LONG_DELAY, Severity.WARNING),
        (Rule.ENDLESS, Severity.ERROR),
        (Rule.CUT_OFF, Severity.ERROR),
    ]
    assert [(one.rule, one.severity) for one in off] == [(Rule.ENDLESS, Severity.WARNING)]


def test_what_the_remedy_for_a_restart_proposes_is_not_remarked_on(language: Language) -> None:
    remedy = only(Rule.CUT_OFF, "/system reboot", language).remedy
    proposed = remedy[remedy.index(":execute") : remedy.index("}") + 1]
    assert proposed == ":execute {:delay 30s; /system/reboot}"
    assert lint_script(proposed, language) == ()
    hasty = only(Rule.CUT_OFF, ":execute {/system reboot}", language)
    assert hasty.severity is Severity.WARNING


def test_a_backup_is_proposed_where_there_is_none(language: Language) -> None:
    script = "/ip dns static remove [find]"
    assert "backup" not in only(Rule.EVERYTHING, script, language).remedy
    assert "backup" in only(Rule.EVERYTHING, script, language, backup=False).remedy


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (":delay 90", "90 s"),
        (":delay 1m; :delay 1m30s", "2 min 30 s"),
        (":delay 00:02:00", "2 min"),
        (":delay 1d1h1m", "1 d 1 h"),
        (":delay 61.5", "61 s"),
        (":delay 0.5s", "0 s"),
        (":delay 1m30", "90 s"),
        (":delay -1m", "0 s"),
        (":delay", "0 s"),
        (":delay 90; :delay $x", "at least 90 s"),
        (":while ($a) do={ :delay 90 }", "at least 90 s"),
        (":do { :delay 90 } while=($a)", "at least 90 s"),
        (":do { :delay 90 } on-error={}", "90 s"),
        (":do { :put 1 } on-error={ :delay 90 }", "up to 90 s"),
        (":for i from=1 to=10 do={ :delay 9 }", "90 s"),
        (":for i from=10 to=1 step=-3 do={ :delay 9 }", "36 s"),
        (":for i from=1 to=$n do={ :delay 90 }", "at least 90 s"),
        (":if ($a) do={ :delay 90 } else={ :delay 20 }", "up to 90 s"),
        (":if ($a) do={ :while ($b) do={ :delay 90 } }", "about 90 s"),
        (":local x [:delay 90]", "90 s"),
    ],
)
def test_how_long_a_script_waits(script: str, words: str, language: Language) -> None:
    assert str(waits(walk(lex(script), language))) == words


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("ü", "in quotes, write \\C3\\BC"),
        ("“", 'write "'),
        ("\u2013", "write -"),
        ("\u00a0", "write a blank"),
        ("\u200b", "leave it out, it is invisible"),
    ],
)
def test_what_to_write_for_a_foreign_character(text: str, remedy: str, language: Language) -> None:
    remark = only(Rule.NOT_ASCII, f':put "a{text}b"', language)
    assert (remark.remedy, remark.severity) == (remedy, Severity.WARNING)
    assert only(Rule.NOT_ASCII, f"# a{text}b", language).severity is Severity.HINT


@given(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]))
def test_the_escape_for_a_foreign_character_means_it(char: str) -> None:
    assert unescape(quote(char)[1:-1]) == char


def test_one_remark_for_a_line_of_foreign_characters(language: Language) -> None:
    found = [one for one in lint_script('# é è ê\n:put "é è"; # é\n', language) if one.rule is Rule.NOT_ASCII]
    assert [(one.line, one.column, one.severity) for one in found] == [
        (1, 3, Severity.HINT),
        (2, 7, Severity.WARNING),
    ]


def test_unknown_words_are_hints_and_offer_the_near_one(language: Language) -> None:
    for script, meant in (("/ip adress print", "address"), ("/ip arp add adress=192.0.2.1", "address")):
        remark = only(Rule.UNKNOWN, script, language)
        assert (remark.severity, remark.remedy) == (Severity.HINT, f"did you mean {meant}?")


def test_remarks_stand_in_the_order_of_the_script(language: Language) -> None:
    script = "/ip arp prnt\n/system reboot\n/ip dns static remove [find]"
    found = lint_script(script, language)
    assert [one.line for one in found] == [1, 2, 3]
    assert [one.severity for one in most_severe_first(found)] == list(Severity)
    assert counted(found) == "1 error, 1 warning, 1 hint"
    assert counted(()) == ""


def test_the_limit_is_the_one_that_is_enforced() -> None:
    assert lint.MAX_SCRIPT_CHARS == job_desk.MAX_SCRIPT_CHARS


def test_words_of_the_script_are_harmless_in_every_text(language: Language) -> None:
    script = "/ip arp add \x1b]0;x\x07=1 \x1b[31m \u202e\n:put \u00e9\x9b31m; /\x1bc x=1"
    for remark in lint_script(script, language):
        assert remark.reason.isprintable()
        assert str(remark).isascii()
        assert not any(
            ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e" for char in remark.excerpt
        )


PIECES = st.sampled_from(
    [
        *(
            "/system reboot",
            "/ip address",
            "remove [find]",
            ":delay 1m",
            "[",
            "]",
            "{",
            "}",
            "(",
            ")",
            '"',
            "\\",
        ),
        *(
            ":do {",
            "} on-error={",
            "do={",
            "$[",
            "$(",
            "$x",
            "\n",
            "\r\n",
            ";",
            " ",
            "#",
            "=",
            "?",
            "é",
            "\ud800",
        ),
        *(
            ":execute ",
            ":for i from=1 to=9 do={",
            ":if (",
            '\\"',
            "where",
            "/",
            "..",
            "numbers=",
            "as-string",
        ),
        *(
            "/ip firewall filter add chain=input action=drop",
            ":put ",
            "/ping 192.0.2.1",
            "print follow",
            "\x1b[",
        ),
    ]
)
SCRIPTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@given(SCRIPTS, st.booleans(), st.booleans())
def test_no_text_is_too_odd(script: str, needs_acknowledgement: bool, backup: bool) -> None:
    language = load_language()
    found = lint_script(script, language, needs_acknowledgement=needs_acknowledgement, backup=backup)
    lines = script.split("\n")
    for remark in found:
        assert 1 <= remark.line <= len(lines)
        assert 1 <= remark.column <= len(lines[remark.line - 1]) + 1
        assert len(remark.excerpt) <= MAX_EXCERPT_CHARS
        assert remark.reason
        assert remark.remedy
        assert (remark.reason + remark.remedy).isascii()
        assert (remark.reason + remark.remedy + remark.excerpt).isprintable()
    assert [(one.line, one.column) for one in found] == sorted((one.line, one.column) for one in found)


@given(st.lists(st.sampled_from([script for _, script in FOUND if len(script) < 200]), max_size=6))
def test_what_is_commented_out_is_not_run(scripts: list[str]) -> None:
    lines = [line for script in scripts for line in script.splitlines()]
    commented = "\n".join(f"# {line}" for line in lines)
    assert set(rules(commented, load_language())) <= {Rule.NOT_ASCII, Rule.TOO_LONG}


@given(
    st.lists(st.sampled_from(["/system reboot", ":log info x", "/ip dns static remove [find]"]), min_size=1)
)
def test_blanks_and_blocks_around_a_script_change_nothing_but_the_place(scripts: list[str]) -> None:
    language = load_language()
    plain = rules(";".join(scripts), language)
    assert rules("\n\n  " + "\r\n\t".join(scripts), language) == plain
    assert rules(":if (true) do={\n" + ";\n".join(scripts) + "\n}", language) == plain


def test_a_long_script_costs_no_more_than_its_beginning(language: Language) -> None:
    def cost_s(script: str) -> float:
        start = process_time()
        lint_script(script, language)
        return process_time() - start

    line = '/ip firewall filter add chain=input action=drop comment="$[/system identity get name]"\n'
    beginning = (line * 100)[:MAX_READ_CHARS]
    cost_s(beginning)
    assert cost_s(line * 20_000) < 20 * max(cost_s(beginning), 0.005)
