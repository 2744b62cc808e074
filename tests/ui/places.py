"""Every place of the console that keys can lead to."""

from __future__ import annotations

from textual import events

from altotui.ui.screens.changes import Changes
from altotui.ui.screens.choose import Choose
from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.help import Help
from altotui.ui.screens.history import HistorySearch
from altotui.ui.screens.job_details import JobDetails
from altotui.ui.screens.palette import Palette
from altotui.ui.screens.paste_review import PasteReview
from altotui.ui.screens.path_help import PathHelpScreen
from altotui.ui.screens.record import RecordScreen
from tests.ui.driving import Console

OPENING = {
    "prompt": ("f3",),
    "filter": ("f2", "escape", "slash"),
    "command-line": ("f2", "colon"),
    "words": ("escape", "slash"),
}
"""Keys that lead to each line from the prompt, where a line was sent."""


async def in_the_list(console: Console) -> None:
    console.press("f2")


async def in_the_filter(console: Console) -> None:
    console.type("/lag")
    await console.until(lambda: console.focus_id == "filter")


async def at_the_prompt(console: Console) -> None:
    console.press("f3")
    console.type("/ip/arp")


async def while_waiting(console: Console) -> None:
    await console.choose(console.site())
    console.gateway.is_open.clear()
    console.type("/ip/arp/print\n")
    await console.sees("waiting for")


async def in_the_command_line(console: Console) -> None:
    console.press("f2", "colon")
    await console.until(lambda: console.focus_id == "command-line")


async def in_the_help(console: Console) -> None:
    console.press("f1")
    await console.until(lambda: isinstance(console.app.screen, Help))


async def in_the_form(console: Console) -> None:
    await console.choose(console.site())
    await console.open_form()


async def in_the_script(console: Console) -> None:
    await in_the_form(console)
    console.press("tab")
    console.type("text")


async def in_the_question(console: Console) -> None:
    console.app.push_screen(Confirm("Really?", "detail", "Yes"))
    await console.until(lambda: isinstance(console.app.screen, Confirm))


async def at_the_gate(console: Console) -> None:
    await console.unlock()
    await console.choose(console.site())
    console.type("/system identity set name=x\n")
    await console.at_gate()


async def in_the_palette(console: Console) -> None:
    console.press("ctrl+p")
    await console.until(lambda: isinstance(console.app.screen, Palette))


async def in_the_history(console: Console) -> None:
    console.press("ctrl+r")
    await console.until(lambda: isinstance(console.app.screen, HistorySearch))


async def in_the_words(console: Console) -> None:
    await console.run(console.site(), "/interface print")
    console.press(*OPENING["words"])
    await console.until(lambda: console.focus_id == "words")


async def in_a_record(console: Console) -> None:
    await console.run(console.site(), "/interface print")
    await console.verb("rec")
    await console.until(lambda: isinstance(console.app.screen, RecordScreen))


async def in_a_review(console: Console) -> None:
    await console.choose(console.site())
    console.app.post_message(events.Paste("/ip/arp/print\n/interface/print\n"))
    await console.until(lambda: isinstance(console.app.screen, PasteReview))


PLACES = [
    in_the_list,
    in_the_filter,
    at_the_prompt,
    while_waiting,
    in_the_command_line,
    in_the_help,
    in_the_form,
    in_the_script,
    in_the_question,
    at_the_gate,
    in_the_palette,
    in_the_history,
    in_the_words,
    in_a_record,
    in_a_review,
]
"""Where ctrl+c and ctrl+q are tried."""


async def in_the_help_of_a_path(console: Console) -> None:
    await console.choose(console.site())
    console.type("/ip addr")
    console.press("f1")
    await console.until(lambda: isinstance(console.app.screen, PathHelpScreen))


async def in_a_choice(console: Console) -> None:
    console.press("f2", "s")
    await console.until(lambda: isinstance(console.app.screen, Choose))


async def in_the_changes(console: Console) -> None:
    console.press("f2", "u")
    await console.until(lambda: isinstance(console.app.screen, Changes))


async def in_the_details_of_a_site(console: Console) -> None:
    console.press("f2", "o")
    await console.sees("uptime", "free mem")


async def in_the_details_of_a_job(console: Console) -> None:
    console.press("f2", "enter", "f4")
    await console.until(console.main.jobs.rows.row_count)
    console.press("l", "down", "enter")
    await console.until(lambda: isinstance(console.app.screen, JobDetails))


async def in_a_pivot(console: Console) -> None:
    await console.target("tag:region:denver")
    await console.verb("pivot version from /system resource print")
    await console.sees("site")


async def among_the_scripts(console: Console) -> None:
    await in_the_form(console)
    console.press("f7")
    await console.until(lambda: console.app.screen.query("#script-preview"))


async def beside_a_notification(console: Console) -> None:
    console.app.tell("something was done")
    await console.told("something was done")


EVERYWHERE = [
    *PLACES,
    in_the_help_of_a_path,
    in_a_choice,
    in_the_changes,
    in_the_details_of_a_site,
    in_the_details_of_a_job,
    in_a_pivot,
    among_the_scripts,
    beside_a_notification,
]
"""Where looks are looked at."""
