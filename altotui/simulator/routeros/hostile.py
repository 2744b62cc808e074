"""Text a device or a person could have put anywhere, and that must not control a terminal or a console."""

from __future__ import annotations

from typing import NamedTuple


class Payload(NamedTuple):
    """One hostile text."""

    text: str
    would: str
    """What it would do where nothing stops it."""


PAYLOADS: tuple[Payload, ...] = (
    Payload("\x1b[2Jwiped", "erase the screen"),
    Payload("\x1b[31mred\x1b[0m", "colour what follows"),
    Payload("\x1b[1;1H\x1b[Khome", "write over the first line"),
    Payload("\x1b[?1049lalternate screen off", "leave the screen of the console"),
    Payload("\x1b[?1000hmouse on", "have the mouse reported to whoever reads next"),
    Payload("\x1b[6nwhere is the cursor", "have the terminal type an answer"),
    Payload("\x1b[>cwho are you", "have the terminal type what it is"),
    Payload("\x1bcreset", "reset the terminal"),
    Payload("\x1b(0lqqk", "turn letters into line drawing"),
    Payload("\x1b]0;new title\x07", "name the window"),
    Payload("\x1b]52;c;ZWNobyBvd25lZAo=\x07", "fill the clipboard"),
    Payload("\x1b]8;;https://example.net/\x1b\\click\x1b]8;;\x1b\\", "make a link"),
    Payload("\x1b]9;notify\x07", "raise a notification of the desktop"),
    Payload("\x1b]1337;File=inline=1:AAAA\x07", "draw a picture or save a file, in iTerm2"),
    Payload('\x1bP$q"p\x1b\\', "have the terminal type a setting (DECRQSS)"),
    Payload("\x1bP0;0|17/1b5b41\x1b\\", "give a key another meaning (DECUDK)"),
    Payload("\x1b_application command\x1b\\", "swallow text as an application command (APC)"),
    Payload("\x1b^private message\x1b\\", "swallow text as a private message (PM)"),
    Payload("\x9b31mcsi in one byte\x9b0m", "begin a sequence in one character (C1 CSI)"),
    Payload("\x9d0;title in one byte\x9c", "name the window (C1 OSC)"),
    Payload("\x90dcs in one byte\x9c", "begin a device string (C1 DCS)"),
    Payload("\x85next line", "break the line (NEL)"),
    Payload("bell\x07bell", "ring"),
    Payload("nul\x00nul", "end the text for programs in C"),
    Payload("carriage\rreturn", "write over its own line"),
    Payload("line\nfeed", "forge another line"),
    Payload("both\r\nends", "forge another line, as in a file"),
    Payload("back\x08\x08\x08space", "write over what stands before"),
    Payload("delete\x7f\x7f\x7f", "hide in a copy"),
    Payload("tab\tand\x0bvertical\x0cform", "move columns and lines"),
    Payload("shift\x0eout\x0fin", "turn letters into another set"),
    Payload("\u202egnp.exe", "be read backwards (RLO)"),
    Payload("\u2066isolate\u2069 \u202aembed\u202c", "turn words round (isolates, embeddings)"),
    Payload("user\u200badmin", "look like another name (zero width space)"),
    Payload("zero\u200c\u200d\ufeffwidth", "look like another name (joiners, BOM)"),
    Payload("soft\xadhyphen\u2028line\u2029paragraph", "hide, and break lines by Unicode"),
    Payload(
        "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u0301\u0301\u0301lgo",
        "pile marks over the lines around",
    ),
    Payload("\u0301\u0302starts with marks", "mark the character before it"),
    Payload(
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
        "take another width in each terminal",
    ),
    Payload(
        "\U0001f1e8\U0001f1ed flag \U0001f3f4\u200d\u2620\ufe0f",
        "take another width in each terminal (flags, VS16)",
    ),
    Payload("\u5bbd\u5b57\u7b26\uff37\uff49\uff44\uff45", "take two cells for each character"),
    Payload(
        "\u0645\u0631\u062d\u0628\u0627 rtl \u05e9\u05dc\u05d5\u05dd", "run from right to left by itself"
    ),
    Payload("[red]x[/]", "be markup: a style"),
    Payload("[@click=app.quit]x[/]", "be markup: leave the console on a click"),
    Payload("[link=https://example.net]x[/link]", "be markup: a link"),
    Payload("[/", "be markup that ends the console by an error"),
    Payload("[/]", "be markup that closes what was never opened"),
    Payload("[bold", "be markup without an end"),
    Payload("\\[escaped\\]", "be markup that was escaped"),
    Payload('[find where name="x"]', "vanish as markup, though RouterOS writes so"),
    Payload("=cmd|' /C calc'!A0", "start a program from a spreadsheet (DDE)"),
    Payload("+1+1", "be a formula"),
    Payload("@SUM(1+1)", "be a formula"),
    Payload("-2+3", "be a formula"),
    Payload('"; DROP TABLE sites; --', "end a quoted text"),
    Payload("$(reboot) `reboot` ${HOME}", "run in a shell"),
    Payload("../../../../etc/passwd", "name a file elsewhere"),
    Payload("%s%n%x {0} {self}", "be a format"),
    Payload('{"data": null}', "be JSON within JSON"),
    Payload("<script>alert(1)</script>&lt;", "run in a page"),
    Payload("\ufffd\ufffe\uffff", "be no character"),
    Payload("\U000e0041\U000e0042tags", "carry words that nobody sees (tags)"),
    Payload("\ue000private use\U0010ffff", "be another sign in each font"),
    Payload("", "be nothing"),
    Payload("   ", "look like nothing"),
    Payload("w" * 3_000, "be far longer than any line"),
    Payload("\x1b[8mconcealed\x1b[28m", "conceal what follows"),
    Payload("\x1b[3J\x1b[99999;99999H\x1b[1T", "erase what was scrolled away, and scroll back"),
    Payload("\x1b[21t\x1b[8;5;5t", "have the title typed, and shrink the window"),
    Payload("\x1b[?2004h\x1b[201~pasted", "end a paste, so that the rest counts as typed"),
    Payload("\x1b[?2026hheld", "hold back every frame that follows"),
    Payload("\x1b[>1u\x1b[=31u", "have keys reported in another way"),
    Payload("\x1b[1;2r\x1b[?6h", "shut the cursor into two lines"),
    Payload("\x1b]2;title of the window\x1b\\", "name the window, with the other end"),
    Payload("\x1b]0;without an end", "swallow all that follows into a title"),
    Payload("\x1b]4;1;rgb:00/00/00\x07\x1b]104\x07", "change colours of the palette"),
    Payload("\x1b]10;?\x07\x1b]11;#000000\x07\x1b]12;red\x07", "ask for colours, and make text invisible"),
    Payload("\x1b]7;file://example.net/etc\x07", "give the shell another folder"),
    Payload("\x1b]50;xterm-font\x07", "load a font"),
    Payload("\x1b]52;c;?\x07", "have the clipboard typed"),
    Payload("\x1b]133;A\x07\x1b]633;E;reboot\x07", "forge a prompt of the shell"),
    Payload("\x1b]777;notify;altotui;all well\x1b\\", "raise a notification, in rxvt and others"),
    Payload("\x1b]9;4;3\x07", "show a progress without an end"),
    Payload("\x1bPtmux;\x1b\x1b]52;c;ZWNobyBvd25lZAo=\x07\x1b\\", "fill the clipboard through tmux"),
    Payload("\x1bktitle of tmux\x1b\\", "name the window of tmux"),
    Payload('\x1bP0;1;q"1;1;9;9#0;2;0;0;0#0~~@@vv@@~~$-\x1b\\', "draw a picture (sixel)"),
    Payload("\x1bP+q544e\x1b\\", "have the terminal type what it can (XTGETTCAP)"),
    Payload("\x1b_Gf=24,s=1,v=1,a=T;AAAA\x1b\\", "draw a picture (kitty)"),
    Payload("\x1b_Ga=T,t=f;L2V0Yy9wYXNzd2Q=\x1b\\", "read a file of this machine (kitty)"),
    Payload("\x1bXstart of string\x1b\\", "swallow text as a string (SOS)"),
    Payload("\x9e\x9f\x98\x84c1 strings\x9c", "swallow text (C1 PM, APC, SOS, IND)"),
    Payload("\x1b[\x1b]\x1bP\x1b\\\x18\x1a", "leave the terminal in the middle of a sequence (CAN, SUB)"),
    Payload("\x05\x11\x13flow", "have an answerback typed, and stop the line (ENQ, XOFF)"),
    Payload("paid\rfree", "show the second word and copy the first"),
    Payload("admin\x1b[2K\rguest", "erase a name and write another"),
    Payload("ok\n[admin@core] > /system/reset-configuration", "forge a prompt of the router"),
    Payload("\u200e\u200f\u061cmarks of direction", "turn neighbours round (LRM, RLM, ALM)"),
    Payload("\u2067\u2066\u2068\u2069 nested \u202b\u202d\u202c", "turn words round (RLI, FSI, RLE, LRO)"),
    Payload("a\u2060b\u180ec\u115fd\u3164e\uffa0f", "look like another name (word joiner, fillers)"),
    Payload("blank\u2800braille\xa0nbsp\u3000wide\u2003em", "hide in blanks that are none"),
    Payload("vs\ufe00\ufe0e\ufe0f\U000e0100\U000e01ef", "carry bytes in variation selectors"),
    Payload("\U000e0001\U000e0068\U000e0069\U000e007f", "carry a whole sentence in tags"),
    Payload("e" + "\u0301" * 400 + "flood", "pile hundreds of marks on one letter"),
    Payload("\u0e33\u0e49\u0e47\u0e4d thai \u1100\u1161\u11a8 jamo", "join into clusters of unsure width"),
    Payload("\xa1\xb1\u2018\u2026\u2500 ambiguous \u2588\u25a0", "take one cell or two, as the locale says"),
    Payload("b\u043el\u043egn\u0430-c\u043er\u0435", "look like another name (Cyrillic)"),
    Payload(
        "\uff22\uff4f\uff4c\uff4f\uff47\uff4e\uff41 \U0001d41b\U0001d428",
        "look like another name (full width, mathematical)",
    ),
    Payload("x\ufeff\u2061\u2062\u2063\u2064\u206a\ufff9\ufffa\ufffb", "hide marks that format"),
    Payload("[$error]x[/] [not $x]", "be markup: a variable"),
    Payload('[@click="screen.dismiss(True)"]yes[/]', "be markup: say yes on a click"),
    Payload("[@click=app.bell()][on red]x", "be markup: an action without an end"),
    Payload("[a='b\"c][/b][[/]]", "be markup that is broken by quotes"),
    Payload("{@click=x} $primary &amp; :smile: **bold**", "be markup of other kinds"),
    Payload("\t=1+1", "be a formula behind a tab"),
    Payload("\uff1d1+1", "be a formula in full width"),
    Payload('=HYPERLINK("http://example.net","ok")', "be a formula that calls home"),
    Payload(
        "[text](javascript:alert(1)) ![x](http://example.net/x.png)", "be a link and a picture in Markdown"
    ),
    Payload("| a | b |\n|---|---|\n# head", "be a table and a heading in Markdown"),
    Payload('<img src=x onerror=alert(1)> <!-- "--> ]]>', "run in a page that shows Markdown"),
    Payload("a,b;c\"d'e", "be several cells"),
    Payload("\\u001b]0;x\\u0007 \\x1b \\033 \\n", "be unescaped by somebody later on"),
    Payload('"},{"id":"x"},{"name":"', "end a text in JSON"),
    Payload("--sites=all -rf * ~ \\ #", "be an option or a pattern"),
    Payload("CON.txt:stream|con\\..\\x", "name a device or a stream"),
    Payload("a" * 200 + "\x1b]0;" + "b" * 300 + "\x07", "hide a sequence where it is cut"),
    Payload("\x1b" * 250, "be nothing but escapes"),
    Payload("\U0001f600" * 120, "be nothing but wide signs"),
    Payload("lone \ud83d and \udc9b", "be half a character: no UTF-8 has it"),
    Payload("\udc1b]0;x\udc07", "become an escape byte when bytes are made of it (surrogateescape)"),
)
"""Every text once; the order is stable, so that an index names the same text for ever."""


def _is_utf_8(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


HOSTILE: tuple[str, ...] = tuple(payload.text for payload in PAYLOADS if _is_utf_8(payload.text))
"""Those that a simulated platform can send: half a character is only ever sent escaped."""
