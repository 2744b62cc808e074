"""The words that pick sites."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.site_filter import SiteFilter, haystack
from tests.domain.records import NOW, a_site, ago, site_no

SITES = [
    a_site(
        1,
        "Lagos-01 branch",
        pid="site_aaa",
        has_pulse=True,
        last_seen_at=ago(5),
        model="CCR2004-16G",
        board="CCR2004",
        version="7.16.2",
        identity="lag01",
        tags=("isp:Vodacom", "region:west africa"),
    ),
    a_site(2, "Lagos-02 kiosk", has_pulse=True, last_seen_at=ago(100), model="hEX S", version="7.15.1"),
    a_site(
        3,
        "Zürich core",
        has_pulse=False,
        last_seen_at=ago(4000),
        version="6.49.10",
        public_address="192.0.2.7",
    ),
    a_site(4, "new", tags=("owner:lagos team",)),
]


def _names(text: str) -> list[str]:
    picked = SiteFilter(text)
    return [site.name.partition(" ")[0].casefold() for site in SITES if picked.matches(site, NOW)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["lagos-01", "lagos-02", "zürich", "new"]),
        ("  ", ["lagos-01", "lagos-02", "zürich", "new"]),
        ("LAGOS", ["lagos-01", "lagos-02", "new"]),
        ("lagos branch", ["lagos-01"]),
        ("branch lagos", ["lagos-01"]),
        ("lagos -kiosk", ["lagos-01", "new"]),
        ("-lagos", ["zürich"]),
        ("-", ["lagos-01", "lagos-02"]),
        ("ZÜRICH", ["zürich"]),
        ("192.0.2", ["zürich"]),
        ("vodacom", ["lagos-01"]),
        ("status:online", ["lagos-01"]),
        ("status:late,offline", ["lagos-02", "zürich"]),
        ("-status:unknown", ["lagos-01", "lagos-02", "zürich"]),
        ("status:UNKNOWN", ["new"]),
        ("model:ccr*", ["lagos-01"]),
        ("model:ccr", ["lagos-01"]),
        ("model:hex", ["lagos-02"]),
        ("ver:7.1*", ["lagos-01", "lagos-02"]),
        ("ver:7.16*,6.*", ["lagos-01", "zürich"]),
        ("-ver:7.*", ["zürich", "new"]),
        ("name:lagos", ["lagos-01", "lagos-02"]),
        ("tag:vodacom", ["lagos-01"]),
        ("tag:isp:vodacom", ["lagos-01"]),
        ("isp:voda*", ["lagos-01"]),
        ("region:west*", ["lagos-01"]),
        ("isp:africa", []),
        ("id:site_aaa", ["lagos-01"]),
        (f"id:{site_no(3)}", ["zürich"]),
        ("odd:word", []),
        ("ver:7.1?.1", ["lagos-02"]),
    ],
)
def test_what_a_filter_picks(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("status:up", "one of online, late, offline, unknown"),
        ("model:", "write model:VALUE"),
        ("tag:,", "has no value"),
    ],
)
def test_a_filter_that_cannot_be_meant_says_what_to_write(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        SiteFilter(text)


@pytest.mark.parametrize(
    ("text", "plain"), [("", True), ("a b", True), ("-a", False), ("ver:7", False), ("-", True)]
)
def test_plain_filters_are_known(text: str, plain: bool) -> None:
    assert SiteFilter(text).is_plain is plain


WORDS = st.text(st.sampled_from("lagoskiznew0127- "), max_size=8)


@given(WORDS, st.text(st.sampled_from("lagoskiz012"), max_size=2))
def test_typing_on_narrows_a_plain_filter(text: str, more: str) -> None:
    before, after = SiteFilter(text), SiteFilter(text + more)
    if before.is_plain and after.is_plain:
        wide = {site.id for site in SITES if before.matches(site, NOW)}
        assert {site.id for site in SITES if after.matches(site, NOW)} <= wide


@given(WORDS)
def test_words_in_agrees_with_matches(text: str) -> None:
    picked = SiteFilter(text)
    if picked.is_plain:
        for site in SITES:
            assert picked.words_in(haystack(site)) is picked.matches(site, NOW)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(InvalidInput):
        picked = SiteFilter(text)
        for site in SITES:
            assert picked.matches(site, NOW) in (True, False)
