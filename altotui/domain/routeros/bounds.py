"""The words that make commands end which would otherwise run for ever (routeros.md 1.6)."""

from __future__ import annotations

from collections.abc import Sequence

_ENDS_AFTER = {
    **dict.fromkeys(("/ping", "/tool/ping", "/tool/ping-speed", "/tool/romon/ping"), "=count=4"),
    **dict.fromkeys(("/tool/traceroute", "/interface/mesh/traceroute"), "=count=1"),
    **dict.fromkeys(
        (
            "/interface/lte/cell-monitor",
            "/interface/lte/show-capabilities",
            "/interface/ppp-client/info",
            "/ip/route/check",
            "/system/package/update/check-for-updates",
        ),
        "=once=",
    ),
    **dict.fromkeys(
        ("/tool/torch", "/tool/profile", "/system/resource/monitor", "/interface/bridge/monitor"),
        "=duration=3s",
    ),
    "/tool/sniffer/quick": "=duration=5s",
    **dict.fromkeys(
        ("/tool/ip-scan", "/tool/mac-scan", "/interface/pppoe-client/scan", "/tool/romon/discover"),
        "=duration=10s",
    ),
}


def bound_for(command: str, parameters: Sequence[str]) -> str | None:
    """Return the word that makes `command` end, or None when it ends by itself or has a bound already."""
    is_monitor = command.rpartition("/")[2].startswith("monitor")
    bound = _ENDS_AFTER.get(command) or ("=once=" if is_monitor else None)
    if bound is None or any(word.startswith((_name(bound), "=duration=")) for word in parameters):
        return None
    return bound


def _name(word: str) -> str:
    """Return `=name=` of `=name=value`."""
    return word[: word.index("=", 1) + 1]
