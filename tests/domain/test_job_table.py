"""The lines of a list of jobs, whatever happens to the jobs, the filter, the groups and the folds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import Concern, needs_attention
from altotui.domain.job_filter import JobFilter
from altotui.domain.job_kind import kind_of
from altotui.domain.job_rollup import Rollup, rollup
from altotui.domain.job_table import Grouping, JobGroup, JobTable, JobView
from altotui.domain.timeline import Timeline
from tests.domain.records import NOW, a_job, ago, job_no, site_no


class Seen(NamedTuple):
    """What a store keeps of a job."""

    job: Job
    timeline: Timeline


Concerns = dict[JobId, Concern | None]
NAMES = {site_no(1): "lagos", site_no(2): "kano", site_no(3): "abuja"}


def seen(job: Job) -> Seen:
    return Seen(job, Timeline().observed(job, NOW))


def done(number: int, site: int = 1, description: str = "reboot", ended_s: float = 100) -> Seen:
    return seen(a_job(number, site, description=description, created_at=ago(5000), completed_at=ago(ended_s)))


def waiting(number: int, site: int = 1, description: str = "reboot", age_s: float = 100) -> Seen:
    return seen(a_job(number, site, description=description, created_at=ago(age_s)))


def running(number: int, site: int = 1, description: str = "reboot", age_s: float = 100) -> Seen:
    created, started = ago(age_s), ago(age_s / 2)
    return seen(a_job(number, site, description=description, created_at=created, started_at=started))


def failed(number: int, site: int = 1, description: str = "reboot") -> Seen:
    return seen(a_job(number, site, description=description, created_at=ago(5000), failed_at=ago(60)))


SOME = [
    waiting(1, 1, "RouterOS 7.19"),
    running(2, 1, "Backup"),
    done(3, 1, "RouterOS 7.18"),
    waiting(4, 2, "RouterOS 7.20", age_s=50),
    done(5, 2, "RouterOS 7.18", ended_s=10),
    failed(6, 3, "Backup"),
    done(7, 3, "Backup"),
]
STUCK: Concerns = {job_no(2): Concern.STUCK, job_no(6): Concern.FAILED, job_no(7): Concern.FAST}


def table_of(
    records: Sequence[Seen] = SOME,
    concerns: Concerns = STUCK,
    view: JobView | None = None,
    text: str = "",
) -> JobTable[Seen]:
    table: JobTable[Seen] = JobTable()
    table.apply_view(view or JobView())
    table.apply_filter(JobFilter(text), NOW)
    table.show(records, NAMES, concerns, NOW)
    return table


def number_of(record: Seen) -> int:
    return int(record.job.id[-12:])


def lines(table: JobTable[Seen]) -> list[str]:
    """Return what stands in each line: the number of a job, or the label of a head, with `+` when it is folded."""
    shown = []
    for line in range(len(table)):
        record, group = table.record_at(line), table.group_at(line)
        if record is not None:
            shown.append(str(number_of(record)))
        elif group is not None:
            shown.append(f"{'+' if group.is_folded else '-'}{group.label}")
    return shown


def head(table: JobTable[Seen], label: str) -> JobGroup:
    heads = (table.group_at(line) for line in range(len(table)))
    return next(group for group in heads if group is not None and group.label == label)


def test_an_empty_table_has_no_lines() -> None:
    table: JobTable[Seen] = JobTable()
    assert (len(table), table.total, table.hit_count, table.attention_count) == (0, 0, 0, 0)
    assert (table.record_at(0), table.group_at(0), table.group_of(0)) == (None, None, None)
    assert table.line_of(job_no(1)) is table.nearest_line(job_no(1)) is table.line_of_group("ended") is None
    for grouping in Grouping:
        assert lines(table_of([], {}, JobView(grouping))) == []


def test_attention_comes_first_then_running_then_waiting_and_the_ended_are_folded() -> None:
    table = table_of([*SOME, running(8), waiting(9, age_s=75)])
    assert lines(table) == ["2", "6", "8", "4", "9", "1", "+3 ended"]
    ended = head(table, "3 ended")
    assert ended.rollup == Rollup(done=3, total=3)
    assert (ended.key, ended.site_count, ended.is_ended, ended.hidden_count) == ("ended", 3, True, 3)
    assert table.attention_count == 2


def test_ended_jobs_are_unfolded_with_the_odd_ones_first_then_the_newest() -> None:
    table = table_of()
    table.unfold(head(table, "3 ended"))
    assert lines(table) == ["2", "6", "4", "1", "-3 ended", "7", "5", "3"]
    table.show([*SOME, done(8, ended_s=50)], NAMES, STUCK, NOW)
    assert lines(table) == ["2", "6", "4", "1", "-4 ended", "7", "5", "8", "3"]
    table.fold(head(table, "4 ended"))
    table.fold(head(table, "4 ended"))
    assert lines(table) == ["2", "6", "4", "1", "+4 ended"]


def test_concerns_are_in_the_order_of_their_weight() -> None:
    urgent = [concern for concern in Concern if needs_attention(concern)]
    records = [failed(number) for number in range(len(urgent))]
    for turned in (records, records[::-1]):
        table = table_of(turned, {record.job.id: urgent[number_of(record)] for record in records})
        assert lines(table) == [str(number) for number in range(len(urgent))]


@pytest.mark.parametrize("state", list(JobState))
def test_what_has_ended_without_a_concern_is_folded_and_nothing_else(state: JobState) -> None:
    job = {
        JobState.PENDING: a_job(),
        JobState.RUNNING: a_job(started_at=ago(5)),
        JobState.COMPLETED: a_job(completed_at=ago(5)),
        JobState.SENT: a_job(completed_at=ago(5), needs_acknowledgement=False),
        JobState.FAILED: a_job(failed_at=ago(5)),
        JobState.DELETED: a_job(deleted_at=ago(5)),
        JobState.GONE: a_job(is_gone=True),
        JobState.UNKNOWN: a_job(status_word="odd"),
    }[state]
    assert job.state is state
    is_open = state in (JobState.PENDING, JobState.RUNNING, JobState.UNKNOWN)
    assert lines(table_of([seen(job)], {})) == (["1"] if is_open else ["+1 ended"])
    for concern in Concern:
        is_shown = is_open or needs_attention(concern)
        assert lines(table_of([seen(job)], {job.id: concern})) == (["1"] if is_shown else ["+1 ended"])


def test_equal_times_stay_in_the_order_in_which_they_came() -> None:
    records = [waiting(number, age_s=60) for number in (3, 1, 2)]
    assert lines(table_of(records, {})) == ["3", "1", "2"]
    older = seen(a_job(9))
    assert lines(table_of([waiting(1), older, seen(a_job(8))], {})) == ["9", "8", "1"]


@pytest.mark.parametrize("year", [1, 1969, 2286, 2300, 9999])
def test_a_time_that_cannot_be_true_moves_no_job_out_of_its_place(year: int) -> None:
    odd = NOW.replace(year=year)
    records = [
        done(1),
        seen(a_job(2, created_at=odd)),
        seen(a_job(3, created_at=odd, completed_at=odd)),
        running(4),
        failed(5),
    ]
    table = table_of(records, {job_no(5): Concern.FAILED}, JobView(folds=frozenset({"ended"})))
    assert lines(table)[:4] == ["5", "4", "2", "-2 ended"]
    assert sorted(lines(table)[4:]) == ["1", "3"]


def test_groups_by_kind_are_called_by_their_newest_job() -> None:
    table = table_of(view=JobView(Grouping.JOB))
    assert lines(table) == ["-Backup", "2", "6", "+1 ended", "-RouterOS 7.20", "4", "1", "+2 ended"]
    assert head(table, "Backup").rollup == Rollup(done=1, failed=1, stuck=1, total=3)
    assert head(table, "RouterOS 7.20").rollup == Rollup(done=2, waiting=2, total=4)
    assert head(table, "RouterOS 7.20").site_count == 2
    assert head(table, "2 ended").rollup == Rollup(done=2, total=2)


def test_groups_by_site_are_called_by_its_name() -> None:
    table = table_of([*SOME, waiting(8, 4)], view=JobView(Grouping.SITE))
    assert lines(table) == [
        *("-lagos", "2", "1", "+1 ended", "-abuja", "6", "+1 ended", "-kano", "4", "+1 ended"),
        *(f"-{site_no(4)}", "8"),
    ]
    table.show(SOME, {**NAMES, site_no(2): "kano depot"}, STUCK, NOW)
    assert "-kano depot" in lines(table)


def test_two_sites_of_one_name_are_two_groups() -> None:
    table: JobTable[Seen] = JobTable()
    table.apply_view(JobView(Grouping.SITE))
    table.show([waiting(1, 1), waiting(2, 2)], dict.fromkeys(NAMES, "same"), {}, NOW)
    assert lines(table) == ["-same", "1", "-same", "2"]
    table.fold(head(table, "same"))
    assert lines(table) == ["+same", "-same", "2"]


def test_a_folded_group_shows_what_needs_attention_and_stays_folded_when_it_gets_another_label() -> None:
    table = table_of(view=JobView(Grouping.JOB))
    for label in ("Backup", "RouterOS 7.20"):
        table.fold(head(table, label))
    assert lines(table) == ["+Backup", "2", "6", "+RouterOS 7.20"]
    assert head(table, "Backup").hidden_count == 1
    table.show([*SOME, waiting(8, 2, "RouterOS 7.21", age_s=5)], NAMES, STUCK, NOW)
    assert lines(table) == ["+Backup", "2", "6", "+RouterOS 7.21"]
    table.show(SOME, NAMES, {**STUCK, job_no(1): Concern.STUCK}, NOW)
    assert lines(table) == ["+RouterOS 7.20", "1", "+Backup", "2", "6"]
    table.toggle_fold(head(table, "RouterOS 7.20"))
    assert lines(table) == ["-RouterOS 7.20", "1", "4", "+2 ended", "+Backup", "2", "6"]


def test_folds_of_each_head_are_its_own_and_return_with_their_grouping() -> None:
    table = table_of(view=JobView(Grouping.SITE))
    first = table.group_of(table.line_of(job_no(1)) or 0)
    assert first is not None
    assert first.label == "lagos"
    table.unfold(table_ended(table, job_no(3)))
    assert lines(table)[:5] == ["-lagos", "2", "1", "-1 ended", "3"]
    assert lines(table).count("+1 ended") == 2
    folds = table.view.folds
    table.apply_view(JobView(Grouping.FLAT, folds=folds))
    assert lines(table)[-1] == "+3 ended"
    table.apply_view(JobView(Grouping.SITE, folds=folds))
    assert lines(table)[:5] == ["-lagos", "2", "1", "-1 ended", "3"]


def table_ended(table: JobTable[Seen], job_id: JobId) -> JobGroup:
    """Return the head into which a job is folded."""
    line = table.nearest_line(job_id)
    assert line is not None
    group = table.group_at(line)
    assert group is not None
    return group


def test_the_kind_of_a_job_cannot_look_like_the_head_of_another() -> None:
    records = [done(1, description="a"), waiting(2, description="a"), waiting(3, description="a/ended")]
    table = table_of(records, {}, JobView(Grouping.JOB))
    keys = [group.key for line in range(len(table)) if (group := table.group_at(line)) is not None]
    assert len(set(keys)) == len(keys) == 3


def test_a_job_is_found_where_it_stands_or_in_the_head_that_it_is_folded_into() -> None:
    table = table_of(text="-kano")
    assert table.line_of(job_no(6)) == table.nearest_line(job_no(6)) == 1
    assert table.line_of(job_no(3)) is None
    assert table.nearest_line(job_no(3)) == table.line_of_group("ended") == 3
    assert table.nearest_line(job_no(4)) is None
    assert table.nearest_line(job_no(99)) is None


def test_the_head_of_a_line_is_the_one_above_it() -> None:
    table = table_of(view=JobView(Grouping.SITE))
    table.unfold(table_ended(table, job_no(3)))
    labels = [group.label if (group := table.group_of(line)) else "" for line in range(5)]
    assert labels == ["lagos", "lagos", "lagos", "1 ended", "1 ended"]
    table.apply_view(JobView(folds=frozenset({"ended"})))
    labels = [group.label if (group := table.group_of(line)) else "" for line in range(6)]
    assert labels == ["", "", "", "", "3 ended", "3 ended"]
    assert [number_of(record) for record in table.records_of(head(table, "3 ended"))] == [7, 5, 3]


def test_only_what_needs_attention() -> None:
    table = table_of(view=JobView(only_attention=True))
    assert lines(table) == ["2", "6"]
    assert (table.hit_count, table.total, table.attention_count) == (2, 7, 2)
    table.apply_view(JobView(Grouping.SITE, only_attention=True))
    assert lines(table) == ["-lagos", "2", "-abuja", "6"]
    assert table.nearest_line(job_no(1)) is None
    table.apply_filter(JobFilter("abuja"), NOW)
    assert lines(table) == ["-abuja", "6"]
    assert table.attention_count == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("routeros", ["4", "1", "+2 ended"]),
        ("site:abuja", ["6", "+1 ended"]),
        ("is:stuck", ["2"]),
        ("is:attention state:failed", ["6"]),
        ("is:fast", ["+1 ended"]),
        ("age:<1m", ["4"]),
        ("age:>1m state:pending", ["1"]),
    ],
)
def test_the_filter_asks_for_words_names_concerns_and_ages(text: str, shown: list[str]) -> None:
    table = table_of(text=text)
    assert lines(table) == shown
    table.apply_filter(JobFilter(""), NOW)
    assert lines(table) == lines(table_of())
    table.apply_filter(JobFilter("lagos"), NOW)
    assert lines(table) == lines(table_of(text="lagos"))
    table.apply_filter(JobFilter(text), NOW)
    assert lines(table) == shown


def test_what_passed_once_is_asked_again_when_time_name_or_concern_changed() -> None:
    table = table_of(text="age:<1m")
    table.show(SOME, NAMES, STUCK, ago(-30))
    assert lines(table) == []
    table.apply_filter(JobFilter("depot"), NOW)
    assert lines(table) == []
    table.show(SOME, {**NAMES, site_no(2): "depot"}, STUCK, NOW)
    assert lines(table) == ["4", "+1 ended"]
    table.apply_filter(JobFilter("is:gone"), NOW)
    table.show(SOME, NAMES, {job_no(7): Concern.GONE}, NOW)
    assert lines(table) == ["7"]


class Counted:
    """A record that counts how often its timeline is looked at."""

    def __init__(self, record: Seen) -> None:
        self.job = record.job
        self._timeline = record.timeline
        self.looks = 0

    @property
    def timeline(self) -> Timeline:
        self.looks += 1
        return self._timeline


def test_what_is_known_of_a_record_is_kept_for_as_long_as_it_is_the_same_object() -> None:
    records = [Counted(record) for record in SOME]
    table: JobTable[Counted] = JobTable()
    table.show(records, NAMES, STUCK, NOW)
    looks = [record.looks for record in records]
    assert min(looks) > 0
    changed = Counted(running(4, 2, "RouterOS 7.20"))
    table.show([*records[:3], changed, *records[4:]], NAMES, dict(STUCK), NOW)
    for grouping in Grouping:
        table.apply_view(JobView(grouping))
    assert [record.looks for record in records] == looks
    assert changed.looks > 0
    shown = [table.record_at(line) for line in range(len(table))]
    assert changed in shown
    assert records[3] not in shown


# --- properties

KINDS = ["reboot", "Backup nightly", "Backup 2026-03-01", "RouterOS 7.19.4", "RouterOS 7.20", "", "12"]
STAMPS = st.none() | st.integers(-200, 9000).map(ago) | st.just(datetime.max.replace(tzinfo=NOW.tzinfo))


@st.composite
def one_job(draw: st.DrawFn, number: int) -> Seen:
    job = a_job(
        number,
        draw(st.integers(1, 4)),
        description=draw(st.sampled_from(KINDS)),
        status_word=draw(st.sampled_from([None, None, None, "pending", "completed", "failed", "odd"])),
        needs_acknowledgement=draw(st.booleans()),
        created_at=draw(STAMPS),
        started_at=draw(STAMPS),
        completed_at=draw(STAMPS),
        failed_at=draw(st.none() | STAMPS),
        is_gone=draw(st.booleans()),
    )
    return draw(st.sampled_from([seen(job), Seen(job, Timeline())]))


@st.composite
def job_lists(draw: st.DrawFn) -> list[Seen]:
    numbers = draw(st.lists(st.integers(0, 20), max_size=10, unique=True))
    return [draw(one_job(number)) for number in numbers]


CONCERNS = st.dictionaries(st.integers(0, 20).map(job_no), st.none() | st.sampled_from(list(Concern)))
FILTERS = st.sampled_from(
    ["", "", "backup", "-reboot", "lagos", "state:pending,completed", "age:<1h", "is:attention", "-is:stuck"]
)
VIEWS = st.builds(JobView, st.sampled_from(list(Grouping)), st.booleans())


def outer(heads: Iterable[JobGroup]) -> list[JobGroup]:
    """Return the heads that stand inside no group."""
    groups = {group.key: group for group in heads}
    inside = {key for key in groups if key.startswith("ended/") and key.removeprefix("ended/") in groups}
    return [group for key, group in groups.items() if key not in inside]


def check(table: JobTable[Seen], records: Sequence[Seen], concerns: Concerns) -> None:
    """Check what holds for every table in every state."""
    expected = [record for record in records if is_taken(table, record, concerns)]
    every = range(len(table))
    assert table.total == len(records)
    assert sorted(map(number_of, table.hits())) == sorted(map(number_of, expected))
    assert table.attention_count == sum(needs_attention(concerns.get(record.job.id)) for record in records)
    shown = {number_of(record): line for line in every if (record := table.record_at(line)) is not None}
    heads = {group.key: group for line in every if (group := table.group_at(line)) is not None}
    assert len(shown) + len(heads) == len(table)
    hidden: list[int] = []
    for group in heads.values():
        members = list(table.records_of(group))
        assert group.rollup == rollup(members, concerns)
        assert group.rollup.total == len(members) > 0
        away = [number_of(record) for record in members if number_of(record) not in shown]
        assert len(away) == (group.hidden_count if group.is_folded else len(away))
        if group.is_folded:
            hidden += away
            assert all(
                table.nearest_line(job_no(number)) == table.line_of_group(group.key) for number in away
            )
        else:
            assert group.hidden_count == 0
    assert sorted([*shown, *hidden]) == sorted(map(number_of, expected))
    for record in expected:
        number, concern = number_of(record), concerns.get(record.job.id)
        assert number in shown or not needs_attention(concern)
        assert table.line_of(record.job.id) == shown.get(number)
        assert table.nearest_line(record.job.id) == shown.get(number, table.nearest_line(record.job.id))
        assert table.nearest_line(record.job.id) is not None
    groups = outer(heads.values())
    if table.view.grouping is not Grouping.FLAT:
        assert sum(group.rollup.total for group in groups) == len(expected)
    for beyond in (-1, len(table)):
        assert (table.record_at(beyond), table.group_at(beyond)) == (None, None)


def is_taken(table: JobTable[Seen], record: Seen, concerns: Concerns) -> bool:
    concern = concerns.get(record.job.id)
    name = NAMES.get(record.job.site_id, record.job.site_id)
    first_seen_at = record.timeline.first_seen_at
    is_match = table.filter.matches(record.job, name, concern=concern, now=NOW, first_seen_at=first_seen_at)
    return is_match and (needs_attention(concern) or not table.view.only_attention)


@given(st.data())
def test_every_job_is_in_one_place_or_hidden_in_one_head_and_never_when_it_needs_attention(
    data: st.DataObject,
) -> None:
    records, concerns = data.draw(job_lists()), data.draw(CONCERNS)
    table = table_of(records, concerns)
    for _ in range(data.draw(st.integers(0, 4))):
        match data.draw(st.sampled_from(["jobs", "concerns", "filter", "view", "fold", "fold"])):
            case "jobs":
                number = data.draw(st.integers(0, 20))
                others = [record for record in records if number_of(record) != number]
                records = data.draw(st.permutations([*others, data.draw(one_job(number))]))
                table.show(records, NAMES, concerns, NOW)
            case "concerns":
                concerns = data.draw(CONCERNS)
                table.show(records, NAMES, concerns, NOW)
            case "filter":
                table.apply_filter(JobFilter(data.draw(FILTERS)), NOW)
            case "view":
                table.apply_view(data.draw(VIEWS)._replace(folds=table.view.folds))
            case "fold":
                turn(table, data)
        check(table, records, concerns)
        fresh = table_of(records, concerns, table.view, table.filter.text)
        assert lines(fresh) == lines(table)
    check(table, records, concerns)


def turn(table: JobTable[Seen], data: st.DataObject) -> None:
    """Fold or unfold some head, and check that it does what it says and can be taken back."""
    heads = [group for line in range(len(table)) if (group := table.group_at(line)) is not None]
    if not heads:
        return
    group = data.draw(st.sampled_from(heads))
    before = lines(table)
    table.toggle_fold(group)
    turned = table.group_at(table.line_of_group(group.key) or 0)
    assert turned is not None
    assert turned.is_folded is not group.is_folded
    assert turned._replace(is_folded=group.is_folded, hidden_count=group.hidden_count) == group
    after = lines(table)
    table.toggle_fold(turned)
    assert lines(table) == before
    (table.unfold if group.is_folded else table.fold)(group)
    assert lines(table) == after


def test_a_group_that_has_ended_has_one_head_which_takes_the_place_of_the_one_before() -> None:
    table = table_of([waiting(1, 1, "Backup"), waiting(2, 2, "Backup"), waiting(3, 1, "Reboot")], {})
    table.apply_view(JobView(Grouping.JOB))
    before = head(table, "Backup")
    table.show([done(1, 1, "Backup"), done(2, 2, "Backup"), waiting(3, 1, "Reboot")], NAMES, {}, NOW)
    assert lines(table) == ["-Reboot", "3", "+Backup"]
    after = head(table, "Backup")
    assert (after.is_ended, after.hidden_count, after.rollup.total) == (True, 2, 2)
    assert table.line_of_group(before.key) == table.line_of_group(after.key) == 2
    table.unfold(after)
    assert lines(table) == ["-Reboot", "3", "-Backup", "1", "2"]
    table.show([done(1, 1, "Backup"), waiting(2, 2, "Backup"), waiting(3, 1, "Reboot")], NAMES, {}, NOW)
    assert table.line_of_group(before.key) == lines(table).index("-Backup")
    assert table.line_of_group(after.key) == lines(table).index("-1 ended")


def test_the_last_job_of_a_group_stays_under_its_head_when_it_ends_and_is_looked_at() -> None:
    table = table_of([waiting(1, 1, "Reboot"), waiting(2, 2, "Backup"), done(3, 1, "Backup")], {})
    table.kept = job_no(2)
    table.apply_view(JobView(Grouping.JOB))
    table.show([waiting(1, 1, "Reboot"), done(2, 2, "Backup"), done(3, 1, "Backup")], NAMES, {}, NOW)
    assert lines(table) == ["-Reboot", "1", "-Backup", "2", "+2 ended, 1 above"]


@given(records=job_lists(), concerns=CONCERNS, grouping=st.sampled_from([Grouping.JOB, Grouping.SITE]))
def test_jobs_in_a_group_have_it_in_common_and_keep_their_order(
    records: list[Seen], concerns: Concerns, grouping: Grouping
) -> None:
    flat = table_of(records, concerns)
    order = [number_of(record) for record in flat.hits()]
    table = table_of(records, concerns, JobView(grouping))
    groups = outer(group for line in range(len(table)) if (group := table.group_at(line)))
    common: list[str | SiteId] = []
    firsts: list[int] = []
    for group in groups:
        members = list(table.records_of(group))
        jobs = [record.job for record in members]
        kinds = {kind_of(job.description) if grouping is Grouping.JOB else job.site_id for job in jobs}
        assert len(kinds) == 1
        common += kinds
        places = [order.index(number_of(record)) for record in members]
        assert places == sorted(places)
        firsts.append(places[0])
    assert len(set(common)) == len(common)
    assert firsts == sorted(firsts)


def test_a_job_that_is_looked_at_is_not_folded_away_when_it_ends() -> None:
    table = table_of([waiting(1), done(2), done(3)], {})
    table.kept = job_no(2)
    table.apply_view(table.view)
    head = table.group_at(2)
    assert head is not None
    assert (head.label, head.hidden_count, head.rollup.total) == ("2 ended, 1 above", 1, 2)
    assert table.line_of(job_no(2)) == 1
    assert (table.line_of(job_no(3)), table.nearest_line(job_no(3))) == (None, 2)
    assert len(table) == 3
    table.kept = None
    table.apply_view(table.view)
    assert len(table) == 2
