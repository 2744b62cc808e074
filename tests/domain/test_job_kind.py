"""Which jobs are the same on another day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.job_kind import ONLY_NUMBERS, kind_of


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("Backup nightly", "Backup nightly"),
        ("  Backup   nightly ", "Backup nightly"),
        ("RouterOS 7.19.4", "RouterOS"),
        ("RouterOS 6->7", "RouterOS"),
        ("RouterOS 7.19.4, wave 2 (canary)", "RouterOS wave canary"),
        ("Backup 2026-03-02", "Backup"),
        ("Backup 2026-03-02T09:15:00Z nightly", "Backup nightly"),
        ("Backup 2026-03-02 09:15+01:00", "Backup"),
        ("Backup 2 Mar 2026", "Backup"),
        ("Backup March 2nd, 2026", "Backup"),
        ("Backup 02-Sep-26 at 9:15 pm", "Backup at"),
        ("Backup (Monday)", "Backup"),
        ("maybe 2 more marks 3", "maybe more marks"),
        ("restart ether1", "restart ether"),
        ("rename wireguard1", "rename wireguard"),
        ("ticket 2jP5kLqWnZ", "ticket"),
        ("ticket 4f3c2a1b done", "ticket done"),
        ("ticket 6f9619ff-8b86-d011-b42d-00c04fc964ff", "ticket"),
        ("add decade facade", "add decade facade"),
        ("DNS auf 9.9.9.9 ändern", "DNS auf ändern"),
        ("2026-03-02", ONLY_NUMBERS),
        ("", ONLY_NUMBERS),
        ("#42", ONLY_NUMBERS),
    ],
)
def test_what_is_left_of_a_description(description: str, kind: str) -> None:
    assert kind_of(description) == kind


@given(key=st.uuids(version=4))
def test_our_mark_is_no_part_of_it(key: object) -> None:
    draft = JobDraft("Add NTP servers", "/log info x", idempotency_key=IdempotencyKey(str(key)))
    assert kind_of(draft.marked().description) == "Add NTP servers"


SHAPED = st.text(alphabet="aAmMoOnNdDyY019 -_.#:/(),\u0663\u2026é", max_size=60)


@given(st.one_of(st.text(max_size=200), SHAPED))
def test_a_kind_is_its_own_kind_and_never_empty(description: str) -> None:
    kind = kind_of(description)
    assert kind
    assert kind_of(kind) == kind
    assert not any(char.isdecimal() for char in kind)


@given(st.integers(0, 10**12), st.dates())
def test_numbers_and_dates_make_no_other_kind(number: int, day: object) -> None:
    assert kind_of(f"RouterOS {number} of {day}") == kind_of("RouterOS 7 of 2026-03-02")


def test_a_huge_description_is_read_in_part() -> None:
    assert kind_of("x1" * 1_000_000)
