"""The file of what a person keeps of the sites pane, one for each profile and shared by all consoles.

{"format": 1, "favourites": ["938f50b7-..."], "visits": {"938f50b7-...": [3.0, 1772442900.0]},
 "views": {"late": {"filter": "status:late", ...}}, "view": {"sort": "name", ...}}
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from altotui.domain.errors import StorageError
from altotui.domain.frecency import MOST_SCORE, Visits
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site_prefs import MOST_VIEWS, KeptPrefs, SitePrefs, is_view_name
from altotui.domain.site_view import SiteView, read_view
from altotui.storage.atomic import TooLarge, read_file, replace_file
from altotui.storage.file_lock import locked
from altotui.storage.locations import site_prefs_file

_FORMAT = 1
_MOST_BYTES = 1_000_000
_MOST_VIEWS_READ = 2 * MOST_VIEWS
"""Each of two consoles may add the last one that is allowed."""
_MOST_VISITED = 2000
_MOST_ASIDE = 99

Change = Callable[[SitePrefs], SitePrefs]
_Document = dict[str, Any]


class _Damaged(StorageError):
    """The file is no document of this kind."""


class SitePrefsFile:
    """Keeps it in the state folder; every change is made on what the file holds by then."""

    def __init__(self, profile: str) -> None:
        """Keep it for `profile`."""
        self._path = site_prefs_file(profile)

    def load(self) -> KeptPrefs:
        """Return what the file holds; nothing, and why, when it cannot be read."""
        try:
            try:
                return KeptPrefs(_prefs(_read(self._path)))
            except _Damaged:
                with locked(self._path):  # another console may have put it aside and begun a new one
                    document, problem = _read_or_put_aside(self._path)
                return KeptPrefs(_prefs(document), problem)
        except StorageError as problem:
            return KeptPrefs(SitePrefs(), str(problem))

    def change(self, change: Change) -> KeptPrefs:
        """Make one change in the file and return what it holds then, changes of other consoles included.

        Raises:
            StorageError: It could not be made; the file is as it was.
        """
        with locked(self._path):
            document, problem = _read_or_put_aside(self._path)
            prefs = change(_prefs(document))
            content = json.dumps({**document, **_record(prefs)}, separators=(",", ":"), ensure_ascii=False)
            written = content.encode("utf-8", "surrogatepass")
            if len(written) > _MOST_BYTES:
                raise StorageError(f"cannot write {self._path.name}: it would be larger than 1 MB")
            replace_file(self._path, written)
        return KeptPrefs(prefs, problem)


def _read(path: Path) -> _Document:
    """Return the document, each part of which has its shape; an empty one where there is no file.

    Raises:
        _Damaged: It is no such document.
        StorageError: It cannot be read, or a later version has written it: it is left alone.
    """
    try:
        document = json.loads(read_file(path, max_bytes=_MOST_BYTES).content)
    except FileNotFoundError:
        return {}
    except TooLarge as problem:
        raise _Damaged(str(problem)) from None
    except (ValueError, RecursionError):
        raise _Damaged(f"{path.name} is damaged") from None
    if not isinstance(document, dict):
        raise _Damaged(f"{path.name} is damaged")
    if document.get("format") != _FORMAT:
        if isinstance(document.get("format"), int):
            raise StorageError(
                f"{path.name} was written by another version of altotui: use that, or remove it"
            )
        raise _Damaged(f"{path.name} is damaged")
    shapes = {"favourites": list, "visits": dict, "views": dict, "view": dict}
    if not all(isinstance(document.get(part, shape()), shape) for part, shape in shapes.items()):
        raise _Damaged(f"{path.name} is damaged")
    return document


def _read_or_put_aside(path: Path) -> tuple[_Document, str]:
    """Return the document and what is to be said of it: a damaged file is renamed, and nothing in it is lost."""
    try:
        return _read(path), ""
    except _Damaged as problem:
        aside = _free_name(path)
        try:
            path.rename(aside)
        except OSError as failure:
            raise StorageError(f"{problem}, and it cannot be put aside: {failure.strerror}") from None
        return {}, f"{problem}: it was put aside as {aside.name}, favourites and views begin anew"


def _free_name(path: Path) -> Path:
    names = (f"{path.name}.bad", *(f"{path.name}.bad-{number}" for number in range(2, _MOST_ASIDE)))
    for each in names:
        if not os.path.lexists(path.with_name(each)):
            return path.with_name(each)
    raise StorageError(f"cannot put {path.name} aside: there are too many copies of it")


def _prefs(document: _Document) -> SitePrefs:
    """Return what a document of the right shape says; what cannot be used in it is passed over."""
    visits = list(document.get("visits", {}).items())[:_MOST_VISITED]
    views = list(document.get("views", {}).items())[:_MOST_VIEWS_READ]
    read = {SiteId(site_id.lower()): _visits(of) for site_id, of in visits if is_uuid(site_id)}
    return SitePrefs(
        frozenset(SiteId(each.lower()) for each in document.get("favourites", []) if _is_site_id(each)),
        {site_id: of for site_id, of in read.items() if of is not None},
        {
            name: view
            for name, value in views
            if is_view_name(name) and (view := read_view(value)) is not None
        },
    ).looked_at(read_view(document.get("view")) or SiteView())


def _is_site_id(value: object) -> bool:
    return isinstance(value, str) and is_uuid(value)


def _visits(value: object) -> Visits | None:
    if not isinstance(value, list) or [type(each) in (int, float) for each in value] != [True, True]:
        return None
    try:
        score, last_at_s = map(float, value)
    except OverflowError:
        return None
    if not (score > 0 and math.isfinite(score) and math.isfinite(last_at_s)):
        return None
    return Visits(min(score, MOST_SCORE), last_at_s)


def _record(prefs: SitePrefs) -> _Document:
    return {
        "format": _FORMAT,
        "favourites": sorted(prefs.favourites),
        "visits": prefs.visits,
        "views": {name: view._asdict() for name, view in prefs.views.items()},
        "view": prefs.view._asdict(),
    }
