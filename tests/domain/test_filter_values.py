"""What fields take of a version and of accents, how many words count, and when more of a text narrows."""

from __future__ import annotations

import pytest

from altotui.domain.errors import InvalidInput
from altotui.domain.site_filter import MOST_WORDS, SiteFilter
from tests.domain.listings import NOWHERE, picked
from tests.domain.records import a_site


@pytest.mark.parametrize(
    ("version", "text", "passes"),
    [
        ("7.16.2", "ver:7", True),
        ("7.16.2", "ver:7.16", True),
        ("7.16.2", "ver:7.1", False),
        ("7.1.3", "ver:7.1", True),
        ("7.16.2", "ver:6", False),
        ("6.49.18", "ver:6", True),
        ("7.20rc2", "ver:7.20", True),
        ("7.20rc2", "ver:rc", True),
        ("7.16.2", "ver:*16*", True),
        ("7.16.2", "-ver:7.1", True),
    ],
)
def test_a_version_has_those_below_it_and_no_others(version: str, text: str, passes: bool) -> None:
    assert bool(picked(text, [a_site(1, version=version)], NOWHERE)) is passes


def test_of_more_words_than_anybody_types_only_the_first_count() -> None:
    site_filter = SiteFilter("a " * MOST_WORDS + "zzz")
    assert len(site_filter.words) == MOST_WORDS
    assert f"only the first {MOST_WORDS} words are taken" in str(site_filter.problems[0])
    with pytest.raises(InvalidInput, match="only the first"):
        SiteFilter.checked("a " * MOST_WORDS + "zzz")


@pytest.mark.parametrize(
    ("text", "wider", "narrows"),
    [
        ("tag:lagos", "tag:lag", True),
        ("tag:lag", "tag:lagos", False),
        ("tag:lagos,accra", "tag:a", True),
        ("tag:lagos,riga", "tag:lag", False),
        ("-tag:lagos", "-tag:lag", False),
        ("name:lagos", "tag:lag", False),
        ("ver:7.16", "ver:7.1", False),
        ("model:ccr*", "model:ccr", False),
    ],
)
def test_more_of_a_text_narrows_where_more_is_less(text: str, wider: str, narrows: bool) -> None:
    assert SiteFilter(text).narrows(SiteFilter(wider)) is narrows


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("sao-paulo", True),
        ("são", True),
        ("SAO", False),
        ("São", False),
        ("name:sao*", True),
        ("-sao", False),
    ],
)
def test_accents_need_not_be_typed(text: str, passes: bool) -> None:
    assert bool(picked(text, [a_site(1, "são-paulo-01")], NOWHERE)) is passes
