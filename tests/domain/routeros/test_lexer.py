"""Console text taken apart: every character has its place, and nothing makes it raise."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.lexer import (
    MAX_DEPTH,
    Bare,
    Bracket,
    Chunk,
    Lexed,
    Part,
    Quoted,
    Raw,
    Statement,
    Variable,
    inner_brackets,
    lex,
)


def shape(part: Part) -> object:
    match part:
        case Bare(text=text):
            return text
        case Quoted(text=text, is_dynamic=is_dynamic):
            return ("dynamic", text) if is_dynamic else ("quoted", text)
        case Raw(text=text):
            return ("raw", text)
        case Variable(name=name):
            return ("$", name)
        case Bracket(opener=opener, statements=statements):
            return [opener, *(shapes(statement) for statement in statements)]


def shapes(statement: Statement) -> list[object]:
    return [
        shape(chunk.parts[0]) if len(chunk.parts) == 1 else tuple(map(shape, chunk.parts))
        for chunk in statement.chunks
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        (";;", []),
        ("/ip address print", [["/ip", "address", "print"]]),
        ("  a   b\t c ", [["a", "b", "c"]]),
        ("a;b", [["a"], ["b"]]),
        ("a\nb\r\nc\rd", [["a"], ["b"], ["c"], ["d"]]),
        ("a \\\n b", [["a", "b"]]),
        ("a \\ \t\r\n b", [["a", "b"]]),
        ("# a", []),
        ("a\n# b; c\nd", [["a"], ["d"]]),
        ("a b#c", [["a", "b#c"]]),
        ("a #c", [["a", "#c"]]),
        ('a "b c"', [["a", ("quoted", "b c")]]),
        ('a name="b;c"', [["a", ("name=", ("quoted", "b;c"))]]),
        ('a "b\\"c"', [["a", ("quoted", 'b"c')]]),
        ('a "$x"', [["a", ("dynamic", "$x")]]),
        ('a "\\$x"', [["a", ("quoted", "$x")]]),
        ('a "\\\\$x"', [["a", ("dynamic", "\\$x")]]),
        ('a "$[b]"', [["a", ("dynamic", "$[b]")]]),
        ('a "$(1)"', [["a", ("dynamic", "$(1)")]]),
        ("a $x", [["a", ("$", "x")]]),
        ('a $"x y"', [["a", ("$", "x y")]]),
        ("a b=$x", [["a", ("b=", ("$", "x"))]]),
        ("a [b c]", [["a", ["[", ["b", "c"]]]]),
        ("a {b;c}", [["a", ["{", ["b"], ["c"]]]]),
        ("a (b)", [["a", ["(", ["b"]]]]),
        ("a do={b c}", [["a", ("do=", ["{", ["b", "c"]])]]),
        ("a do={}else={b}", [["a", ("do=", ["{"], "else=", ["{", ["b"]])]]),
        ("a [b {c [d]}]", [["a", ["[", ["b", ["{", ["c", ["[", ["d"]]]]]]]]),
        ("{a\n#b}\n}", [[["{", ["a"]]]]),
        ("[a];[b]", [[["[", ["a"]]], [["[", ["b"]]]]),
        ("/a/print ?b=c =d=e", [["/a/print", ("raw", "?b=c"), ("raw", "=d=e")]]),
        ('/a/print =b="c d"', [["/a/print", ("raw", "=b=c d")]]),
        ('/a/print ?b="c d" ?#!', [["/a/print", ("raw", "?b=c d"), ("raw", "?#!")]]),
        ("/a/print ?>b=c[d]", [["/a/print", ("raw", "?>b=c[d]")]]),
        ("/a print where b=c", [["/a", "print", "where", "b=c"]]),
        ("a !b", [["a", "!b"]]),
        ("\u00e9\U0001f600", [["\u00e9\U0001f600"]]),
    ],
)
def test_lex(text: str, expected: list[list[object]]) -> None:
    lexed = lex(text)
    assert [shapes(statement) for statement in lexed.statements] == expected
    assert not lexed.problems


@pytest.mark.parametrize(
    ("text", "column", "remedy"),
    [
        ('a "b', 3, '"'),
        ("a [b", 3, "write ]"),
        ("a {b", 3, "write }"),
        ("a (b", 3, "write )"),
        ("a b]", 4, "leave it out"),
        ("a (b]", 3, "write )"),
        ("a (b}", 3, "write )"),
        ("}", 1, "leave it out"),
        ("a $", 3, "\\$"),
        ("a b=$-", 5, "\\$"),
        ('a "b $ c"', 6, "\\$"),
        ("a b\\c", 4, '"quotes"'),
        ('a "\\q"', 4, "\\\\"),
        ('a =b="c', 6, '"'),
        ('a =b="c"d', 9, "blank"),
    ],
)
def test_a_problem_has_its_place_and_its_remedy(text: str, column: int, remedy: str) -> None:
    problem = min(lex(text).problems)
    assert problem.start + 1 == column
    assert f"(line 1 column {column})" in str(problem)
    assert remedy in problem.remedy


def test_there_is_an_end_to_depth() -> None:
    inside, beyond = (lex("[" * depth + "]" * depth) for depth in (MAX_DEPTH, MAX_DEPTH + 1))
    assert not inside.problems
    assert any("script" in problem.remedy for problem in beyond.problems)


def test_a_bracket_that_another_one_closes_is_still_a_bracket() -> None:
    lexed = lex("a [b (c] d")
    assert lexed.problems
    assert shapes(lexed.statements[0])[:2] == ["a", ["[", ["b", ["(", ["c"]]]]]


@pytest.mark.parametrize(
    ("word", "is_end"),
    [
        (";", True),
        ("\n", True),
        ("#", False),
        (",", False),
        ("\u00a0", True),
        ("\u2028", True),
        ("\x0b", True),
    ],
)
def test_what_ends_a_statement(word: str, is_end: bool) -> None:
    assert len(lex(f"a {word} b").statements) == (2 if is_end else 1)


def quoted(text: str) -> Quoted:
    (part,) = lex(text).statements[0].chunks[-1].parts
    assert isinstance(part, Quoted)
    return part


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('a "$x"', []),
        ('a "\\$[b]"', []),
        ('a "$[b c]"', [[["b", "c"]]]),
        ('a "x $[b;c] y $[d] z"', [[["b"], ["c"]], [["d"]]]),
        ('a "$[b [c]]"', [[["b", ["[", ["c"]]]]]),
    ],
)
def test_commands_in_quotes(text: str, inner: list[list[list[object]]]) -> None:
    found = inner_brackets(quoted(text), text)
    assert found is not None
    assert [[shapes(statement) for statement in lexed.statements] for lexed in found] == inner


@pytest.mark.parametrize("text", ['a "$[b"', 'a "$[b \\"c\\" ]"', 'a "$[b (]"', 'a "$[b \\n c]"', 'a "$["'])
def test_commands_in_quotes_that_cannot_be_told_apart(text: str) -> None:
    assert inner_brackets(quoted(text), text) is None


def parts_of(lexed: Lexed) -> Iterator[Statement | Chunk | Part]:
    stack: list[Statement] = list(lexed.statements)
    while stack:
        statement = stack.pop()
        yield statement
        for chunk in statement.chunks:
            yield chunk
            for part in chunk.parts:
                yield part
                if isinstance(part, Bracket):
                    stack += part.statements


PIECES = st.sampled_from(
    [
        *'[](){};$#\\"=?! \n\ta1.,',
        "$[",
        "$(",
        "do={",
        '\\"',
        "\\\n",
        "=a=",
        '="',
        "\r\n",
        "\x00",
        "é",
        "\u2028",
        "\ud800",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
def test_no_text_breaks_it_and_everything_has_its_place(text: str) -> None:
    lexed = lex(text)
    assert lexed.text == text
    for found in parts_of(lexed):
        assert 0 <= found.start <= found.end <= len(text)
        if isinstance(found, Statement):
            assert found.chunks
            assert all(a.end <= b.start for a, b in zip(found.chunks, found.chunks[1:], strict=False))
        if isinstance(found, Chunk):
            assert found.parts
        if isinstance(found, Bare):
            assert text[found.start : found.end] == found.text
    for problem in lexed.problems:
        assert 0 <= problem.start <= problem.end
        assert problem.message
    for start, end in lexed.comments:
        assert text[start] == "#"
        assert "\n" not in text[start:end]


@given(TEXTS)
def test_no_character_is_lost(text: str) -> None:
    """All that no part covers is blanks, line ends, brackets, comments, and signs that a problem names."""
    lexed = lex(text)
    covered = [False] * len(text)
    for found in parts_of(lexed):
        if isinstance(found, Bare | Quoted | Raw | Variable):
            covered[found.start : found.end] = [True] * (found.end - found.start)
        if isinstance(found, Bracket) and not found.is_closed and not found.statements:
            covered[found.start : found.end] = [True] * (found.end - found.start)
    for start, end in (*lexed.comments, *((problem.start, problem.end) for problem in lexed.problems)):
        covered[start:end] = [True] * (min(end, len(text)) - start)
    rest = "".join(char for char, is_covered in zip(text, covered, strict=True) if not is_covered)
    assert all(char.isspace() or char in ";[](){}\\" for char in rest), rest


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "{",
        "(",
        '"',
        "\\",
        "$",
        "=",
        "?",
        "a ",
        "a;",
        '"$[',
        '"a" ',
        "[a] ",
        "{a}",
        "\\\n",
        "#\n",
        '$"',
        "$x",
        '="',
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        gc.disable()  # its rounds grow with all that other tests keep
        try:
            begin = time.process_time()
            lex(text)
            return time.process_time() - begin
        finally:
            gc.enable()

    most = 40 * max(0.001, min(seconds(10_000) for _ in range(5)))
    assert any(seconds(100_000) < most for _ in range(5))
