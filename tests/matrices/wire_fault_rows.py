"""The fault matrix, F01 to F34: what goes wrong on the way to the platform, and the tests that show what is done."""

from __future__ import annotations

from tests.matrices.row import Row

API_CONNECTION = "tests/api/test_connection.py"
API_KEYED_CREATION = "tests/api/test_keyed_creation.py"
ANSWERS = "tests/faults/test_bad_answers.py"
CASES = "tests/faults/test_fault_matrix.py"
SCREEN = "tests/faults/test_faults_on_screen.py"
WAY = "tests/faults/test_faults_on_the_way.py"
TIME = "tests/faults/test_faults_over_time.py"
TERMINAL = "tests/pty/test_faults_in_a_terminal.py"
START = "tests/pty/test_start_that_fails.py"
UI_ANSWERS_SHOWN = "tests/ui/test_answers_shown.py"
UI_COMMANDS = "tests/ui/test_commands.py"
UI_TRUST = "tests/ui/test_trust.py"
UI_WRITES_SHOWN = "tests/ui/test_writes_shown.py"

WIRE_FAULTS = (
    Row(
        "F01",
        "a name that nobody has",
        "not sent, the host named; two more attempts, then polls pause",
        (f"{WAY}::test_f01_a_name_that_nobody_has_is_named_and_looked_up_three_times",),
    ),
    Row(
        "F02",
        "a port that refuses",
        "as for F01",
        (
            f"{SCREEN}::test_f02_a_platform_that_is_not_there_any_more_is_named_and_nothing_was_sent",
            f"{WAY}::test_f02_a_port_that_refuses_is_tried_three_times_and_nothing_is_sent",
        ),
    ),
    Row(
        "F03",
        "a connection that never comes",
        "not sent, after five seconds",
        (
            f"{WAY}::test_f03_a_connection_that_never_comes_is_given_up_after_five_seconds_and_nothing_was_sent",
        ),
    ),
    Row(
        "F04",
        "accepted and reset at once",
        "a write is unknown, a list is asked for again",
        (
            f"{CASES}::test_fault[F04 ",
            f"{SCREEN}::test_f04_a_connection_that_is_reset_at_once_leaves_a_write_unknown",
        ),
    ),
    Row(
        "F05",
        "reset after the request was read",
        "a write is unknown and sent once",
        (
            f"{CASES}::test_fault[F05 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F05 ",
        ),
    ),
    Row(
        "F06",
        "closed without an answer",
        "a write is unknown and sent once",
        (
            f"{CASES}::test_fault[F06 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F06 ",
        ),
    ),
    Row(
        "F07",
        "a kept connection that has gone stale",
        "a write has a connection of its own, a list is asked for again",
        (
            f"{WAY}::test_f07_a_stale_connection_costs_a_list_nothing_and_a_write_has_one_of_its_own",
            f"{WAY}::test_f07_a_kept_connection_that_breaks_under_the_next_list_is_tried_again",
        ),
    ),
    Row(
        "F08",
        "a request that is swallowed",
        "unknown at the deadline; esc ends the waiting before",
        (
            f"{CASES}::test_fault[F08 ",
            f"{SCREEN}::test_f08_f35_escape_ends_the_waiting_for_a_write_and_an_answer_that_still_comes_is_shown_and_recorded",
            f"{WAY}::test_f08_f35_a_write_that_nobody_waits_for_any_more_may_have_been_carried_out",
        ),
    ),
    Row(
        "F09",
        "an answer that is swallowed",
        "unknown, and read back by a key",
        (
            f"{CASES}::test_fault[F09 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F09 ",
            f"{UI_WRITES_SHOWN}::test_a_lost_answer_is_unknown_until_it_is_read_back",
        ),
    ),
    Row(
        "F10",
        "an answer that ends too early",
        "unknown; nothing of it is read, be it a whole document",
        (
            f"{CASES}::test_fault[F10 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F10 ",
        ),
        "What came of a broken answer is not shown: nobody could tell it from a whole one.",
    ),
    Row(
        "F11",
        "an answer that is reset in the middle",
        "as for F10",
        (
            f"{CASES}::test_fault[F11 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F11 ",
        ),
        "As for F10.",
    ),
    Row(
        "F12",
        "a body that drips",
        "the deadline of all ends it",
        (
            f"{CASES}::test_fault[F12 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F12 ",
        ),
    ),
    Row(
        "F13",
        "a head that drips",
        "the deadline of all ends it",
        (
            f"{CASES}::test_fault[F13 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F13 ",
        ),
    ),
    Row(
        "F14",
        "an answer in tiny pieces",
        "ok, in time in proportion to its size",
        (
            f"{CASES}::test_fault[F14 ",
            f"{ANSWERS}::test_b21_an_answer_in_tiny_chunks_costs_time_in_proportion_to_its_size",
        ),
    ),
    Row(
        "F15",
        "bytes behind an answer",
        "nobody's answer",
        (
            f"{CASES}::test_fault[F15 ",
            f"{WAY}::test_f15_a_smuggled_answer_is_nobodys",
        ),
    ),
    Row(
        "F16",
        "interim answers",
        "ok",
        (f"{CASES}::test_fault[F16 ",),
    ),
    Row(
        "F17",
        "redirects",
        "an error that names where they lead; nothing goes there",
        (
            f"{CASES}::test_fault[F17 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F17 ",
            f"{WAY}::test_f17_neither_token_nor_body_goes_where_an_answer_points",
        ),
    ),
    Row(
        "F18",
        "http:// to another machine",
        "refused before the token is sent",
        (
            f"{WAY}::test_f18_no_token_goes_over_the_network_in_the_clear",
            f"{TERMINAL}::test_f18_no_token_goes_over_the_network_in_the_clear",
            f"{START}::test_an_address_that_would_leak_the_token_is_refused",
        ),
    ),
    Row(
        "F19",
        "401 on a list",
        "the token is read again once, the list asked for once more, then all polls pause and a banner says so",
        (
            f"{WAY}::test_f19_a_refused_list_reads_the_token_again_once_and_goes_on",
            f"{WAY}::test_f19_a_token_that_is_refused_again_is_told_and_not_asked_with_any_more",
            f"{WAY}::test_f19_a_list_is_asked_for_twice_at_the_most_however_many_tokens_there_are",
            f"{UI_TRUST}::test_a_refused_token_pauses_everything_and_a_renewed_one_goes_on_without_a_restart",
        ),
    ),
    Row(
        "F20",
        "401 on a write",
        "refused, never sent again by itself",
        (
            f"{CASES}::test_fault[F20 ",
            f"{CASES}::test_fault_on_a_job[F20 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F20 ",
            f"{WAY}::test_f20_a_refused_post_is_never_sent_again_by_itself_and_goes_through_by_hand",
            f"{UI_TRUST}::test_a_command_that_is_refused_for_its_token_is_not_sent_again",
        ),
    ),
    Row(
        "F21",
        "403 or 404 for a site",
        "refused in words; a site that is gone leaves the list, and the prompt goes to no other",
        (
            f"{CASES}::test_fault[F21 ",
            f"{CASES}::test_fault_on_a_job[F21 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F21 ",
            f"{SCREEN}::test_f21_f72_a_site_that_is_gone_is_told_and_what_is_entered_goes_to_no_other",
            f"{UI_COMMANDS}::test_each_refusal_of_the_api_is_said_and_ends_nothing",
        ),
        "The refusal itself does not ask for the list: it is asked for each minute, and by r.",
    ),
    Row(
        "F22",
        "409 or 422 on a job with a key",
        "409: the job is looked for by its key; 422: refused, and not tried again",
        (
            f"{CASES}::test_fault[F22 ",
            f"{CASES}::test_fault_on_a_job[F22 ",
            f"{API_KEYED_CREATION}::test_a_409_means_that_an_earlier_attempt_is_still_under_way",
        ),
    ),
    Row(
        "F23",
        "429 with Retry-After: 7",
        "nothing leaves for 7 s, the header counts down, polls come at half their rate",
        (
            f"{TIME}::test_f23_f24_no_request_leaves_before_the_server_said",
            f"{TIME}::test_f23_f25_everything_waits_while_the_server_holds_us_and_polls_come_at_half_their_rate",
            f"{UI_TRUST}::test_commands_that_wait_for_the_rate_say_so_and_how_long",
        ),
    ),
    Row(
        "F24",
        "429 with every kind of Retry-After",
        "0 to 120 s; what is longer pauses the polls and is told",
        (
            f"{TIME}::test_f23_f24_no_request_leaves_before_the_server_said",
            f"{TIME}::test_f24_polls_are_held_as_long_as_the_server_said_where_a_person_waits_two_minutes_at_the_most",
        ),
    ),
    Row(
        "F25",
        "429 on a write",
        "refused; sent again by a person only",
        (
            f"{CASES}::test_fault[F25 ",
            f"{CASES}::test_fault_on_a_job[F25 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F25 ",
            f"{TIME}::test_f23_f25_everything_waits_while_the_server_holds_us_and_polls_come_at_half_their_rate",
            f"{TIME}::test_f25_no_more_than_fifty_requests_leave_in_any_minute_repeats_included",
        ),
    ),
    Row(
        "F26",
        "500 on a write",
        "unknown",
        (
            f"{CASES}::test_fault[F26 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F26 ",
        ),
    ),
    Row(
        "F27",
        "502, 503, 504 and a page of a gateway",
        "a write is unknown, a list is asked for again twice; the title of the page is shown as text",
        (
            f"{CASES}::test_fault[F27 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F27 ",
        ),
    ),
    Row(
        "F28",
        "200 with an error of the router",
        "the router says no, with its words",
        (
            f"{CASES}::test_fault[F28 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F28 ",
            f"{UI_ANSWERS_SHOWN}::test_every_kind_of_end_looks_different",
        ),
    ),
    Row(
        "F29",
        "200 of another form",
        "shown, and said to be odd",
        (
            f"{CASES}::test_fault[F29 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F29 ",
            f"{UI_TRUST}::test_an_answer_of_another_form_is_shown_and_said_to_be_odd",
        ),
    ),
    Row(
        "F30",
        "an empty answer",
        "no data for a command; of a list an error, and the old list stays",
        (
            f"{CASES}::test_fault[F30 ",
            f"{SCREEN}::test_a_write_says_what_is_known_of_it_and_is_sent_once[F30 ",
            f"{SCREEN}::test_f30_an_empty_answer_keeps_the_list_that_there_is_and_says_so",
        ),
    ),
    Row(
        "F31",
        "certificates that are wrong",
        "not sent, the reason and the remedy; no switch to go on",
        (
            f"{SCREEN}::test_f31_a_certificate_that_nobody_has_signed_is_named_with_the_remedy",
            f"{WAY}::test_f31_a_wrong_certificate_is_named_with_the_remedy_and_nothing_is_sent",
            f"{WAY}::test_f31_a_right_certificate_of_the_named_file_is_trusted",
            f"{API_CONNECTION}::test_every_wrong_certificate_is_refused_before_a_byte_of_the_request",
            f"{API_CONNECTION}::test_what_is_trusted_cannot_be_switched_off",
        ),
    ),
    Row(
        "F32",
        "a proxy that refuses, is down or is not wanted",
        "not sent; named without its password",
        (
            f"{WAY}::test_f32_a_proxy_that_refuses_is_named_without_its_password",
            f"{WAY}::test_f32_a_proxy_that_is_down_is_named",
            f"{WAY}::test_f32_a_host_that_needs_no_proxy_is_reached_without_it",
        ),
    ),
    Row(
        "F33",
        "certificates or proxies that cannot be used at all",
        "one line and exit 2, the terminal as it was",
        (
            f"{WAY}::test_f33_what_cannot_be_used_ends_a_start_with_one_line",
            f"{TERMINAL}::test_f33_what_cannot_be_used_ends_the_console_with_one_line_on_a_terminal_as_it_was",
        ),
    ),
    Row(
        "F34",
        "polls that take every connection",
        "commands have their own",
        (f"{WAY}::test_f34_commands_have_their_own_connections_whatever_the_polls_wait_for",),
    ),
)
