"""What comes over the wire is read as far as it can be, and never believed further."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.client import NOT_UTF_8
from altotui.api.decoding import MAX_DEPTH, decode, records, unwrap
from altotui.api.wire import read_all
from altotui.api.wire_job import JobWire
from altotui.api.wire_reply import read_reply
from altotui.api.wire_site import SiteWire
from altotui.api.wire_tag import TagWire, read_uses
from altotui.domain.command import Sentence
from altotui.domain.errors import BadAnswer, RouterError
from altotui.domain.job import Job, JobState
from altotui.domain.site import Site
from tests.api.exchange import JOB, SITE, answer, client_for, raw


def _site(**members: object) -> Site:
    (wire,) = read_all(SiteWire, [{"id": SITE, **members}])
    site = wire.to_domain()
    assert site is not None
    return site


def _job(**members: object) -> Job:
    (wire,) = read_all(JobWire, [{"id": JOB, **members}])
    return wire.to_domain(SITE)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(SiteWire.model_fields, JUNK)))
def test_no_site_breaks_the_reader(members: dict[str, object]) -> None:
    site = _site(**{**members, "id": SITE})
    assert site.id == SITE
    assert site.name.strip()
    assert site.last_seen_at is None or site.last_seen_at.tzinfo is UTC


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(JobWire.model_fields, JUNK)))
def test_no_job_breaks_the_reader(members: dict[str, object]) -> None:
    job = _job(**{**members, "id": JOB})
    assert job.state in JobState
    assert job.description.isprintable()


@given(JUNK)
def test_no_reply_breaks_the_reader(body: object) -> None:
    try:
        reply = read_reply(body, "POST /x")
    except RouterError as trap:
        assert str(trap).isprintable()  # noqa: PT017 (either end is right; this one has words)
        return
    assert all(isinstance(row, Mapping) for row in reply.rows)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_decoder(content: bytes) -> None:
    try:
        value = decode(content).value
    except ValueError:
        return
    assert value is None or isinstance(value, bool | int | float | str | list | dict)


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("2026-03-02T09:14:51Z", (9, 14, 51, 0)),
        ("2026-03-02T09:14:51+00:00", (9, 14, 51, 0)),
        ("2026-03-02T23:14:51+14:00", (9, 14, 51, 0)),
        ("2026-03-02T09:14:51.123456Z", (9, 14, 51, 123456)),
        ("2026-03-02T09:14:51.123456789Z", (9, 14, 51, 123456)),
        ("2026-03-02T09:14:51", (9, 14, 51, 0)),
        ("2026-03-02 09:14:51", (9, 14, 51, 0)),
        (1772442891, (9, 14, 51, 0)),
    ],
)
def test_times_in_every_form_are_utc(given: object, at: tuple[int, int, int, int]) -> None:
    assert _site(last_seen_at=given).last_seen_at == datetime(2026, 3, 2, *at, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "just now",
        "2 minutes ago",
        True,
        [],
        {},
        None,
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        1e30,
    ],
)
def test_what_is_no_time_is_no_time(given: object) -> None:
    assert _site(last_seen_at=given).last_seen_at is None


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        (True, True),
        ("true", True),
        (1, True),
        ("false", False),
        (0, False),
        ("", None),
        (None, None),
        (2, None),
        ([], None),
    ],
)
def test_flags_in_every_form(given: object, flag: bool | None) -> None:
    assert _site(has_pulse=given).has_pulse is flag


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"name": "a"}, "a"),
        ({"name": 7}, "7"),
        ({"name": ""}, SITE),
        ({"name": "  ", "identity": "r1"}, "r1"),
        ({"name": None, "identity": "r1"}, "r1"),
        ({"name": ["a"], "identity": {"b": 1}}, SITE),
        ({"name": "\x1b[2Jx"}, "␛[2Jx"),
        ({"name": "\ud83d"}, "<U+D83D>"),
        ({}, SITE),
    ],
)
def test_a_site_always_has_a_visible_name(members: dict[str, object], name: str) -> None:
    assert _site(**members).name == name


def test_renamed_members_are_found() -> None:
    (wire,) = read_all(
        SiteWire,
        [{"site_id": SITE.upper(), "online": True, "version": "7.16 (stable)", "ip_address": "192.0.2.1"}],
    )
    site = wire.to_domain()
    assert site is not None
    assert (site.id, site.has_pulse, site.version, site.public_address) == (SITE, True, "7.16", "192.0.2.1")
    assert _job(make_backup=True).backup is _job(should_backup=True).backup is True
    (by_other_name,) = read_all(JobWire, [{"job_id": JOB.upper()}])
    assert by_other_name.to_domain(SITE).id == JOB


async def test_sites_that_cannot_stand_in_a_url_are_left_out_and_ids_are_unique() -> None:
    rows = [
        {"id": "x"},
        {"name": "no id"},
        None,
        5,
        {"id": SITE, "name": "old"},
        {"id": SITE.upper(), "name": "new"},
    ]
    client, _ = client_for(answer(rows), answer([]))
    assert [site.name for site in (await client.list_sites()).sites] == ["new"]


async def test_jobs_of_one_list_have_unique_ids_and_hostile_words_are_visible() -> None:
    rows = [
        {"id": JOB, "status": "\x07odd"},
        {"id": 12, "description": "a\u202eb"},
        {"id": JOB, "status": "done"},
        {},
    ]
    client, _ = client_for(answer(rows))
    first, second = await client.list_jobs(SITE)
    assert (first.state, second.description) == (JobState.COMPLETED, "a<U+202E>b")
    assert _job(status="\x07odd").status_word == "␇odd"
    assert _job(script="a\r\n\tb\x1b").script == "a\n\tb␛"


@given(st.text(max_size=40) | st.sampled_from(["a\r\nb", "a\u00a0b", "a\x1bb", "y" * 12_000]))
def test_a_job_knows_whether_its_script_is_what_the_api_sent(script: str) -> None:
    job = _job(script=script)
    assert job.is_script_exact == ((job.script or "") == script)


def test_a_job_without_a_script_has_none_that_differs() -> None:
    assert [_job(**members).is_script_exact for members in ({}, {"script": None}, {"script": ""})] == [
        True
    ] * 3
    assert _job().needs_acknowledgement


ENVELOPES = [
    "{rows}",
    '{{"status": "success", "data": {rows}}}',
    '{{"data": {rows}, "meta": {{"cursor": null, "has_more": false}}}}',
    '{{"status": "success", "data": {{"data": {rows}}}}}',
    "\ufeff{rows}",
]


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_lists_are_found_in_every_envelope(envelope: str) -> None:
    rows = json.dumps([{"id": SITE, "name": "a", "unknown": {"member": [1]}}])
    client, _ = client_for(raw(envelope.format(rows=rows).encode()), answer([]))
    assert [site.name for site in (await client.list_sites()).sites] == ["a"]


def test_an_envelope_is_one_only_with_both_members() -> None:
    assert unwrap({"status": "completed", "id": 1}) == {"status": "completed", "id": 1}
    assert unwrap({"status": "x", "data": None}) is None
    with pytest.raises(ValueError, match="expected a list, found dict"):
        records({"data": {"a": 1}})


@pytest.mark.parametrize(
    ("content", "value", "is_clean", "is_literal"),
    [
        (b'"caf\xc3\xa9"', "café", True, True),
        (b'"caf\\u00e9"', "café", True, False),
        (b'"\\n"', "\n", True, False),
        (b'"a\x7f"', "a\x7f", True, False),
        (b'"caf\xe9"', "caf\ufffd", False, False),
        (b'"\xed\xa0\xbd"', "\ufffd\ufffd\ufffd", False, False),
        (b'"\xef\xbf\xbd"', "\ufffd", True, True),
        (b'"\\ud83d"', "\ud83d", True, False),
        (b"\xef\xbb\xbf[1]", [1], True, False),
        (b'{"a": 1, "a": 2}', {"a": 2}, True, True),
        (b'"\\u0000"', "\x00", True, False),
        (b" \r\n[]\t", [], True, True),
        (b"1e999", float("inf"), True, True),
        (b"123456789012345678901234567890", 123456789012345678901234567890, True, True),
    ],
)
def test_what_can_be_read_is_read_and_what_was_odd_about_it_is_told(
    content: bytes, value: object, is_clean: bool, is_literal: bool
) -> None:
    assert decode(content) == (value, is_clean, is_literal)


@pytest.mark.parametrize("depth", [199, 201, MAX_DEPTH])
def test_deep_values_are_read_as_far_as_there_is_room(depth: int) -> None:
    value = decode(b"[" * depth + b"]" * depth).value
    for _ in range(depth - 1):
        assert isinstance(value, list)
        (value,) = value
    assert value == []


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 900, 100_000])
@pytest.mark.parametrize("brackets", [(b"[", b"]"), (b'{"a":', b"}")])
def test_deeper_values_are_no_answer(depth: int, brackets: tuple[bytes, bytes]) -> None:
    opened, closed = brackets
    with pytest.raises(ValueError, match="nested too deeply"):
        decode(opened * depth + b"1" + closed * depth)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_text_that_is_literal_has_no_ascii_control_character_in_it(text: str, as_ascii: bool) -> None:
    decoded = decode(json.dumps([text], ensure_ascii=as_ascii).encode())
    assert decoded.value == [text]
    assert not decoded.is_literal or not any(ord(char) < 0x20 or char == "\x7f" for char in text)


async def test_an_answer_that_was_no_utf_8_carries_a_note() -> None:
    client, _ = client_for(raw(b'{"status": "success", "data": [{"name": "caf\xe9"}]}'))
    reply = await client.run_command(SITE, Sentence("/a/print"), is_write=False)
    assert reply.rows == ({"name": "caf\ufffd"},)
    assert reply.notes == (NOT_UTF_8,)


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"  ",
            b"<html></html>",
            b"{",
            b'{"a": 1} x',
            b"NaN",
            b"[Infinity]",
            b"-Infinity",
            b"[" * 100_000,
        ),
        *(b"9" * 5000, "[1]".encode("utf-16"), b"\xff\xfe", b"tru"),
    ],
)
async def test_what_cannot_be_read_is_a_bad_answer_that_names_the_endpoint(content: bytes) -> None:
    with pytest.raises(ValueError):
        decode(content)
    client, _ = client_for(raw(content, content_type="text/html; charset=x"))
    with pytest.raises(BadAnswer, match=r"not JSON but 'text/html'|an empty answer") as caught:
        await client.list_jobs(SITE)
    assert caught.value.endpoint == "GET /site/{site_id}/job"


@pytest.mark.parametrize("body", [True, "hi", 3, {}, {"data": 1}, {"status": "success", "data": None}])
async def test_a_list_that_is_none_is_a_bad_answer(body: object) -> None:
    client, _ = client_for(answer(body))
    with pytest.raises(BadAnswer, match="expected a list"):
        await client.list_jobs(SITE)


@pytest.mark.parametrize(
    ("body", "rows", "ret"),
    [
        (None, [], None),
        ("text", [], "text"),
        ([], [], None),
        ({"status": "success", "data": "text"}, [], "text"),
        ({"status": "success", "data": {"ret": "*1F"}}, [], "*1F"),
        ([{"ret": 5}], [], "5"),
        ([{"a": "1"}, "x", 3], [{"a": "1"}, {"value": "x"}, {"value": 3}], None),
        ({"a": 1}, [{"a": 1}], None),
        (5, [{"value": 5}], None),
        ([["a"]], [{"value": ["a"]}], None),
        ({"status": "odd", "data": [{"x": "\x1b"}]}, [{"x": "\x1b"}], None),
        ([{"message": "link up"}], [{"message": "link up"}], None),
        ([{"message": "link up"}, {"message": "b"}], [{"message": "link up"}, {"message": "b"}], None),
    ],
)
def test_replies_in_every_form(body: object, rows: list[object], ret: str | None) -> None:
    reply = read_reply(body, "POST /x")
    assert (list(reply.rows), reply.ret) == (rows, ret)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ({"status": "success", "data": []}, None),
        ({"status": "Success", "data": {"a": 1}}, None),
        ([{"a": 1}], None),
        ({"data": []}, "without a status"),
        ({"a": 1}, "without a status"),
        ("text", "without a status"),
        (None, "without a status"),
        ({"status": None, "data": []}, "without a status"),
        ({"status": "pending", "data": []}, "its status is 'pending'"),
        ({"status": 3, "data": []}, "its status is '3'"),
        ({"status": "\x1b[2J", "data": []}, "its status is '␛[2J'"),
        ({"status": "x" * 5000, "data": []}, "its status is 'xxx"),
    ],
)
def test_an_answer_that_is_not_the_documented_form_carries_a_note(body: object, note: str | None) -> None:
    notes = read_reply(body, "POST /x").notes
    assert len(notes) == (note is not None)
    assert all((note or "") in words and words.isprintable() and len(words) < 100 for words in notes)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"status": "error", "message": "no such item"}, "no such item"),
        ({"status": "FAILED", "data": {"message": "failure: x"}}, "failure: x"),
        ({"status": "error", "data": "plain"}, "plain"),
        ({"status": "error"}, "without words"),
        ({"status": "success", "data": {"message": "no such command", "category": "0"}}, "no such command"),
        ({"status": "success", "data": {"message": "no such command"}}, "no such command"),
        ([{"!message": "bad\x1b"}], "bad␛"),
        ([{".message": "x", "category": 1}], "without words"),
    ],
)
def test_a_trap_in_a_success_is_the_router_that_said_no(body: object, words: str) -> None:
    with pytest.raises(RouterError) as caught:
        read_reply(body, "POST /x")
    assert words in str(caught.value)


def test_tags_read_what_they_can() -> None:
    use = {"correlation_id": SITE.upper(), "correlation_type": "site", "value": "a\x07"}
    definitions = [
        {"key": "Region", "values": [use, {"value": "no id"}, 3, {**use, "correlation_type": "user"}]},
        {"values": [use]},
        {"key": "none", "values": None},
        {"key": "empty"},
        "junk",
    ]
    read = [use for tag in read_all(TagWire, definitions) for use in read_uses(tag, list(tag.values))]
    assert read == [(SITE, "Region:a␇"), (SITE, "?:a␇")]
