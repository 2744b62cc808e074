"""What may be written of what was asked: bounded, and without a secret."""

from __future__ import annotations

import pytest

from altotui.domain.outcome import Outcome
from altotui.domain.workspace import CUT_OFF, TOO_LARGE, TOO_MANY, Asked, keepable
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
