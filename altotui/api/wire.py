"""Building blocks of the wire models: a field of a wrong type is as good as absent, and never an error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    OnErrorOmit,
    TypeAdapter,
)
from pydantic_core import CoreSchema, core_schema

from altotui.domain.text import make_visible


class _OrNone:
    """Marks a field whose value counts as None when it cannot be read."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = core_schema.nullable_schema(handler(source))
        return core_schema.with_default_schema(inner, default=None, on_error="default")


Text = Annotated[str | None, _OrNone()]
Flag = Annotated[bool | None, _OrNone()]
Time = Annotated[datetime | None, _OrNone()]


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a flag is no number")
    return value


_Number = Annotated[float, BeforeValidator(_no_flag)]
Percent = Annotated[Annotated[_Number, Field(ge=0, le=100)] | None, _OrNone()]
Minutes = Annotated[Annotated[_Number, Field(ge=0, le=60)] | None, _OrNone()]
"""Of one hour."""
Bytes = Annotated[Annotated[_Number, Field(ge=0, le=2**60)] | None, _OrNone()]
Seconds = Annotated[Annotated[_Number, Field(ge=0, le=2**32)] | None, _OrNone()]
"""Of up to 136 years."""


class Wire(BaseModel):
    """Base of every wire model: unknown members are ignored, numbers may stand for text."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        coerce_numbers_to_str=True,
        defer_build=True,
        hide_input_in_errors=True,
        validate_by_name=True,
    )


def shown(text: str | None) -> str | None:
    """Return `text` made visible; an empty or blank one counts as absent."""
    return make_visible(text) if text and not text.isspace() else None


def utc(time: datetime | None) -> datetime | None:
    """Return `time` as aware UTC; one without a zone is UTC already (altostrat-api.md 15.15)."""
    if time is None:
        return None
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


W = TypeVar("W", bound=Wire)


@lru_cache
def _list_adapter(model: type[W]) -> TypeAdapter[list[W]]:
    return TypeAdapter(list[OnErrorOmit[model]])  # type: ignore[valid-type]  # a list of that very model


def read_all(model: type[W], values: list[object]) -> Iterator[W]:
    """Yield a `model` for each value that can be read as one; the others are passed over."""
    yield from _list_adapter(model).validate_python(values)


_SLICE_VALUES = 1000


async def in_slices(values: list[object]) -> AsyncIterator[list[object]]:
    """Yield a long list piece by piece, and let the screen live in between.

    `values` is emptied meanwhile, so that never the wire's and the domain's list are both in memory.
    """
    values.reverse()
    while values:
        yield values[: -_SLICE_VALUES - 1 : -1]
        del values[-_SLICE_VALUES:]
        await asyncio.sleep(0)
