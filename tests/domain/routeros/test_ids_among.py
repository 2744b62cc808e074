from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.items import ids_among, is_id

TEXTS = st.lists(
    st.one_of(st.sampled_from(["*1", "*AF", "*1\n*2", "", "ether1"]), st.text("*1aF\n", max_size=4))
)


@given(TEXTS)
def test_each_is_looked_at_as_if_it_were_alone(texts: list[str]) -> None:
    assert ids_among(texts) == tuple(text if is_id(text) else None for text in texts)


@pytest.mark.parametrize("text", ["*1\n*2", "*1\n", "\n*1"])
def test_two_ids_in_one_text_are_none(text: str) -> None:
    assert ids_among(["*A", text]) == ("*A", None)
