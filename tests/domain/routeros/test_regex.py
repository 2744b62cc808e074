"""`~` patterns: what POSIX says, what Python's own engine says, and no pattern that can hang."""

from __future__ import annotations

import gc
import random
import re
import string
import sys
from itertools import pairwise
from types import FrameType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros import regex
from altotui.domain.routeros.regex import MAX_DFA_STATES, Pattern, compile_pattern

MATCHES = [
    ("", ["", "a", "\n"], []),
    ("ether", ["ether", "my ether1"], ["Ether", "ethe", ""]),
    ("^ether[0-9]+$", ["ether1", "ether10"], ["ether", "xether1", "ether1\n", "ether1 "]),
    ("a.c", ["abc", "a\nc", "a\U0001f600c", "xa.c"], ["ac", "abb"]),
    ("a|bc", ["a", "bc", "xbcx"], ["b", "c", ""]),
    ("^(a|)$", ["a", ""], ["b", "aa"]),
    ("^(|a|bb)c$", ["c", "ac", "bbc"], ["bc", "abbc"]),
    ("^()$", [""], ["a"]),
    ("^(a||b)+$", ["", "abba"], ["abc"]),
    ("^a*b+c?$", ["b", "aabb", "bc"], ["a", "bcc", "ac"]),
    ("^a{2}$", ["aa"], ["a", "aaa"]),
    ("^a{2,}$", ["aa", "aaaaa"], ["a", ""]),
    ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
    ("^a{0}b$", ["b"], ["ab"]),
    ("^(ab){0,2}$", ["", "ab", "abab"], ["a", "ababab"]),
    ("^a{100}$", ["a" * 100], ["a" * 99, "a" * 101]),
    ("^a{,3}$", ["a{,3}"], ["a", "aaa", ""]),
    ("^a{x}{$", ["a{x}{"], ["a"]),
    ("^{$", ["{"], [""]),
    ("^a{1}{b}$", ["a{b}"], ["ab"]),
    ("^]}$", ["]}"], ["]"]),
    ("a$b", [], ["ab", "a", "b", "a\nb"]),
    ("a^b", [], ["ab", "a", "b", "a\nb"]),
    ("^^a$$", ["a"], ["aa", ""]),
    ("$^", [""], ["a", "\n"]),
    ("(^a|b$)c*", ["ac", "xb"], ["xa", "bx"]),
    ("(^|,)b(,|$)", ["b", "a,b", "b,c", "a,b,c"], ["ab", "bc", "a,bc"]),
    ("(^a)*b", ["ab", "b", "xb"], ["a"]),
    ("x($|y)", ["x", "xy", "xzx"], ["xz"]),
    (r"\.\*\[\]\(\)\{\}\^\$\|\+\?\\", [r".*[](){}^$|+?\ "], ["a"]),
    (r"^1\.2\/3\-4\:\ $", ["1.2/3-4: "], ["1x2/3-4: "]),
    ("^[]a]+$", ["]a", "a]"], ["b", "]b"]),
    ("^[^]a]$", ["b", "\n"], ["]", "a"]),
    (r"^[\d]$", ["\\", "d"], ["1"]),
    (r"^[\]$", ["\\"], ["]"]),
    ("^[a-]$", ["a", "-"], ["b"]),
    ("^[-a]$", ["a", "-"], ["b"]),
    ("^[%--]$", ["%", "&", "-"], [".", "$"]),
    ("^[a-c-e]$", ["b", "-", "e"], ["d"]),
    ("^[a^]$", ["a", "^"], ["b"]),
    ("^[.*$|(]$", [".", "*", "$", "|", "("], ["a"]),
    ("^[Z-[]$", ["Z", "["], ["\\"]),
    ("^[:dgit]+$", ["digit", ":"], ["0"]),
    ("^[[:digit:]a-f_]+$", ["0f_"], ["g", "A"]),
    ("^[^[:alpha:]0]$", ["1", "é", "-"], ["a", "Z", "0"]),
    ("^[^a-zc]$", ["A"], ["b", "c", "d"]),
    ("^[à-ÿ]$", ["é"], ["e", "É", "Ā"]),
    ("^[\U0001f600-\U0010ffff]$", ["\U0001f600", "\U0010ffff"], ["\U0001f5ff", "a"]),
    ("^é\ud83d$", ["é\ud83d"], ["é"]),
    ("^[^\0-\U0010ffff]$", [], ["", "a", "\0"]),
]


@pytest.mark.parametrize(("source", "found", "missed"), MATCHES, ids=[ascii(case[0]) for case in MATCHES])
def test_a_pattern_finds_what_posix_says(source: str, found: list[str], missed: list[str]) -> None:
    pattern = compile_pattern(source)
    assert pattern.source == source
    for _ in range(2):  # the second time from what was remembered
        assert [text for text in found if not pattern.matches(text)] == []
        assert [text for text in missed if pattern.matches(text)] == []


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("alpha", string.ascii_letters),
        ("digit", string.digits),
        ("alnum", string.ascii_letters + string.digits),
        ("upper", string.ascii_uppercase),
        ("lower", string.ascii_lowercase),
        ("space", string.whitespace),
        ("blank", " \t"),
        ("punct", string.punctuation),
        ("xdigit", string.hexdigits),
        ("print", string.ascii_letters + string.digits + string.punctuation + " "),
        ("graph", string.ascii_letters + string.digits + string.punctuation),
        ("cntrl", "".join(map(chr, range(32))) + "\x7f"),
    ],
)
def test_a_class_has_its_ascii_members_only(name: str, members: str) -> None:
    pattern, negated = compile_pattern(f"[[:{name}:]]"), compile_pattern(f"[^[:{name}:]]")
    every = [*map(chr, range(0x400)), "\u0663", "\u2003", "\uff11"]
    assert {char for char in every if pattern.matches(char)} == set(members)
    assert {char for char in every if not negated.matches(char)} == set(members)


REFUSED = [
    ("*a", 1, "nothing to repeat", r"put \ before"),
    ("a|+", 3, "nothing to repeat", r"put \ before"),
    ("(?)", 1, "not POSIX", "plain ( ) group"),
    ("(*)", 2, "nothing to repeat", r"put \ before"),
    ("^*", 2, "nothing to repeat", r"put \ before"),
    ("a${2}", 3, "nothing to repeat", r"put \ before"),
    ("{2}", 1, "nothing to repeat", r"put \ before"),
    ("a**", 3, "repeats a repeat", "(a+)*"),
    ("a+?", 3, "repeats a repeat", "(a+)*"),
    ("ba{2}{3}", 6, "repeats a repeat", "(a+)*"),
    ("a{101}", 2, "too many repeats", "at most 100"),
    ("a{1,101}", 2, "too many repeats", "at most 100"),
    ("a{3,2}", 2, "run backwards", "smaller number first"),
    ("x(?=a)", 2, "not POSIX", "no look-around"),
    ("(?:a)", 1, "not POSIX", "plain ( ) group"),
    ("a(b", 2, "not closed", "add )"),
    ("ab)c", 3, "closes nothing", r"write \)"),
    ("a[b", 2, "not closed", "add ]"),
    ("[]", 1, "not closed", "add ]"),
    ("[a-", 1, "not closed", "add ]"),
    ("[^]", 1, "not closed", "add ]"),
    ("x[z-a]", 3, "runs backwards", "lower character first"),
    ("[[:word:]]", 2, "no such class", "[:alnum:]"),
    ("[[:digit:", 2, "no such class", "[:digit:]"),
    ("[[.a.]]", 2, "no such class", "[:digit:]"),
    ("[x[=a=]]", 3, "no such class", "[:digit:]"),
    ("[a-[:digit:]]", 4, "no such class", "[:digit:]"),
    ("ab\\", 3, "nothing behind", r"write \\"),
    (r"a\d", 2, "'d' is no escape", "write [0-9]"),
    (r"\D", 1, "'D' is no escape", "write [^0-9]"),
    (r"\w", 1, "'w' is no escape", "write [A-Za-z0-9_]"),
    (r"\W", 1, "'W' is no escape", "write [^A-Za-z0-9_]"),
    (r"\s", 1, "'s' is no escape", "write [[:space:]]"),
    (r"\S", 1, "'S' is no escape", "write [^[:space:]]"),
    (r"\n", 1, "'n' is no escape", "leave out"),
    (r"\0", 1, "'0' is no escape", "leave out"),
    (r"\é", 1, r"'\xe9' is no escape", "leave out"),
    (r"\<a", 1, "'<' is no escape", "leave out"),
    *((rf"(a)\{digit}", 4, f"'{digit}' is no escape", "once more") for digit in range(1, 10)),
    ("a" * 201, 201, "too long", "at most 200 characters"),
    ("a" * 1_000_000, 201, "too long", "at most 200 characters"),
    ("(" * 51 + ")" * 51, 51, "too many groups", "at most 50"),
    ("(" * 200, 51, "too many groups", "at most 50"),
    ("(a{100}){51}", 1, "repeats too much", "smaller numbers"),
    ("(a{100}){49}(b{100}){2}", 13, "repeats too much", "smaller numbers"),
    ("(a{100}){49}|b{99}", 1, "repeats too much", "smaller numbers"),
    ("x(((((a{100}){100}){100}){100}){100})", 6, "repeats too much", "smaller numbers"),
]


@pytest.mark.parametrize(
    ("source", "column", "problem", "remedy"), REFUSED, ids=[case[0][:30] for case in REFUSED]
)
def test_what_posix_does_not_define_is_refused_with_place_and_remedy(
    source: str, column: int, problem: str, remedy: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_pattern(source)
    assert caught.value.problem.startswith(f"column {column} of the pattern: ")
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a" * 200, "a" * 200),
        ("(" * 50 + "a" + ")" * 50, "a"),
        ("(a)" * 60, "a" * 60),
        ("(a{100}){50}", "a" * 5000),
        ("(a{100}){49}|b{98}", "b" * 98),
    ],
    ids=["length", "nesting", "groups side by side", "nodes", "nodes of alternatives"],
)
def test_a_pattern_at_a_limit_is_taken(source: str, text: str) -> None:
    pattern = compile_pattern(source)
    assert pattern.matches(text)
    assert not pattern.matches(text[1:])


class Both(NamedTuple):
    """One pattern in two dialects."""

    posix: str
    python: str


_LEAVES = st.sampled_from(
    [
        *(Both(char, char) for char in "aab0-,\n é]"),
        *(Both(f"\\{char}", re.escape(char)) for char in ".[()*+?{}|^$\\"),
        Both(".", "."),
        Both("^", "^"),
        Both("$", r"\Z"),
        Both("()", "(?:)"),
        Both("[ab]", "[ab]"),
        Both("[^a]", "[^a]"),
        Both("[]0]", r"[\]0]"),
        Both("[^]b-]", r"[^\]b\-]"),
        Both(r"[\.]", r"[\\.]"),
        Both("[ -b]", "[ -b]"),
        Both("[[:digit:]é]", "[0-9é]"),
        Both("[^[:alpha:]0]", "[^A-Za-z0]"),
        Both("[[:space:]]", r"[ \t-\r]"),
        Both("[[:punct:]]", r"[!-/:-@\[-`{-~]"),
    ]
)
_REPEATS = st.sampled_from(["*", "+", "?", "{0}", "{2}", "{1,}", "{0,}", "{0,2}", "{1,3}"])
_PATTERNS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(
            lambda parts: Both(*map("".join, zip(*parts, strict=True)))
        ),
        st.builds(lambda a, b: Both(f"({a.posix}|{b.posix})", f"(?:{a.python}|{b.python})"), inner, inner),
        st.builds(lambda a, sign: Both(f"({a.posix}){sign}", f"(?:{a.python}){sign}"), inner, _REPEATS),
    ),
    max_leaves=8,
)
_TEXTS = st.text("aab0-,\n é].*\\", max_size=8)


@given(_PATTERNS, st.lists(_TEXTS, min_size=1, max_size=5))
def test_it_finds_what_python_finds(both: Both, texts: list[str]) -> None:
    pattern, python = compile_pattern(both.posix), re.compile(both.python, re.DOTALL)
    assert {text: pattern.matches(text) for text in texts} == {
        text: python.search(text) is not None for text in texts
    }


_SIGNS = st.sampled_from([*"ab0129()[]{}*+?|^$\\.,:-=<é\n", "[:digit:]", "[[:", "{1,2}", "(a|", "]*"])


@given(
    st.lists(_SIGNS | st.characters() | st.characters(categories=["Cs"]), max_size=40).map("".join), st.text()
)
def test_any_text_is_a_pattern_or_is_refused(source: str, text: str) -> None:
    refusal = None
    try:
        pattern = compile_pattern(source)
    except InvalidInput as raised:
        refusal = raised
    if refusal is None:
        assert pattern.matches(text) is pattern.matches(text)  # the second from what was remembered
        return
    column = re.match(r"column (\d+) of the pattern: \S", refusal.problem)
    assert column
    assert 1 <= int(column[1]) <= len(source)
    assert refusal.remedy
    assert str(refusal).isprintable()


@given(st.text(max_size=60), st.text(max_size=10), st.text(max_size=10))
def test_an_escaped_text_finds_itself_anywhere(text: str, before: str, behind: str) -> None:
    source = "".join(
        f"[{char}]" if char in ".*+?|(){}$[]" else rf"\{char}" if char in "^\\" else char for char in text
    )
    pattern = compile_pattern(source)
    assert pattern.matches(before + text + behind)
    assert pattern.matches(before) is (text in before)


HEAVY = [
    ("(a+)+$", "a"),
    ("a*a*a*a*b", "a"),
    ("(a|aa)+$", "a"),
    ("((a*)*)*b", "a"),
    ("(a?){50}a{50}b", "a"),
    ("(.*)(.*)(.*)(.*)(.*)[^a]x", "a"),
    ("(a|b)*a(a|b){12}c", "ab"),
]


@pytest.mark.parametrize(("source", "alphabet"), HEAVY, ids=[case[0] for case in HEAVY])
def test_four_times_the_text_takes_four_times_the_steps(source: str, alphabet: str) -> None:
    counts = []
    for chars in (500, 2000, 8000):
        text = "".join(random.Random(1).choices(alphabet, k=chars)) + "!"
        counts.append(_steps(compile_pattern(source), text))
        assert counts[-1] > chars
    for fewer, more in pairwise(counts):
        assert more / fewer < 4.5


def _steps(pattern: Pattern, text: str) -> int:
    """Return how many lines of the matcher run for `text`, which has no match: a count, and so the same each time."""
    count = 0

    def traced(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line" and frame.f_code.co_filename == regex.__file__
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        found = pattern.matches(text)
    finally:
        sys.settrace(before)
    assert not found
    return count


def test_a_settled_answer_reads_no_further() -> None:
    assert _steps(compile_pattern("^b"), "a" * 100_000) < 50


def test_the_second_time_is_cheaper() -> None:
    pattern = compile_pattern(f"{string.ascii_letters}!")
    first = _steps(pattern, string.ascii_letters)
    assert 2 * _steps(pattern, string.ascii_letters) < first


def test_many_parts_that_may_be_missing_are_passed_at_once() -> None:
    assert _steps(compile_pattern("((a?){100}){24}b"), "aaa") < 100


def test_what_is_remembered_is_bounded_and_forgetting_changes_no_answer() -> None:
    gc.collect()
    others = _states_alive()
    chars = random.Random(2)
    pattern = compile_pattern("^(a|b)*a(a|b){12}$")
    for _ in range(4):
        text = "".join(chars.choices("ab", k=5000))
        assert len({text[at : at + 13] for at in range(4987)}) > 3 * MAX_DFA_STATES
        for last in ("a" * 13, "b" + "a" * 12):
            assert pattern.matches(text + last) is last.startswith("a")
            assert 0 < _states_alive() - others <= MAX_DFA_STATES + 1


def _states_alive() -> int:
    return sum(type(thing) is regex._State for thing in gc.get_objects())
