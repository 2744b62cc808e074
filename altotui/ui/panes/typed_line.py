"""What stands in the prompt, read for the router and menu it is typed for: its colours, and what it would send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.line_reader import LineReader
from altotui.services.targets import Target
from altotui.ui.command import Command
from altotui.ui.commands import BY_COLON, BY_VERB
from altotui.ui.hints import choose_a_site
from altotui.ui.panes.prompt import Colours
from altotui.ui.present import KIND_MEANINGS
from altotui.ui.widgets.status_line import Part

if TYPE_CHECKING:
    from altotui.domain.routeros.colouring import Colouring
    from altotui.domain.routeros.completion import Completion
    from altotui.domain.routeros.language import Language
    from altotui.domain.routeros.translation import Translation

VERB_SIGNS = ("\\", "@")
"""With these a line is for the console, whatever follows."""
MAX_READ_CHARS = 4000
"""Longer lines are read when they are entered, so that each key stays quick."""
_EXAMPLES = " /ip/arp/print  /interface print where running  @tag:x many sites  \\help verbs  tab completes"
_LOOK_MEANINGS = {
    "menu": "strong",
    "verb": "command",
    "argument": "heading",
    "text": "good",
    "operator": "muted",
    "variable": "active",
    "raw": "command",
    "comment": "muted",
    "unknown": "warn",
    "error": "bad",
}
"""What the parts of a line look like; a plain value like plain text."""


class TypedLine:
    """The place that lines are typed at: router, menu, and whether writes are allowed."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self.menu = "/"
        self.target = Target()
        self.is_read_only = True
        self.preflight = ""
        """What is to be known before a line goes to a set of sites; visible-only, with a comma in front."""
        self._coloured: tuple[tuple[str, str, Language], Colouring] | None = None
        """The newest colouring and what it was made from: the line and the hint below it both need it."""

    @property
    def label(self) -> str:
        """Return mode, router and menu, as the console of a router has them in front of the line."""
        menu = "" if self.menu == "/" else f" {make_visible(self.menu, max_chars=60)}"
        mode = "RO" if self.is_read_only else "RW"
        return f"[{mode}] {self.target.label}{menu}> " if self.target.sites else f"no site{menu}> "

    @property
    def site(self) -> Site | None:
        """Return the site whose language and values are known here: of a set, the first."""
        return self.target.sites[0] if self.target.sites else None

    def translate(self, text: str, menu: str | None = None) -> Translation:
        """Return what `text` would send, typed in `menu` or in that of the prompt.

        The language is loaded by the first line, not by every start.

        A row number is one router's: for a set of sites there are none.
        """
        return self._reader.translate(text, menu or self.menu, self.site, has_numbers=not self.target.is_set)

    def complete(self, text: str, caret: int) -> Completion:
        """Return how `text` may go on at `caret`."""
        return self._reader.complete(text, caret, self.menu, self.site)

    def _colouring(self, text: str) -> Colouring:
        made_from = (text, self.menu, self._reader.language(self.site))
        if self._coloured is None or self._coloured[0] != made_from:
            self._coloured = made_from, self._reader.colour(text, self.menu, self.site)
        return self._coloured[1]

    def colours_of(self, text: str) -> Colours:
        """Return the parts of `text` with their meanings; none while the language is not loaded."""
        if not text or not self._reader.is_ready:
            return ()
        spans = self._colouring(text).spans
        return [
            (span.start, span.end, _LOOK_MEANINGS[span.look]) for span in spans if span.look in _LOOK_MEANINGS
        ]

    def verb_of_console(self, text: str) -> Command | None:
        """Return the `:` command of the console that a line begins with; None when it is for a router.

        Only whole names count, and none that RouterOS has at its root.
        """
        name = text.strip().removeprefix(":").partition(" ")[0] if text.lstrip().startswith(":") else ""
        command = BY_COLON.get(name)
        if command is None or name in self._reader.language(self.site).catalogue.root.children:
            return None
        return command

    def _items(self, translation: Translation) -> list[str]:
        """Return words for the items that a line is about, as far as they were shown."""
        site = self.target.site
        called = self._reader.called(site, translation) if site is not None else ()
        return [f"on {', '.join(called)} "] if called else []

    def hint(self, text: str) -> list[Part]:
        """Return what Enter would do with `text`: what is sent, or why nothing is."""
        if not text.strip():
            return [(_EXAMPLES, "muted")]
        if not self._reader.is_ready:
            return [(" reading the list of commands", "muted")]
        if len(text) > MAX_READ_CHARS:
            return [(f" {len(text)} characters: enter says what they are", "muted")]
        if text.lstrip()[0] in VERB_SIGNS:
            return _verb_hint(text.strip(), self.target)
        verb = self.verb_of_console(text)
        if verb is not None:
            return [(" console ", "good"), (f" {verb.help}", "muted")]
        translation = self.translate(text)
        meaning = KIND_MEANINGS[translation.kind]
        if not translation.command:
            return [(f" {make_visible(translation.notes[0])}", meaning)]
        doubts = self._colouring(text).remarks
        said = tuple(each.message for each in doubts)
        notes = [note for note in _remarks(translation) if not said or not note.startswith(said)]
        is_blocked = translation.is_write and self.is_read_only
        return [
            ("" if self.site else f" no site yet: {choose_a_site()} ", "warn"),
            (f" to {len(self.target.sites)} sites{self.preflight} " if self.target.is_set else "", "warn"),
            (f" {translation.kind} ", meaning),
            (" read-only: :rw unlocks " if is_blocked else "", "warn"),
            (_said(f"{each.message}: {each.remedy} " for each in doubts[:2]), "warn"),
            (_said(self._items(translation)), "strong"),
            (_said([f"sends {_sent(translation)}"]), "muted"),
            (_said(f" {note}" for note in notes), "muted"),
        ]


def _verb_hint(text: str, target: Target) -> list[Part]:
    """Return what a line does that begins with a sign of the console."""
    if text.startswith("@"):
        words = "@SITE, @tag:x, @marked set the target, @+x adds, @-x takes away, @? lists it"
        return [(" target ", "good"), (f" {target.label or 'no site'}; {words}", "muted")]
    name = text[1:].partition(" ")[0]
    begun = [each for each in BY_VERB if each.startswith(name)]
    verb = BY_VERB.get(name) or (BY_VERB[begun[0]] if len(begun) == 1 else None)
    if verb is not None:
        return [(f" \\{verb.verb} {verb.takes} ", "good"), (f" {verb.help}", "muted")]
    known = "  ".join(f"\\{each}" for each in begun or BY_VERB)
    return [(" console " if begun else " no such verb ", "good" if begun else "warn"), (known, "muted")]


def _said(texts: Iterable[str]) -> str:
    return "".join(f" {make_visible(text)}" for text in texts)


def _sent(translation: Translation) -> str:
    """Return what is sent, with secrets masked: others look at the screen too."""
    from altotui.domain.redaction import redact_words

    lookup = translation.lookup
    words = redact_words(translation.parameters, command=translation.command)
    sent = " ".join((translation.command, *words))
    return sent if lookup is None else f"{lookup.command}, then {sent}"


def _remarks(translation: Translation) -> tuple[str, ...]:
    client_side = (translation.client_side,) if translation.client_side else ()
    return client_side + translation.notes
