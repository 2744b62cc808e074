"""The rules of `altotui run` that need no fleet: columns, exit codes, who is asked."""

from __future__ import annotations

import pytest

from altotui.cli.verbs.run import exit_code_of_results, needs_confirmation
from altotui.domain.command import CommandResult
from altotui.domain.formats import row_keys
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from tests.domain.answers import answer, failure


def test_columns_come_in_order_of_appearance_with_the_id_first() -> None:
    assert row_keys([{"b": "1", ".id": "*1"}, {"a": "2", "b": "3"}]) == (".id", "b", "a")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([answer("a"), answer("b")], 0),
        ([answer("a"), failure(Outcome.UNKNOWN, None)], 1),
        ([failure(Outcome.ROUTER_ERROR, 400)], 1),
        ([failure(Outcome.UNKNOWN, 504)], 1),
        ([failure(Outcome.REJECTED, 401), failure(Outcome.REJECTED, 403)], 3),
        ([answer("a"), failure(Outcome.REJECTED, 401)], 1),
        ([failure(Outcome.REJECTED, 429), failure(Outcome.NOT_SENT, None)], 4),
        ([failure(Outcome.REJECTED, None)], 4),
        ([failure(Outcome.NOT_SENT, None, elapsed_ms=None)], 1),
        ([failure(Outcome.REJECTED, 404)], 1),
    ],
)
def test_exit_code_of_many_results(results: list[CommandResult], code: int) -> None:
    assert exit_code_of_results(results) == code


@pytest.mark.parametrize(
    ("kind", "sites", "expected"),
    [
        (Kind.READ, 100, False),
        (Kind.SENSITIVE, 100, False),
        (Kind.WRITE, 1, False),
        (Kind.WRITE, 2, True),
        (Kind.DISRUPTIVE, 1, True),
    ],
)
def test_who_is_asked(kind: Kind, sites: int, expected: bool) -> None:
    assert needs_confirmation(Translation("x", "/", kind, "/x"), sites) is expected
