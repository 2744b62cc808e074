"""Work beside the screen, so that whatever ends it is told of: asyncio keeps quiet about more than errors."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


class WorkEnded(Exception):
    """Something ended the work that is no error, such as `SystemExit`; its words are kept back."""


async def guarded(work: Coroutine[object, object, T]) -> T:
    """Return what `work` gives.

    Raises:
        WorkEnded: It was ended by more than an error: that would leave the loop, or be seen by nobody.
    """
    try:
        return await work
    except (Exception, asyncio.CancelledError, GeneratorExit):
        raise
    except BaseException as end:  # such as SystemExit of a library: the loop must not end by it
        raise WorkEnded(type(end).__name__) from None
