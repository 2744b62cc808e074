"""Help on the path under the caret, as F1 gives it on a router: what it is, what stands below it, how it is sent.

All of it is known here: nothing is asked of a router. Source: routeros.md 4 and 7.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.routeros.arguments import is_flag, unnamed_arguments
from altotui.domain.routeros.catalogue import Argument, Node, Path, near
from altotui.domain.routeros.completion import is_value
from altotui.domain.routeros.language import Language, joined, split
from altotui.domain.routeros.lexer import lex
from altotui.domain.routeros.path_at import Aim, Sort, aim_at
from altotui.domain.routeros.printing import PRINTS
from altotui.domain.routeros.reading import read_statement
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.secret_names import is_secret_name
from altotui.domain.text import make_visible

_MAX_NAME_CHARS = 80
_MAX_SHORT_CHARS = 200
_MASKED = "its value is secret: it is masked"
_WHERE_HELP = "only rows that meet a condition"


class What(StrEnum):
    """What the path is."""

    MENU = "menu"
    COMMAND = "command"
    ARGUMENT = "argument"
    FLAG = "switch"
    PROPERTY = "property"
    UNKNOWN = "not known here"


class HelpEntry(NamedTuple):
    """One name below the path."""

    name: str
    kind: Kind | None = None
    """What a command does; None for what is no command."""
    short: str = ""
    """Known values, or the type of the value, or a word about it."""
    help: str = ""


class HelpSection(NamedTuple):
    """Names of one sort."""

    title: str
    entries: tuple[HelpEntry, ...]


class PathHelp(NamedTuple):
    """Everything known of one path; all texts are visible-only."""

    path: str
    """Written out, `/ip/address/add` for example; of an argument its command, of a property its menu."""
    what: What
    name: str = ""
    """The argument or property; empty for a menu or command."""
    help: str = ""
    kind: Kind | None = None
    """What the command does; None for a menu."""
    api: str = ""
    """How the API takes it, words included; empty where nothing can be sent."""
    sections: tuple[HelpSection, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the path with the argument behind it."""
        return f"{self.path} {self.name}".rstrip()


def help_at(line: str, caret: int, language: Language, menu: str = "/") -> PathHelp:
    """Return help on what stands at `caret` (0 to the length of the line) of a line typed in `menu`."""
    aim = aim_at(line, caret, language, split(menu))
    helper = _Describer(language, aim)
    return helper.argument() if aim.sort is not Sort.PATH else helper.path()


class _Describer:
    """Describes one aim."""

    def __init__(self, language: Language, aim: Aim) -> None:
        self._language = language
        self._aim = aim
        self._path = aim.path
        self._node = language.catalogue.node(aim.path)
        is_command = self._node.is_command if self._node is not None else aim.ends_as_verb
        self._is_command = bool(aim.path) and is_command
        self._menu: Path = aim.path[:-1] if self._is_command else aim.path

    # --- menus and commands

    def path(self) -> PathHelp:
        node = self._node
        if node is None and not self._is_known_verb():
            return self._unknown()
        if self._is_command:
            return self._command(node)
        return self._finished(
            PathHelp(
                joined(self._path),
                What.MENU,
                help=node.help if node is not None else "",
                sections=self._menu_sections(node or Node()),
            )
        )

    def _is_known_verb(self) -> bool:
        return self._is_command and self._language.safety.knows(joined(self._path))

    def _unknown(self) -> PathHelp:
        """Say what would be sent all the same, and which name was probably meant."""
        above = self._language.catalogue.node(self._path[:-1])
        meant = near(above.children, self._path[-1]) if above is not None else None
        remedy = f"did you mean {meant}?" if meant else "the router decides what it is"
        sent = self._translated()
        return self._finished(
            PathHelp(
                joined(self._path),
                What.UNKNOWN,
                kind=sent.kind,
                api=_sentence(sent),
                notes=(
                    f"not in the list of commands: {remedy}",
                    f"until it is known it counts as {sent.kind}",
                ),
            ),
            has_remarks=False,
        )

    def _command(self, node: Node | None) -> PathHelp:
        sent = self._translated()
        notes = [note for note in sent.notes if note not in sent.doubts]
        if sent.client_side:
            notes.append(sent.client_side)
        if node is None:
            notes.append("its menu is not in the list of commands: it is sent as it stands")
        return self._finished(
            PathHelp(
                self._written(),
                What.COMMAND,
                help=node.help if node is not None else "",
                kind=self._kind(self._path, sent),
                api=_sentence(sent),
                sections=self._command_sections(node or Node()),
                notes=tuple(notes),
            )
        )

    def _written(self) -> str:
        """Return the path as it is typed: words of the scripting language with their colon."""
        return f":{self._path[0]}" if self._is_scripting else joined(self._path)

    def _translated(self) -> Translation:
        return translate(self._written(), self._language)

    def _kind(self, path: Path, sent: Translation) -> Kind:
        """Return what a command does; one that only lacks its arguments is not one that cannot be sent."""
        safety = self._language.safety
        if sent.kind is Kind.REJECT and safety.is_listed(joined(path)):
            return Kind(safety.kind(joined(path), ()))
        return sent.kind

    def _finished(self, found: PathHelp, *, has_remarks: bool = True) -> PathHelp:
        """Return the help with the remarks of the line, narrowed to what an abbreviation may be, all visible."""
        sections = found.sections
        if self._aim.candidates:
            sections = tuple(_narrowed(sections, frozenset(self._aim.candidates)))
        remarks = self._aim.remarks if has_remarks else ()
        return found._replace(
            path=_visible(found.path),
            name=make_visible(found.name, max_chars=_MAX_NAME_CHARS),
            help=_visible(found.help),
            api=_visible(found.api),
            sections=tuple(section for section in map(_visible_section, sections) if section.entries),
            notes=tuple(dict.fromkeys(_visible(note) for note in (*remarks, *found.notes))),
        )

    def _menu_sections(self, node: Node) -> tuple[HelpSection, ...]:
        menus, commands, words = [], [], []
        for name, child in node.children.items():
            path = (*self._path, name)
            if not child.is_command:
                menus.append(HelpEntry(name, help=child.help))
            elif self._language.is_scripting(path):
                words.append(HelpEntry(f":{name}", help=child.help))
            else:
                sent = translate(joined(path), self._language)
                commands.append(HelpEntry(name, self._kind(path, sent), help=child.help))
        return (
            HelpSection("menus", tuple(menus)),
            HelpSection("commands", tuple(commands)),
            HelpSection("scripting", tuple(words)),
            HelpSection("properties", tuple(self._properties(settable_too=False))),
        )

    def _command_sections(self, node: Node) -> tuple[HelpSection, ...]:
        arguments = sorted(node.arguments.values(), key=lambda each: each.name not in node.required)
        entries = tuple(self._argument_entry(each, node) for each in arguments)
        is_print = self._path[-1] in PRINTS
        properties = tuple(self._properties(settable_too=True)) if is_print else ()
        return HelpSection("arguments", entries), HelpSection("properties", properties)

    # --- arguments and properties

    def argument(self) -> PathHelp:
        name = self._aim.word
        node = self._node or Node()
        argument = node.arguments.get(name)
        properties = self._language.properties(self._menu)
        is_property = properties.is_known(name)
        if argument is not None and self._aim.sort is Sort.ARGUMENT:
            return self._known_argument(argument, node)
        if is_property and (self._aim.sort is Sort.PROPERTY or self._path[-1] in PRINTS):
            return self._property(name)
        sign = "?" if self._aim.sort is Sort.PROPERTY else "="
        is_unknown_command = self._node is None
        place = joined(self._menu) if self._aim.sort is Sort.PROPERTY else joined(self._path)
        known: Iterable[str] = properties.names if self._aim.sort is Sort.PROPERTY else node.arguments
        meant = near(known, name)
        remedy = f"did you mean {meant}?" if meant and not is_unknown_command else "it is sent as it stands"
        return self._finished(
            PathHelp(
                self._written(),
                What.UNKNOWN,
                name,
                api=self._api_word(f"{sign}{name}=..."),
                notes=(f"{place} is not known to have {name}: {remedy}",),
            )
        )

    def _known_argument(self, argument: Argument, node: Node) -> PathHelp:
        is_switch = is_flag(argument.name, node.arguments)
        values = _values(argument)
        notes = [note for note, is_so in self._facts(argument, node).items() if is_so]
        if values:
            notes.append(
                "no other value is taken" if argument.is_complete else "other values may be taken too"
            )
        found = PathHelp(
            self._written(),
            What.FLAG if is_switch else What.ARGUMENT,
            argument.name,
            _WHERE_HELP if argument.name == "where" else argument.help,
            sections=(HelpSection("values", tuple(HelpEntry(text) for text in values)),),
            notes=tuple(notes),
        )
        if is_switch and not self._is_scripting:
            return self._finished(self._with_switch(found))
        sent = {"where": "?name=value", "proplist": "=.proplist=..."}.get(
            argument.name, f"={argument.name}=..."
        )
        return self._finished(found._replace(api=self._api_word(sent)))

    def _with_switch(self, found: PathHelp) -> PathHelp:
        """Add how a switch is sent, or why it is not."""
        sent = translate(f"{found.path} {found.name}", self._language)
        reasons = sent.notes if sent.kind is Kind.REJECT else ()
        if sent.command and f"={found.name}=" not in sent.parameters:
            return found._replace(notes=(*found.notes, "it is not sent: the console does it itself"))
        return found._replace(api=_sentence(sent), notes=(*found.notes, *reasons))

    @property
    def _is_scripting(self) -> bool:
        return self._language.is_scripting(self._path)

    def _api_word(self, word: str) -> str:
        """Return how the API takes the command with one word; a word of the scripting language goes as a script."""
        return _sentence(self._translated()) if self._is_scripting else f"{joined(self._path)} {word}"

    def _facts(self, argument: Argument, node: Node) -> dict[str, bool]:
        """Return what can be said of an argument, and whether it is so."""
        statement = lex(self._written()).statements[0]
        unnamed = unnamed_arguments(read_statement(statement, self._language, ()))
        kind_of_value = _type(argument)
        return {
            "it has to be given": argument.name in node.required,
            "its value may stand without the name": argument.name in unnamed,
            "a switch: written without a value": is_flag(argument.name, node.arguments),
            f"type: {kind_of_value}": bool(kind_of_value) and not _values(argument),
            _MASKED: self._is_secret(argument.name),
        }

    def _property(self, name: str) -> PathHelp:
        settable = self._settable(name)
        values = _values(settable) if settable is not None else ()
        entry = self._property_entry(name)
        notes = [entry.short] if entry.short and not values else []
        if self._is_secret(name):
            notes.append(_MASKED)
        return self._finished(
            PathHelp(
                joined(self._menu),
                What.PROPERTY,
                name,
                entry.help,
                api=f"{joined((*self._menu, 'print'))} ?{name}=...",
                sections=(HelpSection("values", tuple(HelpEntry(text) for text in values)),),
                notes=tuple(notes),
            )
        )

    def _argument_entry(self, argument: Argument, node: Node) -> HelpEntry:
        name = argument.name
        if name == "where":
            return HelpEntry(name, short="condition", help=_WHERE_HELP)
        is_switch = is_flag(name, node.arguments)
        words = [
            "required" if name in node.required else "",
            "switch" if is_switch else ", ".join(_values(argument)) or _type(argument),
            "secret" if self._is_secret(name) else "",
        ]
        return HelpEntry(name, short="; ".join(filter(None, words)), help=argument.help)

    def _properties(self, *, settable_too: bool) -> Iterator[HelpEntry]:
        """Yield what the rows of the menu have; those with facts first without those that only `set` knows."""
        facts = self._language.menus.facts(joined(self._menu))
        known = self._language.properties(self._menu)
        names = known.names if settable_too and known.is_known_menu else facts.properties
        first = [name for name in facts.columns if name in names]
        for name in dict.fromkeys((*first, *sorted(names))):
            yield self._property_entry(name)

    def _property_entry(self, name: str) -> HelpEntry:
        facts = self._language.menus.facts(joined(self._menu))
        settable = self._settable(name)
        letter = next((letter for letter, flag in facts.flags.items() if flag == name), "")
        is_boolean = self._language.properties(self._menu).is_boolean(name)
        values = _values(settable) if settable is not None else ()
        words = [
            f"flag {letter}" if letter else "",
            "yes or no"
            if is_boolean
            else ", ".join(values) or (_type(settable) if settable is not None else ""),
            "secret" if self._is_secret(name) else "",
        ]
        return HelpEntry(
            name, short="; ".join(filter(None, words)), help=settable.help if settable is not None else ""
        )

    def _settable(self, name: str) -> Argument | None:
        """Return the argument of `set` or `add` that sets a property; None when nothing does."""
        for verb in ("set", "add"):
            node = self._language.catalogue.node((*self._menu, verb))
            if node is not None and name in node.arguments:
                return node.arguments[name]
        return None

    def _is_secret(self, name: str) -> bool:
        facts = self._language.menus.facts(joined(self._menu))
        is_public = name in facts.booleans or name in ("numbers", "number")
        return name in facts.secrets or (is_secret_name(name) and not is_public)


def _sentence(sent: Translation) -> str:
    return " ".join((sent.command, *sent.parameters))


def _values(argument: Argument) -> tuple[str, ...]:
    return tuple(filter(is_value, argument.values))


def _type(argument: Argument) -> str:
    """Return the type of the value; empty when it only says the name again."""
    plain = argument.name.replace("-", "")
    return "" if argument.type.casefold() in (plain, "see documentation") else argument.type


def _narrowed(sections: Sequence[HelpSection], names: frozenset[str]) -> Iterator[HelpSection]:
    for section in sections:
        if section.title != "properties":
            kept = tuple(entry for entry in section.entries if entry.name.lstrip(":") in names)
            yield section._replace(entries=kept)


def _visible(text: str) -> str:
    return make_visible(text)


def _visible_section(section: HelpSection) -> HelpSection:
    return section._replace(
        entries=tuple(
            entry._replace(
                name=make_visible(entry.name, max_chars=_MAX_NAME_CHARS),
                short=make_visible(entry.short, max_chars=_MAX_SHORT_CHARS),
                help=make_visible(entry.help),
            )
            for entry in section.entries
        )
    )
