"""What one console leaves for the next: its workspace, and in the audit files the writes without an outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from altotui.domain.text import make_visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from altotui.cli.compose import Composition
    from altotui.cli.target import Target
    from altotui.domain.audit import AuditEntry
    from altotui.domain.clock import Clock
    from altotui.domain.workspace import Asked, Place, Workspace
    from altotui.services.workspace_log import WorkspaceLog
    from altotui.ui.background import Beside


def with_what_is_left(beside: Beside, composition: Composition, *, is_resumed: bool) -> Beside:
    """Return `beside` with what keeps all that is left behind, and what tells of that which another has left."""
    shown: list[Asked] = []
    target = composition.target
    return beside._replace(
        left_unfinished=partial(_left_unfinished, shown),
        open_workspace=partial(_open_workspace, target, composition.services.clock),
        resume=partial(_load_workspace, target) if is_resumed else None,
        resumed=shown.extend,
    )


def _open_workspace(
    target: Target,
    clock: Clock,
    *,
    look: Callable[[], Place],
    may_keep: Callable[[str], bool],
    tell: Callable[[str], object],
) -> WorkspaceLog:
    from altotui.services.workspace_log import WorkspaceLog
    from altotui.storage.workspace_file import WorkspaceFile

    return WorkspaceLog(
        WorkspaceFile(target.profile, target.base_url), clock, look=look, may_keep=may_keep, tell=tell
    )


def _load_workspace(target: Target) -> Workspace | None:
    """Return what was left, with what the audit knows by now: it is written before, and by whoever still waits."""
    from altotui.domain.settling import settled
    from altotui.storage.audit_files import audit_folder
    from altotui.storage.audit_reader import recent_writes
    from altotui.storage.workspace_file import WorkspaceFile

    left = WorkspaceFile(target.profile, target.base_url).load()
    if left is None or not any(each.is_write and any(each.unanswered()) for each in left.asked):
        return left
    return left._replace(asked=settled(left.asked, recent_writes(audit_folder())))


def _left_unfinished(shown: list[Asked]) -> list[str]:
    """Return the writes of earlier runs without an outcome, as lines for the transcript; not those in `shown`."""
    from altotui.storage.audit_files import audit_folder
    from altotui.storage.audit_reader import unfinished

    return [
        f"{entry.at:%d %b %H:%M:%SZ} {make_visible(entry.site_name, max_chars=60)}  "
        f"{make_visible(entry.what, max_chars=100)}: SENT, RESULT UNKNOWN, the console stopped before its answer came"
        for entry in unfinished(audit_folder())
        if not any(_is_shown(entry, asked) for asked in shown)
    ]


def _is_shown(entry: AuditEntry, asked: Asked) -> bool:
    """Return whether what is on record is a line that stands in the transcript with an outcome that nobody knows."""
    from altotui.domain.settling import is_same

    return entry.site_id in asked.unknown and is_same(entry, asked)
