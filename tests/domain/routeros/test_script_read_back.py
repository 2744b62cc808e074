"""Which read shows what a script did, and whether its answer can be held against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import Sentence
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.script_read_back import script_check

ADDED = Sentence("/ip/address/add", ("=address=10.0.0.1/24", "=interface=ether1"))
NAMED = Sentence("/system/identity/set", ("=name=a",))


@pytest.mark.parametrize(
    ("script", "read", "written"),
    [
        ("/ip address add address=10.0.0.1/24 interface=ether1", "/ip/address/print", ADDED),
        ("/ip address\nadd address=10.0.0.1/24 interface=ether1", "/ip/address/print", ADDED),
        (
            ":log info x\n/ip/address/print\n/system reboot",
            "/system/resource/print",
            Sentence("/system/reboot"),
        ),
        ("/system identity set name=a; /ip/route/add gateway=1.1.1.1", "/system/identity/print", NAMED),
        ("/ip address set [find comment=x] disabled=yes", "/ip/address/print", None),
        (':local p "x"; /ip/address/add address=$p interface=ether1', "/ip/address/print", None),
        (":if (true) do={/ip/route/add gateway=1.1.1.1}", "/ip/route/print", None),
        ("/ip/address/remove 0", "/ip/address/print", None),
    ],
)
def test_the_first_write_decides(
    script: str, read: str, written: Sentence | None, language: Language
) -> None:
    check = script_check(script, language)
    assert check is not None
    assert check.read == Sentence(read)
    assert check.written == written


@pytest.mark.parametrize(
    "script",
    [
        "",
        ":log info hello",
        "/ip/address/print",
        "foo bar {",
        "/tool/fetch url=http://x",
        "/system/scheduler/print; :execute {/ip/address/add address=1.1.1.1/32}",
    ],
)
def test_a_script_that_writes_nothing_that_is_known_has_none(script: str, language: Language) -> None:
    assert script_check(script, language) is None


@given(text=st.text(max_size=200))
def test_any_text_is_read(text: str, language: Language) -> None:
    script_check(text, language)
