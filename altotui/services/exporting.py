"""Answers as text to take away: whole, exact where that is wanted, and made piece by piece as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from altotui.domain.answer_table import table_layout, without_secrets
from altotui.domain.command import RawRow, RouterReply, Sentence
from altotui.domain.errors import InvalidInput
from altotui.domain.formats import csv_line, json_text, markdown_text, row_keys, visible
from altotui.domain.redaction import redact_script, redact_words
from altotui.domain.secret_names import MASK
from altotui.services.answer_text import AnswerText
from altotui.storage.resources import load_menus

FORMATS = ("csv", "json", "md", "jsonl")
_SITE = "site_name"
_RET = "ret"
_NO_ROW: RawRow = {}
_LOOKED_AT_ROWS = 1000

Replies = Sequence[tuple[str, RouterReply]]
"""The name of each site, and what its router answered."""


class Export(NamedTuple):
    """One text to take away."""

    chunks: Iterator[str]
    """The text in whole lines, each made when it is asked for."""
    row_count: int
    masked_count: int
    """How many values have a mask in their place."""

    def summary(self) -> str:
        """Return in a few words what it holds, and what was kept back."""
        rows = f"{self.row_count} row{'s' * (self.row_count != 1)}"
        masked = f"{self.masked_count} value{'s' * (self.masked_count != 1)} masked"
        return f"{rows}, {masked}" if self.masked_count else rows


def export_text(
    sentence: Sentence,
    replies: Replies,
    how: str,
    *,
    columns: Sequence[str] | None = None,
    masked: bool = True,
    is_write: bool = False,
) -> Export:
    """Return the answers to one command in one of FORMATS; the rows stay in the order given.

    CSV has one line for each row, with the site before it when there are several. JSON is one document with
    `command`, `parameters` and `results`, whose members have the names that `altotui run` gives them. JSON lines are
    the rows themselves, of several sites as `{"site_name": ..., "row": {...}}`. Markdown is the table as it is shown.

    Args:
        sentence: What was sent.
        replies: Of each site.
        how: One of FORMATS.
        columns: The keys to take, in this order; None for all.
        masked: Put a mask in the place of secrets, as the screen does; Markdown always has it there.
        is_write: Whether the command may have changed the router.

    Raises:
        InvalidInput: There is no such format.
    """
    writers: dict[str, Callable[[_Writer], Iterator[str]]] = {
        "csv": _csv,
        "json": _json,
        "md": _markdown,
        "jsonl": _json_lines,
    }
    if how not in writers:
        raise InvalidInput(f"there is no format {how[:40]!a}", f"choose one of {', '.join(FORMATS)}")
    hidden_keys = secret_keys(sentence, replies) if masked or how == "md" else None
    writer = _Writer(sentence, replies, columns, hidden_keys, is_write)
    lines = (f"{line}\n" for line in writers[how](writer))
    return Export(lines, sum(len(reply.rows) for _, reply in replies), writer.masked_count())


def secret_keys(sentence: Sentence, replies: Replies) -> frozenset[str]:
    """Return the names in these answers whose values are secret."""
    rows = tuple(chain.from_iterable(reply.rows for _, reply in replies))
    facts = load_menus().answer_facts(sentence.command)
    return table_layout(rows, facts, is_stats=False, sample=rows[:_LOOKED_AT_ROWS]).secret_keys


class _Writer(NamedTuple):
    """What is written, and what is kept back of it."""

    sentence: Sentence
    replies: Replies
    columns: Sequence[str] | None
    secret_keys: frozenset[str] | None
    """None: nothing is kept back."""
    is_write: bool

    @property
    def has_several_sites(self) -> bool:
        return len(self.replies) > 1

    def value(self, row: RawRow, key: str) -> object:
        value = row.get(key)
        if self._is_hidden(key, value):
            return MASK
        return value if self.secret_keys is None else without_secrets(value)

    def row(self, row: RawRow) -> Mapping[str, object]:
        keys = row if self.columns is None else [key for key in self.columns if key in row]
        return {key: self.value(row, key) for key in keys}

    def ret(self, reply: RouterReply) -> str | None:
        if reply.ret is None or self.secret_keys is None:
            return reply.ret
        return redact_script(reply.ret)

    def parameters(self) -> tuple[str, ...]:
        words = self.sentence.parameters
        return words if self.secret_keys is None else redact_words(words, command=self.sentence.command)

    def masked_count(self) -> int:
        """Return how many values of the rows, the returned texts and the words of the command are kept back."""
        if self.secret_keys is None:
            return 0
        keys = self.secret_keys.intersection(self.secret_keys if self.columns is None else self.columns)
        count = sum(
            self._is_hidden(key, row.get(key))
            for _, reply in self.replies
            for row in (reply.rows if keys else ())
            for key in keys
        )
        texts = [(reply.ret, self.ret(reply)) for _, reply in self.replies]
        texts += zip(self.sentence.parameters, self.parameters(), strict=True)
        return count + sum(
            shown.count(MASK) - raw.count(MASK) for raw, shown in texts if raw is not None and shown
        )

    def _is_hidden(self, key: str, value: object) -> bool:
        return self.secret_keys is not None and key in self.secret_keys and value is not None and value != ""


def _csv(writer: _Writer) -> Iterator[str]:
    replies = writer.replies
    keys = writer.columns
    if keys is None:
        keys = row_keys(row for _, reply in replies for row in reply.rows)
    has_ret = any(reply.ret is not None for _, reply in replies)
    if not keys and not has_ret:
        return
    site = (_SITE,) if writer.has_several_sites else ()
    yield csv_line((*site, *keys, *([_RET] if has_ret else ())))
    for name, reply in replies:
        lead = (name,) if site else ()
        end = (writer.ret(reply),) if has_ret else ()
        for row in reply.rows or ((_NO_ROW,) if reply.ret is not None else ()):
            yield csv_line((*lead, *(writer.value(row, key) for key in keys), *end))


def _json(writer: _Writer) -> Iterator[str]:
    yield "{"
    yield f'"command": {json_text(writer.sentence.command)},'
    yield f'"parameters": {json_text(writer.parameters())},'
    yield '"results": ['
    for position, (name, reply) in enumerate(writer.replies):
        yield f'{"," if position else ""}{{"{_SITE}": {json_text(name)},'
        yield f'"{_RET}": {json_text(writer.ret(reply))},'
        yield '"rows": ['
        last = len(reply.rows) - 1
        for number, row in enumerate(reply.rows):
            yield f"{json_text(writer.row(row))}{',' if number < last else ''}"
        yield "]}"
    yield "]}"


def _json_lines(writer: _Writer) -> Iterator[str]:
    for name, reply in writer.replies:
        records: Iterator[Mapping[str, object]] = map(writer.row, reply.rows)
        if writer.has_several_sites:
            records = ({_SITE: name, "row": record} for record in records)
        yield from map(json_text, records)
        if reply.ret is not None:
            lead = {_SITE: name} if writer.has_several_sites else {}
            yield json_text({**lead, _RET: writer.ret(reply)})


def _markdown(writer: _Writer) -> Iterator[str]:
    answers = AnswerText(writer.sentence, "md", is_write=writer.is_write, columns=writer.columns)
    for position, (name, reply) in enumerate(writer.replies):
        if writer.has_several_sites:
            yield from ("",) if position else ()
            heading = visible(f"{name}: {answers.summary(reply.rows, reply.ret)}")
            yield from (f"**{markdown_text(heading)}**", "")
        yield from answers.lines(reply.rows, writer.ret(reply))
