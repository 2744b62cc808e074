"""A job once more: as a draft that is another job, and as a command that means the same."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.job_again import (
    INEXACT,
    draft_again,
    has_signs,
    mark_of,
    missing_chars,
    queue_command,
    show_command,
)
from altotui.domain.redaction import redact_script
from altotui.domain.text import make_visible
from tests.domain.records import a_job

KEY = IdempotencyKey("1a2b3c4d-3d5f-4071-8293-a4b5c6d7e8f9")
TEXTS = st.text(min_size=1, max_size=60).map(make_visible)


@given(TEXTS, TEXTS, st.booleans(), st.booleans(), st.booleans())
def test_a_marked_draft_comes_back_as_it_was_but_without_a_key(
    description: str, script: str, backup: bool, express: bool, acknowledged: bool
) -> None:
    assume(description == description.strip() and not mark_of(a_job(description=description)))
    draft = JobDraft(description, script, backup, express, acknowledged)
    marked = draft._replace(idempotency_key=KEY).marked()
    job = a_job(
        description=marked.description,
        script=script,
        express=express,
        needs_acknowledgement=acknowledged,
    )._replace(backup=backup, idempotency_key=KEY)
    assert mark_of(job) == "#1a2b3c4d"
    assert draft_again(job) == draft


def test_signs_in_a_script_are_said_behind_the_command() -> None:
    job = a_job(script="/log/info a␇b password=correct-horse")._replace(is_script_exact=False)
    assert has_signs(job)
    command = queue_command(job, "s")
    assert command.endswith(f"  # secrets are masked: put them in before you run it; {INEXACT}")
    assert shlex.split(command, comments=True)[-1] == "/log/info a␇b password=***"
    assert not has_signs(job._replace(is_script_exact=True))


@given(TEXTS, TEXTS, TEXTS)
def test_a_shell_reads_the_words_that_were_meant(description: str, script: str, site: str) -> None:
    assume(redact_script(script) == script and redact_script(description) == description)
    job = a_job(description=description, script=script)
    assume(not mark_of(job))
    words = shlex.split(queue_command(job, site, ("--profile", "lab")), comments=True)
    assert words[:3] == ["altotui", "job", "queue"]
    joined = "\0".join(words)
    for name, value in (("--site", site), ("--description", description), ("--script", script)):
        assert f"\0{name}{'=' if value.startswith('-') else chr(0)}{value}\0" in joined
    assert words[-2:] == ["--profile", "lab"]
    assert shlex.split(show_command(job, site))[-1] == job.id


def test_only_what_differs_from_the_usual_is_an_option() -> None:
    job = a_job(script="x")
    assert queue_command(job, "s") == "altotui job queue --site s --description 'job 1' --script x"
    job = job._replace(backup=True, express=True, needs_acknowledgement=False)
    assert queue_command(job, "s").endswith(" --backup --express --no-ack")


def test_a_secret_is_masked_and_that_is_said() -> None:
    script = "/user/set x password=correct-horse"
    command = queue_command(a_job(script=script, description="Set password=correct-horse"), "s")
    assert "correct-horse" not in command
    assert command.endswith("  # secrets are masked: put them in before you run it")


def test_a_script_that_was_cut_on_its_way_is_neither_queued_nor_made_a_command() -> None:
    job = a_job(script=make_visible("y" * 12_345, keep_newlines=True, max_chars=10_000))
    assert missing_chars(job.script or "") > 2345 - 20
    for make in (draft_again, lambda job: queue_command(job, "s")):
        with pytest.raises(InvalidInput, match="are not known"):
            make(job)
    with pytest.raises(InvalidInput, match="does not tell"):
        draft_again(a_job())
    assert draft_again(a_job(script="short …(+3)")).script == "short …(+3)"


@pytest.mark.parametrize(
    "description", ["Log #1a2b3c4", "Log #1a2b3c4g", "Log#1a2b3c4d", "#1a2b3c4d", "Log #1A2B3C4D"]
)
def test_what_only_looks_like_a_mark_stays(description: str) -> None:
    assert draft_again(a_job(description=description, script="x")).description == description
