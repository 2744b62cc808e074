"""Drafts and recent scripts in a file that several consoles share, and templates in a folder."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft
from altotui.domain.job_drafts import MAX_KEPT_CHARS, JobsRead, KeptDraft, KeptJobs, KeptScript
from altotui.domain.text import make_visible
from altotui.storage.job_drafts import JobDraftsFile, console_number, read_templates
from altotui.storage.job_drafts_nowhere import JobDraftsNowhere
from altotui.storage.locations import job_drafts_file, job_templates_dir, state_dir
from tests.domain.records import NOW, site_no

KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
DRAFT = JobDraft("Raise guest queue", ":log info x\n:put 2", True, True, False, "https://x.test/hook")
KEPT = KeptDraft(
    "a1", DRAFT, NOW, (site_no(1),), "left of @3 marked", {site_no(1): KEY}, "/ip arp print", 4711
)
SCRIPT = KeptScript(DRAFT._replace(notify_url=None), NOW)
FULL = KeptJobs((KEPT, KeptDraft("b2", JobDraft("", "x"), NOW)), (SCRIPT,))


def _store() -> JobDraftsFile:
    return JobDraftsFile("acme")


def _path() -> Path:
    return job_drafts_file("acme")


def _write(content: bytes) -> None:
    state_dir().mkdir(parents=True, exist_ok=True)
    _path().write_bytes(content)


def _draft(number: int) -> None:
    _store().change(lambda jobs: jobs.with_draft(KEPT._replace(id=f"d{number}")))


def test_without_a_file_there_is_nothing_and_nothing_is_made() -> None:
    assert _store().load() == JobsRead(KeptJobs())
    assert not state_dir().exists()


def test_what_was_kept_is_loaded_and_is_the_owners_alone() -> None:
    assert _store().change(lambda _: FULL) == JobsRead(FULL)
    assert _store().load() == JobsRead(FULL)
    assert stat.S_IMODE(_path().stat().st_mode) == 0o600
    assert sorted(os.listdir(state_dir())) == ["job-drafts-acme.json", "job-drafts-acme.json.lock"]


def test_each_profile_has_its_own() -> None:
    _store().change(lambda _: FULL)
    assert JobDraftsFile("other").load() == JobsRead(KeptJobs())


@pytest.mark.parametrize("profile", ["../../etc/passwd", "a/b", "x" * 400, "", "..", "\x00"])
def test_a_profile_name_never_leaves_the_folder(profile: str) -> None:
    JobDraftsFile(profile).change(lambda _: FULL)
    assert JobDraftsFile(profile).load() == JobsRead(FULL)
    assert job_drafts_file(profile).parent == state_dir()


def test_nothing_with_a_secret_gets_into_the_file_whoever_asks_for_it() -> None:
    secret = DRAFT._replace(script="/user set 0 password=hunter2")
    jobs = KeptJobs((KEPT._replace(draft=secret),), (KeptScript(secret, NOW),))
    _store().change(lambda _: jobs)
    assert b"hunter2" not in _path().read_bytes()
    assert _store().load() == JobsRead(KeptJobs())


def test_a_script_that_is_too_long_is_not_written() -> None:
    long = KEPT._replace(draft=DRAFT._replace(script="x" * (MAX_KEPT_CHARS + 1)))
    _store().change(lambda jobs: jobs.with_draft(long))
    assert _store().load().jobs == KeptJobs()


def test_a_file_that_would_become_too_large_stays_as_it_was() -> None:
    _store().change(lambda _: FULL)
    large = KeptJobs(
        tuple(
            KEPT._replace(id=str(number), draft=DRAFT._replace(script="x" * MAX_KEPT_CHARS))
            for number in range(90)
        )
    )
    with pytest.raises(StorageError, match="larger than 8 MB"):
        _store().change(lambda _: large)
    assert _store().load().jobs == FULL


def test_threads_lose_nothing_of_each_other() -> None:
    def work(first: int) -> None:
        for number in range(first, first + 15):
            _draft(number)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 60, 15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.id for each in _store().load().jobs.drafts} == {f"d{number}" for number in range(60)}


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"x", b"[]", b"{}", b'{"format":"1"}', b'{"format":1,"drafts":{}}', b"\xff" * 10),
        *(b'{"format":1,"scripts":3}', b"[" * 100_000, b'{"format":1,"drafts":[' + b" " * 8_000_001),
    ],
)
def test_a_damaged_file_is_put_aside_with_clear_words_and_nothing_of_it_is_lost(content: bytes) -> None:
    _write(content)
    read = _store().load()
    assert read.jobs == KeptJobs()
    assert "put aside as job-drafts-acme.json.bad, drafts and recent scripts begin anew" in read.problem
    assert _path().with_name("job-drafts-acme.json.bad").read_bytes() == content
    _write(b"again")
    assert "job-drafts-acme.json.bad-2" in _store().change(lambda _: FULL).problem
    assert _store().load() == JobsRead(FULL)


def test_a_file_of_another_version_is_left_alone() -> None:
    _write(b'{"format":2}')
    assert "another version" in _store().load().problem
    with pytest.raises(StorageError, match="another version"):
        _store().change(lambda _: FULL)
    assert _path().read_bytes() == b'{"format":2}'


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "at", "job", "sites", "keys", "holder", "script", "description", "x"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(st.lists(_JUNK, max_size=4), st.lists(_JUNK, max_size=4))
def test_whatever_stands_in_the_file_what_is_good_in_it_is_read_and_is_visible(
    drafts: list[object], scripts: list[object]
) -> None:
    _store().change(lambda _: FULL)
    good = json.loads(_path().read_bytes())
    document = {"format": 1, "drafts": [*drafts, *good["drafts"]], "scripts": [*scripts, *good["scripts"]]}
    _write(json.dumps(document).encode())
    jobs = _store().load().jobs
    assert KEPT in jobs.drafts
    assert SCRIPT in jobs.scripts
    for each in jobs.drafts:
        assert make_visible(each.draft.script, keep_newlines=True, max_chars=9999) == each.draft.script
        assert each.holder >= 0


def test_what_could_control_a_terminal_is_shown_as_signs() -> None:
    record = {
        "id": "a",
        "at": NOW.isoformat(),
        "job": {"description": "\x1b[2J", "script": "a\x1b]0;x\x07\nb"},
    }
    _write(json.dumps({"format": 1, "drafts": [record]}).encode())
    (kept,) = _store().load().jobs.drafts
    assert kept.draft.description == "\u241b[2J"
    assert kept.draft.script == "a\u241b]0;x\u2407\nb"


def test_fields_of_a_newer_console_stay_in_the_file() -> None:
    _write(json.dumps({"format": 1, "drafts": [], "later": 7}).encode())
    _store().change(lambda _: FULL)
    assert json.loads(_path().read_bytes())["later"] == 7


def test_a_process_that_runs_is_alive_and_one_that_has_ended_is_not() -> None:
    store = _store()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    number = console_number(process.pid)
    assert store.is_alive(number)
    process.communicate(b"\n")
    assert not store.is_alive(number)
    assert store.is_alive(store.console)
    assert not store.is_alive(10**30)


def test_a_process_that_got_the_id_of_a_console_later_does_not_hold_its_drafts() -> None:
    store = _store()
    assert not store.is_alive(store.console + 2**32)
    assert not store.is_alive(1)


def test_in_a_demonstration_it_is_kept_as_long_as_it_runs() -> None:
    store = JobDraftsNowhere()
    store.change(lambda _: FULL)
    assert store.load() == JobsRead(FULL)
    assert store.templates().templates == ()
    assert store.is_alive(store.console)


# --- templates


def _template(name: str, content: bytes) -> None:
    job_templates_dir().mkdir(parents=True, exist_ok=True)
    (job_templates_dir() / name).write_bytes(content)


def test_without_a_folder_there_are_no_templates_and_nothing_is_wrong() -> None:
    assert _store().templates() == read_templates(job_templates_dir())
    assert _store().templates().templates == ()
    assert _store().templates().problem == ""


def test_every_rsc_file_is_a_template_and_its_first_comment_is_the_description() -> None:
    _template("b-ntp.rsc", b"# Set NTP servers\r\n/system ntp client set enabled=yes\r\n")
    _template("a.rsc", b":log info x")
    _template("only-comment.rsc", b"# nothing else")
    _template("notes.txt", b"no template")
    found = _store().templates()
    assert found.problem == ""
    assert [(each.name, each.draft.description, each.draft.script) for each in found.templates] == [
        ("a", "a", ":log info x"),
        ("b-ntp", "Set NTP servers", "/system ntp client set enabled=yes\n"),
        ("only-comment", "only-comment", "# nothing else"),
    ]


def test_a_template_that_cannot_be_used_is_named_and_the_others_are_there() -> None:
    _template("a.rsc", b":log info x")
    _template("b.rsc", b"\xff\xfe")
    _template("c.rsc", b"x" * 100_001)
    (job_templates_dir() / "d.rsc").mkdir()
    (job_templates_dir() / "e\x1b.rsc").symlink_to("nowhere")
    os.mkfifo(job_templates_dir() / "f.rsc")
    found = _store().templates()
    assert [each.name for each in found.templates] == ["a"]
    for words in ("b.rsc is not UTF-8", "c.rsc is larger", "d.rsc", "e\u241b.rsc is a link", "f.rsc"):
        assert words in found.problem
    assert "\x1b" not in found.problem


def test_a_folder_of_templates_that_is_none_is_said() -> None:
    job_templates_dir().parent.mkdir(parents=True, exist_ok=True)
    job_templates_dir().write_bytes(b"")
    assert "job_templates cannot be read" in _store().templates().problem
