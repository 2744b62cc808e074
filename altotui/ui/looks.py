"""How the console looks: its theme, and the form of its signs; as a person wishes, else as the terminal seems to be.

What the terminal is like is read from the environment alone: a question to it would cost every start its answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.theme import BUILTIN_THEMES

from altotui.domain.errors import InvalidInput
from altotui.domain.frozen import Frozen
from altotui.ui.signs import FORMS, UNICODE, Signs
from altotui.ui.themes import LIGHT, OWN_THEMES, TERMINAL, USUAL

THEME_NAMES = (*(theme.name for theme in OWN_THEMES), *BUILTIN_THEMES)
"""All that can be chosen, the console's own first."""
AUTO = "auto"
_MANY_COLOURS = frozenset({"256color", "kitty"})
"""How names of terminals end that have more than 16 colours."""
_DARK_GROUNDS = frozenset({"0", "1", "2", "3", "4", "5", "6", "8"})
"""Colours of a terminal that are dark, as COLORFGBG has them."""
_ASCII_TERMINALS = frozenset({"linux", "dumb"})
"""Their fonts have only some of the signs."""


class Looks(Frozen):
    """One look."""

    theme: str = USUAL
    signs: Signs = UNICODE
    has_colours: bool = True
    """False: nothing has a colour, and both grounds are the terminal's own."""


USUAL_LOOKS = Looks()


def chosen_looks(
    environ: Mapping[str, str], *, theme: str = AUTO, signs: str = AUTO, is_lean: bool = False
) -> Looks:
    """Return the look that fits.

    Args:
        environ: The environment.
        theme: Name of a theme, or `auto`. NO_COLOR beats it.
        signs: `ascii`, `unicode` or `auto`.
        is_lean: The line is slow, and the terminal's own colours take fewest bytes.

    Raises:
        InvalidInput: There is no such theme, or no such form.
    """
    if theme != AUTO and theme not in THEME_NAMES:
        raise InvalidInput(f"there is no theme {theme[:40]!a}", known_names(theme, THEME_NAMES))
    if signs != AUTO and signs not in FORMS:
        raise InvalidInput(f"there are no signs {signs[:40]!a}", known_names(signs, (*FORMS, AUTO)))
    form = FORMS[("ascii" if needs_ascii(environ) else "unicode") if signs == AUTO else signs]
    if "NO_COLOR" in environ:
        return Looks(TERMINAL, form, has_colours=False)
    if theme == AUTO:
        theme = TERMINAL if is_lean else fitting_theme(environ)
    return Looks(theme, form)


def fitting_theme(environ: Mapping[str, str]) -> str:
    """Return the theme for a terminal: its own colours where it has few, else dark or light as its ground is."""
    has_true_colours = environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if not has_true_colours and environ.get("TERM", "").rpartition("-")[2] not in _MANY_COLOURS:
        return TERMINAL
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if ground.isdecimal() and ground not in _DARK_GROUNDS else USUAL


def needs_ascii(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal may not be able to show more than ASCII: its kind or its locale says so."""
    if environ.get("TERM") in _ASCII_TERMINALS:
        return True
    locale = next(filter(None, map(environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    return not locale.lower().replace("-", "").partition("@")[0].endswith("utf8")


def known_names(name: str, names: Iterable[str]) -> str:
    """Return what may have been meant by a name that is none of `names`, and which these are."""
    from difflib import get_close_matches

    known = ", ".join(names)
    near = get_close_matches(name, list(names), n=2)
    return f"did you mean {' or '.join(near)}? Known are {known}" if near else f"known are {known}"
