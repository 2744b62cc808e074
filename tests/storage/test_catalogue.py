"""The command catalogue of the library as a tree: all of it, made only where it is looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from altotui.domain.routeros.catalogue import Catalogue, Lazy, Node, Path
from altotui.storage.catalogue import load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def _nodes(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    yield path, node
    for name in node.children:
        yield from _nodes(node.children[name], (*path, name))


def test_it_is_all_there(catalogue: Catalogue) -> None:
    nodes = dict(_nodes(catalogue.root))
    menus = [path for path, node in nodes.items() if path and not node.is_command]
    arguments = [each for node in nodes.values() for each in node.arguments.values()]
    assert len(menus) == 427
    assert sum(node.is_command for node in nodes.values()) > 4000
    assert len(arguments) > 25_000
    assert sum(bool(each.values) for each in arguments) > 5000
    assert catalogue.version.startswith("7.")


def test_menus_have_commands_and_commands_have_arguments(catalogue: Catalogue) -> None:
    add = catalogue.node(("ip", "address", "add"))
    assert add is not None
    assert add.is_command
    assert add.required == ("address", "interface")
    assert not add.children
    disabled = add.arguments["disabled"]
    assert (set(disabled.values), disabled.is_complete, disabled.name) == ({"yes", "no"}, True, "disabled")
    action = catalogue.node(("ip", "firewall", "filter", "add"))
    assert action is not None
    assert {"accept", "drop"} <= set(action.arguments["action"].values)


def test_every_text_is_one_line_and_every_name_is_a_name(catalogue: Catalogue) -> None:
    for path, node in _nodes(catalogue.root):
        assert "\n" not in node.help
        assert path == () or path[-1].isprintable()
        for name, argument in node.arguments.items():
            assert argument.name == name
            assert "\n" not in argument.help
            assert all(isinstance(value, str) for value in argument.values)
        assert set(node.required) <= set(node.arguments)


def test_it_is_loaded_once() -> None:
    assert load_catalogue() is load_catalogue()


def test_a_node_is_made_when_it_is_looked_at_and_once() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    lazy = Lazy(["a", "b", "a"], make)
    assert list(lazy) == ["a", "b"]
    assert len(lazy) == 2
    assert "a" in lazy
    assert "c" not in lazy
    assert made == []
    assert [lazy["b"], lazy["b"], lazy.get("c")] == ["B", "B", None]
    assert made == ["b"]
    with pytest.raises(KeyError):
        lazy["c"]


def test_the_real_tree_is_lazy() -> None:
    fresh = load_catalogue.__wrapped__()
    assert isinstance(fresh.root.children, Lazy)
    assert fresh.root.children._made == {}
    fresh.node(("ip", "address"))
    assert list(fresh.root.children._made) == ["ip"]


def test_what_is_not_known_is_no_node(catalogue: Catalogue) -> None:
    assert catalogue.node(("no", "such", "menu")) is None
    assert catalogue.node(("ip", "address", "print", "x")) is None
    assert catalogue.node(()) is catalogue.root


def test_paths_that_are_not_known_are_not_kept() -> None:
    catalogue = Catalogue(Node())
    path: Path = ()
    for number in range(2000):
        path = (*path, f"x{number}")
        assert catalogue.node(path) is None
    assert len(catalogue._known) < 1000
