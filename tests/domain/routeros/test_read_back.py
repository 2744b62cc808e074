"""The read that shows what became of a write."""

from __future__ import annotations

import pytest

from altotui.domain.command import Sentence
from altotui.domain.routeros.read_back import read_back
from altotui.domain.routeros.translation import READ_KINDS, Kind
from altotui.storage.language import load_language


@pytest.mark.parametrize("verb", ["add", "set", "remove", "unset", "enable", "disable", "move", "comment"])
def test_a_change_is_seen_in_its_menu(verb: str) -> None:
    assert read_back(f"/ip/firewall/filter/{verb}") == Sentence("/ip/firewall/filter/print")


@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("/ip/dns/set", "/ip/dns/print"),
        ("/system/identity/set", "/system/identity/print"),
        ("/interface/disable", "/interface/print"),
        ("/system/reboot", "/system/resource/print"),
        ("/system/package/update/install", "/system/package/print"),
        ("/system/package/update/set", "/system/package/update/print"),
        ("/system/routerboard/upgrade", "/system/routerboard/print"),
    ],
)
def test_what_shows_it_is_a_read(command: str, read: str) -> None:
    found = read_back(command)
    assert found == Sentence(read)
    assert Kind(load_language().safety.kind(read, ())) in READ_KINDS


@pytest.mark.parametrize(
    "command",
    ["", "/set", "set", "/execute", "/system/shutdown", "/system/reset-configuration", "/ip/dns/cache/flush"],
)
def test_where_no_read_is_known_to_show_it_there_is_none(command: str) -> None:
    assert read_back(command) is None
