"""Values that are made seldom: their fields, and what they are equal to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from altotui.domain.frozen import Frozen


class _Rang(Frozen):
    where: str
    times: int = 1


class _Fell(Frozen):
    where: str
    times: int = 1


class _Ended(Frozen):
    pass


def test_fields_are_given_by_place_or_by_name() -> None:
    assert [
        (each.where, each.times) for each in (_Rang("here"), _Rang("here", 2), _Rang(times=3, where="x"))
    ] == [
        ("here", 1),
        ("here", 2),
        ("x", 3),
    ]


def test_a_default_that_is_given_and_one_that_is_left_out_are_equal() -> None:
    assert _Rang("here") == _Rang("here", 1)
    assert _Rang("here") != _Rang("there")
    assert _Rang("here") != _Fell("here"), "another class with the same values"
    assert _Ended() == _Ended()
    assert len({_Rang("here"), _Rang("here", 1), _Rang("there"), _Fell("here")}) == 3


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        ((), {"times": 2}),
        (("here", 2, 3), {}),
        (("here",), {"where": "there"}),
        (("here",), {"colour": "red"}),
    ],
)
def test_fields_that_are_missing_unknown_or_given_twice_are_refused(
    values: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError, match="_Rang has the fields where, times"):
        _Rang(*values, **named)  # type: ignore[arg-type]


def test_it_cannot_be_changed() -> None:
    event = _Rang("here")
    with pytest.raises(AttributeError, match="where of _Rang cannot be changed"):
        event.where = "there"  # type: ignore[misc]


def test_it_says_what_it_is() -> None:
    assert repr(_Rang("here")) == "_Rang(where='here', times=1)"
    match _Rang("here", 4):
        case _Rang(times=times):
            assert times == 4


def test_some_of_it_can_be_another_in_a_copy() -> None:
    rang = _Rang("here")
    assert (rang._replace(times=3), rang) == (_Rang("here", 3), _Rang("here"))
    with pytest.raises(TypeError, match="_Rang has the fields where, times"):
        rang._replace(colour="red")


def test_a_function_as_a_default_stays_a_function() -> None:
    asks = _Asks()
    assert (asks.ask("x"), asks.by_name("y")) == ("x?", "y")


class _Asks(Frozen):
    ask: Callable[[str], str] = "{}?".format
    by_name: Callable[[str], str] = lambda text: text
