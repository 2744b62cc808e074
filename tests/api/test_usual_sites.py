"""Usual records of sites take a short way, and what comes out is what the model would have given."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from altotui.api.decoding import decode
from altotui.api.usual_sites import Tags, usual_sites
from altotui.api.wire import in_slices
from altotui.api.wire_site import SiteWire, read_sites
from altotui.domain.clock import ScaledClock
from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.text import MAX_FIELD_CHARS
from altotui.simulator.simulator import Simulator
from altotui.simulator.site_facts import v1_site
from tests.api.exchange import SITE, wire

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
TAGS: Tags = {SITE: ("Region:Emilia", "Owner:NOC")}
USUAL: dict[str, object] = {
    "id": str(SITE),
    "pid": "site_2m3h",
    "name": "bologna-core-01",
    "address": "Bologna, Italy",
    "has_pulse": True,
    "uptime": "3 days",
    "architecture_name": "arm64",
    "hardware_hash": "ab" * 20,
    "serial_number": "HFB098M0M2P",
    "software_version": "7.16.2",
    "software_id": "U0B1-15HF",
    "identity": "bo-core-01",
    "last_seen_from": "198.51.100.24",
    "model": "RB5009UG+S+",
    "board_name": "RB5009",
    "routerboard": True,
    "last_seen": "2 minutes ago",
    "last_seen_at": "2026-03-02T09:14:51Z",
    "created_at": "2025-10-29T11:45:56.123456Z",
    "updated_at": "2025-10-29T11:45:56Z",
    "deleted_at": None,
    "scheduler_removal": None,
}
READ = (
    *("id", "name", "pid", "software_version", "board_name", "model", "serial_number", "last_seen_from"),
    *("identity", "address", "architecture_name", "has_pulse", "last_seen_at", "created_at", "deleted_at"),
)
"""What is taken of a record."""


def _by_the_model(record: object) -> Site | None:
    try:
        read = SiteWire.model_validate(record)
    except ValidationError:
        return None
    return read.to_domain(TAGS.get(SiteId(read.id.lower()), ()))


def _read(record: object) -> tuple[list[Site], list[Site]]:
    """Return what is read out of the JSON of a record, and what the model reads."""
    decoded = decode(json.dumps([record], ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert isinstance(decoded.value, list)
    expected = _by_the_model(decoded.value[0])
    return read_sites(decoded.value, TAGS, is_literal=decoded.is_literal), [expected] if expected else []


def _takes_the_short_way(record: dict[str, object]) -> bool:
    decoded = decode(json.dumps(record).encode())
    assert isinstance(decoded.value, dict)
    return usual_sites([decoded.value], TAGS, is_literal=decoded.is_literal) is not None


# The same either way

TIMES = [
    *(
        "2026-03-02T09:14:51Z",
        "2026-03-02T09:14:51.5Z",
        "2026-03-02T09:14:51.123456Z",
        "2026-03-02T09:14:51.Z",
    ),
    *("2026-03-02T09:14:51.1234567Z", "2026-03-02T09:14:51.123456789Z", "2026-03-02T09:14:51,5Z"),
    *(
        "2026-03-02T09:14:51+00:00",
        "2026-03-02T09:14:51-00:00",
        "2026-03-02T09:14:51+01:00",
        "2026-03-02T09:14:51",
    ),
    *(
        "2026-03-02 09:14:51Z",
        "2026-03-02_09:14:51Z",
        "2026-03-02x09:14:51Z",
        "2026-03-02t09:14:51z",
        "2026-03-02",
    ),
    *(
        "20260302T091451Z",
        "2026-03-02T091451Z",
        "2026-W10-1T09:14:51Z",
        "2026-061T09:14:51Z",
        "2026-03-02T09Z",
    ),
    *("2026-03-02T09:14Z", "2026-03-02T24:00:00Z", "2026-03-02T09:14:60Z", "2026-02-30T00:00:00Z"),
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"),
    *("٢٠٢٦-03-02T09:14:51Z", " 2026-03-02T09:14:51Z", "2026-03-02T09:14:51Z ", "2026-03-02T09:14:51Z\n"),
    *("1772442891", "2 minutes ago", "", "null"),
]
TEXTS = [
    *(
        "",
        " ",
        "   ",
        "\t",
        "\u00a0",
        "\u3000",
        "a ",
        " a",
        "a|b",
        "|",
        "||",
        "a||b",
        "| a",
        "a| b",
        "|a",
        "a|",
    ),
    *("\x1b[2J", "\x07", "\x7f", "\x9b", "\x00", "a\nb", "\u202eb", "\u200b", "\ufeff", "\ud83d"),
    *("é", "Ωmega", "日本", "Z\u0301" * 9, "[red]", "\\u0041"),
    *(
        "7.12.1 (stable)",
        "7.12.1 (stable) x",
        "7.12.1 (",
        " (stable)",
        "(stable)",
        "7.12.1(stable)",
        "7 (a) (b)",
    ),
    *(
        "x|" * MAX_FIELD_CHARS,
        "x)",
        "x" * (MAX_FIELD_CHARS - 200),
        "x" * MAX_FIELD_CHARS,
        "x" * (MAX_FIELD_CHARS + 1),
    ),
    *(str(SITE).upper(), f"{SITE}\n", "9a9a3e6f", "00000000-0000-4000-8000-00000000000g", "null", "true"),
]
NO_TEXTS: list[object] = [None, True, False, 0, 1, -1, 1.5, 10**30, [], ["a"], {}, {"a": 1}]
VALUES = [*TIMES, *TEXTS, *NO_TEXTS]


@pytest.mark.parametrize("name", [*READ, "online", "version", "ip_address", "site_id", "router_id"])
def test_one_odd_value_in_any_field_gives_the_same_either_way(name: str) -> None:
    for value in VALUES:
        read, expected = _read({**USUAL, name: value})
        assert read == expected, f"{name} = {value!r}"


@pytest.mark.parametrize("name", READ)
def test_one_field_that_is_missing_gives_the_same_either_way(name: str) -> None:
    read, expected = _read({key: value for key, value in USUAL.items() if key != name})
    assert read == expected


@pytest.mark.parametrize("value", [None, 5, "text", [], list(USUAL), [USUAL], True, {}, [["id", SITE]]])
def test_what_is_no_record_gives_the_same_either_way(value: object) -> None:
    read, expected = _read(value)
    assert read == expected == []


ASCII = st.characters(max_codepoint=0x7F)
FIELD = (
    st.sampled_from(VALUES)
    | st.text(st.characters(), max_size=12)
    | st.text(st.sampled_from("| ()a"), max_size=8)
    | st.datetimes(timezones=st.none() | st.just(UTC)).map(lambda at: at.isoformat().replace("+00:00", "Z"))
    | st.from_regex(
        r"\A\d{4}-[01]\d-[0-3]\d[Tt _]?[0-2]\d:?[0-5]\d(:[0-5]\d)?(\.\d{0,9})?[Zz]?\Z", alphabet=ASCII
    )
    | st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
MISSING = object()


@given(st.dictionaries(st.sampled_from(READ), FIELD | st.just(MISSING), max_size=4))
def test_a_record_that_is_odd_in_any_way_gives_the_same_either_way(odd: dict[str, object]) -> None:
    record = {key: value for key, value in {**USUAL, **odd}.items() if value is not MISSING}
    read, expected = _read(record)
    assert read == expected
    assert [type(site) for site in read] == [Site] * len(expected)


@given(st.lists(st.dictionaries(st.sampled_from(READ), FIELD, max_size=1), max_size=6))
def test_sites_come_in_the_order_of_their_records_and_those_that_are_none_are_passed_over(
    odd: list[dict[str, object]],
) -> None:
    records: list[object] = [{**USUAL, **one} for one in odd]
    expected = [site for record in records if (site := _by_the_model(record))]
    assert read_sites(records, TAGS) == expected


@given(
    st.dictionaries(
        st.integers(0, 249), st.dictionaries(st.sampled_from(READ), FIELD, min_size=1), max_size=3
    )
)
def test_a_few_odd_ones_in_a_long_list_change_nothing_for_the_others(
    odd: dict[int, dict[str, object]],
) -> None:
    ids = [f"9a9a3e6f-0000-4000-8000-{at:012x}" for at in range(250)]
    records: list[object] = [{**USUAL, "id": ids[at], **odd.get(at, {})} for at in range(250)]
    expected = [site for record in records if (site := _by_the_model(record))]
    assert read_sites(records, TAGS) == expected


# The short way is taken


def test_the_record_of_the_tests_above_takes_the_short_way() -> None:
    assert _takes_the_short_way(USUAL)
    assert _takes_the_short_way({**USUAL, "address": None})
    assert _takes_the_short_way({**USUAL, "software_version": "7.12.1 (stable)", "has_pulse": False})
    assert _takes_the_short_way({**USUAL, "last_seen_at": None, "identity": None, "has_pulse": None})
    assert not _takes_the_short_way({**USUAL, "name": None})
    assert not _takes_the_short_way({**USUAL, "deleted_at": USUAL["created_at"]})


def test_nearly_every_record_of_the_simulator_takes_the_short_way() -> None:
    simulator = Simulator(ScaledClock(NOW), sites=500)
    records = [v1_site(simulator.facts(index, NOW.timestamp())) for index in range(500)]
    assert any(record["last_seen_at"] is None for record in records)
    assert sum(map(_takes_the_short_way, records)) >= 0.99 * len(records)
    for record in records:
        read, expected = _read(record)
        assert read == expected


def test_the_documented_records_give_the_same_either_way() -> None:
    for name in ("v1_sites", "legacy_sites"):
        document = wire(name)
        records = document["data"] if isinstance(document, dict) else document
        assert isinstance(records, list)
        assert records
        for record in records:
            read, expected = _read(record)
            assert read == expected != []


async def test_a_long_list_is_emptied_while_it_is_read_so_that_never_both_are_in_memory() -> None:
    values: list[object] = list(range(2_500))
    left, read = [], []
    async for some in in_slices(values):
        read += some
        left.append(len(values))
    assert read == list(range(2_500))
    assert left == [2_500, 1_500, 500]
    assert values == []
