"""The help screen says what every sign means, and none is parted from its meaning."""

from __future__ import annotations

import pytest

from altotui.domain.job_lane import ASCII, UNICODE, Form, legend
from altotui.ui.present import JOB_SIGNS
from altotui.ui.screens.help import help_content
from tests.ui.driving import NARROW, driven


async def test_the_signs_of_the_lanes_are_at_its_end() -> None:
    async with driven(size=NARROW) as console:
        console.press("f4", "question_mark")
        await console.sees("Keys and commands")
        console.press("end")
        await console.sees(
            *legend(UNICODE), "* behind that sign: you are told when it ends", "* before its site: marked"
        )


@pytest.mark.parametrize("form", [ASCII, UNICODE])
def test_the_sign_of_a_job_is_the_one_that_ends_its_lane(form: Form) -> None:
    explained = {meaning[0] for meaning in legend(form)}
    assert set(JOB_SIGNS.values()) <= explained | {"."}
    assert ". waits" in str(help_content())


def test_the_names_of_commands_are_parted_from_what_they_do() -> None:
    lines = str(help_content()).splitlines()
    (line,) = (line for line in lines if ":job-command" in line)
    assert ":job-command  Copy" in line
