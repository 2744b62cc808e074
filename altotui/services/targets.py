"""Which sites the lines of the prompt go to: one, the marked ones, or a set that was named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.text import make_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from altotui.domain.ids import SiteId
    from altotui.domain.site import Site
    from altotui.domain.site_scene import SiteScene
    from altotui.services.marks import Marks
    from altotui.services.site_directory import SiteDirectory

MARKED = "marked"
_MAX_NAME_CHARS = 40
_HOW = "@SITE, @tag:x, @marked; @+x adds, @-x takes away, @? lists them"


class Target(NamedTuple):
    """Sites, and what they are called together; the sites are those of the newest list."""

    sites: tuple[Site, ...] = ()
    name: str = ""
    """Visible-only: the name of one site, `marked`, or the words by which a set was named."""
    is_set: bool = False
    """Named as a set: a line goes to all of them at once, be it one."""

    @property
    def label(self) -> str:
        """Return it as it stands in front of the prompt: a name, or `@5 marked`."""
        return f"@{len(self.sites)} {self.name}" if self.is_set else self.name

    @property
    def site(self) -> Site | None:
        """Return the one site; None where there is none, or a set."""
        return self.sites[0] if self.sites and not self.is_set else None


class Targets:
    """Holds the target; the newest act of a person decides: choosing a site, marking some, or naming a set."""

    def __init__(
        self, directory: SiteDirectory, marks: Marks, scene: Callable[[datetime], SiteScene]
    ) -> None:
        """Take the sites, their marks, and what gives the surroundings in which filters are read."""
        self._directory = directory
        self._marks = marks
        self._scene = scene
        self._ids: tuple[SiteId, ...] = ()
        self._name = ""
        self._is_set = False
        self._chosen: SiteId | None = None
        """The site that was chosen last: where marks go away, lines go there again."""
        self._seen: Site | None = None
        """It as it was last listed."""

    @property
    def current(self) -> Target:
        """Return the target: of a set, the sites that are still listed; a chosen site stays, listed or not."""
        if not self._is_set:
            site = self._chosen_site()
            return Target((site,), make_visible(site.name)) if site is not None else Target()
        ids = self._marks_in_order() if self._follows_marks else self._ids
        sites = tuple(site for each in ids if (site := self._directory.get(each)) is not None)
        return Target(sites, self._name, is_set=True)

    def _chosen_site(self) -> Site | None:
        """Return the chosen site as it was last listed: a list without it takes nobody's prompt away."""
        if self._chosen is not None:
            self._seen = self._directory.get(self._chosen) or self._seen
        return self._seen

    @property
    def _follows_marks(self) -> bool:
        return self._is_set and self._name == MARKED

    def choose(self, site_id: SiteId) -> None:
        """Send lines to one site."""
        self._chosen, self._seen = site_id, None
        self._ids, self._name, self._is_set = (), "", False

    @property
    def chosen_id(self) -> SiteId | None:
        """Return the site that was chosen last, be it the target or not."""
        return self._chosen

    def choose_set(self, site_ids: Sequence[SiteId], name: str) -> None:
        """Send lines to those sites, called `name`; to whatever is marked when that is MARKED."""
        self._ids, self._name, self._is_set = tuple(site_ids), name, True

    def follow_marks(self, *, is_choice: bool = True) -> None:
        """Send lines to the marked sites, as long as there are any; then to the chosen site again.

        Marks that went by themselves are nobody's choice: they change no other target.
        """
        if self._marks.ids and (is_choice or self._follows_marks):
            self._ids, self._name, self._is_set = (), MARKED, True
        elif self._follows_marks:
            self._ids, self._name, self._is_set = (), "", False

    def change(self, text: str) -> Target:
        """Set the target by what was typed behind the `@`, add to it, or take from it.

        Raises:
            InvalidInput: Nothing is meant by it, or no site is left; the target stays as it was.
        """
        text = text.strip()
        sign, words = (text[0], text[1:].strip()) if text[:1] in ("+", "-") else ("", text)
        if not words:
            raise InvalidInput("@ names no site", _HOW)
        meant = self._meant(words)
        if not sign:
            self._take(meant, words)
            return self.current
        before = self.current.sites
        if sign == "+":
            known = {site.id for site in before}
            after = (*before, *(site for site in meant if site.id not in known))
        else:
            away = {site.id for site in meant}
            after = tuple(site for site in before if site.id not in away)
        if not after:
            raise InvalidInput("no site would be left", "the target stays as it was")
        if len(after) == len(before):
            raise InvalidInput(
                f"{_quoted(words)} {'adds' if sign == '+' else 'takes away'} no site",
                "the target stays as it was",
            )
        name = f"{self.current.name} {sign}{make_visible(words, max_chars=_MAX_NAME_CHARS)}"
        self._ids = tuple(site.id for site in after)
        self._name, self._is_set = name.strip()[-2 * _MAX_NAME_CHARS :], True
        return self.current

    def _take(self, meant: Sequence[Site], words: str) -> None:
        if words == MARKED:
            self.follow_marks()
        elif len(meant) == 1 and not _is_filter(words):
            self.choose(meant[0].id)
        else:
            self._ids = tuple(site.id for site in meant)
            self._name, self._is_set = make_visible(words, max_chars=_MAX_NAME_CHARS), True

    def _meant(self, words: str) -> Sequence[Site]:
        """Return the sites that `words` name: `marked`, one by its name, or those that a filter takes."""
        if words == MARKED:
            if not self._marks.ids:
                raise InvalidInput("no site is marked", "mark some in the list of sites")
            return [site for each in self._marks_in_order() if (site := self._directory.get(each))]
        listed = self._directory.listed
        if listed is None:
            raise InvalidInput("there is no list of sites yet", "refresh the list of sites")
        if not _is_filter(words):
            try:
                return [self._directory.find(words)]
            except InvalidInput:
                pass  # not one site by that name: it may be several
        site_filter = SiteFilter(words)
        if site_filter.problems:
            raise InvalidInput(
                f"@{make_visible(words, max_chars=_MAX_NAME_CHARS)}: {site_filter.problems[0]}", _HOW
            )
        if site_filter.is_empty:
            raise InvalidInput(f"{_quoted(words)} would be every site", "write @name:* if it is meant")
        index = SiteIndex(listed.sites, self._scene(listed.as_of))
        found = [listed.sites[number] for number in site_filter.pick(index)]
        if not found:
            line = re.search(" +/[a-z]", words)
            how = f"enter {_quoted(words[: line.start()])} alone, and the line behind it" if line else _HOW
            raise InvalidInput(f"{_quoted(words)} names no site", how)
        return found

    def _marks_in_order(self) -> list[SiteId]:
        """Return the marked sites in the order of the list."""
        listed, marked = self._directory.listed, self._marks.ids
        return [site.id for site in listed.sites if site.id in marked] if listed else []


def _is_filter(words: str) -> bool:
    return ":" in words or " " in words


def _quoted(words: str) -> str:
    return f"@{make_visible(words, max_chars=_MAX_NAME_CHARS)}"
