"""The two matrices of reliability are whole: every row names tests that pytest collects and runs."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import TOP
from tests.matrices.collecting import collected
from tests.matrices.console_fault_rows import CONSOLE_FAULTS
from tests.matrices.hostile_text_rows import HOSTILE_TEXT
from tests.matrices.odd_input_rows import ODD_INPUT
from tests.matrices.row import Collected, Row, is_proof, unproved
from tests.matrices.wire_fault_rows import WIRE_FAULTS

FAULT_ROWS, BAD_INPUT_ROWS = 72, 47
FAULTS, BAD_INPUT = (*WIRE_FAULTS, *CONSOLE_FAULTS), (*HOSTILE_TEXT, *ODD_INPUT)
ROWS = (*FAULTS, *BAD_INPUT)
FOLDERS = ("tests/faults", "tests/badinput", "tests/pty")
_NAMED_IN_FUNCTION = re.compile(r"::test_((?:[fb]\d\d_)+)")
_NAMED_IN_PARAMETER = re.compile(r"\[([FB]\d\d) ")


@pytest.fixture(scope="module")
def tests() -> list[Collected]:
    """Every test of the files that a row names, and of the folders whose tests name rows."""
    named = {proof.partition("::")[0] for row in ROWS for proof in row.proofs}
    near = {str(path.relative_to(TOP)) for folder in FOLDERS for path in (TOP / folder).glob("test_*.py")}
    return collected(named | near)


def rows_named(node_id: str) -> set[str]:
    """Return the rows that a test names itself, in its name or in its parameters."""
    in_function = _NAMED_IN_FUNCTION.search(node_id)
    in_parameter = _NAMED_IN_PARAMETER.search(node_id)
    rows = set(in_function[1].upper().split("_")[:-1]) if in_function else set()
    return rows | ({in_parameter[1]} if in_parameter else set())


def test_the_rows_are_all_there_in_their_order() -> None:
    assert [row.number for row in FAULTS] == [f"F{number:02}" for number in range(1, FAULT_ROWS + 1)]
    assert [row.number for row in BAD_INPUT] == [f"B{number:02}" for number in range(1, BAD_INPUT_ROWS + 1)]
    assert all(row.given and row.expected for row in ROWS)


def test_every_row_has_tests_that_are_collected_and_run(tests: list[Collected]) -> None:
    assert unproved(ROWS, tests) == {}


def test_a_test_that_names_a_row_is_among_its_proofs(tests: list[Collected]) -> None:
    proofs = {row.number: row.proofs for row in ROWS}
    strays = {
        test.node_id.partition("[")[0]: row
        for test in tests
        for row in rows_named(test.node_id)
        if not any(is_proof(proof, test.node_id) for proof in proofs.get(row, ()))
    }
    assert strays == {}


def test_no_row_keeps_its_proof_when_a_test_of_it_goes(tests: list[Collected]) -> None:
    for row in ROWS:
        for proof in row.proofs:
            left = [test for test in tests if not is_proof(proof, test.node_id)]
            assert proof in unproved([row], left)[row.number]


SAMPLE = Row("F01", "given", "expected", ("tests/a.py::test_one", "tests/a.py::test_two[F01 "))


@pytest.mark.parametrize(
    ("node_ids", "lacking"),
    [
        (["tests/a.py::test_one", "tests/a.py::test_two[F01 x]"], None),
        (["tests/a.py::test_one[a]", "tests/a.py::test_two[F01 x]"], None),
        (["tests/a.py::test_one", "tests/a.py::test_two[F02 x]"], ["tests/a.py::test_two[F01 "]),
        (["tests/a.py::test_one_more", "tests/a.py::test_two[F01 x]"], ["tests/a.py::test_one"]),
        (["tests/b.py::test_one", "tests/a.py::test_two[F01 x]"], ["tests/a.py::test_one"]),
        ([], list(SAMPLE.proofs)),
    ],
)
def test_a_proof_is_there_or_not(node_ids: list[str], lacking: list[str] | None) -> None:
    found = unproved([SAMPLE], [Collected(node_id, True) for node_id in node_ids])
    assert found == ({} if lacking is None else {"F01": lacking})


def test_a_proof_that_is_skipped_and_a_row_without_one_are_none() -> None:
    tests = [Collected("tests/a.py::test_one", False), Collected("tests/a.py::test_two[F01 x]", True)]
    assert unproved([SAMPLE], tests) == {"F01": ["tests/a.py::test_one"]}
    assert unproved([SAMPLE._replace(proofs=())], tests) == {"F01": []}
