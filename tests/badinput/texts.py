"""Texts of the bad-input matrix (reliability.md 7.2, rows B01 to B18), and how each must look."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A text of one row, and how it must look."""

    row: str
    raw: str
    shown: str
    """On one line."""

    def __str__(self) -> str:
        """Return the words for a test's id."""
        return f"{self.row} {self.raw[:24]!a}"


TEXTS = (
    Text("B01", "\x1b[31mred\x1b[0m\x1b[2J\x1b[1;1H", "␛[31mred␛[0m␛[2J␛[1;1H"),
    Text("B02", "\x1b]0;title\x07", "␛]0;title␇"),
    Text("B02", "\x1b]2;title\x1b\\", "␛]2;title␛\\"),
    Text("B02", "\x1b]0;no end", "␛]0;no end"),
    Text("B03", "\x1b]52;c;ZWNobwo=\x07\x1b]52;c;?\x07", "␛]52;c;ZWNobwo=␇␛]52;c;?␇"),
    Text("B04", "\x1b]8;;https://x.test\x1b\\y\x1b]8;;\x1b\\", "␛]8;;https://x.test␛\\y␛]8;;␛\\"),
    Text("B05", '\x1bP$q"p\x1b\\', '␛P$q"p␛\\'),
    Text("B05", "\x1b_Gf=24;AAAA\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\", "␛_Gf=24;AAAA␛\\␛^pm␛\\␛Xsos␛\\"),
    Text("B05", "\x1b[6n\x1b[>c\x1bPq#0~-\x1b\\", "␛[6n␛[>c␛Pq#0~-␛\\"),
    Text("B06", "\x9b31m\x9d0;t\x9c\x90q\x9c", "<U+009B>31m<U+009D>0;t<U+009C><U+0090>q<U+009C>"),
    Text("B07", "\x07" * 40, "␇" * 40),
    Text("B08", "a\rb\nc\r\nd\x0be\x0cf", "a␍b␊c␍␊d␋e␌f"),
    Text("B08", "a\x85b\u2028c\u2029d", "a<U+0085>b<U+2028>c<U+2029>d"),
    Text("B09", "a\x00b\x7fc\x0ed\x0fe\x08f", "a␀b␡c␎d␏e␈f"),
    Text("B10", "a\tb", "a␉b"),
    Text("B11", "\u202egnp\u2066x\u2069\u202c\u061c", "<U+202E>gnp<U+2066>x<U+2069><U+202C><U+061C>"),
    Text("B12", "a\u200bb\u200c\u200d\ufeff\xadc", "a<U+200B>b<U+200C><U+200D><U+FEFF><U+00AD>c"),
    Text("B12", "x\U000e0041\u3164\u115f\u2800y", "x<U+E0041><U+3164><U+115F><U+2800>y"),
    Text("B13", "b\u043elogna-c\u043ere", "b\u043elogna-c\u043ere"),
    Text("B14", "\u5bbd\u5b57 \U0001f1e8\U0001f1ed", "\u5bbd\u5b57 \U0001f1e8\U0001f1ed"),
    Text("B14", "\U0001f468\u200d\U0001f469 \u2620\ufe0f", "\U0001f468<U+200D>\U0001f469 \u2620<U+FE0F>"),
    Text("B14", "e" + "\u0301" * 30, "e" + "\u0301" * 4 + "<U+0301>" * 26),
    Text("B15", "\ud83d \ufffe \ue000 \U0010ffff", "<U+D83D> <U+FFFE> <U+E000> <U+10FFFF>"),
    *(Text("B16", text, text) for text in ("[red]x[/]", "[@click=app.quit]x[/]", "[link=a]x", "[$error]x")),
    *(Text("B17", text, text) for text in ("[/", "[/]", "[/foo]", "[", "\\[", '[a=b c="d')),
    *(Text("B18", text, text) for text in ('[find where name="x"]', "[admin@MikroTik] >")),
)
"""What a router, a person or the API may put anywhere, with what it becomes."""
