"""What is being typed is gone on with by what ended well, here, and lately; never by a write, and at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.history import HistoryLine
from altotui.domain.history_suggestions import Suggestions
from altotui.domain.ids import SiteId
from tests.domain.records import site_no
from tests.domain.typed import typed

HERE, THERE = site_no(1), site_no(2)

LINES = [
    typed("/ip/dns/print", 1),
    typed("/ip/dns/print detail", 2, site_ids=(THERE,)),
    typed("/ip/arp/print", 3, outcome="router_error"),
    typed("/ip/route/print", 4, site_ids=(THERE,), outcome="unknown"),
    typed("/ip/dns/set servers=192.0.2.1", 5, is_write=True),
    typed("/ip/dns/static/print", 6, is_kept=False),
    typed("print where dynamic", 7, menu="/ip/arp"),
    typed("print detail", 8, menu="/ip/dns"),
    typed(":put 1", 9, menu="/ip/dns"),
    typed("/log/print\nfollow", 10),
]


@pytest.mark.parametrize(
    ("text", "menu", "site_id", "suggested"),
    [
        ("", "/", HERE, ""),
        ("/", "/", HERE, "/ip/dns/print"),
        ("/", "/ip/arp", HERE, "/ip/dns/print"),
        ("/", "/", THERE, "/ip/dns/print detail"),
        ("/", "/", None, "/ip/dns/print detail"),
        ("/", "/", site_no(9), "/ip/dns/print detail"),
        ("/ip/dns/print", "/", HERE, "/ip/dns/print detail"),
        ("/ip/dns/print detail", "/", HERE, ""),
        ("/ip/a", "/", HERE, "/ip/arp/print"),
        ("/ip/r", "/", HERE, "/ip/route/print"),
        ("/IP", "/", HERE, ""),
        ("ip", "/", HERE, ""),
        ("/ip/dns/s", "/", HERE, ""),
        ("pr", "/", HERE, ""),
        ("pr", "/ip/arp", HERE, "print where dynamic"),
        ("pr", "/ip/dns", HERE, "print detail"),
        (":", "/", HERE, ""),
        (":", "/ip/dns", HERE, ":put 1"),
        ("/log", "/", HERE, ""),
        ("/ip/dns/print\n", "/", HERE, ""),
        ("\n", "/", HERE, ""),
    ],
)
def test_the_best_line_goes_on_from_what_is_typed(
    text: str, menu: str, site_id: SiteId | None, suggested: str
) -> None:
    assert Suggestions(LINES).suggest(text, menu, site_id) == suggested


def test_a_line_that_is_added_is_the_newest_and_is_better_once_it_has_ended_well() -> None:
    suggestions = Suggestions(LINES)
    line = typed("/ip/neighbor/print", 20, outcome="")
    suggestions.add(line)
    assert suggestions.suggest("/ip/", "/", HERE) == "/ip/dns/print"
    assert suggestions.suggest("/ip/n", "/", HERE) == "/ip/neighbor/print"
    suggestions.add(line._replace(outcome="ok"))
    assert suggestions.suggest("/ip/", "/", HERE) == "/ip/neighbor/print"
    suggestions.add(typed("/ip/dns/print", 21))
    assert suggestions.suggest("/ip/", "/", HERE) == "/ip/dns/print"


def test_a_line_that_was_typed_again_is_the_newest_again() -> None:
    again = [typed("/ip/dns/print", 1), typed("/ip/arp/print", 2), typed("/ip/dns/print", 3)]
    assert Suggestions(again).suggest("/ip", "/", HERE) == "/ip/dns/print"


def test_a_line_that_was_pasted_is_too_long_to_be_suggested() -> None:
    assert Suggestions([typed("/ip" + "x" * 998)]).suggest("/ip", "/", HERE) == ""
    assert Suggestions([typed("/ip" + "x" * 997)]).suggest("/ip", "/", HERE) != ""


def _simply(lines: list[HistoryLine], text: str, menu: str, site_id: SiteId | None) -> str:
    """Say it again, as the rule has it and not quickly."""
    best: tuple[tuple[bool, bool, int], str] = ((False, False, -1), "")
    for number, line in enumerate(lines):
        goes_on = text and line.line.startswith(text) and line.line != text
        if goes_on and not line.is_write and (line.line[0] == "/" or line.menu == menu):
            is_here = site_id is not None and site_id in line.site_ids
            best = max(best, ((line.outcome == "ok", is_here, number), line.line))
    return best[1]


TYPED = st.lists(
    st.builds(
        lambda line, menu, sites, outcome, is_write: typed(
            line, menu=menu, site_ids=sites, outcome=outcome, is_write=is_write
        ),
        st.text(alphabet="/ab", min_size=1, max_size=4),
        st.sampled_from(["/", "/a"]),
        st.sampled_from([(), (HERE,), (THERE, HERE)]),
        st.sampled_from(["ok", "", "rejected"]),
        st.sampled_from([False, False, True]),
    ),
    max_size=15,
)


@given(
    TYPED,
    st.integers(0, 15),
    st.text(alphabet="/ab", max_size=3),
    st.sampled_from(["/", "/a"]),
    st.sampled_from([None, HERE, THERE]),
)
def test_it_follows_the_rule_however_the_lines_came_in(
    lines: list[HistoryLine], first: int, text: str, menu: str, site_id: SiteId | None
) -> None:
    suggestions = Suggestions(lines[:first])
    for line in lines[first:]:
        suggestions.add(line)
    assert suggestions.suggest(text, menu, site_id) == _simply(lines, text, menu, site_id)


@pytest.mark.parametrize("text", ["/", "/ip/address/print where comment~9", "/ip/zzz", "/zzz"])
def test_ten_thousand_lines_do_not_hold_up_a_key(text: str) -> None:
    suggestions = Suggestions(
        typed(f"/ip/address/print where comment~{number:05}", number, site_ids=(THERE,), outcome="unknown")
        for number in range(10_000)
    )

    def took_s() -> float:
        start_s = time.perf_counter()
        suggestions.suggest(text, "/", HERE)
        return time.perf_counter() - start_s

    assert min(took_s() for _ in range(20)) < 0.001
