"""Every kind of sample reply is answered in its form: same keys, same forms of values."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from altotui.simulator.routeros.router import Reply, Trap
from tests.simulator.routeros.routers import CORE, EDGE, KIOSK, NOW, OLD_WIRELESS, SetClock, router

SAMPLES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("replies.json").read_text())["replies"]
ROWS = [sample for sample in SAMPLES if sample["kind"] in ("singleton", "list", "samples")]
_HOLDERS = {
    "/interface/wifi/registration-table/print": KIOSK,
    "/interface/wireless/registration-table/print": OLD_WIRELESS,
}
_FORMS = (
    ("true or false", re.compile(r"true|false")),
    ("id", re.compile(r"\*[0-9A-F]+")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")),
    ("MAC", re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")),
    ("number", re.compile(r"-?\d+")),
    ("duration", re.compile(r"(?:\d+(?:ms|us|[wdhms]))+")),
)
_FREE = {
    "name",
    "comment",
    "message",
    "mtu",
    "last-seen",
    "network",
    "last",
    "avg",
    "signal-strength",
    "status",
}


def _answers(sample: dict[str, Any]) -> list[Reply]:
    """Answer a sample's command on several routers and at several times: some keys come and go."""
    profiles = [_HOLDERS[sample["command"]]] if sample["command"] in _HOLDERS else [EDGE, CORE]
    found = []
    for profile in profiles:
        for hours in range(0, 72, 4):
            clock = SetClock(NOW + timedelta(hours=hours, seconds=hours * 7))
            words = sample["parameters"]
            if profile is CORE:
                words = [word.replace("sfp-sfpplus10", "ether10") for word in words]
            found.append(router(profile, clock=clock).run(sample["command"], words))
    return found


def _form(text: str) -> str:
    return next((name for name, pattern in _FORMS if pattern.fullmatch(text)), "text")


@pytest.mark.parametrize(
    "sample", ROWS, ids=lambda sample: sample["command"] + " ".join(sample["parameters"])
)
def test_the_keys_are_those_of_the_sample(sample: dict[str, Any]) -> None:
    wanted = set().union(*sample["reply"])
    got = set().union(*(row for reply in _answers(sample) for row in reply.rows))
    optional = {"in-interface", "DHCP", "dhcp", "vlan-id"}
    assert wanted - got <= optional
    assert got - wanted <= optional


@pytest.mark.parametrize(
    "sample", ROWS, ids=lambda sample: sample["command"] + " ".join(sample["parameters"])
)
def test_the_values_have_the_forms_of_the_sample(sample: dict[str, Any]) -> None:
    forms: dict[str, set[str]] = {}
    for row in sample["reply"]:
        for key, value in row.items():
            forms.setdefault(key, set()).add(_form(value))
    for reply in _answers(sample):
        for row in reply.rows:
            for key, value in row.items():
                wanted = forms.get(key, {"text"})
                if key not in _FREE and "text" not in wanted and value:
                    assert _form(value) in wanted, (key, value)


@pytest.mark.parametrize("sample", ROWS, ids=lambda sample: sample["command"])
def test_a_singleton_has_one_row_without_an_id(sample: dict[str, Any]) -> None:
    reply = _answers(sample)[0]
    if sample["kind"] == "singleton":
        assert len(reply.rows) == 1
    has_ids = ".id" in sample["reply"][0]
    assert all((".id" in row) == has_ids for row in reply.rows)


def test_count_only_answers_a_number_and_no_rows() -> None:
    reply = router().run("/ip/arp/print", ["=count-only=", "?interface=bridge-lan"])
    rows = router().run("/ip/arp/print", ["?interface=bridge-lan"]).rows
    assert reply == Reply(ret=str(len(rows)))
    assert rows


def test_nothing_found_is_an_empty_reply() -> None:
    assert router().run("/ip/arp/print", ["?interface=no-such"]) == Reply()


def test_add_answers_an_id() -> None:
    reply = router().run("/ip/address/add", ["=address=10.9.9.1/24", "=interface=sfp-sfpplus10"])
    assert reply.rows == ()
    assert re.fullmatch(r"\*[0-9A-F]+", reply.ret or "")


def test_execute_answers_the_text_with_crlf() -> None:
    script = ":put [/system identity get name]; /ip dns export"
    text = router().run("/execute", [f"=script={script}", "=as-string="]).ret or ""
    lines = text.split("\r\n")
    assert lines[:3] == [
        "edge-01.zrh",
        "# 2026-11-21 06:42:11 by RouterOS 7.21.4",
        "# software id = TEST-0001",
    ]
    assert lines[lines.index("/ip dns") + 1].startswith("set allow-remote-requests=yes")
    assert lines[-1] == ""


def test_a_wrong_verb_traps_as_in_the_sample() -> None:
    with pytest.raises(Trap) as caught:
        router().run("/ip/arp/prnt", [])
    assert (caught.value.category, caught.value.message) == (0, "no such command")


def test_inspect_completes_as_in_the_sample() -> None:
    sample = next(sample for sample in SAMPLES if sample["command"] == "/console/inspect")
    assert list(router().run(sample["command"], sample["parameters"]).rows) == sample["reply"]


def test_every_sample_is_covered_here() -> None:
    others = {sample["kind"] for sample in SAMPLES} - {"singleton", "list", "samples"}
    assert (len(SAMPLES), others) == (36, {"done", "empty", "trap"})
