"""`altotui job queue`: what is said about a script before it is queued."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Altotui, piped

QUEUE = ("job", "queue", "--site", "denver-edge", "--description", "set ntp", "--yes", "--format", "json")


def test_each_remark_is_one_line_on_stderr_and_the_job_is_queued(altotui: Altotui) -> None:
    script = "/ip address\n  remove [find interface=ether9]\n/system reboot"
    ran = altotui.demo(*QUEUE, "--script", script)
    first, second = ran.err.splitlines()
    assert first.startswith("altotui: script 2:3 warning: /ip/address/remove may change the address")
    assert second.startswith("altotui: script 3:1 error: /system/reboot restarts the router")
    assert all("; " in line for line in (first, second))
    assert ran.code == 0
    assert [record["outcome"] for record in ran.records()] == ["ok"]


@pytest.mark.parametrize(("words", "is_said"), [((), True), (("--ack",), True), (("--no-ack",), False)])
def test_acknowledgement_decides_about_a_restart(
    altotui: Altotui, words: tuple[str, ...], is_said: bool
) -> None:
    ran = altotui.demo(*QUEUE, *words, "--script", "/system reboot")
    assert ("would look stuck" in ran.err) is is_said
    assert ran.code == 0


@pytest.mark.parametrize(("words", "is_said"), [((), True), (("--backup",), False)])
def test_a_backup_is_proposed_where_there_is_none(
    altotui: Altotui, words: tuple[str, ...], is_said: bool
) -> None:
    ran = altotui.demo(*QUEUE, *words, "--script", "/ip dns static remove [find]")
    assert "removes everything in /ip/dns/static" in ran.err
    assert ("take a backup first" in ran.err) is is_said


def test_nothing_is_said_about_an_ordinary_script(altotui: Altotui) -> None:
    ran = altotui.demo(*QUEUE, "--script", "/ip dhcp-server lease remove [find comment=stale]")
    assert (ran.code, ran.err) == (0, "")


def test_what_the_platform_refuses_is_said_once(altotui: Altotui) -> None:
    ran = altotui.demo(*QUEUE, "--script", ":log info x\n" * 200)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "over the limit of 2000" in ran.err


def test_words_of_the_script_come_out_visible() -> None:
    words = ("--demo", "--demo-sites", "12", *QUEUE, "--script-file", "-")
    ran = piped("/ip arp add \x1b]0;x\x07=1 \u202e \u00e9\x9b31m\n/\x1bc", *words)
    assert ran.code == 0
    assert "altotui: script 1:" in ran.err
    assert ran.err.isascii()
    assert all(line.isprintable() for line in ran.err.splitlines())
