"""The items of one menu: addressed by id or by name, in an order that matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from altotui.simulator.routeros.reply import Row


@dataclass(slots=True)
class Item:
    """One configured or learned item; its values are those a print would show, without `.id`."""

    id: str
    """`*` and upper-case hex digits."""
    values: Row
    dynamic: bool = False
    """Made by the router: it cannot be changed."""


@dataclass(slots=True)
class Table:
    """The configured items of a menu."""

    items: list[Item] = field(default_factory=list)
    next_id: int = 1

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Table:
        """Return a table of `rows`; a row may bring its own `.id`."""
        table = cls()
        for row in rows:
            table.add(dict(row))
        return table

    def add(self, values: Row) -> Item:
        """Append an item and return it; `.id` in `values` is taken out and used."""
        number = int(values.pop(".id", f"*{self.next_id:X}")[1:], 16)
        self.next_id = max(self.next_id, number + 1)
        item = Item(f"*{number:X}", values)
        self.items.append(item)
        return item

    def remove(self, item: Item) -> None:
        """Take `item` out."""
        self.items.remove(item)

    def move(self, item: Item, before: Item | None) -> None:
        """Put `item` before another, or last when `before` is None."""
        if item is before:
            return
        self.items.remove(item)
        self.items.insert(len(self.items) if before is None else self.items.index(before), item)
