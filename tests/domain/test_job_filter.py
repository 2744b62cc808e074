"""The words that pick jobs."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.job_concern import Concern
from altotui.domain.job_filter import MOST_WORDS, JobFilter
from altotui.domain.text import make_visible
from tests.domain.listings import ANY_TEXT
from tests.domain.records import NOW, a_job, ago, job_no

JOBS = [
    (a_job(1, description="Firmware to 7.16", token="tokA"), "Lagos"),
    (a_job(2, description="Backup", started_at=ago(5)), "Lagos"),
    (a_job(3, description="firmware rollback", failed_at=ago(5)), "Zürich"),
    (a_job(4, description="reboot", completed_at=ago(5), needs_acknowledgement=False), "Zürich"),
]


def picked(text: str) -> list[int]:
    job_filter = JobFilter(text)
    return [n for n, (job, site_name) in enumerate(JOBS, 1) if job_filter.matches(job, site_name)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("firmware", [1, 3]),
        ("FIRMWARE lagos", [1]),
        ("-lagos", [3, 4]),
        ("zurich", [3, 4]),
        ('"to 7.16"', [1]),
        ('"7.16 to"', []),
        ('"16 lagos"', []),
        ('-"firmware rollback" firmware', [1]),
        ('"', [1, 2, 3, 4]),
        ("'firmware", [1, 3]),
        ("state:pending,running", [1, 2]),
        ("-state:pending", [2, 3, 4]),
        ("state:sent", [4]),
        ("state:failed firmware", [3]),
        ("State:Failed", [3]),
        ('"state:failed"', []),
        ("site:lag", [1, 2]),
        ("site:lag,ZURI firmware", [1, 3]),
        ("-site:lagos", [3, 4]),
        ("site:firmware", []),
        ("toka", [1]),
        ("token:toka", []),
        (job_no(2), [2]),
        ("nothing", []),
        ("-", [1, 2, 3, 4]),
        ("ack:no", [4]),
        ("ack:YES", [1, 2, 3]),
        ("-ack:yes,no", []),
    ],
)
def test_what_a_filter_picks(text: str, numbers: list[int]) -> None:
    assert picked(text) == numbers


def test_a_field_that_is_not_known_is_text() -> None:
    job = a_job(description="set pool:lan, then wan")
    assert JobFilter("pool:lan,").matches(job, "x")
    assert not JobFilter("pool:wan").matches(job, "x")
    assert JobFilter("-pool:wan").matches(job, "x")


@pytest.mark.parametrize("field", ["express", "ack", "backup"])
def test_flags(field: str) -> None:
    on = a_job(express=True, needs_acknowledgement=True)._replace(backup=True)
    off = a_job(express=False, needs_acknowledgement=False)._replace(backup=False)
    for job, word in ((on, "yes"), (off, "no")):
        other = {"yes": "no", "no": "yes"}[word]
        assert JobFilter(f"{field}:{word}").matches(job, "x")
        assert JobFilter(f"-{field}:{other}").matches(job, "x")
        assert not JobFilter(f"{field}:{other}").matches(job, "x")


@pytest.mark.parametrize(
    ("text", "ages_s"),
    [
        ("age:<2h", [0, 7199]),
        ("age:<=2h", [0, 7199, 7200]),
        ("age:>2h", [7201, 90_000]),
        ("age:>=2h", [7200, 7201, 90_000]),
        ("-age:<2h", [7200, 7201, 90_000]),
        ("age:>1h age:<1d", [7199, 7200, 7201]),
        ("age:<1m,>1d", [0, 90_000]),
        ("AGE:>1D", [90_000]),
    ],
)
def test_ages_count_from_creation_or_from_the_first_sight(text: str, ages_s: list[float]) -> None:
    job_filter = JobFilter(text)
    assert job_filter.asks_age
    every_s = [0, 7199, 7200, 7201, 90_000]
    created = [s for s in every_s if job_filter.matches(a_job(created_at=ago(s)), "x", now=NOW)]
    seen = [s for s in every_s if job_filter.matches(a_job(), "x", now=NOW, first_seen_at=ago(s))]
    assert created == seen == ages_s


def test_an_age_that_is_not_known_is_neither_young_nor_old() -> None:
    assert not any(JobFilter(text).matches(a_job(), "x", now=NOW) for text in ("age:<1d", "age:>1d"))


def test_what_is_from_the_future_has_no_age_yet() -> None:
    assert JobFilter("age:<1s").matches(a_job(created_at=ago(-600)), "x", now=NOW)


@pytest.mark.parametrize("concern", [None, *Concern])
def test_concerns(concern: Concern | None) -> None:
    for asked in Concern:
        job_filter = JobFilter(f"is:{asked.value}")
        assert job_filter.asks_concern
        assert job_filter.matches(a_job(), "x", concern=concern) is (asked is concern)
    is_urgent = concern is not None and concern is not Concern.FAST
    assert JobFilter("is:attention").matches(a_job(), "x", concern=concern) is is_urgent
    assert JobFilter("-is:Attention").matches(a_job(), "x", concern=concern) is not is_urgent


@pytest.mark.parametrize("text", ["is:stuck", "is:attention", "-is:gone"])
def test_a_concern_that_nobody_judged_is_not_an_answer(text: str) -> None:
    with pytest.raises(InvalidInput, match="not judged here"):
        JobFilter(text).matches(a_job(), "x")


def test_an_age_without_the_time_is_not_an_answer() -> None:
    with pytest.raises(InvalidInput, match="not told here"):
        JobFilter("age:<2h").matches(a_job(created_at=ago(5)), "x")


@pytest.mark.parametrize("text", ["state:", "state:open", "state:failed,nope", "-state:x", "state:,"])
def test_an_unknown_state_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(InvalidInput, match="one of pending, running, completed"):
        JobFilter(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("age:2h", "write age:<2h or age:>2h"),
        ("age:", "write age:<2h or age:>2h"),
        ("age:<", "write age:<2h or age:>2h"),
        ("age:>soon", "write age:<2h or age:>2h"),
        ("age:=5m", "write age:<2h or age:>2h"),
        ("is:", "one of attention, stuck"),
        ("is:late", "one of attention, stuck"),
        ("express:", "write express:yes or express:no"),
        ("ack:maybe", "write ack:yes or ack:no"),
        ("backup:yes,1", "write backup:yes or backup:no"),
        ("site:", "such as site:lagos"),
        ("a " * (MOST_WORDS + 1), f"take at most {MOST_WORDS}"),
    ],
)
def test_an_unknown_value_is_refused_with_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        JobFilter(text)
    assert remedy in caught.value.remedy


def read(text: str) -> JobFilter | InvalidInput:
    try:
        return JobFilter(text)
    except InvalidInput as problem:
        return problem


@given(
    text=ANY_TEXT
    | st.tuples(st.sampled_from(["state:", "age:", "is:", "ack:", "-site:"]), ANY_TEXT).map("".join),
    concern=st.none() | st.sampled_from(Concern),
    first_seen_at=st.none() | st.just(ago(60)),
)
def test_any_text_is_a_filter_or_is_refused_in_visible_words(
    text: str, concern: Concern | None, first_seen_at: datetime | None
) -> None:
    job_filter = read(text)
    if isinstance(job_filter, InvalidInput):
        assert job_filter.remedy
        assert make_visible(str(job_filter)) == str(job_filter)
        assert len(str(job_filter)) < 300
        return
    for job, site_name in JOBS:
        taken = job_filter.matches(job, site_name, concern=concern, now=NOW, first_seen_at=first_seen_at)
        assert taken is (
            job_filter.matches_lasting(job, site_name)
            and job_filter.matches_passing(job, concern, NOW, first_seen_at)
        )
        assert job_filter.has_lasting or job_filter.matches_lasting(job, site_name)
        assert job_filter.has_passing or job_filter.matches_passing(job, concern, NOW, first_seen_at)


@given(
    words=st.lists(st.sampled_from(["firmware", "lagos", "state:failed", "site:zur", "ack:yes"]), max_size=3)
)
def test_a_minus_turns_a_word_round_and_words_add_up(words: list[str]) -> None:
    every = set(range(1, len(JOBS) + 1))
    for word in words:
        assert set(picked(f"-{word}")) == every - set(picked(word))
    each = [set(picked(word)) for word in words]
    assert set(picked(" ".join(words))) == every.intersection(*each)
