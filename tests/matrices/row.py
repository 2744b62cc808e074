"""One row of a matrix of reliability: what happens, what the console must do then, and which tests show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One row."""

    number: str
    given: str
    expected: str
    proofs: tuple[str, ...]
    """Ids of tests as pytest gives them; one that ends within its parameters stands for all that begin so."""
    decided: str = ""
    """What the console does instead of what was first proposed, and why; empty where it does that."""


class Collected(NamedTuple):
    """A test that pytest would run."""

    node_id: str
    is_run: bool
    """False when it is marked to be skipped or to fail."""


def is_proof(proof: str, node_id: str) -> bool:
    """Return whether the test is the one, or one of those, that a row names."""
    return node_id.startswith(proof) if "[" in proof else node_id.partition("[")[0] == proof


def unproved(rows: Iterable[Row], collected: Sequence[Collected]) -> dict[str, list[str]]:
    """Return the proofs of each row that no test stands for, or one that is not run; rows without any, too."""
    functions = {test.node_id.partition("[")[0] for test in collected}
    missing: dict[str, list[str]] = {}
    for row in rows:
        lacking = []
        for proof in row.proofs:
            near = (
                [test for test in collected if is_proof(proof, test.node_id)]
                if _function(proof) in functions
                else []
            )
            if not near or not all(test.is_run for test in near):
                lacking.append(proof)
        if lacking or not row.proofs:
            missing[row.number] = lacking
    return missing


def _function(proof: str) -> str:
    return proof.partition("[")[0]
