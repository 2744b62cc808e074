"""The bad-input matrix (reliability.md 7.2), as far as it is about replies and what is typed: rows, texts, proofs."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One row of the matrix."""

    number: str
    given: str
    expected: str
    elsewhere: tuple[str, ...] = ()
    """Tests outside of this package that prove it too, as `module:name`."""


_TEXT = "tests.domain.test_text"
_CLIPBOARD = "tests.ui.test_clipboard:test_hostile_text_is_copied_as_it_is_shown"
_SIGNS = f"{_TEXT}:test_every_control_character_is_one_visible_sign"
_TERMINAL = "tests.pty.test_hostile_bytes:test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal"
_MARKUP = "tests.ui.test_hostile_text:test_markup_is_literal_everywhere"
_CLICK = "tests.ui.test_hostile_text:test_clicking_on_hostile_text_runs_nothing"
_BAD = "tests.faults.test_bad_answers"
_COMMAND = (
    f"{_BAD}:test_b22_b23_b24_b25_b26_b27_b28_b29_b30_a_command_has_the_outcome_that_is_proved",
    f"{_BAD}:test_b22_b23_b24_b25_b26_b27_b28_b29_b30_a_list_that_cannot_be_read_leaves_the_old_one",
)
_LARGE = f"{_BAD}:test_b21_b22_a_large_answer_is_dropped_at_its_bound_at_little_cost"
_EXPORT = "tests.storage.test_export_file"
_HISTORY = "tests.storage.test_history_file"
_PASTE = "tests.domain.test_pasted_text"

ROWS = (
    Row("B01", "CSI: colours, erasing, the cursor", "visible, no effect", (f"{_TEXT}:test_examples",)),
    Row("B02", "OSC 0 and 2, ended by BEL, by ST, or not at all", "visible; no title is set", (_TERMINAL,)),
    Row("B03", "OSC 52", "visible; no clipboard is written but by a key", (_TERMINAL, _CLIPBOARD)),
    Row("B04", "OSC 8", "plain text", (_CLICK,)),
    Row("B05", "DCS, APC, PM, SOS, graphics, questions", "plain text; nothing is answered", (_TERMINAL,)),
    Row("B06", "C1 as U+0080 to U+009F", "<U+009B>", (_SIGNS,)),
    Row("B07", "BEL, a thousand times", "silent"),
    Row("B08", "ends of lines in a field of one line", "one row, a visible sign", (_SIGNS,)),
    Row("B09", "NUL, DEL, SO, SI, BS", "visible", (_SIGNS,)),
    Row("B10", "TAB in a cell", "the columns stay where they are"),
    Row("B11", "bidi controls", "visible, the order as it came"),
    Row(
        "B12",
        "zero width, BOM, tags, soft hyphen, fillers",
        "visible; no two names look equal",
        (
            f"{_TEXT}:test_a_name_with_something_hidden_in_it_never_looks_like_the_name",
            f"{_TEXT}:test_different_hidden_characters_look_different",
        ),
    ),
    Row(
        "B13",
        "names in letters that look like others",
        "the short id beside the name",
        (
            "tests.domain.test_blast_radius:test_names_that_look_alike_have_their_ids_beside_them",
            "tests.domain.test_blast_radius:test_a_name_with_foreign_letters_has_its_id_beside_it_though_it_stands_alone",
        ),
    ),
    Row(
        "B14",
        "wide characters, emoji, flags, 30 combining marks",
        "columns stay aligned, four marks at the most",
        (
            f"{_TEXT}:test_combining_marks_are_kept_up_to_four",
            "tests.domain.test_formats:test_wide_characters_keep_columns_aligned",
        ),
    ),
    Row(
        "B15",
        "lone surrogates, non-characters, private use",
        "visible; audit, export and clipboard work",
        (
            "tests.ui.test_clipboard:test_raw_surrogates_make_no_sequence_that_cannot_be_sent",
            f"{_EXPORT}:test_a_surrogate_is_written_as_an_escape",
        ),
    ),
    Row("B16", "markup with styles, links and actions", "literal; a click does nothing", (_MARKUP, _CLICK)),
    Row("B17", "markup that is broken", "literal; no crash", (_MARKUP,)),
    Row("B18", "brackets of RouterOS", "literal, complete"),
    Row("B19", "100 kB without a blank", "drawn at once, cut with a sign, exported whole"),
    Row("B20", "a value of 1 MB, 50,000 rows, 5,000 keys", "drawn without a stall, exported whole"),
    Row("B21", "50 MB of JSON", "stopped at its bound, at little cost", (_LARGE,)),
    Row("B22", "bombs, and what is packed in odd ways", "stopped at its bound", (_LARGE, *_COMMAND)),
    Row("B23", "depths of 199, 201 and 100,000", "read or refused in words, drawn and exported", _COMMAND),
    Row("B24", "a key twice", "the last one counts", _COMMAND),
    Row(
        "B25",
        "NaN, Infinity, 1e999, 5,000 digits",
        "refused, or a text; nothing is calculated with it",
        (*_COMMAND, f"{_BAD}:test_b25_a_number_beyond_all_bounds_does_not_end_a_command"),
    ),
    Row(
        "B26",
        "what is no UTF-8",
        "replaced, and said",
        (*_COMMAND, "tests.api.test_wire:test_an_answer_that_was_no_utf_8_carries_a_note"),
    ),
    Row("B27", "a page of a captive portal", "not JSON, and what the page calls itself", _COMMAND),
    Row("B28", "something else that says it is JSON", "not JSON, though it says so", _COMMAND),
    Row("B29", "no list and no object at the top", "said in words; the old list stays", _COMMAND),
    Row("B30", "data in every shape", "shown as it came", _COMMAND),
    Row(
        "B37",
        "a command with controls, turned quotes, NBSP",
        "refused, or shown as it is sent before it is",
        (
            f"{_PASTE}:test_hostile_text_is_refused_or_harmless",
            f"{_PASTE}:test_what_passes_is_drawn_as_it_is_sent",
            f"{_PASTE}:test_what_cannot_be_taken_is_named",
        ),
    ),
    Row(
        "B38",
        "several lines pasted, ESC in a paste, the end of a paste in it",
        "asked about; nothing is sent by itself",
        (
            "tests.ui.test_hostile_text:test_hostile_text_pasted_into_a_line_is_drawn_and_entered",
            "tests.ui.test_paste_review:test_keys_from_before_it_was_drawn_choose_nothing",
        ),
    ),
    Row(
        "B39",
        "an error that quotes the token",
        "redacted",
        (
            "tests.faults.test_secrets:test_a_token_that_an_answer_quotes_is_shown_nowhere",
            "tests.faults.test_secrets:test_no_verb_shows_the_token",
        ),
    ),
    Row("B40", "the address of a document in an error", "text, if at all; nothing opens it"),
    Row("B41", "headers that are odd, huge or too many", "a clean error"),
    Row(
        "B42",
        "formulas, quotes and ends of lines in CSV",
        "no formula; JSON has them as they came",
        (
            "tests.domain.test_formats:test_csv_field",
            "tests.domain.test_formats:test_csv_reads_back_as_as_many_fields_and_none_is_a_formula",
        ),
    ),
    Row(
        "B43",
        "names of sites that are no names of files",
        "a slug with an id, in the folder, never over another",
        (
            f"{_EXPORT}:test_a_site_makes_a_name_that_does_no_harm",
            f"{_EXPORT}:test_no_name_is_hidden_an_option_a_path_or_a_device",
            f"{_EXPORT}:test_a_file_is_never_written_over",
            f"{_EXPORT}:test_a_link_is_neither_followed_nor_replaced",
        ),
    ),
    Row(
        "B47",
        "a history that is torn, foreign or huge",
        "passed over with a count, read from its end",
        (
            f"{_HISTORY}:test_a_torn_record_costs_itself_only",
            f"{_HISTORY}:test_what_is_no_record_is_passed_over_and_counted",
            f"{_HISTORY}:test_a_file_without_any_record_is_put_aside_and_nothing_of_it_lost",
            f"{_HISTORY}:test_a_gigabyte_of_something_else_is_not_read",
            f"{_HISTORY}:test_no_content_breaks_it",
        ),
    ),
)


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
