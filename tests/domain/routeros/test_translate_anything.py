"""Typed lines under a storm: whatever is typed, what is sent is what was meant, or nothing."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui.domain.routeros.catalogue import Node
from altotui.domain.routeros.quoting import quote
from altotui.domain.routeros.translate import MAX_LINE_CHARS, translate
from altotui.domain.routeros.translation import READ_KINDS, Kind, Translation
from tests.domain.routeros.lines import SENT
from tests.domain.routeros.test_translate import LANGUAGE, NUMBERING, at, sent


def check_consistent(got: Translation, line: str, menu: str) -> None:
    assert (got.input, got.menu) == (line.strip(), menu)
    is_sent = got.kind not in (Kind.REJECT, Kind.LOCAL)
    assert bool(got.command) is is_sent
    if not is_sent:
        assert (got.parameters, got.lookup, got.narrowing) == ((), None, None)
    if got.kind is Kind.REJECT:
        assert got.notes
        assert got.notes[0]
    assert got.command == "" or re.fullmatch(r"/[^\s]+", got.command)
    assert all(word.startswith(("=", "?")) for word in got.parameters)
    assert got.may_change is (is_sent and got.kind in (Kind.WRITE, Kind.DISRUPTIVE))
    assert got.is_write is (is_sent and (got.kind not in READ_KINDS or got.reveals))


FRAGMENTS = st.sampled_from(
    [
        *("/ip/address", "address", "print", "set", "add", "remove", "detail", "where", "ping", "once", ".."),
        *(
            "?a=b",
            "?#!",
            "=a=b",
            "=.id=*1",
            "name=x",
            '"a b"',
            "[find]",
            "[find",
            "]",
            "/",
            ";",
            "{",
            "}",
            "(",
        ),
        *(
            ")",
            "$",
            "$x",
            "\\",
            '"',
            "#",
            ":",
            ":put",
            ":if",
            "do={",
            "else={",
            "!",
            "!x",
            "~",
            "~x",
            "and",
            "or",
        ),
        *(
            "in",
            "<",
            ">=",
            "->",
            "=",
            "0",
            "*1",
            "from=0",
            "get",
            "find",
            "export",
            "/execute",
            "script=",
            ",",
        ),
        *(
            "count-only",
            "proplist=",
            "\t",
            "\n",
            "\x00",
            "\x1b",
            "\u202e",
            "\ud83d\ude00",
            "é",
            "\\41",
            '\\"',
        ),
        *(
            "10.0.0.0/8",
            ".id",
            "=.proplist=",
            "?",
            "=",
            "==",
            "monitor",
            "/int",
            "eth",
            "value-name=x",
            "%",
            "&",
        ),
    ]
)
LINES = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from(' /=?!"\\$[](){};:#.,~<>&|abc0'), max_size=60),
    st.lists(FRAGMENTS, max_size=12).map(" ".join),
    st.lists(FRAGMENTS, max_size=12).map("".join),
    st.lists(FRAGMENTS, max_size=8).map(lambda words: "/ip address print where " + " ".join(words)),
    st.lists(FRAGMENTS, max_size=8).map(lambda words: "/interface set " + " ".join(words)),
    st.lists(FRAGMENTS, max_size=8).map(lambda words: ":foreach i in=[" + " ".join(words)),
    st.sampled_from([line for _, line, _ in SENT]).flatmap(
        lambda line: st.integers(0, len(line)).map(lambda cut: line[:cut])
    ),
    st.tuples(st.sampled_from([line for _, line, _ in SENT]), st.integers(0, 40), FRAGMENTS).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
    ),
)


@given(LINES, st.sampled_from(["/", "/ip/address", "/interface", "/system", "/new/menu"]))
def test_no_line_breaks_it_and_a_refused_one_sends_nothing(line: str, menu: str) -> None:
    check_consistent(translate(line, LANGUAGE, menu, NUMBERING), line, menu)


@pytest.mark.parametrize(
    "unit", ["[", "{", "(", "!", "!(", '"', "\\", "$", "?", "=", ";", " a", ",", "[find ", '"$[', "do={"]
)
@pytest.mark.parametrize("start", ["", "/ip address print where ", "/ip address set ", ":put "])
def test_monsters_do_not_break_it(unit: str, start: str) -> None:
    for count in (60, 5_000, 100_000 // len(unit)):
        line = start + unit * count
        check_consistent(at(line), line, "/")


def test_a_line_longer_than_a_router_takes_is_refused() -> None:
    line = "/system identity set name=" + "x" * MAX_LINE_CHARS
    assert at(line).kind is Kind.REJECT
    assert at(line[:MAX_LINE_CHARS]).kind is Kind.WRITE


@pytest.mark.parametrize(
    "unit",
    [
        "name=a ",
        '[find name="x"] ',
        "a=1 and ",
        "?a=b ",
        '"a" ',
        ":put 1; ",
        "{:put $x}; ",
        "# ",
        "!a ",
        "\\$",
        "$x ",
        '"$[:put 1]" ',
    ],
)
@pytest.mark.parametrize("start", ["/interface set *1 ", "/interface print where ", ":put 1; "])
def test_time_grows_with_the_length_and_no_faster(unit: str, start: str) -> None:
    def seconds(length: int) -> float:
        line = start + unit * (length // len(unit))
        begin = time.process_time()
        at(line)
        return time.process_time() - begin

    at("/ip address print")
    gc.disable()  # what the tests before have left behind is not looked through while the time counts
    try:
        most = 40 * max(0.002, min(seconds(5_000) for _ in range(3)))
        assert any(seconds(50_000) < most for _ in range(3))
    finally:
        gc.enable()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20))
def test_a_quoted_value_arrives_as_it_was_meant(value: str) -> None:
    escaped = re.sub(r'(["\\$?])', r"\\\1", value)
    line = f'/system/identity/set name="{escaped}"'
    got = at(line)
    if line.isprintable():
        assert got.parameters == (f"=name={value}",)
    else:
        assert got.kind is Kind.REJECT


@given(st.text(max_size=40))
def test_any_text_that_is_quoted_arrives_whole(value: str) -> None:
    for line, word in (
        (f"/system/identity/set name={quote(value)}", f"=name={value}"),
        (f"/system/identity/set =name={quote(value)}", f"=name={value}"),
    ):
        got = at(line)
        assert (got.command, got.parameters) == ("/system/identity/set", (word,))


@given(st.text(max_size=40))
def test_any_text_that_is_quoted_is_found(value: str) -> None:
    assume(value not in ("yes", "true", "no", "false"))
    got = at(f"/interface print where comment={quote(value)}")
    assert got.parameters == (f"?comment={value}",) or re.fullmatch(r"(..[:-]){5}..", value)


@given(st.text(min_size=1, max_size=20))
def test_any_quoted_item_is_that_item(value: str) -> None:
    """A row that is called `0` is asked for with its name in quotes."""
    got = at(f"/interface set {quote(value)} comment=x")
    assert got.parameters in ((f"=.id={value}", "=comment=x"), (f"=numbers={value}", "=comment=x"))


WORD = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters='"'), max_size=12)


@given(
    st.sampled_from(
        ["/ip/arp/print", "/interface/set", "/new/menu/add", "/tool/fetch", "/ip/firewall/filter/move"]
    ),
    st.lists(
        st.tuples(st.sampled_from(["=a=", "=.id=", "=comment=", "=x-y="]), WORD).map("".join), max_size=4
    ),
)
def test_api_words_are_sent_as_they_stand(command: str, words: list[str]) -> None:
    line = " ".join((command, *words))
    if line.isprintable():
        assert sent(at(line)) == line


@given(st.sampled_from(SENT))
def test_what_was_sent_is_sent_again_when_it_is_typed_raw(case: tuple[str, str, str]) -> None:
    first = at(case[1])
    line = " ".join((first.command, *(_raw(word) for word in first.parameters)))
    again = at(line)
    assert (again.command, again.parameters, again.kind) == (first.command, first.parameters, first.kind)


def _raw(word: str) -> str:
    """Return an API word as it is typed: with its value in quotes."""
    name, equals, value = word[1:].rpartition("=") if word[0] == "?" else word[1:].partition("=")
    if word[0] == "?" and word.count("=") > 1:
        name, equals, value = word[1:].partition("=")
    return word if not equals or value.isalnum() or not value else f"{word[0]}{name}={quote(value)}"


# Abbreviations over the whole tree


def _commands(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, child in node.children.items():
        if child.is_command:
            yield (*path, name)
        yield from _commands(child, (*path, name))


COMMANDS = sorted(
    path
    for path in _commands(LANGUAGE.catalogue.root)
    if not LANGUAGE.is_scripting(path) and path[-1] != "export"
)


def _prefixes(path: tuple[str, ...], place: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each way to cut the name at `place`, with the names of the level that begin so."""
    parent = LANGUAGE.catalogue.node(path[:place])
    assert parent is not None
    hidden = LANGUAGE.scripting_words if not place else frozenset()
    for end in range(1, len(path[place])):
        word = path[place][:end]
        if word not in parent.children:
            yield word, sorted(n for n in parent.children if n.startswith(word) and n not in hidden)


def test_the_tree_is_worth_the_name() -> None:
    assert len(COMMANDS) > 3_000


@given(st.sampled_from(COMMANDS))
def test_every_unambiguous_prefix_is_the_full_name_and_others_are_refused(path: tuple[str, ...]) -> None:
    full = at("/" + "/".join(path))
    for place in range(len(path)):
        for word, names in _prefixes(path, place):
            cut = (*path[:place], word, *path[place + 1 :])
            got = at("/" + " ".join(cut))
            if len(names) == 1:
                assert (got.command, got.parameters, got.kind) == (full.command, full.parameters, full.kind)
            elif got.kind is Kind.REJECT:
                assert got.notes == full.notes or all(name in got.notes[0] for name in names[:8]), (
                    cut,
                    got.notes,
                )
            else:  # only the menu among them can stand before another word
                others = [LANGUAGE.catalogue.node((*path[:place], name)) for name in names]
                assert sum(node is not None and not node.is_command for node in others) == 1
                assert (got.command, got.kind) == (full.command, full.kind)


@given(st.sampled_from([path for path in COMMANDS if path[-1] in ("add", "set")]), st.data())
def test_every_unambiguous_prefix_of_an_argument_is_its_name(
    path: tuple[str, ...], data: st.DataObject
) -> None:
    node = LANGUAGE.catalogue.node(path)
    assert node is not None
    names = [name for name in node.arguments if not name.startswith(".")]
    assume(names)
    name = data.draw(st.sampled_from(sorted(names)))
    command = "/" + "/".join(path)
    full = at(f"{command} {name}=*7")
    for end in range(1, len(name)):
        word = name[:end]
        same = sorted(other for other in node.arguments if other.startswith(word))
        got = at(f"{command} {word}=*7")
        if word in node.arguments:
            continue
        if len(same) == 1:
            assert (got.command, got.parameters) == (full.command, full.parameters)
        else:
            assert (got.kind, sent(got)) == (Kind.REJECT, "")
            assert all(other in got.notes[0] for other in same[:8])
