"""What the commands of the sites pane do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.site_columns import BY_ID, COLUMNS
from altotui.domain.site_view import TAG_GROUP, SiteView
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.ui.asking import ask_one
from altotui.ui.commands import key_of
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp

_AS_LISTED = "listed"
_NO_GROUP = "none"
_USUAL = "usual"
_MOST_NAMED = 8


class SiteActions:
    """Carries out the commands of the sites pane; its parts may be asked for from anywhere."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._sites = main.sites
        self._services = services
        self.by_id: dict[str, Callable[[str], object]] = {
            "site.mark": lambda _: self._mark(),
            "site.mark_range": lambda _: self._mark_range(),
            "site.mark_all": lambda _: self._mark_all(),
            "site.marks": self._change_marks,
            "site.favourite": lambda _: self._favour(),
            "site.details": lambda _: self._sites.toggle_details(),
            "site.fold": lambda _: self._fold(is_folded=True),
            "site.unfold": lambda _: self._fold(is_folded=False),
            "site.sort": self._sort,
            "site.group": self._group,
            "site.columns": self._choose_columns,
            "view.open": self._open_view,
            "view.save": self._save_view,
            "view.drop": self._drop_view,
            "changes": lambda _: self._show_changes(),
        }

    # --- marks and favourites

    def _here(self) -> Site:
        site = self._sites.rows.current
        if site is None:
            raise InvalidInput("there is no site under the cursor")
        return site

    def _mark(self) -> None:
        rows, group = self._sites.rows, self._sites.rows.current_group
        if group is not None:
            self._services.marks.toggle_all(rows.table.ids_of(group))
            return
        self._services.marks.toggle(self._here().id)
        rows.show_row(rows.cursor + 1)

    def _mark_range(self) -> None:
        """Begin a range at the cursor, or end it there."""
        marks, table = self._services.marks, self._sites.rows.table
        if marks.range_from is None:
            marks.range_from = self._here().id
        else:
            start, marks.range_from = table.line_of(marks.range_from), None
            if start is None:
                self._sites.describe()
                raise InvalidInput(
                    "the site at which the range was begun is not shown any more", "begin another"
                )
            marks.add(table.ids_between(start, self._sites.rows.cursor))
        self._sites.describe()

    def _mark_all(self) -> None:
        """Mark what passes the filter: what only looks like it is marked by hand."""
        self._services.marks.toggle_all(self._hits())

    def _hits(self) -> list[SiteId]:
        """Return what passes the filter; InvalidInput for one with a part that was left out: more would pass."""
        table = self._sites.rows.table
        if table.filter.problems:
            raise InvalidInput(
                "a part of the filter is not understood", "nothing is marked by it: put it right first"
            )
        return table.hit_ids()

    def _change_marks(self, argument: str) -> None:
        marks = self._services.marks
        hits = self._hits() if argument in ("all", "invert") else []
        match argument:
            case "all":
                marks.add(hits)
            case "none":
                marks.clear()
            case "invert":
                marks.invert(hits)
            case _:
                raise InvalidInput(
                    ":mark takes all, none or invert",
                    f"{key_of('site.mark')} marks one site, {key_of('site.mark_range')} a range",
                )

    def _favour(self) -> None:
        site = self._here()
        is_favourite = self._services.habits.toggle_favourite(site.id)
        name = make_visible(site.name, max_chars=60)
        self._app.tell(f"{name} is {'a favourite' if is_favourite else 'no favourite any more'}")

    # --- order, groups, columns, views

    def _fold(self, *, is_folded: bool) -> None:
        self._sites.rows.fold(is_folded=is_folded)
        self._sites.describe()

    def _sort(self, argument: str) -> None:
        if argument:
            self._sort_by(_known(argument, [_AS_LISTED, *BY_ID], "column"))
            return
        from altotui.ui.screens.choose import Option

        view = self._sites.view
        again = "once more: the other way round"
        options = [
            Option(
                _AS_LISTED,
                "as listed",
                "best match first",
            )
        ]
        options += [
            Option(column.id, column.id, again if column.id == view.sort else "") for column in COLUMNS
        ]
        ask_one(self._app, "Sort by", options, [view.sort or _AS_LISTED], self._sort_by)

    def _sort_by(self, chosen: str) -> None:
        view = self._sites.view
        is_again = chosen == view.sort
        sort = "" if chosen == _AS_LISTED else chosen
        self._sites.apply_view(view._replace(sort=sort, is_reversed=is_again and not view.is_reversed))

    def _group(self, argument: str) -> None:
        from altotui.domain.site_groups import BY_MODEL, BY_STATUS, BY_VERSION, tag_keys
        from altotui.ui.screens.choose import Option

        tags = [f"{TAG_GROUP}{make_visible(key)}" for key in tag_keys(self._sites.rows.table.index)]
        known = [_NO_GROUP, BY_STATUS, BY_VERSION, BY_MODEL, *tags]
        if argument:
            self._group_by(_known(argument, known, "group"))
            return
        options = [Option(each, each) for each in known]
        ask_one(self._app, "Group by", options, [self._sites.view.group or _NO_GROUP], self._group_by)

    def _group_by(self, chosen: str) -> None:
        group = "" if chosen == _NO_GROUP else chosen
        self._sites.apply_view(self._sites.view._replace(group=group))

    def _choose_columns(self, argument: str) -> None:
        if argument:
            wanted = argument.replace(",", " ").split()
            chosen = (
                [] if wanted == [_USUAL] else [_known(each, [_USUAL, *BY_ID], "column") for each in wanted]
            )
            self._show_columns(tuple(chosen))
            return
        from altotui.ui.screens.choose import Choose, Option

        shown = self._sites.view.columns or tuple(column.id for column in COLUMNS if column.is_usual)
        options = [Option(column.id, column.title, column.id) for column in COLUMNS]

        def chosen_columns(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None:
                self._show_columns(chosen)

        title = "Columns, in the order in which they are turned on; those without room are left out"
        self._app.push_screen(Choose(title, options, shown, takes_many=True), chosen_columns)

    def _show_columns(self, chosen: tuple[str, ...]) -> None:
        usual = tuple(column.id for column in COLUMNS if column.is_usual)
        columns = () if chosen == usual else tuple(dict.fromkeys(("name", *chosen))) if chosen else ()
        self._sites.apply_view(self._sites.view._replace(columns=columns))

    def _open_view(self, name: str) -> None:
        habits = self._services.habits
        if name:
            self._main.show_pane("sites")
            self._sites.apply_view(habits.named_view(name))
            return
        if not habits.views:
            raise InvalidInput(
                "there are no views yet", ":save-view NAME keeps filter, order, groups and columns"
            )
        from altotui.ui.screens.choose import Option

        options = [Option(each, each, _words_of(view)) for each, view in sorted(habits.views.items())]
        ask_one(self._app, "View", options, [], self._open_view)

    def _save_view(self, name: str) -> None:
        self._services.habits.save_view(name, self._sites.view)
        self._app.tell(f"view {make_visible(name)} saved: {_words_of(self._sites.view)}")

    def _drop_view(self, name: str) -> None:
        self._services.habits.drop_view(name)
        self._app.tell(f"view {make_visible(name)} dropped")

    # --- what changed

    def _show_changes(self) -> None:
        from altotui.ui.screens.changes import Changes

        fleet = self._services.fleet
        screen = Changes(fleet.changes, fleet.unread_numbers, self._services.directory.name_of)
        fleet.look()
        self._main.show_changes()
        self._app.push_screen(screen, self._list_change)

    def _list_change(self, number: int | None) -> None:
        if number is not None:
            self._main.show_pane("sites")
            self._sites.filter.set_text(f"changed:{number}")


def _known(typed: str, known: Sequence[str], what: str) -> str:
    """Return what `typed` names, written out or begun; InvalidInput names what there is."""
    folded = typed.casefold()
    exact = [each for each in known if each.casefold() in (folded, f"{TAG_GROUP}{folded}")]
    begun = [each for each in known if each.casefold().startswith(folded)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    near = begun or get_close_matches(folded, known, n=3) or list(known)
    some = ", ".join(make_visible(each, max_chars=40) for each in near[:_MOST_NAMED])
    more = f" and {len(near) - _MOST_NAMED} more" if len(near) > _MOST_NAMED else ""
    raise InvalidInput(f"there is no {what} {make_visible(typed, max_chars=40)}", f"known are {some}{more}")


def _words_of(view: SiteView) -> str:
    """Return what a view shows, in short."""
    parts = [view.filter or "every site"]
    if view.sort:
        parts.append(f"by {view.sort}{' reversed' if view.is_reversed else ''}")
    if view.group:
        parts.append(f"in groups by {view.group}")
    if view.columns:
        parts.append(f"{len(view.columns)} columns")
    return ", ".join(parts)
