"""Whatever ends work beside the screen is an error that somebody sees, and a cancellation is none."""

from __future__ import annotations

import asyncio

import pytest

from altotui.ui.guarded import WorkEnded, guarded


class Ended(BaseException):
    """What no `except Exception` takes."""


async def _ends_with(end: BaseException) -> None:
    raise end


@pytest.mark.parametrize("end", [Ended("secret"), SystemExit("secret"), KeyboardInterrupt("secret")])
async def test_more_than_an_error_becomes_one_without_its_words(end: BaseException) -> None:
    with pytest.raises(WorkEnded) as caught:
        await guarded(_ends_with(end))
    assert str(caught.value) == type(end).__name__
    assert caught.value.__suppress_context__


async def test_an_error_is_the_error_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        await guarded(_ends_with(ZeroDivisionError()))


async def test_what_is_cancelled_is_cancelled_and_what_is_closed_is_closed() -> None:
    task = asyncio.get_running_loop().create_task(guarded(asyncio.sleep(60)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    closed = guarded(asyncio.sleep(60))
    closed.send(None)
    closed.close()


async def test_work_that_goes_well_gives_what_it_gives() -> None:
    assert await guarded(asyncio.sleep(0, 5)) == 5
