"""The lines of the details panel: what they say of old, missing and secret things, and that none is cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from altotui.api import client
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.errors import ApiError, TimedOut
from altotui.domain.job import Job
from altotui.domain.outcome import Outcome
from altotui.domain.secret_names import SECRET_NAMES
from altotui.domain.site import Site
from altotui.domain.site_history import MOST_FAULTS, OLD_SAMPLE_S, Fault, HeartbeatHour, Sample
from altotui.domain.text import make_visible
from altotui.domain.timeline import Timeline
from altotui.services.job_store import JobRecord
from altotui.services.site_details import KEPT_S, Details, Kind, Known
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.entries.entry import Entry
from altotui.ui.site_facts import Facts, Line, fact_lines
from tests.domain.records import NOW, a_job, a_site, ago, site_no

HOUR_S, DAY_S = 3600, 86_400
AT_120, AT_160, AT_80 = 45, 69, 78
"""Cells of the panel in terminals of so many columns."""
WIDTHS = (AT_120, AT_160, AT_80)
MIB = 2**20


def _lines(
    details: Details | None = None,
    *,
    site: Site | None = None,
    jobs: Sequence[JobRecord] = (),
    commands: Sequence[Entry] = (),
    width: int = 200,
) -> list[Line]:
    site = site or a_site(1, has_pulse=True, last_seen_at=ago(5))
    return fact_lines(Facts(site, NOW, NOW, details or Details(), jobs, True, commands, True), width)


def _text(lines: Sequence[Line]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines)


def _row(lines: Sequence[Line], label: str) -> str:
    """Return what stands behind a label, that of continuation lines too, with single spaces."""
    texts = _text(lines).split("\n")
    start = next(number for number, text in enumerate(texts) if text.startswith(f" {label:<10}"))
    end = next((n for n in range(start + 1, len(texts)) if texts[n][1:2].strip()), len(texts))
    return " ".join(" ".join(text[11:] for text in texts[start:end]).split())


def _meanings(lines: Sequence[Line], text: str) -> set[str]:
    return {meaning for line in lines for part, meaning in line if text in part}


def _sample(age_s: float, *, uptime_s: int | None = 30 * DAY_S) -> Sample:
    return Sample(ago(age_s), 12, 512 * MIB, 64 * MIB, uptime_s)


def _of_samples(*samples: Sample, as_of_s: float = 0, error: ApiError | None = None) -> Details:
    return Details(samples=Known(samples, ago(as_of_s), error))


def _of_hours(*hours: HeartbeatHour) -> Details:
    return Details(heartbeats=Known(hours, NOW))


def _of_faults(*faults: Fault, as_of_s: float = 0, error: ApiError | None = None) -> Details:
    return Details(faults=Known(faults, ago(as_of_s), error))


def _seen(job: Job, age_s: float) -> JobRecord:
    return JobRecord(job, Timeline().observed(job, ago(age_s)))


def _sent(command: str, *words: str, outcome: Outcome | None = None) -> Entry:
    entry = Entry(1, "site-1", Sentence(command, words), NOW, is_write=True)
    if outcome:
        entry.finish(CommandResult(site_no(1), "site-1", outcome))
    return entry


# Secrets

SECRET = "hunter2-hunter2"
FORMS = (
    "={name}={secret}",
    "?{name}={secret}",
    "=script=/user add name=x {name}={secret}",
    '=script=:local {name} "{secret}"',
    ":local {name} {secret}",
    '/x set {name}="{secret} {secret}"',
)


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_of_a_command_reaches_the_panel(form: str) -> None:
    for name in SECRET_NAMES:
        entry = _sent("/user/add", form.format(name=name, secret=SECRET))
        assert SECRET not in entry.shown_sentence
        for width in (*WIDTHS, 200):
            text = _text(_lines(commands=[entry], width=width))
            assert SECRET not in text.replace("\n", "").replace(" ", "")
            assert "/user/add" in text
            assert "***" in text


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("/snmp/community/add", f"=name={SECRET}"),
        ("/container/envs/add", f"=value={SECRET}"),
        ("/tool/fetch", f"=url=https://joe:{SECRET}@host/"),
        ("/execute", f"bearer {SECRET}"),
    ],
)
def test_what_is_secret_by_its_place_is_masked_too(command: str, word: str) -> None:
    assert SECRET not in _text(_lines(commands=[_sent(command, word)]))


def test_the_transcript_and_the_panel_show_the_same() -> None:
    entry = _sent("/user/add", "=name=joe", f"=password={SECRET}")
    head = "".join(text for text, _ in entry.make(0, 200, 0, lambda _: None))  # type: ignore[arg-type, return-value]
    assert entry.shown_sentence == "/user/add =name=joe =password=***"
    assert entry.shown_sentence in head
    assert entry.shown_sentence in _text(_lines(commands=[entry]))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_outcome_is_seen_however_long_the_command(width: int) -> None:
    entry = _sent("/ip/firewall/filter/add", f"=comment={'long ' * 100}", outcome=Outcome.UNKNOWN)
    assert "SENT, RESULT UNKNOWN" in _text(_lines(commands=[entry], width=width))


# Load, and how old it is


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_of_now_stand_out_and_what_goes_on_has_its_age(width: int) -> None:
    lines = _lines(_of_samples(_sample(OLD_SAMPLE_S)), width=width)
    assert _row(lines, "cpu").endswith("12% 12% to 12%")
    assert _row(lines, "uptime") == "30d00h 1h ago no restart in 3 days"
    assert _meanings(lines, " 512.0MiB") >= {"strong"}
    assert "ago" not in _row(lines, "free mem")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("age_s", "age"),
    [(OLD_SAMPLE_S + 1, "1h"), (40 * HOUR_S, "40h"), (60 * HOUR_S, "60h"), (80 * HOUR_S, "3d")],
)
def test_numbers_of_an_old_sample_are_muted_and_have_its_age(width: int, age_s: float, age: str) -> None:
    lines = _lines(_of_samples(_sample(age_s + HOUR_S), _sample(age_s)), width=width)
    for label, number in (("cpu", "12%"), ("free mem", "512.0MiB"), ("free disk", "64.0MiB")):
        assert f"{number} {age} ago" in _row(lines, label)
        assert _meanings(lines, f" {number}") == {"muted"}
    assert _row(lines, "uptime") == f"30d00h {age} ago no restart in the 3 days before"
    assert _meanings(lines, "30d00h") == {"muted"}


def test_a_number_that_only_an_older_sample_has_has_the_age_of_that_one() -> None:
    newest = _sample(60)._replace(memory_free_bytes=None, uptime_s=None)
    lines = _lines(_of_samples(_sample(5 * HOUR_S), newest))
    assert "ago" not in _row(lines, "cpu")
    assert "512.0MiB 5h ago" in _row(lines, "free mem")
    assert "30d00h 5h ago" in _row(lines, "uptime")


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        ([(0, 3 * DAY_S)], "3d00h no restart in 3 days"),
        ([(0, 3 * DAY_S - 1)], "2d23h earlier restarts not known"),
        ([(HOUR_S, 2 * HOUR_S), (0, 3 * HOUR_S)], "3h00 earlier restarts not known"),
        ([(0, None)], "- restarts not known"),
        ([(HOUR_S, 9 * DAY_S), (60, 600)], "10m00 1m ago 1 restart seen in 3 days, last 11m ago"),
        (
            [(3 * HOUR_S, 50), (2 * HOUR_S, 40), (HOUR_S, 30)],
            "30s 1h ago 2 restarts seen in 3 days, last 1h ago",
        ),
        # uptime rose, but is too short for the time between
        ([(40 * HOUR_S, 600), (60, 20 * HOUR_S)], "20h00 1m ago 1 restart seen in 3 days, last 20h ago"),
    ],
)
def test_restarts_are_told_as_far_as_they_are_known(
    samples: list[tuple[float, int | None]], says: str
) -> None:
    known = [_sample(age_s, uptime_s=uptime_s) for age_s, uptime_s in samples]
    assert _row(_lines(_of_samples(*known)), "uptime") == says


def test_no_samples_are_told_of_days_that_were_asked_for() -> None:
    assert _row(_lines(_of_samples()), "load") == "no samples in 2 days"


# Heartbeats

GOOD, DOWN, NOTHING = HeartbeatHour("a", 0, 0), HeartbeatHour("29 Oct 12:00", 100, 60), HeartbeatHour("c")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ((), "not known"),
        ((NOTHING, NOTHING), "not known"),
        ((GOOD,) * 24, "none in 24 h"),
        ((GOOD,) * 22 + (NOTHING,) * 2, "none in 22 h"),
        ((GOOD, DOWN, NOTHING), "down 1h00 in 2 h"),
        ((HeartbeatHour("x", None, 0),), "none in 1 h"),
        ((HeartbeatHour("x", 50, None),), "up to 50% in 1 h worst x"),
        ((HeartbeatHour("x", 0.4, 0),), "under 1% in 1 h worst x"),
        ((HeartbeatHour("x", 50, None), DOWN), "down 1h00 or more in 2 h worst 29 Oct 12:00"),
        ((HeartbeatHour("?", 50, 30),), "down 30m00 in 1 h"),
    ],
)
def test_hours_of_which_nothing_is_known_are_not_zeros(
    width: int, hours: tuple[HeartbeatHour, ...], says: str
) -> None:
    row = _row(_lines(_of_hours(*hours), width=width), "missed")
    words = row.lstrip("▁▂▃▄▅▆▇█ ")
    assert words.startswith(says)
    assert "?" not in words
    unknown = hours.count(NOTHING)
    assert (f"{unknown} h not known" in row) is (0 < unknown < len(hours))


def test_of_the_worst_hours_the_last_is_named() -> None:
    hours = (DOWN._replace(label="first"), DOWN._replace(label="last"), HeartbeatHour("less", 99, 60), GOOD)
    assert "worst last" in _row(_lines(_of_hours(*hours)), "missed")


# Answers that are old


@pytest.mark.parametrize("error", [None, TimedOut("no answer in 8 s")])
@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_that_should_have_been_renewed_has_its_age(width: int, error: ApiError | None) -> None:
    for kind, label in ((Kind.SAMPLES, "cpu"), (Kind.HEARTBEATS, "missed"), (Kind.FAULTS, "faults")):
        values = {Kind.SAMPLES: (_sample(60),), Kind.HEARTBEATS: (GOOD,), Kind.FAULTS: (Fault("1", "Down"),)}
        known: Known[object] = Known(values[kind], ago(KEPT_S[kind] + 60), error)
        lines = _lines(Details(**{kind.value: known}), width=width)  # type: ignore[arg-type]
        why = ": api does not answer" if error else ""
        age = int(KEPT_S[kind] // 60) + 1
        assert f"answer of {age}m ago{why}" in _row(lines, label)
        lines = _lines(Details(**{kind.value: known._replace(is_asking=True)}), width=width)  # type: ignore[arg-type]
        assert f"answer of {age}m ago, asking" in _row(lines, label)
        fresh = known._replace(as_of=ago(KEPT_S[kind]), error=None)
        assert "answer" not in _text(_lines(Details(**{kind.value: fresh}), width=width))  # type: ignore[arg-type]


def test_old_answers_that_nothing_is_wrong_have_their_age_too() -> None:
    assert _row(_lines(_of_faults(as_of_s=300)), "faults") == "none answer of 5m ago"
    assert _row(_lines(_of_samples(as_of_s=1200)), "load") == "no samples in 2 days answer of 20m ago"


def test_the_age_of_the_list_is_not_taken_for_that_of_a_fault() -> None:
    lines = _text(_lines(_of_faults(Fault("1", "Down"), as_of_s=300))).split("\n")
    assert " faults    answer of 5m ago" in lines
    assert "           open  Down" in lines


# Faults


@pytest.mark.parametrize(
    ("count", "says"),
    [(5, ""), (6, "and 1 more"), (MOST_FAULTS - 1, "and 94 more"), (MOST_FAULTS, "and 95 or more others")],
)
def test_a_list_that_was_cut_says_that_there_may_be_more(count: int, says: str) -> None:
    row = _row(_lines(_of_faults(*(Fault(str(n), "Down") for n in range(count)))), "faults")
    assert row.endswith(says or "Down")


def test_the_client_cuts_lists_of_faults_at_this_many() -> None:
    assert client.MOST_FAULTS == MOST_FAULTS


@pytest.mark.parametrize(
    ("severity", "meaning"),
    [("critical", "bad"), ("high", "bad"), ("medium", "warn"), ("low", ""), ("odd", "")],
)
def test_the_severity_of_a_fault_is_shown(severity: str, meaning: str) -> None:
    fault = Fault("1", "Down", severity, began_at=ago(7200))
    lines = _lines(_of_faults(fault, fault._replace(resolved_at=ago(3600))))
    assert f"open 2h {severity} Down" in _row(lines, "faults")
    assert f"over after 1h00 {severity} Down" in _row(lines, "faults")
    assert _meanings(lines, severity) == {meaning, "muted"}


def test_what_lasted_is_told_as_of_the_answer() -> None:
    fault = Fault("1", "Down", began_at=ago(2 * HOUR_S))
    assert "open 1h" in _row(_lines(_of_faults(fault, as_of_s=HOUR_S)), "faults")
    assert _row(_lines(_of_faults(Fault("1", "Down"))), "faults") == "open Down"


# The head


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("has_pulse", "age_s", "says"),
    [
        (True, 90, "~ late last heartbeat 1m ago the platform says online"),
        (None, 90, "~ late last heartbeat 1m ago"),
        (True, None, "+ online no heartbeat time known"),
        (None, None, "? unknown no heartbeat time known"),
        (False, None, "? unknown it has never checked in"),
        (False, 90, "- offline last heartbeat 1m ago"),
        (True, 5, "+ online last heartbeat <1m ago"),
    ],
)
def test_the_head_says_no_more_than_is_known(
    width: int, has_pulse: bool | None, age_s: float | None, says: str
) -> None:
    site = a_site(1, has_pulse=has_pulse, last_seen_at=None if age_s is None else ago(age_s))
    text = _text(_lines(site=site, width=width)).partition("\n load")[0]
    assert " ".join(text.replace(",", " ").split()) == f"site-1 ^ favourite {says}"


# Jobs


@pytest.mark.parametrize(
    ("job", "says"),
    [
        (a_job(created_at=ago(7200)), "pending 2h ago job 1"),
        (a_job(), "pending ? seen <1m ago job 1"),
        (a_job(completed_at=ago(7200)), "completed ? before 2h ago job 1"),
        (a_job(started_at=ago(7200)), "running ? before 2h ago job 1"),
        (a_job(created_at=ago(9000), started_at=ago(7200)), "running 2h ago job 1"),
    ],
)
def test_the_age_of_a_job_is_marked_where_nobody_told_it(job: Job, says: str) -> None:
    assert _row(_lines(jobs=[_seen(job, 30)]), "jobs") == says


def test_a_job_without_any_time_has_no_age() -> None:
    assert _row(_lines(jobs=[JobRecord(a_job(), Timeline())]), "jobs") == "pending ? job 1"


# Room

WORDS = st.sampled_from(
    [*(make_visible(text) for text in HOSTILE), "日本語の拠点" * 9, "word " * 30, "x" * 99, "up"]
)


def _full(text: str, error: ApiError | None) -> Details:
    return Details(
        Known(tuple(_sample((50 - n) * HOUR_S) for n in range(10)), ago(9000), error),
        Known((HeartbeatHour(text, 33, 20), NOTHING), ago(9000), error),
        Known(
            tuple(Fault(str(n), text, "critical", text, ago(n * 99)) for n in range(100)), ago(9000), error
        ),
    )


@given(WORDS, st.one_of(st.sampled_from(WIDTHS), st.integers(30, 200)), st.booleans(), st.booleans())
def test_no_line_is_wider_than_the_panel(text: str, width: int, fails: bool, knows: bool) -> None:
    error = TimedOut(text) if fails else None
    details = _full(text, error) if knows else Details(Known(error=error), Known(is_asking=True), Known())
    site = a_site(1, text, has_pulse=True, last_seen_at=ago(90), tags=(text,) * 5, version=text)
    jobs = [_seen(a_job(number, description=text), 90) for number in range(9)]
    commands = [_sent("/ip/address/set", text, outcome=Outcome.UNKNOWN), _sent("/log/print")] * 4
    lines = _lines(details, site=site, jobs=jobs, commands=commands, width=width)
    assert [line for line in _text(lines).split("\n") if cell_len(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_of_usual_length_is_cut(width: int) -> None:
    fault = Fault("1", "Tunnel to the head office is down", "critical", "no route to peer", ago(7200))
    details = _full("29 Oct 12:00", TimedOut("no answer in 8 s"))._replace(faults=Known((fault,), NOW))
    job = _seen(a_job(description="upgrade to 7.21.1 and restart tonight"), 9)
    lines = _lines(details, jobs=[job], commands=[_sent("/ip/dhcp-server/lease/print")], width=width)
    text = " ".join(_text(lines).split())
    assert "…" not in text
    for words in (
        "512.0MiB 41h ago 512.0MiB to 512.0MiB",
        "worst 29 Oct 12:00",
        "open 2h critical Tunnel to the head office is down since 02 Mar 07:15Z no route to peer",
        "upgrade to 7.21.1 and restart tonight",
        "/ip/dhcp-server/lease/print",
    ):
        assert words in text


def test_what_is_cut_says_so() -> None:
    lines = _lines(_of_faults(Fault("1", "word " * 200)), width=AT_120)
    row = [line for line in _text(lines).split("\n") if "word" in line or "…" in line]
    assert len(row) == 3, "behind the one with its state"
    assert row[-1].endswith("…")


def test_words_stay_apart_also_where_wide_ones_are_cut() -> None:
    wide = "日" * 30
    row = _row(_lines(_of_faults(Fault("1", f"{wide} {'x' * 30}")), width=AT_120), "faults")
    assert f"日 {'x' * 30}" in row


def test_times_ahead_of_the_server_are_no_trouble() -> None:
    sample = Sample(NOW + timedelta(hours=3), 12, 1, 1, 99)
    assert "12%" in _row(_lines(_of_samples(sample, as_of_s=-300)), "cpu")
