"""The read that shows what became of a write, for one whose answer was lost, and after the first site of several."""

from __future__ import annotations

from altotui.domain.command import Sentence

_CHANGES = frozenset({"add", "set", "remove", "unset", "enable", "disable", "move", "comment"})
"""What every menu has in common: its print shows what they did."""
_UPTIME = "/system/resource/print"
_PACKAGES = "/system/package/print"
_BY_COMMAND = {
    "/system/reboot": _UPTIME,
    "/system/package/update/install": _PACKAGES,
    "/system/package/update/download": _PACKAGES,
    "/system/package/uninstall": _PACKAGES,
    "/system/package/downgrade": _PACKAGES,
    "/system/upgrade/download": _PACKAGES,
    "/system/upgrade/download-all": _PACKAGES,
    "/system/routerboard/upgrade": "/system/routerboard/print",
}


def read_back(command: str) -> Sentence | None:
    """Return what to send to see what `command` did; None where no read is known to show it."""
    listed = _BY_COMMAND.get(command)
    if listed is not None:
        return Sentence(listed)
    menu, _, verb = command.rpartition("/")
    return Sentence(f"{menu}/print") if menu and verb in _CHANGES else None
