"""The two forms of what the console draws itself beside words and data: ASCII, and Unicode.

Words are ASCII in both. What routers and the API say stays as it is: `make_visible` has seen to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._context import active_app

from altotui.domain.frozen import Frozen

if TYPE_CHECKING:
    from altotui.domain.job_lane import Form


class Signs(Frozen):
    """One form; every sign takes one cell."""

    is_ascii: bool
    cut: str
    """Stands where a text was cut."""

    @property
    def lanes(self) -> Form:
        """Return the signs of the lanes of jobs; imported when the first lane is drawn."""
        from altotui.domain.job_lane import ASCII as ASCII_FORM
        from altotui.domain.job_lane import UNICODE as UNICODE_FORM

        return ASCII_FORM if self.is_ascii else UNICODE_FORM


ASCII = Signs(is_ascii=True, cut="~")
UNICODE = Signs(is_ascii=False, cut="…")
FORMS = {"ascii": ASCII, "unicode": UNICODE}


def signs() -> Signs:
    """Return the form that the running app has chosen, its `signs`; Unicode where there is no such app."""
    chosen = getattr(active_app.get(None), "signs", None)
    return chosen if isinstance(chosen, Signs) else UNICODE
