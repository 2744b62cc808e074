"""The command tree: names by their beginnings, near names, trees laid over each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.catalogue import (
    Argument,
    Catalogue,
    Lazy,
    Match,
    Node,
    laid_over,
    match_name,
    near,
    tree_of,
)
from altotui.domain.routeros.language import Language, joined, split

NAMES = frozenset({"print", "ping", "ping-speed", "profile", "route", "router-id"})


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("print", Match("print")),
        ("pri", Match("print")),
        ("ping", Match("ping")),
        ("pin", Match(None, ("ping", "ping-speed"))),
        ("ping-", Match("ping-speed")),
        ("route", Match("route")),
        ("router", Match("router-id")),
        ("p", Match(None, ("ping", "ping-speed", "print", "profile"))),
        ("x", Match(None)),
        ("printer", Match(None)),
        ("PRINT", Match(None)),
        ("rint", Match(None)),
        ("", Match(None)),
    ],
)
def test_match_name(word: str, expected: Match) -> None:
    assert match_name(NAMES, word) == expected


@given(
    st.frozensets(st.text(st.sampled_from("ab-"), min_size=1, max_size=4)),
    st.text(st.sampled_from("ab-"), max_size=4),
)
def test_a_match_is_exact_or_the_only_one(names: frozenset[str], word: str) -> None:
    got = match_name(names, word)
    same = sorted(name for name in names if name.startswith(word))
    if word in names:
        assert got == Match(word)
    elif not word:
        assert got == Match(None)
    elif len(same) == 1:
        assert got == Match(same[0])
    else:
        assert got == Match(None, tuple(same))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pritn", "print"),
        ("prnt", "print"),
        ("ruote", "route"),
        ("pings", "ping"),
        ("zzzzz", None),
        ("", None),
    ],
)
def test_near(word: str, expected: str | None) -> None:
    assert near(sorted(NAMES), word) == expected


def distance(a: str, b: str) -> int:
    """Return the edits between two words, with a swap of neighbours as one (written anew, slowly)."""
    if not a or not b:
        return len(a) + len(b)
    best = min(distance(a[1:], b) + 1, distance(a, b[1:]) + 1, distance(a[1:], b[1:]) + (a[0] != b[0]))
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        best = min(best, distance(a[2:], b[2:]) + 1)
    return best


@given(
    st.lists(st.text(st.sampled_from("abc"), min_size=1, max_size=5), max_size=5),
    st.text(st.sampled_from("abc"), max_size=5),
)
def test_near_is_the_nearest_of_all(names: list[str], word: str) -> None:
    limit = max(2, len(word) // 3 + 1)
    got = near(names, word)
    nearest = min((distance(name, word) for name in names), default=limit)
    if got is None:
        assert nearest >= limit
    else:
        assert distance(got, word) == nearest < limit


def test_trees_from_paths() -> None:
    tree = Catalogue(
        tree_of(
            [("ip", "address", "print"), ("ip", "address", "set"), ("ip", "address"), ("ping",)],
            {("ping",): {"count": Argument("count")}},
        )
    )
    assert set(tree.root.children) == {"ip", "ping"}
    address = tree.node(("ip", "address"))
    assert address is not None
    assert address.is_command
    assert set(address.children) == {"print", "set"}
    ping = tree.node(("ping",))
    assert ping is not None
    assert ping.is_command
    assert set(ping.arguments) == {"count"}
    assert tree.node(("ip", "route")) is None
    assert tree.node(("ip", "address", "print", "x")) is None


def test_trees_laid_over_each_other_know_what_either_knows() -> None:
    under = Node(
        children={
            "ip": Node(children={"a": Node(is_command=True, arguments={"x": Argument("x", help="old")})})
        }
    )
    over = Node(
        children={
            "ip": Node(
                children={
                    "a": Node(arguments={"x": Argument("x", help="new"), "y": Argument("y")}),
                    "b": Node(is_command=True),
                }
            ),
            "new": Node(),
        }
    )
    both = Catalogue(laid_over(under, over))
    assert list(both.root.children) == ["ip", "new"]
    a, b = both.node(("ip", "a")), both.node(("ip", "b"))
    assert a is not None
    assert b is not None
    assert (a.is_command, b.is_command) == (True, True)
    assert (set(a.arguments), a.arguments["x"].help) == ({"x", "y"}, "old")
    assert set(Catalogue(under).grown(over).root.children) == {"ip", "new"}
    assert laid_over(under, Node()) is under


def test_lazy_values_are_made_once_and_when_asked_for() -> None:
    made: list[str] = []

    def make(name: str) -> int:
        made.append(name)
        return len(name)

    lazy = Lazy(["a", "bb", "a"], make)
    assert (list(lazy), len(lazy), "bb" in lazy, "c" in lazy) == (["a", "bb"], 2, True, False)
    assert made == []
    assert (lazy["bb"], lazy["bb"], lazy.get("c")) == (2, 2, None)
    assert made == ["bb"]
    with pytest.raises(KeyError):
        lazy["c"]


@pytest.mark.parametrize(
    ("text", "path"),
    [("/", ()), ("", ()), ("/ip/address", ("ip", "address")), ("ip//address/", ("ip", "address"))],
)
def test_paths_are_split_and_joined(text: str, path: tuple[str, ...]) -> None:
    assert split(text) == path
    assert split(joined(path)) == path


def test_every_classified_command_is_in_the_tree(language: Language) -> None:
    for command in language.safety.paths():
        node = language.catalogue.node(split(command))
        assert node is not None, command
        assert node.is_command, command


def test_menus_that_only_hardware_has_are_in_the_tree(language: Language) -> None:
    for menu in language.menus.paths():
        node = language.catalogue.node(split(menu))
        assert node is not None, menu
        assert not node.is_command, menu


@pytest.mark.parametrize("menu", ["/ip/address", "/ip/arp", "/ip/route", "/ip/firewall/filter", "/log"])
def test_rows_without_names_have_no_property_of_that_name(language: Language, menu: str) -> None:
    assert not language.properties(split(menu)).is_known("name")


@pytest.mark.parametrize(
    ("menu", "name", "is_boolean"),
    [
        ("/interface", "running", True),
        ("/interface", "disabled", True),
        ("/interface", "name", False),
        ("/interface", "comment", False),
        ("/interface", "nonsense", None),
        ("/ip/dhcp-client", "use-peer-dns", True),
        ("/ip/dhcp-client", "add-default-route", False),
        ("/interface/bridge/host", "local", True),
        ("/routing/bgp/session", "established", True),
        ("/new/menu", "running", True),
        ("/new/menu", ".id", False),
    ],
)
def test_which_properties_are_true_or_false(
    language: Language, menu: str, name: str, is_boolean: bool | None
) -> None:
    assert language.properties(split(menu)).is_boolean(name) is is_boolean


@pytest.mark.parametrize(
    ("menu", "is_singleton"),
    [
        ("/system/resource", True),
        ("/system/clock", True),
        ("/system/identity", True),
        ("/ip/dns", True),
        ("/ip/address", False),
        ("/new", False),
    ],
)
def test_singletons(language: Language, menu: str, is_singleton: bool) -> None:
    assert language.properties(split(menu)).is_singleton is is_singleton


def test_a_language_grows_with_what_a_router_reports(language: Language) -> None:
    grown = language.grown(tree_of([("zebra", "stripe", "print")]))
    assert grown.catalogue.node(("zebra", "stripe", "print")) is not None
    assert grown.catalogue.node(("ip", "address", "print")) is not None
    assert language.catalogue.node(("zebra",)) is None
