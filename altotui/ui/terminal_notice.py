"""A notification of the terminal, by OSC 9, also through tmux and GNU screen: for whoever looks at another window.

Nobody can tell whether a terminal shows it; one that does not know OSC 9 shows nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from altotui.domain.text import make_visible

MAX_CHARS = 100
_ESC = "\x1b"
_ST = f"{_ESC}\\"
_BEL = "\a"
_LEAD = "altotui: "
"""A text that begins with a number and `;` is a command to ConEmu and Windows Terminal, progress for example."""


def osc9(text: str, environ: Mapping[str, str]) -> str:
    """Return the bytes that make a terminal tell `text`; all of them are ASCII.

    Args:
        text: Raw or not; accents are left out, other characters that are not ASCII become `?`: a byte of them could
            end the sequence where a terminal does not read UTF-8 in it.
        environ: The environment, of which TMUX, STY and TERM say what the terminal is reached through.
    """
    plain = f"{_ESC}]9;{notice_text(text)}"
    term = environ.get("TERM", "")
    if environ.get("TMUX") or (term.startswith("tmux") and not environ.get("STY")):
        inside = f"{plain}{_BEL}".replace(_ESC, _ESC + _ESC)
        return f"{_ESC}Ptmux;{inside}{_ST}"  # tmux takes none itself, and passes it on with allow-passthrough
    if environ.get("STY") or term.startswith("screen"):
        return f"{_ESC}P{plain}{_BEL}{_ST}"  # an ST of its own would end that of screen
    return f"{plain}{_BEL}"


def notice_text(text: str) -> str:
    """Return at most MAX_CHARS characters of printable ASCII: the name of this program, and what `text` says."""
    visible = unicodedata.normalize("NFKD", make_visible(text))
    shown = "".join(char for char in visible if not unicodedata.combining(char))
    ascii_only = _LEAD + shown.encode("ascii", "replace").decode("ascii")
    return ascii_only if len(ascii_only) <= MAX_CHARS else f"{ascii_only[: MAX_CHARS - 3]}..."
