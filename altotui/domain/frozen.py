"""The base of values that are made seldom, as events and settings; what is made by the thousand is a NamedTuple."""

from __future__ import annotations

from typing import NoReturn, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Frozen:
    """The annotated names of a class, given by place or name; defaults may be left out.

    To define one takes a tenth of what a NamedTuple takes, and a start waits for all that it loads.
    """

    def __init__(self, *values: object, **named: object) -> None:
        cls, given = type(self), vars(self)
        fields, defaults = cls.__annotations__, vars(cls)
        given.update(zip(fields, values, strict=False), **named)
        is_once = len(given) == len(values) + len(named)
        given.update((name, defaults[name]) for name in fields if name not in given and name in defaults)
        if not is_once or given.keys() != fields.keys():
            raise TypeError(f"{cls.__name__} has the fields {', '.join(fields)}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name} of {type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = zip(type(self).__annotations__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown)})"

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in type(self).__annotations__)

    def _replace(self, **changes: object) -> Self:
        """Return the same with other values for some names, as of a NamedTuple."""
        return type(self)(**{**vars(self), **changes})
