"""What a command may do: every classified path, every rule, and write for whatever is not known."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.bounds import bound_for
from altotui.domain.routeros.language import Language
from altotui.domain.routeros.safety import Safety
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind
from altotui.storage.resources import load_safety

DATA = json.loads(resources.files("altotui.data").joinpath("safety.json").read_text("utf-8"))
SAFETY = load_safety()
KINDS = {
    "read": {"read", "sensitive"},
    "bounded-read": {"bounded"},
    "sensitive-read": {"sensitive"},
    "write": {"write"},
    "unknown-effect": {"write"},
    "disruptive": {"disruptive"},
    "interactive": {"reject"},
    "session": {"reject"},
}


LOCAL = {"/quit"}
"""Ends the console itself: nothing is sent."""
NEEDS_A_SCRIPT = {"/execute"}


@pytest.mark.parametrize(("path", "entry"), DATA["paths"].items())
def test_every_listed_path_has_the_kind_of_its_class(
    path: str, entry: dict[str, str], language: Language
) -> None:
    assert SAFETY.kind(path, ()) in KINDS[entry["class"]]
    got = translate(path, language)
    if path in LOCAL:
        assert (got.kind, got.command) == (Kind.LOCAL, "")
    elif path in NEEDS_A_SCRIPT:
        assert (got.kind, got.command) == (Kind.REJECT, "")
    elif bound_for(path, ()) is not None and entry["class"] == "sensitive-read":
        assert (got.kind, got.reveals) == (Kind.BOUNDED, True)
    else:
        assert got.kind.value in KINDS[entry["class"]]
        assert got.reveals is (got.kind is Kind.SENSITIVE)


@pytest.mark.parametrize(
    "path", [path for path, entry in DATA["paths"].items() if entry["class"] == "bounded-read"]
)
def test_what_never_ends_is_given_an_end(path: str, language: Language) -> None:
    got = translate(path, language)
    assert got.kind is Kind.BOUNDED
    assert got.parameters[-1].startswith(("=count=", "=once=", "=duration="))
    assert bound_for(path, got.parameters) is None
    assert bound_for(path, ("=duration=1s",)) is None


@pytest.mark.parametrize(
    ("command", "words", "kind"),
    [
        ("/ip/arp/print", (), "read"),
        ("/interface/wifi/monitor", (), "bounded"),
        ("/interface/set", (), "disruptive"),
        ("/interface/vlan/add", (), "disruptive"),
        ("/interfaces/add", (), "write"),
        ("/interface/enable", ("=.id=ether1",), "write"),
        ("/interface/vlan/enable", ("=numbers=*1,*2",), "write"),
        ("/interface/comment", ("=numbers=*1", "=comment=x"), "write"),
        ("/ip/route/comment", (), "write"),
        ("/ip/route/enable", (), "write"),
        ("/user/enable", ("=.id=bob",), "write"),
        ("/user/group/add", (), "disruptive"),
        ("/interface/set", ("=.id=*1", "=comment=x"), "write"),
        ("/interface/set", ("=numbers=*1,*2", "=comment="), "write"),
        ("/interface/set", ("=comment=x", "=.id=*1"), "write"),
        ("/interface/set", ("=.id=*1", "=comment=x", "=disabled=yes"), "disruptive"),
        ("/interface/set", ("=.id=*1",), "disruptive"),
        ("/interface/set", ("=.id=*1", "=comment"), "disruptive"),
        ("/interface/set", ("=.id=*1", "=comments=x"), "disruptive"),
        ("/interface/add", ("=comment=x",), "disruptive"),
        ("/interface/remove", ("=.id=*1", "=comment=x"), "disruptive"),
        ("/interface/unset", ("=.id=*1", "=value-name=comment"), "disruptive"),
        ("/interface/disable", ("=.id=*1", "=comment=x"), "disruptive"),
        ("/ip/service/set", ("=.id=ssh", "=comment=x"), "disruptive"),
        ("/ip/address/add", ("=address=10.0.0.1/24",), "write"),
        ("/ip/address/set", ("=.id=*1", "=address=10.0.0.1/24"), "disruptive"),
        ("/ip/address/set", ("=.id=*1", "=comment=x"), "write"),
        ("/ip/address/remove", ("=.id=*1",), "disruptive"),
        ("/ip/address/disable", ("=.id=*1",), "disruptive"),
        ("/ip/address/below/add", (), "disruptive"),
        ("/ip/addresses/set", (), "write"),
        ("/ip/route/add", (), "disruptive"),
        ("/certificate/add", (), "disruptive"),
        ("/routing/bgp/connection/set", ("=.id=*1", "=disabled=yes"), "disruptive"),
        ("/system/clock/set", (), "write"),
        ("/interface/frobnicate", (), "disruptive"),
        ("/ip/firewall/filter/add", (), "write"),
        ("/ip/frobnicate", (), "write"),
        ("/print", (), "read"),
        ("/ppp/secret/print", (), "sensitive"),
        ("/ppp/secret/print", ("=.proplist=name,profile",), "read"),
        ("/ppp/secret/print", ("=.proplist=name,password",), "sensitive"),
        ("/ppp/secret/print", ("=.proplist=name", "=.proplist=password"), "sensitive"),
        ("/ppp/secret/print", ("=.proplist=",), "sensitive"),
        ("/ip/arp/print", ("=.proplist=password",), "sensitive"),
        ("/ip/arp/print", ("=show-sensitive=",), "sensitive"),
        ("/ip/arp/print", ("?secret=x",), "sensitive"),
        ("/interface/ethernet/monitor", ("=file=x",), "write"),
        ("/file/print", ("=.proplist=name",), "read"),
        ("/ppp/secret/getall", (), "sensitive"),
        ("/interface/wifi/print", ("=.proplist=security.passphrase",), "sensitive"),
        ("/interface/vrrp/get", ("=number=v", "=value-name=password"), "sensitive"),
    ],
)
def test_rules(command: str, words: tuple[str, ...], kind: str) -> None:
    assert SAFETY.kind(command, words) == kind


@pytest.mark.parametrize("verb", DATA["write_verbs"])
def test_no_write_verb_is_a_read_anywhere(verb: str) -> None:
    for menu in ("", "/ip/arp", "/interface", "/user", "/tool", "/new/menu"):
        assert SAFETY.kind(f"{menu}/{verb}", ()) in {"write", "disruptive"}


@given(st.lists(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz-"), min_size=1), min_size=1, max_size=4))
def test_what_is_not_known_is_a_write(parts: list[str]) -> None:
    command = "/" + "/".join(parts)
    if not SAFETY.knows(command):
        assert SAFETY.kind(command, ()) in {"write", "disruptive"}


@given(
    st.sampled_from(
        ["/interface", "/ip/address", "/ip/route", "/user", "/ip/service", "/routing/x", "/certificate/y"]
    ),
    st.sampled_from(["set", "remove", "disable", "unset", "move", "reset"]),
    st.lists(
        st.sampled_from(
            ["=.id=*1", "=numbers=*1", "=comment=x", "=disabled=yes", "=address=1", "=x=comment="]
        )
    ),
)
def test_only_a_comment_is_spared(menu: str, verb: str, words: list[str]) -> None:
    is_comment = (
        verb == "set"
        and "=comment=x" in words
        and not {"=disabled=yes", "=address=1", "=x=comment="} & set(words)
    )
    listed = DATA["paths"].get(f"{menu}/{verb}")
    assert SAFETY.kind(f"{menu}/{verb}", words) == ("write" if is_comment and not listed else "disruptive")


@pytest.mark.parametrize("broken", [{"paths": []}, {**DATA, "read_verbs": {}}, {**DATA, "prefix_rules": 3}])
def test_broken_data_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="safety data"):
        Safety(broken)
