"""What may be written of what was asked: bounded, and without a secret."""

from __future__ import annotations

import pytest

from altotui.domain.outcome import Outcome
from altotui.domain.workspace import CUT_OFF, SENSITIVE, TOO_LARGE, TOO_MANY, Asked, keepable
from tests.domain.records import site_no
from tests.domain.workspaces import answered, asked

SECRET = "hunter2-of-the-router"


@pytest.mark.parametrize(
    "row",
    [
        {"name": "ppp-1", "password": SECRET},
        {"name": "ppp-1", "wpa2-pre-shared-key": SECRET},
        {"source": f":local password {SECRET}; /log/info x"},
        {"comment": f"login password={SECRET}"},
        {"nested": {"secret": SECRET}},
        {"many": [f"Authorization: Bearer {SECRET}"]},
        {"community": SECRET},
        {"odd": SECRET},
    ],
    ids=lambda row: next(reversed(row)),
)
def test_no_secret_of_an_answer_is_kept(row: dict[str, object]) -> None:
    kept = keepable(asked(answered(row, ret=f"set password={SECRET}")), frozenset({"odd"}))
    assert SECRET not in repr(kept)
    ((kept_row,),) = [result.reply.rows for result in kept.results]
    assert kept_row.keys() == row.keys()


def test_what_holds_no_secret_is_kept_as_it_came() -> None:
    row = {
        "address": "192.0.2.1",
        "mac-address": "00:00:5E:00:53:81",
        "password": "",
        "dynamic": "true",
        "n": 3,
    }
    made = asked(answered(row))
    assert keepable(made, frozenset()) == made


def test_a_secret_that_was_sent_is_masked_where_an_answer_quotes_it() -> None:
    made = asked(answered({"message": f"no {SECRET} here"}), line=f"/user/set =password={SECRET}")
    assert SECRET not in repr(keepable(made, frozenset())._replace(line=""))


def test_a_secret_is_masked_whole_where_another_is_its_beginning_and_in_a_short_text() -> None:
    line = "/user/set =password=hunter =secret=hunter2-long"
    made = asked(answered({"a": "no hunter2-long here", "b": "hunter"}, {"c": "hunter?"}), line=line)
    kept = keepable(made, frozenset())._replace(line="")
    assert "hunter" not in repr(kept)
    assert "2-long" not in repr(kept)


def test_a_name_that_is_secret_in_this_menu_is_so_inside_of_another_value_too() -> None:
    made = asked(answered({"nested": {"odd": SECRET, "list": [{"odd": SECRET}]}}))
    assert SECRET not in repr(keepable(made, frozenset({"odd"})))


_QUOTING = answered({"n": "1"}, outcome=Outcome.ROUTER_ERROR)._replace(
    message=f"{'x' * 290} {SECRET} is short"
)


@pytest.mark.parametrize(
    "made",
    [
        asked(_QUOTING, sites=3)._replace(has_ended=False),
        asked(_QUOTING, answered(*({"n": "1"} for _ in range(20_000)), number=2), sites=2),
        asked(_QUOTING._replace(outcome=Outcome.UNKNOWN), sites=5000)._replace(is_write=True),
        asked(_QUOTING)._replace(why_not_kept=SENSITIVE),
    ],
    ids=["cut off", "large", "many", "sensitive"],
)
def test_no_secret_stays_in_messages_and_words_where_answers_are_left_out(made: Asked) -> None:
    kept = keepable(made._replace(parameters=(f"=password={SECRET}",)), frozenset())
    assert kept.parameters == ("=password=***",)
    (said,) = [result.message for result in kept.results if result.site_id == site_no(1)]
    assert said is not None
    assert "hunter2" not in said, "nor the half of it that a cut has left"
    assert len(said) <= 300


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (asked(answered(*({"n": str(number)} for number in range(20_000)))), TOO_LARGE),
        (asked(answered({"n": "1"}), sites=5000), TOO_MANY),
        (asked(answered({"n": "1"}), sites=3)._replace(has_ended=False), CUT_OFF),
    ],
    ids=["large", "many", "cut off"],
)
def test_what_is_too_much_is_kept_by_its_outcomes_alone(made: Asked, why: str) -> None:
    kept = keepable(made, frozenset())
    assert kept.why_not_kept == why
    assert not any(result.reply.rows for result in kept.results)
    assert len(kept.sites) <= 1000
    assert len(kept.sites) + kept.more_sites == len(made.sites)


def test_a_write_is_unknown_where_it_has_no_outcome_and_a_read_never_is() -> None:
    lost = answered(number=2, outcome=Outcome.UNKNOWN)
    made = asked(answered(), lost, sites=3)
    assert made._replace(is_write=True).unknown == {site_no(2), site_no(3)}
    assert made.unknown == frozenset()


def _many(*lost: int) -> Asked:
    results = (
        answered(number=number, outcome=Outcome.UNKNOWN if number in lost else Outcome.OK)
        for number in range(1, 5001)
    )
    return asked(*results, sites=5000)._replace(is_write=True)


def test_a_write_to_very_many_sites_keeps_counts_and_the_sites_that_nobody_knows_of() -> None:
    kept = keepable(_many(4000, 4500), frozenset())
    assert kept.tally() == {Outcome.OK: 4998, Outcome.UNKNOWN: 2}
    assert kept.unknown == {site_no(4000), site_no(4500)}
    assert (len(kept.sites), kept.more_sites) == (2, 4998)
    assert keepable(_many(), frozenset()).unknown == frozenset()
    assert keepable(_many(), frozenset()).tally() == {Outcome.OK: 5000}


def test_a_write_to_very_many_sites_that_was_cut_off_is_unknown_where_it_has_no_outcome() -> None:
    made = _many(7)
    kept = keepable(made._replace(results=made.results[:4999], has_ended=False), frozenset())
    assert kept.tally() == {Outcome.OK: 4998, Outcome.UNKNOWN: 2}
    assert kept.unknown == {site_no(7), site_no(5000)}
    none = keepable(made._replace(results=(), has_ended=False), frozenset())
    assert none.tally() == {Outcome.UNKNOWN: 5000}
