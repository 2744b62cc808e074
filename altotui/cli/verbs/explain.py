"""`altotui explain`: says what a line would send; needs no token and no network."""

from __future__ import annotations

import argparse
import re

from altotui.cli.arguments import add_format
from altotui.cli.exit_codes import ExitCode
from altotui.cli.output import print_json, print_records
from altotui.cli.records import translation_record
from altotui.cli.typed_line import join_words
from altotui.domain.errors import InvalidInput
from altotui.domain.formats import Table
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.storage.language import load_language

_COLUMN = re.compile(r"\(line 1 column ([0-9]{1,5})\)")
_MENU_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument("line", nargs="+", metavar="LINE", help="as typed in the console")
    parser.add_argument("--menu", default="/", metavar="M", help="menu it is typed in, as /ip/address")
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print the translation of the line, a refusal included."""
    translation = translate(join_words(arguments.line), load_language(), read_menu(arguments.menu))
    record = translation_record(translation)
    if arguments.format == "json":
        print_json(record)
    else:
        print_records([record], arguments.format, lambda: Table(("field", "value"), _rows(translation)))
    return ExitCode.USAGE if translation.kind is Kind.REJECT else ExitCode.OK


def _rows(translation: Translation) -> list[tuple[str, object]]:
    """Return the translation from top to bottom: each word and note a row of its own, and a mark under the place."""
    rows: list[tuple[str, object]] = []
    for name, value in translation_record(translation).items():
        first, *others = value if isinstance(value, list) and value else ["" if value == [] else value]
        rows += [(name, first), *(("", other) for other in others)]
        place = _COLUMN.search(translation.notes[0]) if name == "input" and translation.notes else None
        if place:
            rows.append(("", f"{' ' * (int(place[1]) - 1)}^"))
    return rows


def read_menu(text: str) -> str:
    """Return a menu as a path, from `ip address`, `ip/address` or `/ip/address`; `/` for the root.

    Raises:
        InvalidInput: It can be no menu.
    """
    words = text.replace("/", " ").split()
    for word in words:
        if not _MENU_WORD.fullmatch(word):
            raise InvalidInput(f"--menu {text[:60]!a} is no menu", "write a path such as /ip/address")
    return "/" + "/".join(words)
