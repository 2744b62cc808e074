"""The bad-input matrix, B01 to B20: texts and sizes, what must become of them, and the tests that show it."""

from __future__ import annotations

from tests.matrices.row import Row

ENTRIES = "tests/badinput/test_entries.py"
SCREEN = "tests/badinput/test_on_screen.py"
SIZES = "tests/badinput/test_sizes.py"
TAKEN = "tests/badinput/test_taken_away.py"
TEXTS = "tests/badinput/test_texts.py"
DOMAIN_BLAST_RADIUS = "tests/domain/test_blast_radius.py"
DOMAIN_FORMATS = "tests/domain/test_formats.py"
TEXT = "tests/domain/test_text.py"
BYTES = "tests/pty/test_hostile_bytes.py"
AUDIT = "tests/storage/test_audit_reader.py"
EXPORT = "tests/storage/test_export_file.py"
UI_CLIPBOARD = "tests/ui/test_clipboard.py"
UI_GATE = "tests/ui/test_gate.py"
HOSTILE = "tests/ui/test_hostile_text.py"
UI_SITE_FINDING = "tests/ui/test_site_finding.py"
REPLIES = "tests/ui/test_terminal_replies.py"

HOSTILE_TEXT = (
    Row(
        "B01",
        "CSI: colours, erasing, the cursor",
        "visible, no effect",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B01 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B01 ",
            f"{TEXT}::test_examples",
            f"{BYTES}::test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal",
        ),
    ),
    Row(
        "B02",
        "OSC 0 and 2, ended by BEL, by ST, or not at all",
        "visible; no title is set",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B02 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B02 ",
            f"{BYTES}::test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal",
        ),
    ),
    Row(
        "B03",
        "OSC 52",
        "visible; no clipboard is written but by a key, and no answer is typed",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B03 ",
            f"{TAKEN}::test_b03_b15_a_copy_is_visible_only_and_one_sequence",
            f"{TEXTS}::test_a_text_looks_as_it_must[B03 ",
            f"{BYTES}::test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal",
            f"{UI_CLIPBOARD}::test_hostile_text_is_copied_as_it_is_shown",
            f"{REPLIES}::test_an_answer_is_taken_out_and_the_keys_around_it_stay",
        ),
    ),
    Row(
        "B04",
        "OSC 8",
        "plain text",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B04 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B04 ",
            f"{HOSTILE}::test_clicking_on_hostile_text_runs_nothing",
            f"{HOSTILE}::test_a_fleet_of_hostile_names_is_drawn_and_scrolled",
        ),
    ),
    Row(
        "B05",
        "DCS, APC, PM, SOS, graphics, questions",
        "plain text; nothing is answered",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B05 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B05 ",
            f"{BYTES}::test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal",
            f"{REPLIES}::test_an_answer_is_taken_out_and_the_keys_around_it_stay",
        ),
    ),
    Row(
        "B06",
        "C1 as U+0080 to U+009F",
        "<U+009B>",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B06 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B06 ",
            f"{TEXT}::test_every_control_character_is_one_visible_sign",
        ),
    ),
    Row(
        "B07",
        "BEL, a thousand times",
        "silent",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B07 ",
            f"{ENTRIES}::test_b07_a_thousand_bells_are_a_thousand_signs",
            f"{TEXTS}::test_a_text_looks_as_it_must[B07 ",
        ),
    ),
    Row(
        "B08",
        "ends of lines in a field of one line",
        "one row, a visible sign",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B08 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B08 ",
            f"{TEXT}::test_every_control_character_is_one_visible_sign",
        ),
    ),
    Row(
        "B09",
        "NUL, DEL, SO, SI, BS",
        "visible",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B09 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B09 ",
            f"{TEXT}::test_every_control_character_is_one_visible_sign",
        ),
    ),
    Row(
        "B10",
        "TAB in a cell",
        "the columns stay where they are",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B10 ",
            f"{ENTRIES}::test_b10_b14_columns_stay_aligned_whatever_stands_in_them",
            f"{TEXTS}::test_a_text_looks_as_it_must[B10 ",
        ),
    ),
    Row(
        "B11",
        "bidi controls",
        "visible, the order as it came",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B11 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B11 ",
            f"{TEXT}::test_nothing_that_controls_or_hides_survives",
        ),
    ),
    Row(
        "B12",
        "zero width, BOM, tags, soft hyphen, fillers",
        "visible; no two names look equal",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B12 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B12 ",
            f"{TEXT}::test_a_name_with_something_hidden_in_it_never_looks_like_the_name",
            f"{TEXT}::test_different_hidden_characters_look_different",
        ),
    ),
    Row(
        "B13",
        "names in letters that look like others",
        "the short id beside the name",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B13 ",
            f"{TEXTS}::test_a_text_looks_as_it_must[B13 ",
            f"{DOMAIN_BLAST_RADIUS}::test_names_that_look_alike_have_their_ids_beside_them",
            f"{DOMAIN_BLAST_RADIUS}::test_a_name_with_foreign_letters_has_its_id_beside_it_though_it_stands_alone",
            f"{UI_GATE}::test_names_that_look_alike_are_told_apart",
        ),
    ),
    Row(
        "B14",
        "wide characters, emoji, flags, 30 combining marks",
        "columns stay aligned, four marks at the most",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B14 ",
            f"{ENTRIES}::test_b10_b14_columns_stay_aligned_whatever_stands_in_them",
            f"{TEXTS}::test_a_text_looks_as_it_must[B14 ",
            f"{TEXT}::test_combining_marks_are_kept_up_to_four",
            f"{DOMAIN_FORMATS}::test_wide_characters_keep_columns_aligned",
            f"{UI_SITE_FINDING}::test_odd_names_keep_the_columns_in_place",
        ),
    ),
    Row(
        "B15",
        "lone surrogates, non-characters, private use",
        "visible; audit, export and clipboard work",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B15 ",
            f"{TAKEN}::test_b03_b15_a_copy_is_visible_only_and_one_sequence",
            f"{TEXTS}::test_a_text_looks_as_it_must[B15 ",
            f"{UI_CLIPBOARD}::test_raw_surrogates_make_no_sequence_that_cannot_be_sent",
            f"{EXPORT}::test_a_surrogate_is_written_as_an_escape",
            f"{AUDIT}::test_every_sequence_comes_back_as_it_was",
        ),
    ),
    Row(
        "B16",
        "markup with styles, links and actions",
        "literal; a click does nothing",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B16 ",
            f"{SCREEN}::test_b16_b17_b18_markup_in_an_answer_is_literal_and_a_click_on_it_does_nothing",
            f"{TEXTS}::test_a_text_looks_as_it_must[B16 ",
            f"{HOSTILE}::test_markup_is_literal_everywhere",
            f"{HOSTILE}::test_clicking_on_hostile_text_runs_nothing",
        ),
    ),
    Row(
        "B17",
        "markup that is broken",
        "literal; no crash",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B17 ",
            f"{SCREEN}::test_b16_b17_b18_markup_in_an_answer_is_literal_and_a_click_on_it_does_nothing",
            f"{TEXTS}::test_a_text_looks_as_it_must[B17 ",
            f"{HOSTILE}::test_markup_is_literal_everywhere",
        ),
    ),
    Row(
        "B18",
        "brackets of RouterOS",
        "literal, complete",
        (
            f"{ENTRIES}::test_what_came_stands_there_as_it_must_look[B18 ",
            f"{SCREEN}::test_b16_b17_b18_markup_in_an_answer_is_literal_and_a_click_on_it_does_nothing",
            f"{TEXTS}::test_a_text_looks_as_it_must[B18 ",
        ),
    ),
    Row(
        "B19",
        "100 kB without a blank",
        "drawn at once, cut with a sign, exported whole",
        (
            f"{SIZES}::test_b19_b20_a_large_answer_is_laid_out_without_a_stall",
            f"{SIZES}::test_b19_b20_a_screenful_of_a_large_answer_is_drawn_without_a_stall",
            f"{SIZES}::test_b19_b20_a_large_answer_is_exported_whole",
            f"{SIZES}::test_b19_a_line_without_blanks_is_cut_with_a_sign",
        ),
    ),
    Row(
        "B20",
        "a value of 1 MB, 50,000 rows, 5,000 keys",
        "drawn without a stall, exported whole",
        (
            f"{SCREEN}::test_b20_b30_a_huge_answer_comes_up_and_keys_go_on",
            f"{SIZES}::test_b19_b20_a_large_answer_is_laid_out_without_a_stall",
            f"{SIZES}::test_b19_b20_a_screenful_of_a_large_answer_is_drawn_without_a_stall",
            f"{SIZES}::test_b20_a_large_answer_is_filtered_without_a_stall",
            f"{SIZES}::test_b20_sorting_takes_time_in_proportion_to_the_rows",
            f"{SIZES}::test_b19_b20_a_large_answer_is_exported_whole",
            f"{SIZES}::test_b20_a_large_row_is_walked_through_field_by_field",
        ),
    ),
)
