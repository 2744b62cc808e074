"""The command catalogue of routeros-lsp as a tree of the domain: the one place that knows that library.

It was taken from a virtual router of one version: no wireless, LTE or switch menus (libraries.md, pitfalls 30 to 34).
Only its command list is used, so that a change of its code cannot change what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from altotui.domain.routeros.catalogue import Argument, Catalogue, Lazy, Node

if TYPE_CHECKING:
    _Raw = Mapping[str, Any]


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue; an empty one when the library or its file cannot be read, which loses hints only."""
    try:
        from routeros_lsp.schema.schema import Schema

        schema = Schema.bundled()
    except (ImportError, OSError, ValueError, EOFError):
        schema = None
    if schema is None:
        return Catalogue(Node())
    return Catalogue(_node(schema.root), schema.version)


def _node(raw: _Raw) -> Node:
    children, arguments = raw.get("c") or {}, raw.get("a") or {}
    return Node(
        bool(raw.get("k")),
        Lazy(children, lambda name: _node(children[name])) if children else {},
        Lazy(arguments, lambda name: _argument(name, arguments[name])) if arguments else {},
        tuple(raw.get("r") or ()),
        int(raw.get("u") or 0),
        _first_line(raw.get("d")),
    )


def _argument(name: str, raw: _Raw) -> Argument:
    return Argument(
        name,
        tuple(raw.get("e") or ()),
        bool(raw.get("x")),
        bool(raw.get("f")),
        str(raw.get("t") or ""),
        _first_line(raw.get("d")),
    )


def _first_line(text: object) -> str:
    return str(text or "").partition("\n")[0]
