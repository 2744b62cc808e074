"""What one line did on one or many sites, printed: rows as tables, every other outcome in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from altotui.cli.group_text import compared, difference_lines, group_record
from altotui.cli.headless import say
from altotui.cli.output import print_csv, print_json, print_json_lines, print_lines
from altotui.cli.pivot_text import pivot_records, print_pivot
from altotui.cli.records import result_record
from altotui.domain.answer_groups import Group, group_equal
from altotui.domain.command import CommandResult, RawRow, Sentence, count_outcomes
from altotui.domain.formats import markdown_text, row_keys
from altotui.domain.outcome import Outcome
from altotui.domain.pivot import Pivot, pivot
from altotui.domain.routeros.layout import lay_out, plain_name
from altotui.domain.routeros.translation import Translation
from altotui.domain.secret_names import is_secret_name
from altotui.domain.text import make_visible
from altotui.services.answer_text import AnswerText
from altotui.storage.resources import load_menus

_UNLIMITED = 2**31
_FIXED = ("site_id", "site_name", "outcome", "message", "ret")


def print_results(
    translation: Translation,
    results: Sequence[CommandResult],
    how: str,
    *,
    grouped: bool,
    field: str | None = None,
) -> None:
    """Print every result in the format `how`.

    Args:
        translation: What was sent.
        results: One for each target.
        how: The format.
        grouped: Print equal answers once; not in CSV and JSON lines.
        field: Print how this field is distributed, instead of the answers; JSON has both. None without one.
    """
    found = None if field is None else pivot(results, field)
    match how:
        case "json":
            print_json(_document(translation, results, grouped=grouped, found=found))
        case _ if found is not None:
            is_secret = plain_name(found.field) in map(plain_name, _secret_keys(translation.command, results))
            print_pivot(found, how, is_secret=is_secret)
        case "jsonl":
            print_json_lines(result_record(result) for result in results)
        case "csv":
            _print_csv(results)
        case _:
            sentence = Sentence(translation.command, translation.parameters)
            answers = AnswerText(sentence, how, is_write=translation.may_change)
            if grouped:
                sections = _grouped(results, answers, translation.command)
            else:
                sections = (_section(one, answers) for one in results)
            _print_sections(list(sections), answers, how, headed=grouped or len(results) > 1)


def _document(
    translation: Translation, results: Sequence[CommandResult], *, grouped: bool, found: Pivot | None
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
        groups = group_equal(results, command=translation.command)
        document["groups"] = [group_record(each) for each in compared(groups, translation.command)]
    if found is not None:
        document["pivot"] = pivot_records(found)
        if found.hint:
            say(found.hint)
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
    notes: Sequence[str] = ()
    """Visible-only lines under the heading, the others part of the first."""


def _section(result: CommandResult, answers: AnswerText) -> _Section:
    if result.outcome is not Outcome.OK:
        why = f"{result.outcome.value}: {result.message}" if result.message else result.outcome.value
        return _Section(f"{result.site_name}: {why}", None)
    rows, ret = result.reply.rows, result.reply.ret
    return _Section(f"{result.site_name}: {answers.summary(rows, ret)}", (rows, ret))


def _grouped(results: Sequence[CommandResult], answers: AnswerText, command: str) -> Iterator[_Section]:
    groups = group_equal(results, command=command)
    if ignored := list(dict.fromkeys(key for group in groups for key in group.ignored_keys)):
        say(f"left out when comparing: {', '.join(ignored)}")
    secret_keys = _secret_keys(command, results)
    for group, diff in compared(groups, command):
        notes = difference_lines(diff, groups, secret_keys.__contains__) if diff else ()
        yield _Section(_group_heading(group), (group.rows, None), notes)
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
        lines += _note_lines(section.notes, how)
        if section.answer is not None:
            lines += answers.lines(*section.answer)
        print_lines(lines)


def _note_lines(notes: Sequence[str], how: str) -> list[str]:
    if not notes:
        return []
    first, *others = notes
    if how != "md":
        return [first, *(f"  {line}" for line in others)]
    items = [f"- {markdown_text(line)}" for line in others]
    return [markdown_text(first), "", *items, *([""] if items else [])]


def _secret_keys(command: str, results: Sequence[CommandResult]) -> frozenset[str]:
    """Return the keys of all answers whose values must not be shown."""
    keys = row_keys([row for result in results for row in result.reply.rows])
    return lay_out(keys, (), load_menus().answer_facts(command), is_secret_name).secret_keys
