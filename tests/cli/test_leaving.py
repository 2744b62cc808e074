"""What one console leaves for the next costs no start anything, and no write is told twice."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from altotui.cli.compose import compose
from altotui.cli.leaving import _is_shown, with_what_is_left
from altotui.cli.target import Target
from altotui.domain.audit import AuditEntry, AuditKind, Conclusion, Intent
from altotui.domain.outcome import Outcome
from altotui.domain.workspace import SENSITIVE, Asked, Workspace
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_log import AuditLog
from altotui.storage.token import TokenSource, make_token
from altotui.storage.workspace_file import WorkspaceFile
from altotui.ui.background import Beside
from tests.clocks import FakeClock
from tests.domain.records import NOW, site_no
from tests.domain.workspaces import answered, asked
from tests.faults.consoles import TOKEN

LAZY = ("altotui.domain.workspace", "altotui.services.workspace_log", "altotui.storage.workspace_file")
WRITE = asked(line="/ip/dns/set =servers=192.0.2.1")._replace(is_write=True, has_ended=False)


def test_a_start_loads_nothing_of_it() -> None:
    tell = "import altotui.cli.console, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    loaded = json.loads(run.stdout)
    assert "altotui.ui.app" in loaded
    assert not {*LAZY, "altotui.ui.resuming", "altotui.ui.place"} & set(loaded)


@pytest.mark.usefixtures("own_folders")
@pytest.mark.parametrize("has_ended", [True, False])
async def test_what_the_audit_knows_by_now_is_believed_before_what_was_left(has_ended: bool) -> None:
    clock = FakeClock(datetime.now(UTC))
    write = WRITE._replace(asked_at=clock.now())
    WorkspaceFile("lab", "https://x").save(Workspace(clock.now(), asked=(write,)))
    site_id, name = write.sites[0]
    intent = Intent(AuditKind.COMMAND, site_id, name, write.command, write.parameters, is_write=True)
    log = AuditLog(audit_folder(), "lab", clock)
    number = await log.intend(intent)
    if has_ended:
        await log.conclude(number, Conclusion(Outcome.OK, 200, 40))
    async with compose(
        Target("lab", "v1", "https://x", False, token=make_token(TOKEN, TokenSource.ENVIRONMENT)), clock
    ) as composition:
        load = with_what_is_left(Beside(), composition, is_resumed=True).resume
        assert load is not None
        left = load()
    log.close()
    assert left is not None
    (only,) = left.asked
    assert only.unknown == frozenset()
    assert [result.outcome for result in only.results] == [Outcome.OK] * has_ended
    assert only.elsewhere == (frozenset() if has_ended else {site_id})


ON_RECORD = AuditEntry(
    NOW + timedelta(seconds=2),
    "lab",
    "me",
    "here",
    1,
    "command",
    site_no(1),
    "site-1",
    "/ip/dns/set",
    ("=servers=192.0.2.1",),
    True,
)


@pytest.mark.parametrize(
    ("entry", "shown", "is_same"),
    [
        (ON_RECORD, WRITE, True),
        (ON_RECORD._replace(site_id=site_no(2)), WRITE, False),
        (ON_RECORD._replace(command="/ip/dns/cache/flush"), WRITE, False),
        (ON_RECORD._replace(at=NOW - timedelta(seconds=5)), WRITE, False),
        (ON_RECORD._replace(at=NOW + timedelta(hours=1)), WRITE, False),
        (ON_RECORD, WRITE._replace(results=(answered(),)), False),
        (ON_RECORD._replace(parameters=("=servers=192.0.2.2",)), WRITE, False),
        (ON_RECORD, WRITE._replace(why_not_kept=SENSITIVE), True),
    ],
    ids=[
        "same",
        "other site",
        "other command",
        "earlier",
        "much later",
        "has an outcome",
        "other words",
        "without its answers",
    ],
)
def test_which_write_on_record_stands_in_the_transcript_already(
    entry: AuditEntry, shown: Asked, is_same: bool
) -> None:
    assert _is_shown(entry, shown) is is_same
