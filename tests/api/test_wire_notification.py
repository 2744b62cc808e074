"""Notifications: the payload of seed 2, and everything else that somebody may post."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.wire_notification import NotificationWire, read_notification
from altotui.domain.ids import IdempotencyKey, JobId, SiteId
from altotui.domain.notification import Notification

JOB = JobId("00000000-0000-0000-0000-000000000001")
SITE = SiteId("00000000-0000-0000-0000-000000000003")
DOCUMENTED = {
    "job_id": JOB,
    "customer_id": "00000000-0000-0000-0000-000000000002",
    "description": "example description",
    "router_id": SITE,
    "idempotency_key": "00000000-0000-0000-0000-000000000004",
    "express_execute": False,
    "needs_acknowledgement": True,
    "make_backup": False,
    "seq_id": 1234567890,
    "started_at": "2024-05-28T06:14:19+00:00",
    "completed_at": "2024-05-28T06:14:21+00:00",
    "failed_at": None,
    "deleted_at": None,
    "status": "completed",
}


def read(**members: object) -> Notification:
    return read_notification(json.dumps({"job_id": JOB, "router_id": SITE} | members).encode())


def test_the_documented_payload() -> None:
    assert read_notification(json.dumps(DOCUMENTED).encode()) == Notification(
        job_id=JOB,
        site_id=SITE,
        status_word="completed",
        seq_id=1234567890,
        idempotency_key=IdempotencyKey("00000000-0000-0000-0000-000000000004"),
        description="example description",
        started_at=datetime(2024, 5, 28, 6, 14, 19, tzinfo=UTC),
        completed_at=datetime(2024, 5, 28, 6, 14, 21, tzinfo=UTC),
    )


def test_the_ids_alone_are_a_notification() -> None:
    assert read() == Notification(JOB, SITE)


def test_ids_are_lower_case() -> None:
    notification = read(job_id="ABCDEF00-0000-4000-8000-00000000000A", router_id=SITE.upper())
    assert (notification.job_id, notification.site_id) == ("abcdef00-0000-4000-8000-00000000000a", SITE)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON"),
        (b"status=completed", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b'{"job_id": NaN}', "it is not JSON"),
        (b"[" * 60_000, "it is not JSON"),
        (b"[]", "it is no JSON object"),
        (b"null", "it is no JSON object"),
        (b'"completed"', "it is no JSON object"),
        (b"{}", "its job_id is not a UUID"),
        (json.dumps({"router_id": SITE}).encode(), "its job_id is not a UUID"),
        (json.dumps({"job_id": JOB}).encode(), "its router_id is not a UUID"),
        (json.dumps({"data": DOCUMENTED, "status": "success"}).encode(), "its job_id is not a UUID"),
    ],
)
def test_what_is_none_is_refused_in_fixed_words(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read_notification(content)


@pytest.mark.parametrize("name", ["job_id", "router_id"])
@pytest.mark.parametrize(
    "text", [None, "", 7, [], {}, True, "../x", JOB[:-1], f"{JOB}\n", f" {JOB}", "x" * 9000]
)
def test_an_id_that_is_no_uuid_is_refused_and_not_repeated(name: str, text: object) -> None:
    with pytest.raises(ValueError, match=rf"^its {name} is not a UUID$"):
        read(**{name: text})


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (0, 0),
        (-5, -5),
        ("17", 17),
        (10**17, 10**17),
        (10**18, None),
        (1.5, None),
        (True, None),
        ("", None),
        ("٣", None),
        ("1_0", None),
        ([], None),
        (None, None),
    ],
)
def test_a_sequence_number_is_whole_or_absent(given: object, number: int | None) -> None:
    assert read(seq_id=given).seq_id == number


def test_hostile_text_is_made_visible() -> None:
    notification = read(
        description="\x1b[31mred\u202e", status="run\x00ning", idempotency_key="a\nb", started_at="\x1b"
    )
    assert notification.description == "␛[31mred<U+202E>"
    assert notification.status_word == "run␀ning"
    assert notification.idempotency_key == "a␊b"
    assert notification.started_at is None


def test_bytes_that_are_no_clean_text_are_read_all_the_same() -> None:
    content = json.dumps({"job_id": JOB, "router_id": SITE, "description": "a?b"}).encode()
    assert read_notification(content.replace(b"?", b"\xff")).description == "a\ufffdb"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NotificationWire.model_fields, JUNK)))
def test_no_members_break_the_reader(members: dict[str, object]) -> None:
    notification = read(**{**members, "job_id": JOB, "router_id": SITE})
    assert (notification.job_id, notification.site_id) == (JOB, SITE)
    for text in (notification.status_word, notification.description, notification.idempotency_key):
        assert text is None or text.isprintable()
    assert notification.failed_at is None or notification.failed_at.tzinfo is UTC


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(it is not JSON|it is no JSON object|its job_id is not a UUID)$"):
        read_notification(content)
