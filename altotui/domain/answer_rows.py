"""Which rows of an answer are shown, and in which order: filtered and sorted without asking the router again."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.answer_table import AnswerTable, nested_text, shown_value, without_secrets
from altotui.domain.routeros.layout import plain_name


class AnswerRows:
    """The rows of one table by their numbers; the rows themselves stay as the router sent them."""

    def __init__(self, table: AnswerTable) -> None:
        self._table = table
        self.words = ""
        """What the rows are filtered by, as typed."""
        self.sort = ""
        """The key that they are sorted by, empty for the router's own order."""
        self.is_reversed = False
        self.numbers: Sequence[int] = range(len(table.rows))
        """Of the rows that are shown, in their order."""
        self._hay: list[str] | None = None
        self._ordered: Sequence[int] = self.numbers
        """All of them, sorted."""

    def __len__(self) -> int:
        """Return how many rows are shown."""
        return len(self.numbers)

    @property
    def total(self) -> int:
        """Return how many rows came."""
        return len(self._table.rows)

    def filter(self, words: str) -> None:
        """Show the rows that have every word in one of their values; `-word` shows those without it.

        Case does not count. Secrets are not looked at: what is masked cannot be found out by a filter.
        """
        narrows = words.startswith(self.words) and not any(word.startswith("-") for word in words.split())
        self.words = words
        self._pick(self.numbers if narrows else self._ordered)

    def sort_by(self, key: str) -> None:
        """Sort by a key, the same once more the other way round; an empty key gives the router's order back.

        Rows without the value stand last, either way.
        """
        is_reversed = self.reverses(key)
        self.take_order(key, self.ordered_by(key, is_reversed=is_reversed), is_reversed=is_reversed)

    def reverses(self, key: str) -> bool:
        """Return whether sorting by a key turns the order round: it is sorted by it already."""
        return bool(key) and key == self.sort and not self.is_reversed

    def take_order(self, key: str, ordered: Sequence[int], *, is_reversed: bool) -> None:
        """Show the rows in an order that `ordered_by` gave."""
        self.sort, self.is_reversed, self._ordered = key, is_reversed, ordered
        self._pick(ordered)

    def ordered_by(self, key: str, *, is_reversed: bool) -> Sequence[int]:
        """Return all rows in the order of a key; changes nothing, so that very many can be sorted in a thread."""
        from altotui.domain.routeros.values import sort_key

        rows = range(len(self._table.rows))
        if not key:
            return rows
        texts = [_text(shown_value(self._table.layout, row, key)) for row in self._table.rows]
        keys = {text: sort_key(text) for text in set(texts)}
        with_value = sorted(
            (at for at in rows if texts[at]), key=lambda at: keys[texts[at]], reverse=is_reversed
        )
        return [*with_value, *(at for at in rows if not texts[at])]

    def place_of(self, number: int) -> int | None:
        """Return where a row stands among those shown; None when it is not."""
        numbers = self.numbers
        if isinstance(numbers, range):
            return number if number in numbers else None
        try:
            return numbers.index(number)
        except ValueError:
            return None

    def _pick(self, among: Sequence[int]) -> None:
        words = [word for word in self.words.casefold().split() if word != "-"]
        if not words:
            self.numbers = self._ordered
            return
        hay = self._searched()
        for word in words:
            is_negated, word = word.startswith("-"), word.removeprefix("-")
            among = [at for at in among if (word in hay[at]) is not is_negated]
        self.numbers = among

    def _searched(self) -> list[str]:
        """Return the values of each row in one text, made by the first filter."""
        if self._hay is None:
            hidden = self._table.layout.secret_keys
            self._hay = [
                "\n".join(_text(value) for key, value in row.items() if key not in hidden).casefold()
                for row in self._table.rows
            ]
        return self._hay


def key_called(name: str, keys: Sequence[str]) -> str | None:
    """Return the key that a person calls `name`, whichever way the API spells it, or its only beginning."""
    wanted = plain_name(name)
    exact = [key for key in keys if plain_name(key) == wanted]
    begun = [key for key in keys if plain_name(key).startswith(wanted)]
    if exact or (wanted and len(begun) == 1):
        return (exact or begun)[0]
    return None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else nested_text(without_secrets(value))
