"""Two spellings of a value: the same, another, or open, and never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.same_value import Sameness, compare_values

SAME, OTHER, OPEN = Sameness.SAME, Sameness.OTHER, Sameness.OPEN


@pytest.mark.parametrize(
    ("written", "read", "sameness"),
    [
        ("yes", "true", SAME),
        ("no", "false", SAME),
        ("no", "", SAME),
        ("yes", "false", OTHER),
        ("yes", "special-classless", OPEN),
        ("yes", "", OPEN),
        ("1m", "60s", SAME),
        ("1m", "00:01:00", SAME),
        ("60", "1m", SAME),
        ("86400", "1d", SAME),
        ("1d", "86400", SAME),
        ("86400", "1w", OTHER),
        ("100", "100ms", OPEN),
        ("1h", "59m", OTHER),
        ("1m", "auto", OPEN),
        ("1500", "1500.0", SAME),
        ("1500", "1480", OTHER),
        ("010", "10", OPEN),
        ("0x10", "16", SAME),
        ("25%", "25", SAME),
        ("20", "20dBm", SAME),
        ("20", "21dBm", OTHER),
        ("2GHz", "2MHz", OPEN),
        ("10M", "10M/10M", SAME),
        ("10M", "10M/5M", OTHER),
        ("10M/5M", "10000000/5000000", SAME),
        ("1k", "1024", OPEN),
        ("42152000", "40.2MiB", OPEN),
        ("42152000", "50.2MiB", OTHER),
        ("a,b", "a,b", SAME),
        ("a, b", "a,b", SAME),
        ("a,b", "b,a", OPEN),
        ("a,b", "a,c", OTHER),
        ("a,b", "a,b,!c", OPEN),
        ("a,b", "a,b,c", OTHER),
        ("10,11,12", "10-12", OPEN),
        ("8.8.8.8", "8.8.8.8,1.1.1.1", OTHER),
        ("8.8.8.8,1.1.1.1/32", "8.8.8.8/32,1.1.1.1", SAME),
        ("!10.0.0.1", "!10.0.0.1/32", SAME),
        ("!LAN", "LAN", OTHER),
        ("!!a", "!!b", OTHER),
        ("10.0.0.5/24", "10.0.0.0/24", OPEN),
        ("10.0.0.0/24", "10.0.0.5/24", OTHER),
        ("10.0.0.5/24", "10.0.1.0/24", OTHER),
        ("10.0.0.1", "10.0.0.1/24", OPEN),
        ("10.0.0.1/25", "10.0.0.1/24", OTHER),
        ("10.0.0.1", "10.0.0.1%ether1", OPEN),
        ("10.0.0.1", "2001:db8::1", OTHER),
        ("2001:DB8:0::1", "2001:db8::1", SAME),
        ("0.0.0.0/0", "", OPEN),
        ("pool.example", "192.0.2.1", OPEN),
        ("00-00-5e-00-53-01", "00:00:5E:00:53:01", SAME),
        ("00:00:5e:00:53:02", "00:00:5E:00:53:01", OTHER),
        ("*1f", "*1F", SAME),
        ("*1F", "ether1", OPEN),
        ("nov/21/2026", "2026-11-21", SAME),
        ("tcp", "6", OPEN),
        ("accept", "drop", OTHER),
        ("acc", "accept", OPEN),
        ("Latvia", "latvia", OPEN),
        ("ether1", "ether2", OTHER),
        ("", "none", OPEN),
        ("none", "", OPEN),
        ("", "ether1", OTHER),
        ("ether1", "", OTHER),
        ("Zürich", "ZÃ¼rich", OPEN),
        ("Zürich", "Zürich", SAME),
    ],
)
def test_spellings(written: str, read: str, sameness: Sameness) -> None:
    assert compare_values(written, read) is sameness


@pytest.mark.parametrize(("written", "read"), [("1k", "1000"), ("yes", "true"), ("a, b", "a,b"), ("no", "")])
def test_free_text_has_one_spelling(written: str, read: str) -> None:
    assert compare_values(written, read, is_text=True) is OTHER
    assert compare_values(written, written, is_text=True) is SAME


TEXTS = st.text(max_size=30) | st.from_regex(r"[0-9a-fkMsm:./%*,!-]{0,24}", fullmatch=True)


@given(TEXTS, TEXTS)
def test_any_text_can_be_compared_and_is_the_same_as_itself(written: str, read: str) -> None:
    assert compare_values(written, written) is SAME
    assert compare_values(written, read) in Sameness


def test_what_is_very_long_is_compared_at_once() -> None:
    for text in ("!" * 50_000, "1" * 50_000, "/" * 50_000, "," * 50_000, "1." * 30_000, "::" * 30_000):
        assert compare_values(text, text + "x") in (OTHER, OPEN)
