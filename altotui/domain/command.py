"""One command on one router: what is sent, what comes back, and the one outcome it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.outcome import Outcome

if TYPE_CHECKING:
    from altotui.domain.ids import SiteId

_WEIGHED_ROWS = 8
_CHARS_OF_A_VALUE = 100

RawRow = Mapping[str, object]
"""One row as the API sent it: keys and values untouched, so hostile until made visible."""


class Sentence(NamedTuple):
    """What is sent to a router: the API command and its words, as the RouterOS API takes them."""

    command: str
    """Full path with verb, for example `/ip/arp/print`."""
    parameters: tuple[str, ...] = ()
    """`=name=value` and `?query` words; the order of query words matters."""

    def __str__(self) -> str:
        """Return the sentence as one line, words separated by a space."""
        return " ".join((self.command, *self.parameters))


class RouterReply(NamedTuple):
    """What a router answered to one sentence."""

    rows: Sequence[RawRow] = ()
    ret: str | None = None
    """The `=ret=` of the answer as sent: an id, a count, or what a script printed; None when absent."""
    notes: tuple[str, ...] = ()
    """Visible-only words about the answer itself, for example that it was not the documented form."""

    @property
    def value_count(self) -> int:
        """Return about how many values it has, by its first rows; a long text is as much as many values."""
        first = self.rows[:_WEIGHED_ROWS]
        keys = max(map(len, first), default=0)
        texts = [value for row in first for value in row.values() if isinstance(value, str)]
        chars = sum(map(len, texts)) + len(self.ret or "")
        return len(self.rows) * keys + chars // _CHARS_OF_A_VALUE


class CommandResult(NamedTuple):
    """The one outcome of one command on one router."""

    site_id: SiteId
    site_name: str
    outcome: Outcome
    reply: RouterReply = RouterReply()
    message: str | None = None
    """Visible-only words: why it is not `ok`, or what was odd about an answer that is; None when there is nothing."""
    http_status: int | None = None
    """None when no answer came."""
    elapsed_ms: int | None = None
    """From the moment it was sent; None when it was not."""


def count_outcomes(results: Iterable[CommandResult]) -> dict[str, int]:
    """Return how often each outcome occurs; has every outcome, so the values add up to the results."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for result in results:
        counts[result.outcome] += 1
    return counts
