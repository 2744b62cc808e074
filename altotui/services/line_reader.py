"""Reads what is typed in a prompt: with the language, the lists that were shown, and the answers seen so far.

The language is dear to load: the console does it in a thread once its screen is up, a verb when it has a line.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from altotui.domain.command import RawRow, RouterReply, Sentence
    from altotui.domain.ids import SiteId
    from altotui.domain.routeros.colouring import Colouring
    from altotui.domain.routeros.completion import Completion
    from altotui.domain.routeros.language import Language
    from altotui.domain.routeros.seen import Seen
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site
    from altotui.services.ports import LearnedStore

MAX_NUMBERED_ROWS = 10_000
MAX_MENUS = 60
MAX_LABELLED_ROWS = 2000
MAX_LABEL_CHARS = 60
_MOST_CALLED = 5
MAX_SITES = 50
"""Routers whose lists and values are remembered, those asked last."""


class _Memory:
    """What the answers of one router showed."""

    def __init__(self) -> None:
        from altotui.domain.routeros.seen import Seen
        from altotui.domain.secret_names import is_secret_name

        self.numbering: dict[str, tuple[str | None, ...]] = {}
        self.labels: dict[str, dict[str, str]] = {}
        """For each menu, what its items are called, by their ids."""
        self.seen: Seen = Seen(is_secret_name)

    def take_numbers(self, menu: str, ids: tuple[str | None, ...]) -> None:
        """Number the rows that are shown now; without ids a number means nothing any more."""
        self.numbering.pop(menu, None)
        if any(ids):
            self.numbering[menu] = ids
            while len(self.numbering) > MAX_MENUS:
                del self.numbering[next(iter(self.numbering))]

    def take_labels(self, menu: str, rows: Sequence[RawRow], *choices: Sequence[str]) -> None:
        """Remember what the rows are called: by the first of `choices` that has a value."""
        from altotui.domain.routeros.filtering import plain_name, value_of
        from altotui.domain.rows import keys_of

        labels: dict[str, str] = {}
        labelled = rows[:MAX_LABELLED_ROWS]
        known = set(map(plain_name, keys_of(labelled)))
        there = [[name for name in names if plain_name(name) in known] for names in choices]
        there = [names for names in there if names]
        for row in labelled:
            item_id = value_of(row, ".id")
            texts = (" ".join(filter(None, (value_of(row, name) for name in names))) for names in there)
            label = next(filter(None, texts), "")
            if item_id and label:
                labels[item_id] = label[:MAX_LABEL_CHARS]
        if labels:
            self.labels[menu] = labels


class LineReader:
    """Translates, colours and completes lines for routers, and learns from what they answer."""

    def __init__(self, load: Callable[[], Language], open_store: Callable[[], LearnedStore]) -> None:
        """Take what loads the language, and what opens the place where reports of routers about theirs are kept."""
        self._load = load
        self._open_store = open_store
        self._loading = threading.Lock()
        self._language: Language | None = None
        self._by_version: dict[str, Language] = {}
        self._learned: dict[str, dict[str, dict[str, str]]] = {}
        self._memories: OrderedDict[SiteId, _Memory] = OrderedDict()

    @property
    def is_ready(self) -> bool:
        """Return whether a line can be read without loading anything."""
        return self._language is not None

    async def warm_up(self) -> None:
        """Load the language in a thread."""
        await asyncio.to_thread(self.language)

    def language(self, site: Site | None = None) -> Language:
        """Return the language of `site`, with what routers of its version reported; the first call loads it."""
        with self._loading:
            if self._language is None:
                self._language = self._load()
        if site is None:
            return self._language
        version = site.version or ""
        found = self._by_version.get(version)
        if found is None:
            found = self._by_version[version] = self._grown(version)
        return found

    def _grown(self, version: str) -> Language:
        from altotui.domain.routeros.learning import tree_from

        learned = self.learned(version)
        language = self.language()
        return language.grown(tree_from(learned)) if learned else language

    def learned(self, version: str) -> dict[str, dict[str, str]]:
        """Return what routers of that version reported of their language."""
        if version not in self._learned:
            self._learned[version] = self._open_store().load(version)
        return self._learned[version]

    def learn(self, version: str, path: str, names: dict[str, str]) -> None:
        """Add the names that a router of that version reported below `path`."""
        self.learned(version)[path] = names
        self._by_version.pop(version, None)

    async def keep_learned(self, version: str) -> None:
        """Write down what was learned of that version; without it the next start asks again."""
        await asyncio.to_thread(self._open_store().save, version, dict(self.learned(version)))

    def translate(
        self, line: str, menu: str = "/", site: Site | None = None, *, has_numbers: bool = True
    ) -> Translation:
        """Return what `line` would send, typed in `menu`; row numbers are those of the lists shown of `site`.

        Without `has_numbers` there are none: the line is for several routers. Several lines are a script.
        """
        from altotui.domain.routeros.items import OF_SEVERAL_ROUTERS
        from altotui.domain.routeros.translate import translate, translate_script

        if "\n" in line.strip():
            return translate_script(line, self.language(site), menu)
        if not has_numbers:
            return translate(line, self.language(site), menu, OF_SEVERAL_ROUTERS)
        memory = self._memories.get(site.id) if site is not None else None
        return translate(line, self.language(site), menu, memory.numbering if memory is not None else {})

    def colour(self, line: str, menu: str = "/", site: Site | None = None) -> Colouring:
        """Return what each part of `line` is."""
        from altotui.domain.routeros.colouring import colour_line

        return colour_line(line, self.language(site), menu)

    def complete(self, line: str, caret: int, menu: str = "/", site: Site | None = None) -> Completion:
        """Return what may stand at `caret`, values that this router answered with included."""
        from altotui.domain.routeros.complete import complete

        memory = self._memories.get(site.id) if site is not None else None
        return complete(line, caret, self.language(site), menu, memory.seen if memory is not None else None)

    def take_answer(self, site_id: SiteId, sentence: Sentence, reply: RouterReply) -> None:
        """Remember the row numbers of a list that was shown, and its values unless they are secret."""
        from altotui.domain.routeros.filtering import value_of
        from altotui.domain.routeros.items import ids_among

        menu, _, verb = sentence.command.rpartition("/")
        menu = menu or "/"
        if verb not in ("print", "getall") or reply.ret is not None:  # a count, or the one value of a `get`
            return
        if not reply.rows:  # an empty list: the numbers of an earlier one are not on the screen any more
            if site_id in self._memories:
                self._memories[site_id].numbering.pop(menu, None)
            return
        memory = self._remembered(site_id)
        if not any(word.startswith("=.proplist=.id") for word in sentence.parameters):  # else it was `find`
            ids = [value_of(row, ".id") or "" for row in reply.rows[:MAX_NUMBERED_ROWS]]
            memory.take_numbers(menu, ids_among(ids))
        language = self._language
        if language is not None and language.safety.kind(sentence.command, sentence.parameters) == "read":
            facts = language.menus.facts(menu)
            memory.seen.take(menu, reply.rows, facts.secrets)
            memory.take_labels(menu, reply.rows, ("name",), facts.columns[:2])

    def called(self, site: Site, translation: Translation) -> tuple[str, ...]:
        """Return what the items are called that a line is about, raw, as far as they were shown; five at most."""
        menu = translation.command.rpartition("/")[0] or "/"
        for word in translation.parameters:
            name, _, value = word[1:].partition("=")
            if name in (".id", "numbers", "number"):
                names = (self.name_of(site, menu, item) for item in value.split(",")[:_MOST_CALLED])
                return tuple(filter(None, names))
        return ()

    def name_of(self, site: Site, menu: str, item_id: str) -> str:
        """Return what an item of a list that was shown is called, raw; empty when it was not shown."""
        memory = self._memories.get(site.id)
        return memory.labels.get(menu, {}).get(item_id, "") if memory is not None else ""

    def _remembered(self, site_id: SiteId) -> _Memory:
        """Return what is remembered of a router, which was asked last now."""
        memory = self._memories.pop(site_id, None) or _Memory()
        self._memories[site_id] = memory
        while len(self._memories) > MAX_SITES:
            self._memories.popitem(last=False)
        return memory
