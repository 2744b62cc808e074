"""No field can be added to a wire model without somebody saying where its text is shown."""

from __future__ import annotations

from tests.hostile.fields import IN_OUTPUT, KEPT, NOT_SHOWN, ON_SCREEN, text_fields


def test_of_every_field_that_takes_text_somebody_has_said_where_it_is_shown() -> None:
    said = [*ON_SCREEN, *IN_OUTPUT, *NOT_SHOWN]
    assert sorted(said) == sorted(text_fields()), "a new field needs a place in tests/hostile/fields.py"


def test_only_ids_that_are_never_shown_are_kept_from_hostile_text() -> None:
    assert set(NOT_SHOWN) > KEPT
    assert all(NOT_SHOWN.values())
