"""The bad-input matrix, B21 to B47: answers, records, commands and files, and the tests that show what is done."""

from __future__ import annotations

from tests.matrices.row import Row

API_ANSWER = "tests/api/test_answer.py"
API_CLIENT = "tests/api/test_client.py"
API_WIRE = "tests/api/test_wire.py"
SCREEN = "tests/badinput/test_on_screen.py"
WIRE = "tests/badinput/test_over_the_wire.py"
RECORDS = "tests/badinput/test_records.py"
SIZES = "tests/badinput/test_sizes.py"
TAKEN = "tests/badinput/test_taken_away.py"
CLI_JOBS = "tests/cli/test_jobs.py"
CLI_RUN = "tests/cli/test_run.py"
DOMAIN_FORMATS = "tests/domain/test_formats.py"
PASTED = "tests/domain/test_pasted_text.py"
ANSWERS = "tests/faults/test_bad_answers.py"
SECRETS = "tests/faults/test_secrets.py"
ODD = "tests/pty/test_odd_terminals.py"
START = "tests/pty/test_start_that_fails.py"
SERVICES_JOB_DESK = "tests/services/test_job_desk.py"
AUDIT = "tests/storage/test_audit_reader.py"
EXPORT = "tests/storage/test_export_file.py"
HISTORY = "tests/storage/test_history_file.py"
SETTINGS = "tests/storage/test_settings.py"
STORAGE_TOKEN = "tests/storage/test_token.py"
STORAGE_TOKEN_SOURCES = "tests/storage/test_token_sources.py"
HOSTILE = "tests/ui/test_hostile_text.py"
UI_JOB_FORM = "tests/ui/test_job_form.py"
UI_PASTE_REVIEW = "tests/ui/test_paste_review.py"
UI_PROMPT = "tests/ui/test_prompt.py"
UI_SITE_FINDING = "tests/ui/test_site_finding.py"
UI_SITE_LIST = "tests/ui/test_site_list.py"
REPLIES = "tests/ui/test_terminal_replies.py"

ODD_INPUT = (
    Row(
        "B21",
        "50 MB of JSON",
        "stopped at its bound, at little cost",
        (
            f"{ANSWERS}::test_b21_b22_a_large_answer_is_dropped_at_its_bound_at_little_cost",
            f"{ANSWERS}::test_b21_an_answer_just_below_its_bound_is_read_without_a_stall",
            f"{ANSWERS}::test_b21_an_answer_in_tiny_chunks_costs_time_in_proportion_to_its_size",
            f"{API_ANSWER}::test_what_is_too_large_is_not_read_any_further",
        ),
    ),
    Row(
        "B22",
        "bombs, and what is packed in odd ways",
        "stopped at its bound",
        (
            f"{ANSWERS}::test_b21_b22_a_large_answer_is_dropped_at_its_bound_at_little_cost",
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B22 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B22 ",
            f"{API_ANSWER}::test_a_bomb_is_stopped_at_the_bound_and_takes_little_more_memory",
        ),
    ),
    Row(
        "B23",
        "depths of 199, 201 and 100,000",
        "read or refused in words, drawn and exported",
        (
            f"{SIZES}::test_b23_what_can_be_read_can_be_drawn_compared_and_exported",
            f"{SIZES}::test_b23_what_is_deeper_is_no_answer",
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B23 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B23 ",
            f"{API_WIRE}::test_deep_values_are_read_as_far_as_there_is_room",
            f"{API_WIRE}::test_deeper_values_are_no_answer",
        ),
    ),
    Row(
        "B24",
        "a key twice",
        "the last one counts",
        (
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B24 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B24 ",
            f"{API_WIRE}::test_what_can_be_read_is_read_and_what_was_odd_about_it_is_told",
        ),
        "It is not said that there was another: the decoder does not tell.",
    ),
    Row(
        "B25",
        "NaN, Infinity, 1e999, 5,000 digits",
        "refused, or a text; nothing is calculated with it",
        (
            f"{SIZES}::test_b25_a_number_is_a_text_and_nothing_is_calculated_with_it",
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B25 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B25 ",
            f"{ANSWERS}::test_b25_a_number_beyond_all_bounds_does_not_end_a_command",
        ),
    ),
    Row(
        "B26",
        "what is no UTF-8",
        "replaced, and said",
        (
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B26 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B26 ",
            f"{API_WIRE}::test_an_answer_that_was_no_utf_8_carries_a_note",
            f"{CLI_RUN}::test_what_was_odd_about_an_answer_stands_beside_it",
        ),
    ),
    Row(
        "B27",
        "a page of a captive portal",
        "not JSON, and what the page calls itself",
        (
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B27 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B27 ",
        ),
    ),
    Row(
        "B28",
        "something else that says it is JSON",
        "not JSON, though it says so",
        (
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B28 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B28 ",
        ),
    ),
    Row(
        "B29",
        "no list and no object at the top",
        "said in words; the old list stays",
        (
            f"{RECORDS}::test_b29_an_answer_that_is_no_list_keeps_the_sites_and_says_what_came",
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B29 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B29 ",
        ),
    ),
    Row(
        "B30",
        "data in every shape",
        "shown as it came",
        (
            f"{SCREEN}::test_b20_b30_a_huge_answer_comes_up_and_keys_go_on",
            f"{SIZES}::test_b30_data_in_any_shape_is_shown_as_it_came",
            f"{ANSWERS}::test_a_command_has_the_outcome_that_is_proved[B30 ",
            f"{ANSWERS}::test_a_list_that_cannot_be_read_leaves_the_old_one[B30 ",
        ),
    ),
    Row(
        "B31",
        "a job with an odd id, twice the same, or none",
        "listed once; without an id left out; no crash",
        (
            f"{RECORDS}::test_b31_a_job_with_an_odd_id_is_listed_and_one_without_is_left_out",
            f"{API_WIRE}::test_jobs_of_one_list_have_unique_ids_and_hostile_words_are_visible",
        ),
        "A job without an id is left out: nobody could tell it from another in the next list.",
    ),
    Row(
        "B32",
        "a state in another case or word, or none",
        "the word as it came, in no colour of a state",
        (
            f"{RECORDS}::test_b32_an_odd_state_is_shown_as_the_word_it_is",
            f"{API_WIRE}::test_no_job_breaks_the_reader",
        ),
    ),
    Row(
        "B33",
        "times that are none, naive, far off, epochs or words",
        "a time or none",
        (
            f"{RECORDS}::test_b33_an_odd_time_is_a_time_or_none_and_ends_nothing",
            f"{API_WIRE}::test_times_in_every_form_are_utc",
            f"{API_WIRE}::test_what_is_no_time_is_no_time",
        ),
    ),
    Row(
        "B34",
        "10,000 sites, equal names, empty names, no id",
        "searched word by word; those without an id are counted",
        (
            f"{RECORDS}::test_b34_b35_sites_with_equal_empty_and_no_names_are_listed_and_those_without_a_uuid_are_counted",
            f"{RECORDS}::test_b34_ten_thousand_sites_are_searched_word_by_word",
            f"{UI_SITE_FINDING}::test_records_without_a_usable_id_are_counted",
            f"{API_WIRE}::test_a_site_always_has_a_visible_name",
            f"{UI_SITE_LIST}::test_a_large_list_is_counted_as_it_comes_and_is_whole_in_the_end",
        ),
        "Sites without an id that can be asked are counted, not greyed: no key could do anything with them.",
    ),
    Row(
        "B35",
        "ids of sites that are paths, queries or 4 kB",
        "never in a URL",
        (
            f"{RECORDS}::test_b34_b35_sites_with_equal_empty_and_no_names_are_listed_and_those_without_a_uuid_are_counted",
            f"{API_CLIENT}::test_what_is_no_uuid_never_reaches_a_url",
            f"{API_WIRE}::test_sites_that_cannot_stand_in_a_url_are_left_out_and_ids_are_unique",
        ),
    ),
    Row(
        "B36",
        "a script, a description or an address that is out of bounds",
        "refused before it is sent, with the reason",
        (
            f"{SERVICES_JOB_DESK}::test_problems_of_a_draft",
            f"{SERVICES_JOB_DESK}::test_a_draft_with_problems_is_not_sent",
            f"{UI_JOB_FORM}::test_a_limit_is_named_and_the_job_cannot_be_queued",
            f"{UI_JOB_FORM}::test_the_notify_url_must_be_https",
            f"{CLI_JOBS}::test_usage_errors_are_one_line",
        ),
    ),
    Row(
        "B37",
        "a command with controls, turned quotes, NBSP",
        "refused, or shown as it is sent before it is",
        (
            f"{SCREEN}::test_b37_b38_what_is_pasted_is_never_sent_by_itself",
            f"{PASTED}::test_hostile_text_is_refused_or_harmless",
            f"{PASTED}::test_what_passes_is_drawn_as_it_is_sent",
            f"{PASTED}::test_what_cannot_be_taken_is_named",
            f"{UI_PROMPT}::test_what_could_hide_or_act_is_refused_by_name_and_place",
            f"{UI_PROMPT}::test_what_would_be_written_in_another_way_is_shown_first",
        ),
    ),
    Row(
        "B38",
        "several lines pasted, ESC in a paste, the end of a paste in it",
        "asked about; nothing is sent by itself",
        (
            f"{SCREEN}::test_b37_b38_what_is_pasted_is_never_sent_by_itself",
            f"{HOSTILE}::test_hostile_text_pasted_into_a_line_is_drawn_and_entered",
            f"{UI_PASTE_REVIEW}::test_keys_from_before_it_was_drawn_choose_nothing",
            f"{REPLIES}::test_what_is_pasted_is_no_key_and_loses_nothing",
        ),
    ),
    Row(
        "B39",
        "an error that quotes the token",
        "redacted",
        (
            f"{WIRE}::test_b39_a_token_in_an_error_is_redacted",
            f"{SECRETS}::test_a_token_that_an_answer_quotes_is_shown_nowhere",
            f"{SECRETS}::test_no_verb_shows_the_token",
        ),
    ),
    Row(
        "B40",
        "the address of a document in an error",
        "text, if at all; nothing opens it",
        (f"{WIRE}::test_b40_an_address_in_an_error_is_text_and_nobody_goes_there",),
    ),
    Row(
        "B41",
        "headers that are odd, huge or too many",
        "a clean error",
        (f"{WIRE}::test_b41_a_bad_header_has_a_clean_end_and_costs_nothing_else",),
    ),
    Row(
        "B42",
        "formulas, quotes and ends of lines in CSV",
        "no formula; JSON has them as they came",
        (
            f"{TAKEN}::test_b42_a_formula_is_none_in_csv_and_whole_in_json",
            f"{TAKEN}::test_b42_what_is_no_formula_stays_as_it_is",
            f"{DOMAIN_FORMATS}::test_csv_field",
            f"{DOMAIN_FORMATS}::test_csv_reads_back_as_as_many_fields_and_none_is_a_formula",
        ),
    ),
    Row(
        "B43",
        "names of sites that are no names of files",
        "a slug with an id, in the folder, never over another",
        (
            f"{EXPORT}::test_a_site_makes_a_name_that_does_no_harm",
            f"{EXPORT}::test_no_name_is_hidden_an_option_a_path_or_a_device",
            f"{EXPORT}::test_a_file_is_never_written_over",
            f"{EXPORT}::test_a_link_is_neither_followed_nor_replaced",
        ),
    ),
    Row(
        "B44",
        "a token with ends of lines, blanks, NUL, letters, none, or 1 MB",
        "refused with the place; never shown",
        (
            f"{STORAGE_TOKEN}::test_a_broken_token_is_refused_with_the_position",
            f"{STORAGE_TOKEN}::test_what_passes_can_stand_in_a_header_and_what_does_not_is_not_shown",
            f"{START}::test_a_token_that_cannot_be_sent_is_refused_and_never_shown",
            f"{STORAGE_TOKEN_SOURCES}::test_no_message_about_stdin_or_the_environment_holds_the_token",
        ),
    ),
    Row(
        "B45",
        "a mouse far outside, 5,000 parameters, 200 kB of a string, all from the terminal",
        "alive, and nothing of it typed",
        (
            f"{ODD}::test_b45_what_a_terminal_may_send_ends_nothing_and_is_not_typed",
            f"{REPLIES}::test_an_answer_is_taken_out_and_the_keys_around_it_stay",
            f"{REPLIES}::test_a_key_is_never_taken_for_an_answer",
        ),
    ),
    Row(
        "B46",
        "settings of wrong types, unknown keys, 10 MB, NUL, a link to itself",
        "named in one line, left as they are",
        (
            f"{SETTINGS}::test_each_mistake_names_the_file_and_the_key",
            f"{SETTINGS}::test_each_mistake_in_a_profile_says_what_may_be_written",
            f"{SETTINGS}::test_any_file_is_settings_or_one_clean_line",
            f"{SETTINGS}::test_what_stands_in_its_place_is_named_and_never_waited_for",
            f"{SETTINGS}::test_a_file_that_cannot_be_used_is_left_as_it_is",
            f"{START}::test_a_broken_settings_file_is_named",
            f"{SETTINGS}::test_a_value_is_never_repeated_in_an_error",
        ),
        "Defaults in place of settings that cannot be read could drop read_only or send a token elsewhere.",
    ),
    Row(
        "B47",
        "a history or an audit that is torn, foreign or huge",
        "passed over with a count, read from its end",
        (
            f"{SCREEN}::test_b47_lines_of_a_foreign_history_are_drawn_harmless",
            f"{SCREEN}::test_b47_rubbish_between_the_lines_of_a_history_costs_itself_only",
            f"{HISTORY}::test_a_torn_record_costs_itself_only",
            f"{HISTORY}::test_what_is_no_record_is_passed_over_and_counted",
            f"{HISTORY}::test_a_file_without_any_record_is_put_aside_and_nothing_of_it_lost",
            f"{HISTORY}::test_a_gigabyte_of_something_else_is_not_read",
            f"{HISTORY}::test_no_content_breaks_it",
            f"{AUDIT}::test_rubbish_is_counted_and_passed_over",
            f"{AUDIT}::test_a_huge_file_is_never_held_as_a_whole",
            f"{AUDIT}::test_at_a_start_the_newest_files_are_read_and_not_too_much_of_them",
        ),
    ),
)
