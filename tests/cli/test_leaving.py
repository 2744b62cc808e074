"""What one console leaves for the next costs no start anything, and no write is told twice."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from altotui.cli.leaving import _is_same
from altotui.domain.audit import AuditEntry
from altotui.domain.workspace import SENSITIVE, Asked
from tests.domain.records import NOW, site_no
from tests.domain.workspaces import answered, asked

LAZY = ("altotui.domain.workspace", "altotui.services.workspace_log", "altotui.storage.workspace_file")
WRITE = asked(line="/ip/dns/set =servers=192.0.2.1")._replace(is_write=True, has_ended=False)


def test_a_start_loads_nothing_of_it() -> None:
    tell = "import altotui.cli.console, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    loaded = json.loads(run.stdout)
    assert "altotui.ui.app" in loaded
    assert not {*LAZY, "altotui.ui.resuming", "altotui.ui.place"} & set(loaded)


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
    (),
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
        (ON_RECORD, WRITE._replace(why_not_kept=SENSITIVE), False),
    ],
    ids=[
        "same",
        "other site",
        "other command",
        "earlier",
        "much later",
        "has an outcome",
        "not shown as unknown",
    ],
)
def test_which_write_on_record_stands_in_the_transcript_already(
    entry: AuditEntry, shown: Asked, is_same: bool
) -> None:
    assert _is_same(entry, shown) is is_same
