"""What in a job's script may explain that no report of it comes: it restarts the router, waits, or cuts its way out.

`routeros.lint` says the same before a job is queued, and more, but needs the catalogue of commands; these are short
rules that do without it. Source: altostrat-api.md 6.5 and 13, routeros.md 1.6, 2.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from altotui.domain.routeros.lexer import Bare, Bracket, Chunk, Quoted, Statement, lex_script
from altotui.domain.routeros.moments import parse_duration_s

MAX_READ_CHARS = 20_000
"""Of a longer script only the beginning is read; the platform takes no such one."""
_TELLING = frozenset({"sys", "int", "ip", "ipv", "rou"})
"""How the menus begin that are looked for: all other commands are passed over quickly."""
_Path = tuple[str, ...]


class Cause(NamedTuple):
    """What a script does that may hold its report up; empty texts and 0 for what it does not do."""

    ends_router: str = ""
    """As in `restarts the router`."""
    is_certain: bool = True
    """False where that hangs on a condition."""
    delay_s: float = 0.0
    """Sum of its `:delay`s."""
    touches: str = ""
    """What it changes of the router's way to the platform."""


def cause_of(script: str) -> Cause:
    """Return what `script` does that may hold its report up."""
    return _cause_of(script[:MAX_READ_CHARS])


@lru_cache(maxsize=128)
def _cause_of(script: str) -> Cause:
    ends_router, is_certain, delay_s, touches = "", True, 0.0, ""
    for command in _commands(lex_script(script).statements, (), is_certain=True):
        if command.names == ("delay",):
            delay_s += _delay_s(command.value("delay-time") or command.value(""))
        elif command.names and command.names[0][:3] in _TELLING:
            what = _ends_router(command.names)
            if what and not ends_router:
                ends_router, is_certain = what, command.is_certain
            touches = touches or ("" if what else _touches(command))
    return Cause(ends_router, is_certain, delay_s, touches)


# --- commands


class _Command(NamedTuple):
    names: _Path
    """Menu and verb as far as they were written."""
    arguments: tuple[tuple[str, str], ...]
    """Name and value; the name is empty where none was written."""
    is_certain: bool

    def value(self, name: str) -> str:
        return next((value for given, value in self.arguments if given == name), "")


_KEPT = frozenset({"execute", "on-event", "source", "script", "local", "global", "set"})
"""Words whose braces are kept as text, or run beside the script."""
_ON_CONDITION = frozenset({"if", "while", "foreach", "onerror", "retry"})
_VERBS = frozenset(
    {
        *("add", "comment", "disable", "enable", "export", "move", "print", "release", "remove", "renew"),
        *("set", "unset"),
    }
)


def _commands(statements: tuple[Statement, ...], menu: _Path, *, is_certain: bool) -> Iterator[_Command]:
    """Yield the commands that a script waits for, those in its blocks too."""
    for statement in statements:
        names, rest = _split(statement.chunks)
        is_absolute = (statement.chunks[0].bare or "").startswith(("/", ":"))
        path = names if is_absolute else menu + names
        if is_absolute and not rest and _is_menu(path):
            menu = path  # a line that is only a path moves the lines behind it
            continue
        yield _Command(path, tuple(map(_argument, rest)), is_certain)
        is_in_menu = len(rest) == 1 and bool(names) and _is_menu(path)
        yield from _in_blocks(rest, names, path if is_in_menu else menu, is_certain=is_certain)


def _split(chunks: tuple[Chunk, ...]) -> tuple[_Path, tuple[Chunk, ...]]:
    """Return the names that a statement begins with, and the chunks behind them."""
    names: list[str] = []
    for position, chunk in enumerate(chunks):
        text = chunk.bare
        is_written_out = text is not None and not set("=?!<>") & set(text)
        if text is None or not is_written_out or (position and text[0] in ":0123456789*"):
            return tuple(names), chunks[position:]
        if names and (names[-1] in _VERBS or names == ["delay"]):
            return tuple(names), chunks[position:]
        names += filter(None, text.lstrip(":").split("/"))
    return tuple(names), ()


def _is_menu(path: _Path) -> bool:
    """Return whether a path without arguments ends in no verb: some command that is looked for would be one."""
    return path[-1:] != ("delay",) and _VERBS.isdisjoint(path[-1:]) and not _ends_router(path)


def _argument(chunk: Chunk) -> tuple[str, str]:
    """Return name and value of an argument; what only the router knows is left out of the value."""
    text = "".join(part.text for part in chunk.parts if isinstance(part, Bare | Quoted))
    name, is_named, value = text.partition("=")
    return (name.lower(), value) if is_named else ("", text)


def _in_blocks(rest: tuple[Chunk, ...], names: _Path, menu: _Path, *, is_certain: bool) -> Iterator[_Command]:
    word = names[0] if names else ""
    for chunk in rest:
        name, _ = _argument(chunk)
        if word in _KEPT or name in _KEPT:
            continue
        is_always = is_certain and word not in _ON_CONDITION and name != "on-error"
        for part in chunk.parts:
            if isinstance(part, Bracket) and part.opener == "{":
                yield from _commands(part.statements, menu, is_certain=is_always)


def _words(path: str) -> tuple[tuple[str, int], ...]:
    """Return each name of `sys|tem reb|oot` with how many letters of it must be there; `|` comes before the rest."""
    return tuple((word.replace("|", ""), len(word.partition("|")[0])) for word in path.split())


def _is_path(names: _Path, path: tuple[tuple[str, int], ...]) -> bool:
    """Return whether `names`, which may be cut short, are those of `path`."""
    return len(names) == len(path) and _begins_with(names, path)


def _begins_with(names: _Path, path: tuple[tuple[str, int], ...]) -> bool:
    return len(names) >= len(path) and all(
        len(name) >= shortest and full.startswith(name)
        for name, (full, shortest) in zip(names, path, strict=False)
    )


# --- it restarts the router

_ENDS_ROUTER = {
    _words("sys|tem reb|oot"): "restarts the router",
    _words("sys|tem shu|tdown"): "switches the router off",
    _words("sys|tem rese|t-configuration"): "resets and restarts the router",
    _words("sys|tem bac|kup loa|d"): "restarts the router with the configuration of a backup",
    _words("sys|tem pac|kage upd|ate ins|tall"): "restarts the router when there is an upgrade",
    _words("sys|tem pac|kage dow|ngrade"): "restarts the router",
    _words("sys|tem pac|kage app|ly-changes"): "restarts the router",
    _words("sys|tem check-d|isk"): "restarts the router",
}


def _ends_router(names: _Path) -> str:
    return next((words for path, words in _ENDS_ROUTER.items() if _is_path(names, path)), "")


# --- it waits


@lru_cache(maxsize=256)
def _delay_s(text: str) -> float:
    """Return how long `:delay` waits; 0 where only the router knows."""
    length_s = parse_duration_s(text) or parse_duration_s(text + "s") or 0
    return max(0.0, float(length_s))


# --- it cuts the way to the platform

_TAKES_AWAY = tuple(_words(verb) for verb in ("set", "rem|ove", "dis|able", "uns|et", "rel|ease", "ren|ew"))
_CHANGES_NOTHING = frozenset({"", "comment", "name", "numbers", ".id"})
_DNS = frozenset({"servers", "use-doh-server", "verify-doh-cert", "vrf"})
_DROPPING = frozenset({"drop", "reject", "tarpit"})
_ON_THE_WAY = frozenset({"", "input", "output", "prerouting"})
_DEFAULT_ROUTES = frozenset({"", "0.0.0.0/0", "::/0"})
_NOT_THE_WAY = tuple(
    _words(f"int|erface {menu}") for menu in ("lis|t", "wifi", "wirel|ess", "detect-i|nternet", "dot1x")
)
_BRIDGE_PORT = _words("int|erface bri|dge por|t add")
_FIREWALLS = tuple(_words(f"{ip} fir|ewall {table}") for ip in ("ip", "ipv6") for table in ("fil|ter", "raw"))
_DNS_MENU = _words("ip dns set")
_TUNNELS = tuple(
    _words(f"int|erface {menu}")
    for menu in ("ovpn-c|lient", "sstp-c|lient", "l2tp-c|lient", "pptp-c|lient", "wireg|uard")
)
_MENUS = {
    _words("int|erface"): "the interface that the router reports over",
    _words("ip add|ress"): "the address that the router reports from",
    _words("ipv6 add|ress"): "the address that the router reports from",
    _words("ip dhcp-c|lient"): "the address that the router reports from",
    _words("ipv6 dhcp-c|lient"): "the address that the router reports from",
    _words("ip rou|te"): "the route by which the router reports",
    _words("ipv6 rou|te"): "the route by which the router reports",
    _words("ip vrf"): "the route by which the router reports",
    _words("rou|ting"): "the route by which the router reports",
    _words("ip ser|vice"): "the service by which the platform reaches the router",
}
_ROUTES = tuple(_words(f"{ip} rou|te add") for ip in ("ip", "ipv6"))


def _touches(command: _Command) -> str:
    """Return what of the way to the platform a command may take away; empty when nothing."""
    names = command.names
    if any(_begins_with(names, menu) for menu in _FIREWALLS):
        return "the firewall that its report passes" if _may_block(command) else ""
    if _is_path(names, _DNS_MENU):
        is_change = any(name in _DNS for name, _ in command.arguments)
        return "the DNS servers by which the router finds the platform" if is_change else ""
    if _is_path(names, _BRIDGE_PORT):
        return "the interface that the router reports over"
    if any(_is_path(names, route) for route in _ROUTES):
        is_default = command.value("dst-address") in _DEFAULT_ROUTES and not _is_off(command)
        return "the route by which the router reports" if is_default else ""
    if not _takes_away(command) or any(_begins_with(names, menu) for menu in _NOT_THE_WAY):
        return ""
    if any(_begins_with(names, menu) for menu in _TUNNELS):
        return "the tunnel of the platform"
    return next((what for menu, what in _MENUS.items() if _begins_with(names[:-1], menu)), "")


def _takes_away(command: _Command) -> bool:
    """Return whether it may end something that works, and not only name it or switch it on."""
    verb = command.names[-1:]
    if not any(_is_path(verb, word) for word in _TAKES_AWAY):
        return False
    changed = {name for name, _ in command.arguments} - _CHANGES_NOTHING
    is_switched_on = changed == {"disabled"} and not _is_off(command)
    return verb != ("set",) or (bool(changed) and not is_switched_on)


def _may_block(command: _Command) -> bool:
    if command.names[-1] != "add":
        return _takes_away(command) or command.names[-1] in ("enable", "move")
    is_drop = command.value("action") in _DROPPING and command.value("chain") in _ON_THE_WAY
    return is_drop and not _is_off(command)


def _is_off(command: _Command) -> bool:
    return command.value("disabled") in ("yes", "true")
