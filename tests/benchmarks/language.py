"""What reading a line costs, beside tokenising it with shlex: `python -m tests.benchmarks.language`.

Prints ratios over the lines of translation_cases.json, measured in turns in one run. The goals: translating costs
less than 10 times shlex, in sum; completing costs less than 5 ms at p95 where shlex takes 20 us a line, which is 250
times. Exit code 1 when one is missed.
"""

from __future__ import annotations

import json
import shlex
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from altotui.domain.routeros.colouring import colour_line
from altotui.domain.routeros.complete import complete
from altotui.domain.routeros.translate import translate
from altotui.storage.language import load_language

_CASES = Path(__file__).parents[1] / "domain" / "translation_cases.json"
_ROUNDS = 30


def _tokenised(line: str) -> None:
    shlex.split(line.replace("'", "").replace("\\", ""))


def _seconds(work: Callable[[str], object], lines: list[str]) -> float:
    began = time.perf_counter()
    for line in lines:
        work(line)
    return time.perf_counter() - began


def main() -> int:
    """Measure, print and judge."""
    began = time.perf_counter()
    language = load_language()
    print(f"loading the language: {(time.perf_counter() - began) * 1000:.0f} ms")
    lines = [case["input"] for case in json.loads(_CASES.read_text("utf-8"))]
    works: dict[str, Callable[[str], object]] = {
        "translate": lambda line: translate(line, language),
        "colour": lambda line: colour_line(line, language),
    }
    base = statistics.median(_seconds(_tokenised, lines) for _ in range(_ROUNDS))
    ratios = {
        name: statistics.median(_seconds(work, lines) for _ in range(_ROUNDS)) / base
        for name, work in works.items()
    }
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f} times shlex")
    places = [(line, caret) for line in lines for caret in range(len(line) + 1)]
    taken: list[float] = []
    for line, caret in places:
        began = time.perf_counter()
        complete(line, caret, language)
        taken.append(time.perf_counter() - began)
    p95 = statistics.quantiles(taken, n=20)[-1] / (base / len(lines))
    print(f"complete: p95 {p95:.0f} times shlex of a line, over {len(places)} places")
    return 0 if ratios["translate"] < 10 and p95 < 250 else 1


if __name__ == "__main__":
    sys.exit(main())
