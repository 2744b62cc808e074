"""The words that make commands end which would otherwise run for ever (routeros.md 1.6)."""

from __future__ import annotations

from collections.abc import Sequence

_ENDS_AFTER = {
    **dict.fromkeys(
        ("/ping", "/tool/ping", "/tool/ping-speed", "/tool/romon/ping", "/tool/flood-ping"), "=count=4"
    ),
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
    **dict.fromkeys(("/tool/sniffer/quick", "/tool/bandwidth-test"), "=duration=5s"),
    **dict.fromkeys(
        (
            "/tool/ip-scan",
            "/tool/mac-scan",
            "/interface/pppoe-client/scan",
            "/tool/romon/discover",
            "/interface/wifi/scan",
            "/interface/wifi/frequency-scan",
            "/interface/wifi/spectral-scan",
            "/interface/wifi/spectral-history",
            "/interface/wifi/sniffer",
            "/interface/wifi/flat-snoop",
            "/interface/wireless/scan",
            "/interface/wireless/spectral-scan",
            "/interface/wireless/spectral-history",
            "/interface/wireless/frequency-monitor",
            "/interface/wireless/snooper/snoop",
            "/interface/wireless/sniffer/sniff",
            "/interface/lte/scan",
        ),
        "=duration=10s",
    ),
}
_LAST_SECTION = frozenset({"/tool/torch", "/tool/profile", "/tool/traceroute", "/interface/mesh/traceroute"})


def bound_for(command: str, parameters: Sequence[str]) -> str | None:
    """Return the word that makes `command` end, or None when it ends by itself or has a bound already."""
    is_monitor = command.rpartition("/")[2].startswith("monitor")
    bound = _ENDS_AFTER.get(command) or ("=once=" if is_monitor else None)
    if bound is None or any(word.startswith((_name(bound), "=duration=")) for word in parameters):
        return None
    return bound


def keeps_last_section(command: str) -> bool:
    """Return whether only the last `.section` of an answer is the result: each one is a whole screen."""
    return command in _LAST_SECTION


def takes_once(command: str) -> bool:
    """Return whether `once` ends `command`; some samplers refuse it and take a duration or a count."""
    bound = _ENDS_AFTER.get(command)
    return bound is None or bound == "=once="


def _name(word: str) -> str:
    """Return `=name=` of `=name=value`."""
    return word[: word.index("=", 1) + 1]
