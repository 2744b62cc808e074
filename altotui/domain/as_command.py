"""What was done on the screen as a command of a shell: to be run again, put into a ticket, or learned from.

Secrets are masked and the token is only named, so that such a command may be shown to anyone.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from altotui.domain.command import Sentence
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.redaction import redact_script, redact_words
from altotui.domain.routeros.translation import Translation

_MASKED = "  # secrets are masked: put them in before you run it"
_MASKED_WRITE = "  # secrets are masked: put them in, and --allow-write, before you run it"


class Targets(NamedTuple):
    """The sites that a command is for, as the options of a verb name them."""

    sites: tuple[str, ...] = ()
    """Names or ids, each of which means one site."""
    site_filter: str = ""
    """A filter of the list of sites; empty for none."""


def altotui_command(line: Translation | str, targets: Targets, flags: Sequence[str] = ()) -> str:
    """Return the call of `altotui run` that sends `line`.

    A write comes with `--allow-write`, unless a secret in it is masked: run by accident, it would set the mask.

    Args:
        line: What a typed line means, or a line that is complete without a menu.
        targets: Where it is sent.
        flags: More options, each one word: `--profile`, `lab`.

    Raises:
        InvalidInput: The line sends nothing.
    """
    words, shown = _words(line)
    is_masked = words != shown
    is_write = isinstance(line, Translation) and line.is_write
    options = [option for site in targets.sites for option in _option("--site", site)]
    options += _option("--sites", targets.site_filter) if targets.site_filter else []
    options += ["--allow-write"] if is_write and not is_masked else []
    command = shlex.join(["altotui", "run", *shown, *options, *flags])
    return command + (_MASKED_WRITE if is_write else _MASKED) * is_masked


def _words(line: Translation | str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a line for `altotui run`, as they are and without secrets.

    They are those of the API where these are all there is to it: row numbers and the menu are resolved in them.
    """
    if isinstance(line, str):
        return (line,), (redact_script(line),)
    if not line.command:
        raise InvalidInput("the line sends nothing", "there is no command to copy")
    if line.lookup is None and line.narrowing is None:
        shown = redact_words(line.parameters, command=line.command)
        return (line.command, *line.parameters), (line.command, *shown)
    typed = line.input if line.menu == "/" or line.input.startswith("/") else f"{line.menu} {line.input}"
    return (typed,), (redact_script(typed),)


def _option(name: str, value: str) -> list[str]:
    """Return an option with a value that may look like an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def curl_command(
    base_url: str, path: str, sentence: Sentence, site_id: SiteId, *, has_list_parameters: bool = True
) -> str:
    """Return the call of curl that sends one sentence to one site; the shell puts the token in.

    Args:
        base_url: Address of the API, checked; empty for a demonstration.
        path: Template of the synchronous call with `{site_id}`.
        sentence: What is sent.
        site_id: Where.
        has_list_parameters: Whether this API takes several words; the legacy one takes one, as a text.

    Raises:
        InvalidInput: There is no address, or the API cannot take so many words.
    """
    if not base_url:
        raise InvalidInput("a demonstration has no address that curl could call", "copy the altotui command")
    words = redact_words(sentence.parameters, command=sentence.command)
    body: dict[str, object] = {"command": sentence.command}
    if words and has_list_parameters:
        body["parameters"] = list(words)
    elif words:
        if len(words) > 1:
            raise InvalidInput(
                f"the legacy API takes one parameter word, this command has {len(words)}",
                "copy the altotui command",
            )
        body["parameters"] = words[0]
    url = base_url.rstrip("/") + path.format(site_id=quote(site_id, safe=""))
    command = " ".join(
        (
            "curl -sS -X POST",
            shlex.quote(url),
            '-H "Authorization: Bearer $ALTOTUI_TOKEN"',
            "-H 'Content-Type: application/json'",
            f"--data {shlex.quote(json.dumps(body))}",
        )
    )
    return command + _MASKED * (words != sentence.parameters)
