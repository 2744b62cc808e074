"""The `~` of RouterOS: an unanchored, case-sensitive POSIX extended regular expression, answered with yes or no.

Time is linear in the text whatever the pattern, for nothing ever goes back in the text: a set of automaton states is
the bits of one integer, and the way from one set to the next is remembered when it is first met (a lazily built DFA).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from altotui.domain.routeros.regex_syntax import Node, Program, Ranges, parse

MAX_DFA_STATES = 500
"""When as many sets of states are known, all are forgotten: bounds memory, and changes no answer."""


def compile_pattern(source: str) -> Pattern:
    """Return `source` ready to match; InvalidInput names the column, from 1, and what to write instead."""
    return Pattern(source, parse(source))


class Pattern:
    """A compiled pattern."""

    __slots__ = ("_automaton", "_letters", "_matches_empty", "source")

    def __init__(self, source: str, program: Program) -> None:
        self.source = source
        self._letters = _Letters(program)
        self._automaton = _Automaton(program, self._letters.cuts)
        self._matches_empty = bool(_reachable(program, "^$")[0] >> len(program))

    def matches(self, text: str) -> bool:
        """Return whether the pattern is found anywhere in `text`."""
        if not text:
            return self._matches_empty
        automaton = self._automaton
        state = automaton.start
        for letter in text.translate(self._letters):
            try:
                state = state[letter]
            except KeyError:
                if state.is_settled:
                    break
                state = automaton.advance(state, letter)
        return state.matches_at_end


class _Letters(dict[int, str]):
    """From code point to one letter for all characters that the pattern does not tell apart: `str.translate` asks it.

    Only ASCII is kept, so that text from outside cannot make it grow.
    """

    __slots__ = ("cuts",)

    def __init__(self, program: Program) -> None:
        different = {node.ranges for node in program}
        self.cuts = sorted({cut for ranges in different for low, high in ranges for cut in (low, high + 1)})
        super().__init__((code, self[code]) for code in range(128))

    def __missing__(self, code: int) -> str:
        return chr(bisect_right(self.cuts, code))


class _State(dict[str, "_State"]):
    """What is known after some text, a set of nodes, and the states that letters lead to, as far as met."""

    __slots__ = ("is_settled", "matches_at_end", "members")

    def __init__(self, members: int, *, is_settled: bool, matches_at_end: bool) -> None:
        super().__init__()
        self.members = members
        self.is_settled = is_settled
        """Whether no further text can change the answer; then it leads nowhere."""
        self.matches_at_end = matches_at_end


class _Automaton:
    """The sets of nodes that text leads to: bit n is node n, and the bit behind the last node is the match."""

    __slots__ = ("_entry", "_free", "_jumps", "_keep", "_match", "_takers", "_wins_at_end", "known", "start")

    def __init__(self, program: Program, cuts: list[int]) -> None:
        self._match = 1 << len(program)
        self._takers = _takers(program, cuts)
        self._jumps = _reachable(program, "")
        self._free = _mask(program, lambda node: bool(node.jumps) and not node.anchor)
        self._keep = ~(self._free | _mask(program, lambda node: node.anchor == "^"))
        self._entry = self._jumps[0]
        at_end = _reachable(program, "$")
        self._wins_at_end = self._match | sum(
            1 << index
            for index, node in enumerate(program)
            if node.anchor == "$" and at_end[index] & self._match
        )
        self.start = self._made(_reachable(program, "^")[0] & self._keep)
        self.known = {self.start.members: self.start}

    def advance(self, state: _State, letter: str) -> _State:
        """Return where `letter` leads from `state`, and remember it."""
        reached = (state.members & self._takers[ord(letter)]) << 1
        pending = reached & self._free
        reached |= self._entry
        while pending:
            behind = self._jumps[(pending & -pending).bit_length() - 1]
            reached |= behind
            pending &= ~behind
        members = reached & self._keep
        found = self.known.get(members)
        if found is None:
            if len(self.known) >= MAX_DFA_STATES:
                self._forget()
            found = self.known[members] = self._made(members)
        state[letter] = found
        return found

    def _forget(self) -> None:
        for state in self.known.values():
            state.clear()
        self.known = {self.start.members: self.start}

    def _made(self, members: int) -> _State:
        has_matched = bool(members & self._match)
        return _State(
            members,
            is_settled=has_matched or not members,
            matches_at_end=bool(members & self._wins_at_end),
        )


def _mask(program: Program, is_in: Callable[[Node], bool]) -> int:
    return sum(1 << index for index, node in enumerate(program) if is_in(node))


def _takers(program: Program, cuts: list[int]) -> list[int]:
    """Return for each letter the set of nodes that take it; all characters from one cut to the next are alike."""
    takers: dict[Ranges, int] = {}
    for index, node in enumerate(program):
        takers[node.ranges] = takers.get(node.ranges, 0) | 1 << index
    return [
        sum(nodes for ranges, nodes in takers.items() if any(low <= code <= high for low, high in ranges))
        for code in (0, *cuts)
    ]


def _reachable(program: Program, anchors: str) -> list[int]:
    """Return for each node, and for the match, what is reached from it, itself included, without a character.

    Targets come before what jumps to them, except round loops: each loop within a loop takes one more pass.
    """
    reach = [1 << index for index in range(len(program) + 1)]
    is_changing = True
    while is_changing:
        is_changing = False
        for index in range(len(program) - 1, -1, -1):
            node = program[index]
            if node.jumps and node.anchor in anchors:
                before = reach[index]
                for jump in node.jumps:
                    reach[index] |= reach[index + jump]
                is_changing |= reach[index] != before
    return reach
