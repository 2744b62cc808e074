"""What one line did on one or many sites, printed: rows as tables, every other outcome in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from altotui.cli.answer_text import AnswerText
from altotui.cli.grouping import Group, group_equal
from altotui.cli.output import markdown_text, print_csv, print_json, print_json_lines, print_lines
from altotui.cli.records import result_record
from altotui.domain.command import CommandResult, RawRow, Sentence, count_outcomes
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Translation
from altotui.domain.text import make_visible

_UNLIMITED = 2**31
_FIXED = ("site_id", "site_name", "outcome", "message", "ret")


def print_results(
    translation: Translation, results: Sequence[CommandResult], how: str, *, grouped: bool
) -> None:
    """Print every result in the format `how`, equal answers once when `grouped`."""
    match how:
        case "json":
            print_json(_document(translation, results, grouped=grouped))
        case "jsonl":
            print_json_lines(result_record(result) for result in results)
        case "csv":
            _print_csv(results)
        case _:
            sentence = Sentence(translation.command, translation.parameters)
            answers = AnswerText(sentence, how, is_write=translation.may_change)
            sections = _grouped(results, answers) if grouped else (_section(one, answers) for one in results)
            _print_sections(list(sections), answers, how, headed=grouped or len(results) > 1)


def _document(
    translation: Translation, results: Sequence[CommandResult], *, grouped: bool
) -> dict[str, object]:
    document: dict[str, object] = {
        "input": translation.input,
        "kind": translation.kind.value,
        "command": translation.command,
        "parameters": list(translation.parameters),
        "targets": len(results),
        "counts": count_outcomes(results),
        "results": [result_record(result) for result in results],
    }
    if grouped:
        document["groups"] = [
            {
                "site_ids": [result.site_id for result in group.results],
                "rows": [dict(row) for row in group.rows],
            }
            for group in group_equal(results)
        ]
    return document


def _print_csv(results: Sequence[CommandResult]) -> None:
    keys = row_keys([row for result in results for row in result.reply.rows])
    rows: list[list[object]] = []
    for result in results:
        fixed = (result.site_id, result.site_name, result.outcome.value, result.message, result.reply.ret)
        rows += [[*fixed, *(row.get(key) for key in keys)] for row in result.reply.rows or ({},)]
    print_csv(_FIXED + keys, rows)


class _Section(NamedTuple):
    heading: str
    answer: tuple[Sequence[RawRow], str | None] | None
    """Rows, and what was returned beside them; None when there was no answer."""


def _section(result: CommandResult, answers: AnswerText) -> _Section:
    if result.outcome is not Outcome.OK:
        why = f"{result.outcome.value}: {result.message}" if result.message else result.outcome.value
        return _Section(f"{result.site_name}: {why}", None)
    rows, ret = result.reply.rows, result.reply.ret
    return _Section(f"{result.site_name}: {answers.summary(rows, ret)}", (rows, ret))


def _grouped(results: Sequence[CommandResult], answers: AnswerText) -> Iterator[_Section]:
    for group in group_equal(results):
        yield _Section(_group_heading(group), (group.rows, None))
    for result in results:
        if result.outcome is not Outcome.OK:
            yield _section(result, answers)


def _group_heading(group: Group) -> str:
    names = ", ".join(result.site_name for result in group.results)
    return f"{len(group.results)} site{'s' * (len(group.results) != 1)} alike: {names}"


def _print_sections(sections: Sequence[_Section], answers: AnswerText, how: str, *, headed: bool) -> None:
    for position, section in enumerate(sections):
        lines: list[str] = [""] if position else []
        if headed:
            shown = make_visible(section.heading, max_chars=_UNLIMITED)
            lines += [f"**{markdown_text(shown)}**", ""] if how == "md" else [shown]
        if section.answer is not None:
            lines += answers.lines(*section.answer)
        print_lines(lines)


def row_keys(rows: Sequence[RawRow]) -> tuple[str, ...]:
    """Return every key of `rows` in order of first appearance, the router's own id first."""
    keys = dict.fromkeys(key for row in rows for key in row)
    return tuple(sorted(keys, key=lambda key: key != ".id"))
