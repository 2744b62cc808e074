"""What became of lines that were left without an outcome: the audit is believed, one record for each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from altotui.domain.audit import STOPPED_BEFORE_ANSWER, AuditEntry
from altotui.domain.outcome import Outcome
from altotui.domain.settling import settled
from altotui.domain.workspace import ON_RECORD, Asked, keepable
from tests.domain.records import NOW, site_no
from tests.domain.workspaces import answered, asked

WRITE = asked(line="/ip/dns/set =servers=192.0.2.1")._replace(is_write=True, has_ended=False)


def _record(number: int = 1, outcome: Outcome | None = None, *, after_s: float = 1.0) -> AuditEntry:
    """Return the record of `WRITE` on a site: in flight where it has no outcome."""
    at = NOW + timedelta(seconds=after_s)
    words = ("=servers=192.0.2.1",)
    made = AuditEntry(at, "lab", "me", "here", 1, "command", site_no(number), "x", "/ip/dns/set", words, True)
    return made._replace(outcome=outcome, is_concluded=outcome is not None)


UNFINISHED = _record()._replace(outcome=Outcome.UNKNOWN, message=STOPPED_BEFORE_ANSWER)


def _one(made: Asked, *records: AuditEntry) -> Asked:
    (only,) = settled([made], records)
    return only


def test_an_outcome_on_record_is_taken_without_an_answer() -> None:
    made = _one(WRITE, _record(outcome=Outcome.OK)._replace(http_status=200, elapsed_ms=40))
    (result,) = made.results
    assert (result.outcome, result.http_status, result.elapsed_ms) == (Outcome.OK, 200, 40)
    assert (result.site_name, result.reply.rows) == ("site-1", ())
    assert (made.has_ended, made.why_not_kept, made.unknown) == (True, ON_RECORD, frozenset())


def test_a_refusal_on_record_has_its_words_made_visible() -> None:
    made = _one(WRITE, _record(outcome=Outcome.ROUTER_ERROR)._replace(message="no \x1b[2J"))
    assert [result.message for result in made.results] == ["no ␛[2J"]
    assert made.why_not_kept == ""


def test_what_another_console_waits_for_is_not_unknown_and_not_ended() -> None:
    made = _one(WRITE, _record())
    assert made.elsewhere == {site_no(1)}
    assert (made.unknown, made.results, made.has_ended) == (frozenset(), (), False)


@pytest.mark.parametrize(
    "records",
    [
        (),
        (UNFINISHED,),
        (_record(2, Outcome.OK),),
        (_record(outcome=Outcome.OK)._replace(parameters=("=servers=192.0.2.9",)),),
        (_record(outcome=Outcome.OK)._replace(command="/ip/dns/cache/flush"),),
        (_record(outcome=Outcome.OK)._replace(kind="job"),),
        (_record(outcome=Outcome.OK, after_s=-5),),
        (_record(outcome=Outcome.OK, after_s=3600),),
    ],
    ids=["none", "unfinished", "other site", "other words", "other command", "job", "before", "much later"],
)
def test_what_is_unfinished_or_not_on_record_stays_unknown(records: tuple[AuditEntry, ...]) -> None:
    assert _one(WRITE, *records) == WRITE
    assert WRITE.unknown == {site_no(1)}


def test_each_record_stands_for_one_line() -> None:
    ended = WRITE._replace(results=(answered(),), has_ended=True)
    again = WRITE._replace(number=2, asked_at=NOW + timedelta(seconds=3))
    record = _record(outcome=Outcome.OK)
    assert settled([ended, again], [record]) == (ended, again)
    _, second = settled([ended, again], [record, _record(outcome=Outcome.OK, after_s=4)])
    assert second.has_ended


def test_what_stands_behind_a_line_that_is_waited_for_has_not_left() -> None:
    behind = asked(line="/ip/dns/cache/flush", number=2)._replace(is_write=True, has_ended=False)
    other = behind._replace(sites=((site_no(2), "site-2"),))
    made = settled([behind, WRITE, behind, other], [_record()])
    assert [each.elsewhere for each in made] == [frozenset(), {site_no(1)}, {site_no(1)}, frozenset()]
    assert [bool(each.unknown) for each in settled([WRITE, behind], [UNFINISHED])] == [True, True]


def test_what_a_look_up_has_found_stands_in_the_place_of_nothing() -> None:
    looked_up = WRITE._replace(parameters=("=numbers=", "=comment=x"))
    record = _record(outcome=Outcome.OK)._replace(parameters=("=numbers=*1,*2", "=comment=x"))
    assert _one(looked_up, record).has_ended
    other = record._replace(parameters=("=numbers=*1", "=comment=xy"))
    assert _one(looked_up, other) == looked_up


def test_of_many_sites_each_has_what_is_known_of_it() -> None:
    run = asked(answered(), sites=4, line="/ip/dns/set =servers=192.0.2.1")._replace(
        is_write=True, has_ended=False
    )
    made = _one(run, _record(2, Outcome.OK), _record(3, Outcome.UNKNOWN))
    assert made.unknown == {site_no(3), site_no(4)}
    assert not made.elsewhere
    going = _one(run, _record(2, Outcome.OK), _record(3))
    assert not going.unknown
    assert going.elsewhere == {site_no(3), site_no(4)}, "of one the turn is to come"
    assert going.tally() == {Outcome.OK: 2}
    all_ended = _one(run, *(_record(number, Outcome.OK) for number in (2, 3, 4)))
    assert all_ended.has_ended


def test_a_write_to_very_many_sites_adds_to_its_counts() -> None:
    results = tuple(answered(number=number) for number in range(2, 2001))
    run = asked(*results, sites=2000, line="/ip/dns/set =servers=192.0.2.1")._replace(is_write=True)
    kept = keepable(run._replace(has_ended=False), frozenset())
    assert kept.tally() == {Outcome.OK: 1999, Outcome.UNKNOWN: 1}
    made = _one(kept, _record(outcome=Outcome.OK))
    assert made.tally() == {Outcome.OK: 2000}
    assert made.unknown == frozenset()


def test_a_read_is_left_alone() -> None:
    read = WRITE._replace(is_write=False)
    assert _one(read, _record(outcome=Outcome.OK)) == read
