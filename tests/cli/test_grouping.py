"""Equal answers are found, whatever differs without meaning."""

from __future__ import annotations

import pytest

from altotui.cli.grouping import group_equal
from altotui.cli.results import row_keys
from altotui.cli.verbs.run import exit_code_of_results, needs_confirmation
from altotui.domain.command import CommandResult, RawRow, RouterReply
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation


def answer(name: str, *rows: RawRow, ret: str | None = None) -> CommandResult:
    return CommandResult(
        SiteId(name), name, Outcome.OK, RouterReply(rows, ret), http_status=200, elapsed_ms=1
    )


def failure(outcome: Outcome, status: int | None, elapsed_ms: int | None = 1) -> CommandResult:
    return CommandResult(SiteId("x"), "x", outcome, message="m", http_status=status, elapsed_ms=elapsed_ms)


def names(results: list[CommandResult]) -> list[list[str]]:
    return [[result.site_name for result in group.results] for group in group_equal(results)]


def test_the_largest_group_comes_first() -> None:
    results = [answer("a", {"v": "1"}), answer("b", {"v": "2"}), answer("c", {"v": "2"})]
    assert names(results) == [["b", "c"], ["a"]]


@pytest.mark.parametrize("key", [".id", "uptime", "free-memory", "id", "free_memory", "cpu-load"])
def test_what_always_differs_is_left_out(key: str) -> None:
    results = [answer("a", {"v": "1", key: "x"}), answer("b", {key: "y", "v": "1"})]
    assert names(results) == [["a", "b"]]
    assert group_equal(results)[0].rows == ({"v": "1"},)


def test_the_order_of_rows_matters_and_that_of_keys_does_not() -> None:
    one, other = {"a": "1", "b": "2"}, {"b": "2", "a": "1"}
    assert names([answer("x", one), answer("y", other)]) == [["x", "y"]]
    first, second = {"a": "1"}, {"a": "2"}
    assert names([answer("x", first, second), answer("y", second, first)]) == [["x"], ["y"]]


def test_what_was_returned_counts_and_failures_are_in_no_group() -> None:
    results = [answer("a", ret="5"), answer("b", ret="6"), failure(Outcome.UNKNOWN, None)]
    assert names(results) == [["a"], ["b"]]
    assert group_equal(results)[0].rows == ({"ret": "5"},)


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
