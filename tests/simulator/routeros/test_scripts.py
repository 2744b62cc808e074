"""Scripts: what they print, what they change, how they fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.routeros.router import check_script
from tests.simulator.routeros.routers import EDGE, router

PRINTS = [
    (':put "hello"', ["hello"]),
    (":put hello; :put world", ["hello", "world"]),
    (":put hello\r\n# a comment\r\n:put world", ["hello", "world"]),
    ('put "no colon"', ["no colon"]),
    (r':put "a\tb \"c\" \$d \41\_e"', ['a\tb "c" $d A e']),
    (":put [/system identity get name]", ["edge-01.zrh"]),
    (":put [/system/identity/get name]", ["edge-01.zrh"]),
    (":put [/sys id get name]", ["edge-01.zrh"]),
    (":put [:len abc]", ["3"]),
    (":put [:len [/ip firewall filter find]]", ["7"]),
    (':local who edge; :put "i am $who"', ["i am edge"]),
    (':local n [/system identity get name]; :put ($n . "!")', ["edge-01.zrh!"]),
    (":put (2 + 3 * 4 - 1)", ["13"]),
    (':put ((7 / 2) . " " . (7 % 2))', ["3 1"]),
    (":put (1 < 2 && 3 != 3 || !false)", ["true"]),
    (":if (1 > 2) do={:put a} else={:put b}", ["b"]),
    (":if ([/interface get ether1 disabled] = no) do={\n  :put up\n}", ["up"]),
    (":foreach i in=[/interface find where type=bridge] do={:put [/interface get $i name]}", ["bridge-lan"]),
    (":for i from=3 to=1 do={:put $i}", ["3", "2", "1"]),
    (":local i 0; :while ($i < 3) do={:set i ($i + 1)}; :put $i", ["3"]),
    (":do {:error broken} on-error={:put caught}", ["caught"]),
    (":do {/ip address remove *FEED} on-error={:put caught}", ["caught"]),
    (":put [:typeof [:tonum 12]]", ["num"]),
    (":put [:pick abcdef 1 3]", ["bc"]),
    (':put [/ip address find where comment="router-id"]', ["*5"]),
    (':put [:len [/interface find where name~"^sfp-" and !disabled]]', None),
    ("/ip address print count-only where interface=lo", ["1"]),
    ("/ip firewall\nfilter print count-only", ["7"]),
    (":put [:len [/interface find type=bridge disabled=no]]", ["1"]),
    (":put [:len [/interface find where type=bridge .id=*10]]", ["1"]),
    (":put [:len [/interface find where type=bridge or name=lo]]", ["2"]),
    (":put [:len [/ip address find where 10.1.20.1 in 10.1.0.0/16 interface=lo]]", ["1"]),
    (":delay 2s", []),
    ("/ip dns\nset servers=192.0.2.53\n:put [get servers]", ["192.0.2.53"]),
    (':put [:parse ":put 1"]', ["(evl :put 1)"]),
    ("", []),
    ("# only a comment", []),
]


@pytest.mark.parametrize(("source", "lines"), PRINTS)
def test_prints(source: str, lines: list[str] | None) -> None:
    run = router().run_script(source)
    assert run.error is None
    if lines is None:
        assert run.output.rstrip().isdigit()
    else:
        assert run.output == "".join(f"{line}\r\n" for line in lines)


FAILS = [
    ("/ip adress print", "bad command name adress (line 1 column 5)"),
    ("/ip/address/prnt", "bad command name prnt (line 1 column 13)"),
    (":put 1\n:putt 2", "bad command name putt (line 2 column 2)"),
    ("nonsense", "bad command name nonsense (line 1 column 1)"),
    ("/ip d print", "bad command name d (line 1 column 5)"),
    (':put "open', "syntax error (line 1 column 11)"),
    (":put [/ip address find", "syntax error (line 1 column 23)"),
    (":if (1 = ) do={}", "syntax error (line 1 column 10)"),
    ("/ip address add address= interface=ether1", "syntax error (line 1 column 26)"),
    (":put 1 }", "syntax error (line 1 column 8)"),
    ("/ip address add colour=red", "expected end of command (line 1 column 17)"),
    ("/ip address print colour=red", "expected end of command (line 1 column 19)"),
    ("/foo bar; :put x", "bad command name foo (line 1 column 2)"),
    (":if (true) do={ /foo }", "bad command name foo (line 1 column 18)"),
]


@pytest.mark.parametrize(("source", "error"), FAILS)
def test_a_script_that_cannot_run_says_where(source: str, error: str) -> None:
    assert check_script(source) == error
    edge = router()
    run = edge.run_script(source)
    assert (run.error, run.output) == (error, f"{error}\r\n")
    assert edge.run("/execute", [f"=script={source}", "=as-string="]).ret == run.output


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("/ip address add address=10.1.20.1/24 interface=bridge-lan", "failure: already have such address"),
        ("/ip address remove *FEED", "no such item"),
        ("/ip address set 0 comment=x", "no such item"),
        ("/ip address add address=10.0.0.1", "missing value(s) of argument(s) interface"),
        (':error "own words"', "own words"),
        (":put (1 / 0)", "division by zero"),
        (":if (maybe) do={}", "conditional not boolean"),
        (":set nothing-declared 1", "no such variable nothing-declared"),
        (":while (true) do={}", "interrupted"),
        (':put [:parse "/foo"]', "bad command name foo (line 1 column 2)"),
    ],
)
def test_a_script_that_fails_stops_there(source: str, error: str) -> None:
    run = router().run_script(f":put before\n{source}\n:put after")
    assert run.error == error
    assert run.output == f"before\r\n{error}\r\n"
    assert check_script(source) is None


def test_a_script_changes_the_router() -> None:
    edge = router()
    edge.run_script('/interface set [find where name=ether1] comment="from script" disabled=yes')
    found = edge.run("/interface/print", ["?name=ether1"]).rows[0]
    assert (found["comment"], found["disabled"]) == ("from script", "true")
    edge.run_script('/interface enable ether1; /ip firewall filter remove [find comment~"temp"]')
    assert edge.run("/interface/print", ["?name=ether1"]).rows[0]["disabled"] == "false"
    assert edge.run("/ip/firewall/filter/print", ["=count-only="]).ret == "6"
    edge.run_script(":foreach i in=[/ip firewall nat find] do={/ip firewall nat disable $i}")
    assert edge.run("/ip/firewall/nat/print", ["=count-only=", "?disabled=false"]).ret == "0"


def test_an_unknown_command_keeps_all_of_it_from_running() -> None:
    edge = router()
    edge.run_script("/system identity set name=changed\n/nonsense")
    assert edge.identity == "edge-01.zrh"


def test_nothing_after_a_restart_is_reached() -> None:
    edge = router()
    run = edge.run_script(":put before; /system reboot; /system identity set name=changed")
    assert (run.output, run.error, edge.identity) == ("before\r\n", None, "edge-01.zrh")
    edge.run_script(":do { /system reboot; :put no } on-error={ /system identity set name=changed }")
    assert edge.identity == "edge-01.zrh"


def test_an_upgrade_sets_the_version_and_restarts() -> None:
    edge = router()
    assert edge.run_script("/system package update install").error is None
    assert edge.version == "7.24"
    resource = edge.run("/system/resource/print", []).rows[0]
    assert (resource["version"], resource["uptime"]) == ("7.24 (stable)", "0s")
    update = edge.run("/system/package/update/print", []).rows[0]
    assert (update["installed-version"], update["status"]) == ("7.24", "System is already up to date")


def test_log_lines_are_kept() -> None:
    edge = router()
    edge.run_script(':log warning "from a job"')
    last = edge.run("/log/print", []).rows[-1]
    assert (last["topics"], last["message"]) == ("script,warning", "from a job")


def test_without_as_string_only_a_job_id_comes_back_and_the_script_ran() -> None:
    edge = router()
    reply = edge.run("/execute", ["=script=/system identity set name=changed; :put x"])
    assert (reply.rows, reply.ret, edge.identity) == ((), "*18", "changed")
    assert edge.run("/execute", ["=script=/nonsense"]).ret == "*19"


def test_an_export_can_go_to_a_file() -> None:
    edge = router()
    assert edge.run_script("/export file=kept").output == ""
    assert [row["type"] for row in edge.run("/file/print", ["?name=kept.rsc"]).rows] == ["script"]


def test_an_export_can_be_run_again() -> None:
    source = router().run_script("/ip firewall export").output
    assert "/ip firewall filter\r\nadd " in source
    assert check_script(source) is None
    blank = router()
    blank.run_script(
        "/ip firewall filter remove [find]; /ip firewall nat remove [find]; /ip firewall address-list remove [find]"
    )
    assert blank.run_script(source).error is None
    for menu in ("filter", "address-list"):
        properties = "=.proplist=chain,action,list,address,dst-port,connection-state,disabled,comment"
        command = f"/ip/firewall/{menu}/print"
        assert blank.run(command, [properties]).rows == router().run(command, [properties]).rows


def test_the_whole_export_parses() -> None:
    assert check_script(router(EDGE).run_script("/export").output) is None


@given(st.text(alphabet=':/put [](){}"$=;\\\n#ipaddressfindwhere<>!~.,0a', max_size=60))
def test_no_text_breaks_the_parser(source: str) -> None:
    error = check_script(source)
    assert error is None or " (line " in error
