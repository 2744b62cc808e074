"""The actions of the jobs pane, a part of the one table of actions."""

from __future__ import annotations

from altotui.ui.command import Command

_QUEUE = "altotui job queue --site SITE --description D --script S"

JOB_COMMANDS = (
    Command(
        "job.new",
        "new job",
        "Queue a job on the chosen sites.",
        list_keys="J",
        colon="job",
        headless=_QUEUE,
    ),
    Command(
        "job.details",
        "details",
        "Everything about the job under the cursor; or fold its group, and back.",
        label="enter",
        scope="jobs",
        headless="altotui job show --site SITE JOB",
    ),
    Command(
        "job.cancel",
        "cancel",
        "Cancel the queued job under the cursor.",
        list_keys="D",
        scope="jobs",
        colon="cancel",
        headless="altotui job cancel --site SITE JOB",
    ),
    Command(
        "job.again",
        "again",
        "Queue the same again: the form opens with it filled in.",
        list_keys="A",
        scope="jobs",
        colon="again",
        headless=_QUEUE,
    ),
    Command(
        "job.verify",
        "verify",
        "Read the router for what the job was to do.",
        list_keys="V",
        scope="jobs",
    ),
    Command(
        "job.watch_live",
        "poll live",
        "Ask for the jobs of this site as often as for those of the chosen one; once more, not.",
        list_keys="p",
        scope="jobs",
    ),
    Command(
        "job.notify",
        "tell me",
        "Bell and notification when the job ends; once more, not.",
        list_keys="w",
        scope="jobs",
    ),
    Command(
        "job.attention",
        "attention",
        "Only what needs attention, and back.",
        list_keys="f",
        scope="jobs",
        headless="altotui jobs is:attention",
    ),
    Command(
        "job.group",
        "group",
        "Group by job, by site, or not at all.",
        list_keys="b",
        scope="jobs",
    ),
    Command("job.fold", "fold", "Fold the group.", list_keys="h,left", scope="jobs"),
    Command("job.unfold", "unfold", "Unfold the group.", list_keys="l,right", scope="jobs"),
    Command(
        "job.axis",
        "axis",
        "Time by the clock, or since each job began.",
        list_keys="t",
        scope="jobs",
    ),
    Command("job.zoom_in", "zoom in", "Show less time.", list_keys="plus", label="+", scope="jobs"),
    Command("job.zoom_out", "zoom out", "Show more time.", list_keys="minus", label="-", scope="jobs"),
    Command(
        "job.earlier", "earlier", "Move back in time.", list_keys="less_than_sign", label="<", scope="jobs"
    ),
    Command("job.later", "later", "Move on in time.", list_keys="greater_than_sign", label=">", scope="jobs"),
    Command(
        "job.copy",
        "copy",
        "Copy the row, the id, the token, the script or a command.",
        list_keys="y",
        scope="jobs",
        colon="job-copy",
        takes="[row|id|token|script|again|show]",
    ),
    Command(
        "job.copy_command",
        "as command",
        "Copy the command for a shell that queues it again, or else shows it.",
        list_keys="Y",
        scope="jobs",
        colon="job-command",
        takes="[again|show]",
    ),
    Command(
        "job.export",
        "export",
        "Write the jobs that are shown to a file: csv, json, jsonl or md.",
        list_keys="e",
        scope="jobs",
        colon="job-export",
        takes="FORMAT [FILE]",
        headless="altotui jobs --format csv",
    ),
    Command(
        "plan.go_on",
        "go on",
        "Queue the rest of a plan whose canary is queued.",
        list_keys="O",
        scope="jobs",
        colon="go-on",
    ),
    Command(
        "plan.stop",
        "stop plan",
        "Queue no more of a plan; what is queued stays.",
        list_keys="X",
        scope="jobs",
        colon="stop-plan",
    ),
)
