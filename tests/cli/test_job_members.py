"""Jobs that are exported on the screen have the members that `altotui jobs` gives them, in the same order."""

from __future__ import annotations

import json

from altotui.cli.records import job_record
from altotui.domain.timeline import Timeline
from altotui.services.job_exporting import TakenJob, export_jobs
from altotui.services.job_store import JobRecord
from tests.domain.records import NOW, a_job, a_site, ago

KNOWN_HERE_ALONE = {"script_is_exact", "token", "idempotency_key"}
"""The list of a verb has never had them; they help to find a job again, and to know whether it would be the same."""


def test_both_have_the_same_members_with_the_same_values() -> None:
    job = a_job(1, created_at=ago(60), started_at=ago(50), completed_at=ago(20), script=":log info x")
    store_record = JobRecord(job, Timeline().observed(job, NOW))
    taken = TakenJob(store_record, a_site(1).name, "took 30 s")
    exported = json.loads("".join(export_jobs([taken], "json", NOW).chunks))[0]
    listed = job_record(job, a_site(1), NOW, "took 30 s")
    assert [name for name in exported if name not in KNOWN_HERE_ALONE] == list(listed)
    assert {name: exported[name] for name in listed} == listed
