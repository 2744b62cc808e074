"""Drafts, recent scripts and templates: nothing twice, no secrets, and no key for another job."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.job_drafts import (
    BUILT_IN,
    MAX_KEPT_CHARS,
    MOST_SCRIPTS,
    KeptDraft,
    KeptJobs,
    KeptScript,
    has_secret,
    script_to_keep,
)
from altotui.services.job_desk import problems_of
from tests.domain.records import NOW, site_no

KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
DRAFT = JobDraft("Raise guest queue", ":log info x")
KEPT = KeptDraft("a", DRAFT, NOW, keys={site_no(1): KEY})


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT._replace(script="/ppp secret add name=x password=hunter2"),
        DRAFT._replace(script=':local psk "abcd1234"'),
        DRAFT._replace(description="set password=hunter2"),
        DRAFT._replace(notify_url="https://me:hunter2@x.test/hook"),
        DRAFT._replace(notify_url="https://x.test/hook?token=abcdef"),
    ],
)
def test_what_holds_a_secret_is_written_nowhere(draft: JobDraft) -> None:
    assert has_secret(draft)
    assert "secret" in KEPT._replace(draft=draft).not_kept


def test_a_check_line_may_hold_a_secret_too() -> None:
    assert KEPT._replace(check_line="/user print where password=hunter2").not_kept
    assert not KEPT._replace(check_line="/ip arp print").not_kept


def test_a_script_of_any_length_that_may_be_queued_is_kept() -> None:
    assert not KEPT._replace(draft=DRAFT._replace(script="x" * 2000)).not_kept
    assert "too long" in KEPT._replace(draft=DRAFT._replace(script="x" * (MAX_KEPT_CHARS + 1))).not_kept


def test_a_draft_that_was_changed_is_another_job() -> None:
    later = NOW + timedelta(seconds=1)
    assert KEPT.typed(DRAFT, "/ip arp print", later).keys == KEPT.keys
    assert KEPT.typed(DRAFT._replace(idempotency_key=KEY), "", later).draft == DRAFT
    for other in (DRAFT._replace(script="x"), DRAFT._replace(backup=True), DRAFT._replace(description="abc")):
        assert KEPT.typed(other, "", later).keys == {}


def test_a_draft_keeps_its_place_and_a_new_one_comes_last() -> None:
    jobs = KeptJobs().with_draft(KEPT).with_draft(KEPT._replace(id="b"))
    jobs = jobs.with_draft(KEPT._replace(check_line="x"))
    assert [(each.id, each.check_line) for each in jobs.drafts] == [("a", "x"), ("b", "")]
    assert [each.id for each in jobs.without_draft("a").drafts] == ["b"]


@given(st.lists(st.tuples(st.integers(0, 130), st.integers(0, 1000)), max_size=150))
def test_recent_scripts_are_the_newest_each_once(queued: list[tuple[int, int]]) -> None:
    jobs = KeptJobs()
    for number, second in queued:
        draft = DRAFT._replace(script=f":put {number}")
        jobs = jobs.with_script(KeptScript(draft, NOW + timedelta(seconds=second)))
    scripts = [each.draft.script for each in jobs.scripts]
    assert len(scripts) == len(set(scripts)) <= MOST_SCRIPTS
    assert [each.at for each in jobs.scripts] == sorted((each.at for each in jobs.scripts), reverse=True)
    assert len(scripts) == min(MOST_SCRIPTS, len({number for number, _ in queued}))


def test_a_script_is_kept_without_what_belongs_to_one_job() -> None:
    kept = script_to_keep(DRAFT._replace(idempotency_key=KEY, notify_url="https://x.test?token=abcdef"), NOW)
    assert kept == KeptScript(DRAFT, NOW)


@pytest.mark.parametrize("script", ["", " \n", "/user set 0 password=hunter2", "x" * (MAX_KEPT_CHARS + 1)])
def test_a_script_that_is_empty_huge_or_secret_is_not_kept(script: str) -> None:
    assert script_to_keep(DRAFT._replace(script=script), NOW) is None


@pytest.mark.parametrize("template", BUILT_IN, ids=lambda template: template.name)
def test_a_built_in_template_may_be_queued_as_it_stands(template: object) -> None:
    (found,) = [each for each in BUILT_IN if each is template]
    assert problems_of(found.draft) == ()
    assert not has_secret(found.draft)
    restarts = any(word in found.draft.script for word in ("reboot", "update install"))
    assert found.draft.needs_acknowledgement is not restarts
