"""What was typed, found again: words, fields, this site first, and each text once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.history import OUTCOMES, HistoryFilter, HistoryLine, once_in_a_row, search
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from tests.domain.records import site_no
from tests.domain.typed import typed

HERE, THERE = site_no(1), site_no(2)
DNS = typed("/ip/dns/print", target="lagos-branch-0142", tags=("region:lagos", "isp:alpha", "vip"))
PUT = typed(":put [/system/clock/get time]", outcome="", target="@5 marked", site_count=5)
SET = typed("/ip/dns/set servers=192.0.2.1", outcome="unknown", is_write=True)
MANY = typed("print where comment~site:Port", outcome="mixed", target="@60 marked")
LOST = typed('/log/print where message~"DNS lost"', outcome="router_error")
ALL = (DNS, PUT, SET, MANY, LOST)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", ALL),
        ("   ", ALL),
        ("dns", (DNS, SET, LOST)),
        ("DNS print", (DNS, LOST)),
        ("print -log", (DNS, MANY)),
        ("-dns", (PUT, MANY)),
        ('"dns lost"', (LOST,)),
        ("dns lost", (LOST,)),
        ("lost dns", (LOST,)),
        (":put", (PUT,)),
        ("-:put dns", (DNS, SET, LOST)),
        ("comment~site:port", (MANY,)),
        ('"site:port"', (MANY,)),
        ("nowhere:lagos", ()),
        ("site:lagos", (DNS,)),
        ("site:LAGOS*", (DNS,)),
        ("site:lagos-branch-014?", (DNS,)),
        ("site:branch*", ()),
        ("site:@5", (PUT,)),
        ("site:lagos,@60", (DNS, MANY)),
        ("-site:site-1", (DNS, PUT, MANY)),
        ("site:[", ()),
        ("tag:vip", (DNS,)),
        ("tag:alpha", (DNS,)),
        ("tag:isp:alpha", (DNS,)),
        ("tag:alph*", (DNS,)),
        ("tag:isp:*", (DNS,)),
        ("tag:beta", ()),
        ("-tag:vip ok:yes", ()),
        ("ok:yes", (DNS,)),
        ("ok:no", (SET, MANY, LOST)),
        ("ok:n", (SET, MANY, LOST)),
        ("-ok:yes", (PUT, SET, MANY, LOST)),
        ("outcome:unknown", (SET,)),
        ("outcome:unk,mix", (SET, MANY)),
        ("outcome:ROUTER", (LOST,)),
        ("-outcome:ok", (PUT, SET, MANY, LOST)),
        ("write:yes", (SET,)),
        ("write:no dns", (DNS, LOST)),
        ("write:no dns ok:yes site:lagos*", (DNS,)),
    ],
)
def test_a_filter_takes_what_is_meant(text: str, taken: tuple[HistoryLine, ...]) -> None:
    read = HistoryFilter(text)
    assert tuple(line for line in ALL if read.matches(line)) == taken
    assert read.problem == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("dns ok:maybe", "column 5: ok:maybe is neither yes nor no"),
        ("dns write:1", "column 5: write:1 is neither yes nor no"),
        ("dns outcome:s", "column 5: outcome:s is not an outcome: one of ok, router_error, rejected,"),
        ("dns outcome:fine", "column 5: outcome:fine is not an outcome: one of ok,"),
        ("dns site:", "column 5: site: has no value: write site:lagos*"),
        ("dns tag:,", "column 5: tag: has no value: write tag:vip"),
        ("dns ok:", "column 5: ok: has no value: write ok:yes or ok:no"),
        ("dns outcome:", "column 5: outcome: has no value: write one of outcome:ok, router_error"),
        ("dns ok:\x1b[31m", "column 5: ok:␛[31m is neither yes nor no"),
        ("dns ok:x write:x", "column 5: ok:x is neither yes nor no"),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_told(text: str, problem: str) -> None:
    read = HistoryFilter(text)
    assert read.problem.startswith(problem)
    assert [line for line in ALL if read.matches(line)] == [DNS, SET, LOST]


def test_the_good_values_beside_a_bad_one_count() -> None:
    read = HistoryFilter("outcome:unknown,fine")
    assert "outcome:fine is not an outcome" in read.problem
    assert [line for line in ALL if read.matches(line)] == [SET]


def test_more_words_than_anybody_types_are_left_out() -> None:
    read = HistoryFilter(" ".join(["dns"] * 30 + ["nothing"]))
    assert read.problem == "column 121: only the first 30 words are taken"
    assert read.matches(DNS)


def test_every_outcome_can_be_asked_for() -> None:
    assert set(OUTCOMES) == {*Outcome, "mixed"}
    for outcome in OUTCOMES:
        read = HistoryFilter(f"outcome:{outcome}")
        assert (read.problem, read.matches(typed(outcome=outcome))) == ("", True)
        assert not read.matches(typed(outcome=""))


def test_the_lines_for_this_site_come_first_and_the_newest_before_others() -> None:
    lines = [
        typed("/ip/dns/print", 1),
        typed("/ip/dns/cache/print", 2, site_ids=(THERE,)),
        typed("/ip/dns/static/print", 3, site_ids=(THERE, HERE)),
        typed("/ip/arp/print", 4),
        typed("/ip/dns/print detail", 5, site_ids=()),
    ]
    assert [line.line for line in search(lines, "dns", HERE)] == [
        "/ip/dns/static/print",
        "/ip/dns/print",
        "/ip/dns/print detail",
        "/ip/dns/cache/print",
    ]
    assert [line.id for line in search(lines, "dns", None)] == ["run-5", "run-3", "run-2", "run-1"]


def test_each_text_is_found_once_as_it_was_typed_here_last() -> None:
    lines = [
        typed("a", 1),
        typed("a", 2),
        typed("b", 3, site_ids=(THERE,)),
        typed("b", 4, site_ids=(THERE,)),
        typed("a", 5, site_ids=(THERE,)),
    ]
    assert [line.id for line in search(lines, "", HERE)] == ["run-2", "run-4"]
    assert [line.id for line in search(lines, "", None)] == ["run-5", "run-4"]


def test_a_text_counts_as_it_ended_where_the_filter_asks() -> None:
    lines = [typed("a", 1), typed("a", 2, outcome="rejected"), typed("a", 3, site_ids=(THERE,))]
    assert [line.id for line in search(lines, "ok:yes", HERE)] == ["run-1"]
    assert [line.id for line in search(lines, "ok:no", HERE)] == ["run-2"]


def test_a_filter_that_was_parsed_already_is_taken_too() -> None:
    read = HistoryFilter("dns ok:x")
    assert search(ALL, read, HERE) == search(ALL, "dns", HERE)


def test_the_same_text_in_a_row_counts_once_as_the_last() -> None:
    lines = [typed("a", 1), typed("a", 2), typed("b", 3), typed("a", 4)]
    assert [line.id for line in once_in_a_row(lines)] == ["run-2", "run-3", "run-4"]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["/ip/dns/print", "/IP/arp", "print", "put x"]),
        st.sampled_from([(), (HERE,), (THERE,), (THERE, HERE)]),
        st.sampled_from(["", *OUTCOMES]),
    ),
    max_size=12,
).map(
    lambda each: [
        typed(line, number, site_ids=sites, outcome=outcome)
        for number, (line, sites, outcome) in enumerate(each)
    ]
)


@given(LINES, st.text(alphabet="dnsip :,-\"'*?okyeswrtaguc/", max_size=20), st.sampled_from([None, HERE]))
def test_whatever_is_looked_for_each_text_that_passes_is_found_once(
    lines: list[HistoryLine], text: str, site_id: SiteId | None
) -> None:
    read = HistoryFilter(text)
    found = search(lines, text, site_id)
    assert all(read.matches(line) for line in found)
    assert len({line.line for line in found}) == len(found)
    assert {line.line for line in found} == {line.line for line in lines if read.matches(line)}
    ranks = [(site_id in line.site_ids, line.at) for line in found]
    assert ranks == sorted(ranks, reverse=True)
