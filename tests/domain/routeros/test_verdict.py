"""What a read says about a write: verified only where it follows, and never a secret in its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.routeros.menus import MenuFacts
from altotui.domain.routeros.read_back import read_back
from altotui.domain.routeros.verdict import Verdict, VerdictKind, judge
from altotui.domain.routeros.written import VERBS
from altotui.domain.text import make_visible
from altotui.simulator.routeros.router import Router
from altotui.storage.language import load_language
from tests.simulator.routeros.routers import router

APPLIED, NOT_APPLIED, UNSURE = VerdictKind.APPLIED, VerdictKind.NOT_APPLIED, VerdictKind.UNSURE
CANNOT_TELL = "read back; whether it was applied cannot be told by it: "
MENUS = load_language().menus
Rows = Sequence[Mapping[str, Any]]

DNS = [{"servers": "198.51.100.53", "allow-remote-requests": "false", "cache-max-ttl": "1w"}]
PORTS = [
    {".id": "*1", "name": "ether1", "mtu": "1500", "disabled": "false", "comment": "WAN"},
    {".id": "*2", "name": "ether2", "mtu": "1480", "disabled": "true"},
    {".id": "*3", "name": "ether3", "mtu": 1480, "disabled": True},
]
RULES = [
    {".id": "*1", "chain": "input", "action": "accept", "protocol": "icmp", "disabled": "false"},
    {".id": "*2", "chain": "forward", "action": "drop", "src-address": "10.0.0.0/8", "disabled": "false"},
    {".id": "*3", "chain": "forward", "action": "drop", "dst-port": "22", "bytes": "9", "dynamic": "false"},
]
USERS = [{".id": "*1", "name": "admin", "group": "full"}, {".id": "*2", "name": "bob", "group": "read"}]


def verdict(
    line: str,
    rows: Rows,
    read: str | None = None,
    age_s: float | None = None,
    facts: MenuFacts | None = None,
    **reply: Any,
) -> Verdict:
    """Judge a line of API words, apart by spaces, by the rows of its matching read."""
    command, *words = line.split(" ")
    sentence = Sentence(*_command(read)) if read is not None else read_back(command)
    found = judge(
        Sentence(command, tuple(words)),
        sentence or Sentence("/system/resource/print"),
        RouterReply(tuple(rows), **reply),
        age_s,
        facts,
    )
    assert found.words == make_visible(found.words)
    start = {APPLIED: "verified applied: ", NOT_APPLIED: "verified: not applied, ", UNSURE: CANNOT_TELL}
    assert found.words.startswith(start[found.kind])
    return found._replace(words=found.words.removeprefix(start[found.kind]))


def _command(line: str) -> tuple[str, tuple[str, ...]]:
    command, *words = line.split(" ")
    return command, tuple(words)


def row(**values: Any) -> list[dict[str, Any]]:
    return [values]


@pytest.mark.parametrize(
    ("line", "rows", "kind", "words"),
    [
        ("/ip/dns/set =servers=198.51.100.53", DNS, APPLIED, "servers is 198.51.100.53"),
        ("/ip/dns/set =servers=192.0.2.1", DNS, NOT_APPLIED, "servers is 198.51.100.53, not 192.0.2.1"),
        ("/ip/dns/set =servers=", DNS, NOT_APPLIED, "servers is 198.51.100.53, not empty"),
        ("/ip/dns/set =servers=", row(servers=""), APPLIED, "servers is empty"),
        ("/ip/dns/set =servers=", row(other="1"), UNSURE, "servers is not shown"),
        ("/ip/dns/set =allow_remote_requests=no", DNS, APPLIED, "allow-remote-requests is no"),
        ("/ip/dns/set =allow-remote-requests=yes", DNS, NOT_APPLIED, "allow-remote-requests is no, not yes"),
        ("/ip/dns/set =allow-remote-requests=", DNS, UNSURE, "allow-remote-requests is false, and empty"),
        ("/ip/dns/set =cache-max-ttl=604800", DNS, APPLIED, "cache-max-ttl is 1w"),
        ("/ip/dns/set =servers=192.0.2.1 =cache-max-ttl=7d", DNS, NOT_APPLIED, "servers is 198"),
        ("/ip/dns/set =servers=198.51.100.53 =vrf=main", DNS, UNSURE, "vrf is not shown"),
        ("/ip/dns/set =doh-timeout=5s", row(doh_timeout="00:00:05"), APPLIED, "doh-timeout is 00:00:05"),
        ("/ip/dns/set =servers=192.0.2.1", row(servers=["192.0.2.1"]), UNSURE, "no plain value"),
        ("/ip/dns/set =servers=192.0.2.1", [], UNSURE, "named no item, and the answer has 0 rows"),
        ("/ip/dns/set =servers=192.0.2.1", DNS * 2, UNSURE, "named no item, and the answer has 2 rows"),
        ("/ip/dns/set", DNS, UNSURE, "gave no value"),
        ("/interface/set =mtu=1500", PORTS[:1], UNSURE, "the answer is a list"),
        ("/system/identity/set =name=10", row(name="010"), NOT_APPLIED, "name is 010, not 10"),
        ("/system/clock/set =time=10:00:00", row(time="10:00:02"), UNSURE, "changes by itself"),
        ("/interface/set =.id=*1 =mtu=1500", PORTS, APPLIED, "mtu is 1500"),
        ("/interface/set =.id=*3 =mtu=1480", PORTS, APPLIED, "mtu is 1480"),
        ("/interface/set =.id=ether1 =mtu=1480", PORTS, NOT_APPLIED, "mtu is 1500, not 1480"),
        ("/interface/set =id=*1 =mtu=1500", row(id="*1", mtu="1500"), APPLIED, "mtu is 1500"),
        ("/interface/set =numbers=*2,ether3 =mtu=1480", PORTS, APPLIED, "on 2 rows mtu is 1480"),
        ("/interface/set =numbers=*1,*2 =mtu=1480", PORTS, UNSURE, "not alike, *1: mtu is 1500, not 1480"),
        ("/interface/set =numbers=*2,*3 =mtu=9000", PORTS, NOT_APPLIED, "*2: mtu is 1480, not 9000; *3: mtu"),
        ("/interface/set =.id=*9 =mtu=1480", PORTS, UNSURE, "no row of the answer is *9"),
        ("/interface/set =.id=*1 =mtu=1500", [PORTS[0], PORTS[0]], UNSURE, "2 rows of the answer are *1"),
        ("/interface/set =numbers=0 =mtu=1480", PORTS, UNSURE, "no row of the answer is 0"),
        ("/interface/set =.id=*2 =comment=", PORTS, APPLIED, "comment is empty"),
        ("/interface/set =.id=*2 =comment=LAN", PORTS, NOT_APPLIED, "comment is empty, not LAN"),
        ("/interface/set =.id=lan =name=ether1 =mtu=1500", PORTS, APPLIED, "name is ether1; mtu is 1500"),
        ("/interface/set =.id=ether1 =name=lan", PORTS, NOT_APPLIED, "name is ether1, not lan"),
        ("/interface/set =.id=*1 =!comment=", PORTS, UNSURE, "not all that was written"),
        ("/interface/set =.id=*1 =mtu=1 =mtu=2", PORTS, UNSURE, "mtu was written twice"),
        ("/interface/set =.id=*1 =numbers=*2 =mtu=1", PORTS, UNSURE, "which item it was for is not clear"),
        ("/interface/comment =numbers=*1 =comment=WAN", PORTS, APPLIED, "comment is WAN"),
        ("/interface/enable =.id=ether1", PORTS, APPLIED, "ether1 is enabled"),
        ("/interface/enable =numbers=*2", PORTS, NOT_APPLIED, "*2 is disabled"),
        ("/interface/enable =.id=*1", row(**{".id": "*1"}), APPLIED, "*1 is enabled"),
        ("/interface/disable =numbers=ether2,ether3", PORTS, APPLIED, "on 2 rows disabled"),
        ("/interface/disable =.id=*1", PORTS, NOT_APPLIED, "*1 is enabled"),
        ("/interface/disable =.id=*1", row(**{".id": "*1", "disabled": "?"}), UNSURE, "disabled is ?"),
        ("/interface/disable", PORTS, UNSURE, "it named no item"),
        ("/interface/unset =.id=*2 =value-name=comment", PORTS, APPLIED, "comment is empty"),
        ("/interface/unset =.id=*1 =value-name=comment", PORTS, NOT_APPLIED, "comment is WAN, not empty"),
        ("/interface/unset =.id=*1 =value-name=disabled", PORTS, UNSURE, "disabled is false"),
        ("/interface/unset =.id=*1", PORTS, UNSURE, "named no property"),
        ("/user/remove =.id=*9", USERS, APPLIED, "*9 is gone"),
        ("/user/remove =.id=*9", [], APPLIED, "*9 is gone"),
        ("/user/remove =.id=*2", USERS, NOT_APPLIED, "*2 is still there"),
        ("/user/remove =numbers=eve,mallory", USERS, APPLIED, "eve, mallory are gone"),
        ("/user/remove =numbers=bob", USERS, NOT_APPLIED, "bob is still there"),
        ("/user/remove =numbers=bob,eve", USERS, UNSURE, "eve is gone, bob is still there"),
        ("/user/remove =numbers=bob,eve", row(**{".id": "*4", "name": "bob,eve"}), NOT_APPLIED, "bob,eve is"),
        ("/user/remove =numbers=7", USERS, UNSURE, "no row of the answer is 7"),
        ("/user/remove =numbers=Zoë", USERS, UNSURE, "no row of the answer is Zoë"),
        ("/user/remove =.id=*9", row(name="bob"), UNSURE, "may not show"),
        ("/user/remove =.id=eve", [*USERS, {".id": "*3"}], UNSURE, "may not show"),
        (
            "/user/remove =.id=bob",
            row(**{".id": "*3", "name": "bob", "dynamic": True}),
            UNSURE,
            "made it again",
        ),
        ("/user/add =name=bob =group=read", USERS, APPLIED, "bob has these values"),
        ("/user/add =name=eve =group=read", USERS, NOT_APPLIED, "no row has these values"),
        ("/user/add =name=eve", [], NOT_APPLIED, "no row has these values"),
        ("/user/add", USERS, UNSURE, "gave no value"),
        ("/user/add =copy-from=*1", USERS, UNSURE, "gave no value"),
        ("/user/add =group=read", [*USERS, USERS[1]], UNSURE, "2 rows have these values"),
        ("/user/add =name=bob =address=192.0.2.1", USERS, UNSURE, "bob may be it: address is not shown"),
        ("/user/add =name=bob", row(name="bob"), UNSURE, "may not show every row"),
        (
            "/user/add =group=read",
            row(**{".id": "*1", "group": "read", "dynamic": "true"}),
            UNSURE,
            "by itself",
        ),
        (
            "/user/add =group=read",
            row(**{".id": "*1", "group": "read", "comment": "x"}),
            UNSURE,
            "has comment",
        ),
        (
            "/ip/firewall/filter/add =chain=forward =action=drop =dst-port=22",
            RULES,
            APPLIED,
            "*3 has these values",
        ),
        ("/ip/firewall/filter/add =chain=forward =dst-port=23", RULES, NOT_APPLIED, "no row"),
        ("/ip/firewall/filter/add =chain=forward =action=drop", RULES[::2], UNSURE, "has dst-port too"),
        ("/ip/firewall/filter/add =chain=input =protocol=icmp", RULES, UNSURE, "not where a row is added"),
        ("/ip/firewall/filter/add =protocol=icmp =chain=input =place-before=*2", RULES, APPLIED, "*1 has"),
        ("/ip/firewall/filter/add =protocol=icmp =chain=input =place-before=*3", RULES, UNSURE, "not where"),
        ("/ip/firewall/filter/move =numbers=*1 =destination=*2", RULES, UNSURE, "*1 stands before *2"),
        ("/ip/firewall/filter/move =numbers=*3", RULES, UNSURE, "*3 stands last"),
        ("/ip/firewall/filter/move =numbers=*1,*2", RULES, UNSURE, "before is not known"),
        ("/execute =script=:put", RULES, UNSURE, "no read shows what /execute did"),
        ("/system/package/update/install", row(name="routeros"), UNSURE, "no version is shown"),
        (
            "/system/package/update/install",
            [*row(name="routeros", version="7.19.4"), *row(name="wifi", version="7.19.4")],
            UNSURE,
            "its packages are of version 7.19.4",
        ),
        ("add", RULES, UNSURE, "no read shows what add did"),
    ],
)
def test_verdicts(line: str, rows: Rows, kind: VerdictKind, words: str) -> None:
    found = verdict(line, rows)
    assert (found.kind, words in found.words) == (kind, True), found.words


@pytest.mark.parametrize(
    ("uptime", "age_s", "kind"),
    [
        ("41s", 120.0, APPLIED),
        ("3d4h", 120.0, NOT_APPLIED),
        ("00:02:01", 120.0, NOT_APPLIED),
        ("2m", 120.4, UNSURE),
        ("3d4h", 5.0, UNSURE),
        ("41s", None, UNSURE),
        ("41s", float("nan"), UNSURE),
        ("41s", -1.0, UNSURE),
        ("soon", 120.0, UNSURE),
        ("", 120.0, UNSURE),
        (41, 120.0, UNSURE),
    ],
)
def test_a_reboot_is_told_by_the_uptime(uptime: object, age_s: float | None, kind: VerdictKind) -> None:
    assert verdict("/system/reboot", [{"uptime": uptime}], age_s=age_s).kind is kind


def test_a_reboot_is_told_by_one_row_of_its_own_read() -> None:
    rows = [{"uptime": "41s"}]
    assert verdict("/system/reboot", rows * 2, age_s=120).kind is UNSURE
    assert verdict("/system/reboot", [], age_s=120).kind is UNSURE
    assert verdict("/system/reboot", rows, "/interface/print", age_s=120).kind is UNSURE
    assert verdict("/system/shutdown", rows, "/system/resource/print", age_s=120).kind is UNSURE


@pytest.mark.parametrize(
    ("read", "reply"),
    [
        ("/user/print ?name=x", {}),
        ("/user/print =from=*1", {}),
        ("/user/print =count-only=", {"ret": "2"}),
        ("/user/print", {"notes": ("unrecognised answer",)}),
        ("/ip/arp/print", {}),
    ],
)
def test_what_is_missing_from_part_of_a_list_may_be_there(read: str, reply: Mapping[str, Any]) -> None:
    for line in ("/user/remove =.id=*9", "/user/remove =.id=eve", "/user/add =name=eve"):
        assert verdict(line, USERS, read, **reply).kind is UNSURE
        assert verdict(line, USERS).kind is not UNSURE
    assert verdict("/interface/enable =.id=*1", row(**{".id": "*1"}), read, **reply).kind is UNSURE


def test_a_property_that_was_not_asked_for_may_have_any_value() -> None:
    for asked, kind in (("name", UNSURE), ("name,comment", APPLIED), ("", APPLIED)):
        read = f"/user/print =.proplist={asked}"
        assert verdict("/user/set =.id=bob =comment=", USERS, read).kind is kind


@pytest.mark.parametrize("odd", [None, 7, "row", ["a"], {1: 2}])
def test_an_odd_row_makes_all_unsure(odd: Any) -> None:
    for line in ("/user/set =.id=bob =group=read", "/user/remove =.id=*9", "/user/add =name=eve"):
        assert verdict(line, [*USERS, odd]).kind is UNSURE


def test_spellings_of_one_key_that_disagree_say_nothing() -> None:
    rows = [{"id": "*1", "mac_address": "a", "MAC-Address": "b"}]
    assert verdict("/interface/set =.id=*1 =mac-address=a", rows).kind is UNSURE


def test_secrets_are_neither_shown_nor_compared() -> None:
    rows = [{".id": "*1", "name": "bob", "group": "read", "password": "read-secret", "source": "read-secret"}]
    alone = verdict("/user/set =.id=bob =password=sent-secret", rows)
    assert alone == (UNSURE, "password: not shown, not compared")
    assert verdict("/user/add =password=sent-secret", rows) == alone
    beside = verdict("/user/set =.id=bob =password=sent-secret =group=read", rows)
    assert beside == (APPLIED, "group is read; password: not shown, not compared")
    other = verdict("/user/set =.id=bob =password=read-secret =group=full", rows)
    assert other == (NOT_APPLIED, "group is read, not full")
    script = verdict(
        "/system/script/set =.id=bob =source=sent-secret", rows, facts=MENUS.facts("/system/script")
    )
    assert script == (UNSURE, "source: not shown, not compared")


def test_a_name_that_is_a_secret_calls_nothing() -> None:
    rows = [{".id": "*1", "name": "hush-hush", "security": "none"}]
    for line in ("set =.id=hush-hush =security=none", "remove =.id=hush-hush", "add =security=none"):
        found = verdict(f"/snmp/community/{line}", rows)
        assert "hush" not in found.words
        assert found.kind is (NOT_APPLIED if "remove" in line else APPLIED)
    assert verdict("/snmp/community/add =security=none", rows).words == "*1 has these values"


def test_a_secret_inside_a_value_is_masked_and_a_value_is_cut() -> None:
    rows = [{".id": "*1", "comment": "password=abcdef " + "x" * 500 + "\x1b[2J"}]
    found = verdict("/user/set =.id=*1 =comment=token=ghijkl", rows)
    assert found.kind is NOT_APPLIED
    assert "abcdef" not in found.words
    assert "ghijkl" not in found.words
    assert len(found.words) < 200


def test_facts_of_the_menu_tell_what_is_left_out_when_it_is_empty() -> None:
    facts = MENUS.facts("/ip/dns")
    assert verdict("/ip/dns/set =servers=", row(vrf="main")).kind is UNSURE
    assert verdict("/ip/dns/set =servers=", row(vrf="main"), facts=facts).kind is APPLIED
    assert verdict("/ip/dns/set =servers=192.0.2.1", row(vrf="main"), facts=facts).kind is UNSURE
    assert verdict("/ip/dns/set =allow-remote-requests=", row(vrf="main"), facts=facts).kind is UNSURE


def test_many_values_and_rows_are_counted() -> None:
    values = {f"p{n}": "1" for n in range(9)}
    words = " ".join(f"={name}=1" for name in values)
    assert verdict(f"/ip/dns/set {words}", [values]).words == "p0 is 1; p1 is 1; p2 is 1 and 6 more"
    items = ",".join(f"*{n}" for n in range(1, 6))
    assert verdict(f"/user/remove =numbers={items}", []).words == "*1, *2, *3 and 2 more are gone"


SIMULATED = [
    "/ip/dns/set =servers=198.51.100.53,192.0.2.1 =allow-remote-requests=no",
    "/ip/dns/set =cache-max-ttl=86400",
    "/ip/firewall/filter/add =chain=forward =action=drop =src-address=203.0.113.0/24",
    "/ip/firewall/filter/set =.id=*2 =comment=abc",
    "/ip/firewall/filter/disable =numbers=*2,*3",
    "/ip/firewall/filter/remove =.id=*2",
    "/ip/firewall/address-list/add =list=bad =address=203.0.113.77",
    "/queue/simple/add =name=q9 =target=192.0.2.7 =max-limit=10M",
    "/user/add =name=bob =group=read =password=hunter22",
    "/system/identity/set =name=other",
    "/ip/dhcp-server/lease/add =address=192.168.88.77 =mac-address=00:00:5e:00:53:aa",
    "/tool/netwatch/add =host=192.0.2.5 =interval=30",
]


@pytest.mark.parametrize("line", SIMULATED)
def test_what_a_router_did_is_told_by_its_matching_read(line: str) -> None:
    def shown(target: Router) -> Verdict:
        read = read_back(command)
        assert read is not None
        rows = target.run(read.command, read.parameters).rows
        return verdict(line, rows, read.command, facts=MENUS.facts(command.rpartition("/")[0]))

    command, words = _command(line)
    target = router()
    assert shown(target).kind is NOT_APPLIED
    target.run(command, words)
    assert shown(target).kind is APPLIED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([".id", "id", "name", "mtu", "dst_address", "disabled", "dynamic", "uptime"])
ROWS = st.lists(st.dictionaries(KEYS | st.text(max_size=8), JSON, max_size=5) | JSON, max_size=4)
WORDS = st.lists(
    st.builds("={}={}".format, KEYS | st.just("value-name"), st.sampled_from(["*1", "a,b", "0", "", "yes"]))
    | st.text(max_size=12),
    max_size=4,
)
COMMANDS = st.builds("/ip/firewall/filter/{}".format, st.sampled_from(sorted(VERBS))) | st.sampled_from(
    ["/system/reboot", "/execute", "", "/set", "/snmp/community/add"]
)


@given(COMMANDS, WORDS, ROWS, st.none() | st.floats())
def test_any_answer_has_a_verdict(command: str, words: list[str], rows: Any, age_s: float | None) -> None:
    read = read_back(command) or Sentence("/system/resource/print")
    found = judge(Sentence(command, tuple(words)), read, RouterReply(tuple(rows)), age_s)
    assert found.kind in VerdictKind
    assert found.words == make_visible(found.words)


def test_a_number_that_python_does_not_write_is_no_plain_value() -> None:
    assert verdict("/ip/dns/set =cache-size=1", row(**{"cache-size": 10**5000})).kind is UNSURE


NAMES = ("mtu", "dst-address", "comment", "servers", "interval", "log-prefix")
VALUES = st.dictionaries(st.sampled_from(NAMES), st.text(max_size=12), min_size=1)


@given(VALUES, st.booleans())
def test_a_row_with_the_written_values_is_applied(values: dict[str, str], is_plain: bool) -> None:
    keys = {name: name.replace("-", "_") if is_plain else name for name in values}
    sent = tuple(f"={name}={value}" for name, value in values.items())
    record = RouterReply(({keys[name]: value for name, value in values.items()},))
    assert judge(Sentence("/a/set", sent), Sentence("/a/print"), record).kind is APPLIED
    other = dict.fromkeys(NAMES, "longer than what is sent")
    item = RouterReply(({"id" if is_plain else ".id": "*A", **record.rows[0]}, {".id": "*B", **other}))
    found = judge(Sentence("/a/set", ("=.id=*a", *sent)), Sentence("/a/print"), item)
    assert found.kind is APPLIED
    assert judge(Sentence("/a/add", sent), Sentence("/a/print"), item).kind is APPLIED


@given(VALUES, st.sampled_from(NAMES), st.integers(1, 9000), st.integers(1, 9000))
def test_a_value_that_is_another_is_not_applied(
    values: dict[str, str], changed: str, written: int, apart: int
) -> None:
    values = values | {changed: str(written)}
    shown = values | {changed: str(written + apart)}
    sent = tuple(f"={name}={value}" for name, value in values.items())
    found = judge(Sentence("/a/set", sent), Sentence("/a/print"), RouterReply((shown,)))
    assert found.kind is NOT_APPLIED
    assert f"not {written}" in found.words
    item = RouterReply(({".id": "*A", **shown},))
    assert judge(Sentence("/a/add", sent), Sentence("/a/print"), item).kind is NOT_APPLIED
