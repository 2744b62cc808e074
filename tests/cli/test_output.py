"""Printing: what a number without a word in JSON becomes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from altotui.cli.output import print_json, print_json_lines


@pytest.mark.parametrize("printed", [print_json, lambda value: print_json_lines([value])])
def test_what_is_printed_as_json_is_json(
    printed: Callable[[object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    printed({"rows": [{"rate": float("inf"), "loss": float("nan"), "ok": 1.5}], "pair": (float("-inf"),)})

    def refuse(constant: str) -> object:
        raise AssertionError(constant)

    document = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert document == {"rows": [{"rate": "inf", "loss": "nan", "ok": 1.5}], "pair": ["-inf"]}
