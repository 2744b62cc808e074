"""What a write asked for, as far as a read can show it; secrets are never in its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from altotui.domain.command import Sentence
from altotui.domain.redaction import redact_text, redact_words, secrets_in
from altotui.domain.routeros.items import is_id
from altotui.domain.routeros.layout import plain_name
from altotui.domain.routeros.menus import MenuFacts
from altotui.domain.secret_names import is_secret_name
from altotui.domain.text import make_visible

_ITEMS = frozenset({".id", "numbers", "number"})
_PLACING = frozenset({"copy-from", "place-before"})
"""Arguments of `add` that are no properties."""
PUT: Mapping[str, str] = {"enable": "no", "disable": "yes"}
"""What `disabled` is set to by verbs of their own."""
_OF_ITEMS = frozenset({"comment", "enable", "disable", "unset", "remove", "move"})
"""Verbs that do nothing unless an item is named."""
_WITH_VALUES = frozenset({"set", "add", "comment"})
VERBS = _OF_ITEMS | _WITH_VALUES
ALWAYS_SHOWN = frozenset({"comment", "disabled"})
"""In any menu that has them, when they have a value."""
_MAX_VALUE_CHARS = 60
MAX_NAME_CHARS = 40
_READ_CHARS = 400
"""Of a value, to look for secrets in."""


class Written(NamedTuple):
    """What to look for."""

    command: str
    verb: str
    items: str | None
    """A comma list as it was sent; None when no item was named."""
    given: Mapping[str, str]
    """Values by plain name, secret ones too; an empty one for what was unset."""
    secrets: frozenset[str]
    """Plain names of those among them that are secret."""
    placing: Mapping[str, str]
    booleans: frozenset[str]
    known: frozenset[str]
    """Properties that are left out of a row only when they have no value."""
    is_name_secret: bool

    @property
    def read_command(self) -> str:
        """Return the command that lists what was written to."""
        return f"{self.command.rpartition('/')[0]}/print"

    def value(self, name: str, value: str) -> str:
        """Return a value to show, without the secrets that may be inside it; in quotes when it has blanks."""
        start = f"={name}="
        masked = redact_words((start + value[:_READ_CHARS],), command=self.command)[0].removeprefix(start)
        shown = make_visible(masked, max_chars=_MAX_VALUE_CHARS)
        return f'"{shown}"' if " " in shown else shown or "empty"

    def item(self, item: str | None) -> str:
        """Return what to call an item by."""
        if not item or (self.is_name_secret and not is_id(item)):
            return "the row"
        return make_visible(redact_text(item[:_READ_CHARS]), max_chars=MAX_NAME_CHARS)


def name_words(name: str) -> str:
    """Return the name of a property to show."""
    return make_visible(name, max_chars=MAX_NAME_CHARS)


def read_written(sentence: Sentence, facts: MenuFacts | None) -> Written | str:
    """Return what to look for after one of `VERBS`; visible-only words when nothing can be."""
    verb = sentence.command.rpartition("/")[2]
    items: list[str] = []
    values: dict[str, str] = {}
    for word in sentence.parameters:
        spelled, equals, value = word[1:].partition("=")
        if not (word.startswith("=") and equals and spelled.lstrip("!") == spelled != ""):
            return "not all that was written is a name with its value"
        name = plain_name(spelled)
        if spelled in _ITEMS or (name == "id" and all(map(is_id, value.split(",")))):
            items.append(value)
        elif values.setdefault(name, value) != value:
            return f"{name_words(name)} was written twice"
    placing = {name: values.pop(name) for name in _PLACING & values.keys()}
    problem = _problem(verb, items, values)
    if problem is not None:
        return problem
    if verb in PUT:
        values = {"disabled": PUT[verb]}
    elif verb == "unset":
        values = {plain_name(values["value-name"]): ""}
    command = sentence.command
    return Written(
        command=command,
        verb=verb,
        items=items[0] if items else None,
        given=values,
        secrets=frozenset(name for name in values if _is_secret(name, command, facts)),
        placing=placing,
        booleans=frozenset({"disabled"}) if facts is None else facts.booleans,
        known=ALWAYS_SHOWN if facts is None else ALWAYS_SHOWN | facts.properties,
        is_name_secret=_is_secret("name", command, facts),
    )


def _problem(verb: str, items: list[str], values: Mapping[str, str]) -> str | None:
    if len(items) > 1 or (items and (verb == "add" or not items[0])):
        return "which item it was for is not clear"
    if verb in _OF_ITEMS and not items:
        return "it named no item"
    if verb in PUT and values:
        return f"{verb} takes no values"
    if verb == "unset" and (values.keys() != {"value-name"} or not values["value-name"]):
        return "it named no property, or more than that"
    if verb in _WITH_VALUES and not values:
        return "it gave no value to look for"
    return None


def _is_secret(name: str, command: str, facts: MenuFacts | None) -> bool:
    if facts is not None and name in facts.secrets:
        return True
    if facts is not None and name in facts.booleans:
        return False
    return is_secret_name(name) or bool(secrets_in((f"={name}=probe",), command=command))
