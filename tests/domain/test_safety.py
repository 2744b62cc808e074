"""What a command may do: every classified path, every rule, and write for whatever is not known."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.bounds import bound_for
from altotui.domain.routeros.line import Kind, translate
from altotui.domain.routeros.safety import Safety
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


@pytest.mark.parametrize(("path", "entry"), DATA["paths"].items())
def test_every_listed_path_has_the_kind_of_its_class(path: str, entry: dict[str, str]) -> None:
    assert SAFETY.kind(path, ()) in KINDS[entry["class"]]
    assert translate(path, SAFETY).kind.value in KINDS[entry["class"]]


@pytest.mark.parametrize(
    "path", [path for path, entry in DATA["paths"].items() if entry["class"] == "bounded-read"]
)
def test_what_never_ends_is_given_an_end(path: str) -> None:
    got = translate(path, SAFETY)
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
        ("/ip/arp/print", ("?secret=x",), "read"),
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


@pytest.mark.parametrize("broken", [{"paths": []}, {**DATA, "read_verbs": {}}, {**DATA, "prefix_rules": 3}])
def test_broken_data_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="safety data"):
        Safety(broken)
