"""The fault matrix, F35 to F72: what goes wrong in and around the console, and the tests that show what is done."""

from __future__ import annotations

from tests.matrices.row import Row

API_KEYED_CREATION = "tests/api/test_keyed_creation.py"
DOMAIN_JOB_CONCERN = "tests/domain/test_job_concern.py"
DOMAIN_JOB_FILTER = "tests/domain/test_job_filter.py"
DOMAIN_SITE = "tests/domain/test_site.py"
CASES = "tests/faults/test_fault_matrix.py"
SCREEN = "tests/faults/test_faults_on_screen.py"
WAY = "tests/faults/test_faults_on_the_way.py"
TIME = "tests/faults/test_faults_over_time.py"
SECRETS = "tests/faults/test_secrets.py"
SOAK = "tests/faults/test_soak.py"
CONSOLE = "tests/pty/test_console_in_a_terminal.py"
TERMINAL = "tests/pty/test_faults_in_a_terminal.py"
EDITOR = "tests/pty/test_job_editor.py"
LIFECYCLE = "tests/pty/test_lifecycle.py"
ODD = "tests/pty/test_odd_terminals.py"
RESUME = "tests/pty/test_resume.py"
SLOW = "tests/pty/test_slow_terminal.py"
START = "tests/pty/test_start_that_fails.py"
HOMELESS = "tests/pty/test_without_a_home.py"
PTY_WORK_THAT_ENDS = "tests/pty/test_work_that_ends.py"
SERVICES_AUDIT_TRAIL = "tests/services/test_audit_trail.py"
SERVICES_COMMAND_RUNNER = "tests/services/test_command_runner.py"
SERVICES_JOB_STORE = "tests/services/test_job_store.py"
SERVICES_POLL_DAY = "tests/services/test_poll_day.py"
SERVICES_POLL_PLANNER = "tests/services/test_poll_planner.py"
SERVICES_POLL_TIERS = "tests/services/test_poll_tiers.py"
SERVICES_SESSION = "tests/services/test_session.py"
SERVICES_WATCHES = "tests/services/test_watches.py"
STORAGE_AUDIT_KILL = "tests/storage/test_audit_kill.py"
STORAGE_AUDIT_LOG = "tests/storage/test_audit_log.py"
AUDIT = "tests/storage/test_audit_reader.py"
HISTORY = "tests/storage/test_history_file.py"
SETTINGS = "tests/storage/test_settings.py"
STORAGE_SITE_PREFS = "tests/storage/test_site_prefs.py"
COMMAND = "tests/storage/test_token_command.py"
KEYRING = "tests/storage/test_token_keyring.py"
STORAGE_TOKEN_SOURCES = "tests/storage/test_token_sources.py"
UI_ASKING_FIRST = "tests/ui/test_asking_first.py"
UI_COMMANDS = "tests/ui/test_commands.py"
UI_GATE = "tests/ui/test_gate.py"
UI_GUARDED = "tests/ui/test_guarded.py"
UI_JOBS = "tests/ui/test_jobs.py"
UI_KEYS = "tests/ui/test_keys.py"
UI_LINES_TYPED_AHEAD = "tests/ui/test_lines_typed_ahead.py"
UI_PAINTING = "tests/ui/test_painting.py"
UI_SITE_LIST = "tests/ui/test_site_list.py"
UI_TRUST = "tests/ui/test_trust.py"
UI_TYPED_AHEAD = "tests/ui/test_typed_ahead.py"
UI_WORK_THAT_BREAKS = "tests/ui/test_work_that_breaks.py"
UI_WRITES_SHOWN = "tests/ui/test_writes_shown.py"

CONSOLE_FAULTS = (
    Row(
        "F35",
        "esc while a write is under way",
        "unknown, recorded; an answer that still comes is shown",
        (
            f"{SCREEN}::test_f08_f35_escape_ends_the_waiting_for_a_write_and_an_answer_that_still_comes_is_shown_and_recorded",
            f"{WAY}::test_f08_f35_a_write_that_nobody_waits_for_any_more_may_have_been_carried_out",
            f"{UI_COMMANDS}::test_stopping_to_wait_keeps_the_late_answer",
            f"{UI_TRUST}::test_esc_stops_waiting_for_what_has_left_and_then_leaves_the_prompt",
            f"{SERVICES_COMMAND_RUNNER}::test_whoever_stops_waiting_leaves_an_honest_outcome",
        ),
    ),
    Row(
        "F36",
        "leaving while requests are under way",
        "asked about and named; the outcome is unknown in the audit file",
        (
            f"{TERMINAL}::test_f36_leaving_in_flight_is_asked_about_and_the_write_is_unknown_in_the_audit_file",
            f"{UI_KEYS}::test_a_question_before_leaving_is_answered_with_no_unless_yes_is_meant",
        ),
    ),
    Row(
        "F37",
        "enter twice, or a key that repeats",
        "sent once",
        (
            f"{UI_TRUST}::test_a_write_that_is_entered_twice_at_once_is_sent_once",
            f"{UI_WRITES_SHOWN}::test_the_same_write_twice_within_a_second_is_refused_and_a_second_later_it_is_not",
            f"{UI_TRUST}::test_reads_and_writes_to_other_routers_may_follow_at_once",
        ),
        "The same write within a second is refused, not asked about: nobody has read the question by then.",
    ),
    Row(
        "F38",
        "twenty commands in one burst",
        "exact, in order, each to the site of its moment",
        (
            f"{TERMINAL}::test_f38_a_burst_of_twenty_lines_arrives_exact_in_order_and_at_its_site",
            f"{UI_TYPED_AHEAD}::test_twenty_commands_in_one_burst_arrive_exactly_and_in_order",
            f"{UI_LINES_TYPED_AHEAD}::test_every_line_arrives_exactly_and_in_order",
        ),
    ),
    Row(
        "F39",
        "another site right behind enter",
        "the line goes to the site of its moment, its answer stands under that name",
        (
            f"{TERMINAL}::test_f39_a_site_that_is_switched_right_after_enter_gets_the_next_line_and_not_this_one",
            f"{UI_TYPED_AHEAD}::test_a_line_goes_to_the_site_that_was_the_target_when_it_was_entered",
            f"{UI_COMMANDS}::test_two_commands_of_two_sites_stand_under_their_own_names",
        ),
    ),
    Row(
        "F40",
        "a dialog that opens while keys are under way",
        "they do not answer it",
        (
            f"{UI_JOBS}::test_keys_typed_ahead_do_not_answer_a_dialog_that_nobody_has_seen",
            f"{UI_ASKING_FIRST}::test_keys_from_before_the_gate_do_not_answer_it_and_stand_in_the_prompt",
            f"{UI_GATE}::test_what_was_typed_before_it_was_drawn_confirms_nothing_and_is_handed_back",
            f"{UI_TYPED_AHEAD}::test_the_button_that_acts_is_not_pressed_by_keys_from_before_the_question",
            f"{UI_ASKING_FIRST}::test_a_disruptive_line_needs_its_word_and_enter_alone_sends_nothing",
        ),
        "What cuts off is confirmed by its verb, for several sites by their number too: names are pasted unread.",
    ),
    Row(
        "F41",
        "the answer about a job with a key is lost",
        "the same key, three times at the most; then looked for by its key",
        (
            f"{CASES}::test_fault_on_a_job[F41 ",
            f"{WAY}::test_f41_f42_f52_a_job_stays_unknown_when_the_token_ends_before_the_list_is_read",
            f"{API_KEYED_CREATION}::test_every_attempt_has_the_same_key_and_the_same_bytes",
            f"{UI_JOBS}::test_a_job_whose_answer_was_lost_is_found_in_the_list_and_is_one_job",
        ),
    ),
    Row(
        "F42",
        "the answer about a job without a key is lost",
        "one attempt; looked for by its mark in three lists",
        (
            f"{CASES}::test_fault_on_a_job[F42 ",
            f"{WAY}::test_f41_f42_f52_a_job_stays_unknown_when_the_token_ends_before_the_list_is_read",
        ),
    ),
    Row(
        "F43",
        "a job list that shrinks, moves, repeats or has pages",
        "each job stays what it is, those that are missing are gone, nothing flickers",
        (
            f"{SCREEN}::test_f43_a_job_that_leaves_the_list_is_called_gone_and_the_others_stay_where_they_are",
            f"{TIME}::test_f43_jobs_that_move_repeat_and_vanish_stay_what_they_are",
            f"{TIME}::test_f43_a_list_in_pages_is_read_to_its_end_and_never_for_ever",
            f"{SERVICES_JOB_STORE}::test_another_order_is_shown_and_is_no_change",
            f"{SERVICES_JOB_STORE}::test_a_timeline_outlives_the_lists",
        ),
    ),
    Row(
        "F44",
        "a job that contradicts itself",
        "the last word of the server, called inconsistent",
        (
            f"{SCREEN}::test_f44_a_job_that_contradicts_itself_is_called_inconsistent",
            f"{TIME}::test_f44_a_job_that_contradicts_itself_is_shown_with_the_last_word_of_the_server",
            f"{DOMAIN_JOB_CONCERN}::test_what_cannot_be_true_together",
            f"{SERVICES_JOB_STORE}::test_the_last_word_of_the_server_counts_whatever_it_said_before",
        ),
    ),
    Row(
        "F45",
        "a job that waits for hours",
        "its age, seldom polled, no time-out claimed",
        (
            f"{SCREEN}::test_f45_a_job_that_nobody_fetches_has_its_age_and_no_end",
            f"{TIME}::test_f45_a_job_that_nobody_fetches_stays_pending_and_costs_a_poll_now_and_then",
            f"{DOMAIN_JOB_CONCERN}::test_after_how_long_a_job_is_stuck",
        ),
    ),
    Row(
        "F46",
        "a poll that is slower than its interval",
        "the only one; what was skipped is counted",
        (
            f"{TIME}::test_f46_a_poll_that_is_slower_than_its_interval_is_the_only_one",
            f"{SERVICES_POLL_TIERS}::test_ticks_that_a_slow_answer_swallows_are_counted_and_not_made_up_for",
        ),
    ),
    Row(
        "F47",
        "a platform that is down for an hour",
        "probed every five minutes, the last data with its age, recovered soon",
        (
            f"{TIME}::test_f47_an_api_that_is_down_is_probed_every_five_minutes_and_never_kept_from_a_person",
            f"{SERVICES_POLL_DAY}::test_an_outage_of_hours_is_probed_seldom_and_recovered_from_without_a_burst",
            f"{UI_SITE_LIST}::test_a_failed_refresh_keeps_the_list_and_a_good_one_ends_the_trouble",
        ),
    ),
    Row(
        "F48",
        "a platform that flaps",
        "asked a tenth more often at the most, and usable",
        (f"{TIME}::test_f48_a_platform_that_flaps_is_not_asked_much_more_often_and_commands_get_through",),
    ),
    Row(
        "F49",
        "a hundred consoles at once",
        "they do not come back together",
        (
            f"{TIME}::test_f49_a_hundred_consoles_do_not_come_back_together",
            f"{SERVICES_POLL_PLANNER}::test_a_spread_interval_stays_near_the_exact_one_and_consoles_drift_apart",
        ),
        "The first list is asked for at once, for a person waits for it: refreshes, polls and probes are spread.",
    ),
    Row(
        "F50",
        "a sleep of eight hours",
        "one question for each view, no burst",
        (
            f"{TIME}::test_f50_f51_polls_keep_their_pace_when_the_wall_clock_jumps",
            f"{TERMINAL}::test_f50_a_console_that_was_stopped_goes_on_without_a_burst",
            f"{TERMINAL}::test_f50_a_signal_to_go_on_that_follows_no_stop_changes_nothing",
            f"{SERVICES_POLL_DAY}::test_a_sleep_of_eight_hours_costs_one_question_for_each_site_and_no_burst",
            f"{SERVICES_POLL_DAY}::test_after_a_sleep_jobs_that_have_ended_meanwhile_come_without_a_burst",
        ),
    ),
    Row(
        "F51",
        "a wall clock that jumps by a day",
        "polls keep their pace, ages and the end of the token are those of the server",
        (
            f"{SCREEN}::test_f51_f52_the_end_of_the_token_is_told_by_the_clock_of_the_server",
            f"{TIME}::test_f50_f51_polls_keep_their_pace_when_the_wall_clock_jumps",
            f"{TIME}::test_f51_the_age_of_a_list_is_told_by_the_clock_of_the_server",
            f"{DOMAIN_SITE}::test_a_heartbeat_from_the_future_has_no_negative_age",
            f"{DOMAIN_JOB_FILTER}::test_what_is_from_the_future_has_no_age_yet",
            f"{SERVICES_SESSION}::test_a_wall_clock_that_is_set_back_does_not_lengthen_the_right_to_write",
        ),
    ),
    Row(
        "F52",
        "a token that ends meanwhile",
        "told ten minutes before, everything pauses, nothing is lost",
        (
            f"{SCREEN}::test_f51_f52_the_end_of_the_token_is_told_by_the_clock_of_the_server",
            f"{WAY}::test_f52_a_token_that_ends_in_the_middle_costs_no_command_its_outcome",
            f"{WAY}::test_f41_f42_f52_a_job_stays_unknown_when_the_token_ends_before_the_list_is_read",
            f"{UI_TRUST}::test_the_header_says_when_the_token_ends_ten_minutes_before",
            f"{UI_TRUST}::test_a_token_that_has_ended_is_said_to_have_ended",
            f"{UI_TRUST}::test_a_refused_token_pauses_everything_and_a_renewed_one_goes_on_without_a_restart",
        ),
    ),
    Row(
        "F53",
        "SIGTERM, SIGHUP, SIGINT, SIGQUIT",
        "the terminal given back, 143, 129, 130, 131",
        (
            f"{LIFECYCLE}::test_a_signal_ends_it_in_order",
            f"{LIFECYCLE}::test_f53_a_signal_before_the_console_is_up_gives_the_skeleton_back",
            f"{LIFECYCLE}::test_f53_a_console_that_stands_still_is_ended_by_force_and_the_terminal_given_back",
            f"{LIFECYCLE}::test_f53_a_console_that_is_ended_while_it_is_stopped_leaves_the_terminal_as_it_was",
            f"{LIFECYCLE}::test_f53_a_write_that_is_under_way_is_unknown_in_an_audit_file_that_is_whole",
        ),
    ),
    Row(
        "F54",
        "a terminal that is gone, without a signal",
        "the end, and no turning in circles",
        (f"{LIFECYCLE}::test_a_terminal_that_is_gone_is_the_end_also_without_a_signal",),
    ),
    Row(
        "F55",
        "a terminal that takes nothing",
        "what is under way keeps its true outcome",
        (
            f"{TIME}::test_f55_answers_that_came_while_the_loop_stood_still_are_answers_and_silence_is_silence",
            f"{TERMINAL}::test_f55_answers_that_come_while_the_terminal_takes_nothing_are_answers",
            f"{SLOW}::test_behind_a_terminal_that_takes_nothing_the_console_lives_on_and_sends_the_newest_alone",
            f"{UI_PAINTING}::test_nothing_is_sent_while_the_terminal_is_behind_and_then_the_newest",
        ),
    ),
    Row(
        "F56",
        "SIGTERM while the terminal takes nothing",
        "the end all the same",
        (f"{LIFECYCLE}::test_a_terminal_that_takes_nothing_cannot_hold_up_the_end",),
    ),
    Row(
        "F57",
        "work beside the screen that breaks",
        "told, and begun again",
        (
            f"{UI_WORK_THAT_BREAKS}::test_what_has_to_run_comes_back",
            f"{LIFECYCLE}::test_f57_what_breaks_where_nobody_waits_is_written_down_and_told_and_ends_nothing",
        ),
    ),
    Row(
        "F58",
        "more than an error in the work beside the screen",
        "told and begun again as any error, never a hang",
        (
            f"{PTY_WORK_THAT_ENDS}::test_f58_it_is_told_and_neither_hangs_nor_ends_the_console",
            f"{UI_GUARDED}::test_more_than_an_error_becomes_one_without_its_words",
        ),
        "An end of the whole console would cost more than the part that broke.",
    ),
    Row(
        "F59",
        "an error in a handler",
        "one line, a private file without values; no token anywhere",
        (
            f"{SECRETS}::test_a_crash_shows_where_it_was_and_no_token",
            f"{LIFECYCLE}::test_a_fault_of_our_own_is_written_down_without_values_and_said_in_one_line",
        ),
    ),
    Row(
        "F60",
        "the terminal given away, and taken back",
        "whole before and after",
        (
            f"{EDITOR}::test_f8_gives_the_terminal_to_the_editor_and_takes_it_back",
            f"{CONSOLE}::test_a_suspended_console_gives_the_terminal_back_and_returns_whole",
        ),
    ),
    Row(
        "F61",
        "sizes from nothing to 300 x 1000",
        "alive, the last one drawn, nothing kept",
        (f"{ODD}::test_f61_it_lives_through_any_sizes_draws_the_last_one_and_keeps_nothing_of_them",),
    ),
    Row(
        "F62",
        "no terminal, or a dumb one",
        "exit 2 with one line",
        (f"{START}::test_without_a_terminal_it_is_one_line_without_escapes",),
    ),
    Row(
        "F63",
        "bytes that are no text",
        "shown as a sign, and the keys behind them act",
        (
            f"{ODD}::test_f63_half_a_character_alone_takes_no_key_from_anybody",
            f"{CONSOLE}::test_bytes_that_are_no_text_do_not_end_the_console",
            f"{LIFECYCLE}::test_bytes_that_are_no_text_are_typed_as_signs_and_end_nothing",
        ),
    ),
    Row(
        "F64",
        "a disk that is full",
        "nothing of a record stays, a banner, no write leaves",
        (
            f"{STORAGE_AUDIT_LOG}::test_a_full_disk_is_met_in_earnest",
            f"{STORAGE_AUDIT_LOG}::test_what_cannot_be_written_leaves_the_file_as_it_was",
            f"{UI_TRUST}::test_an_audit_file_that_fails_is_told_and_stays_in_sight",
            f"{SERVICES_AUDIT_TRAIL}::test_a_write_that_cannot_be_recorded_is_refused_with_the_reason_and_the_way_on",
        ),
    ),
    Row(
        "F65",
        "no home folder, or one that cannot be written",
        "from memory, with a banner; no write leaves",
        (
            f"{HOMELESS}::test_f65_reads_go_through_writes_do_not_and_a_banner_says_why",
            f"{HOMELESS}::test_f65_verbs_work_without_a_home",
        ),
    ),
    Row(
        "F66",
        "killed at any moment",
        "no record that was acknowledged is lost; the next start lists what is unknown",
        (
            f"{STORAGE_AUDIT_KILL}::test_no_acknowledged_record_is_lost_by_a_kill",
            f"{UI_TRUST}::test_what_an_earlier_run_left_unfinished_stands_in_the_transcript",
            f"{AUDIT}::test_a_file_cut_at_any_byte_loses_its_last_record_at_most",
            f"{RESUME}::test_f66_behind_a_kill_the_next_console_goes_on_and_calls_a_write_unknown_once",
        ),
    ),
    Row(
        "F67",
        "two consoles of one profile",
        "an audit file each, one history, no damage",
        (
            f"{TERMINAL}::test_f67_two_consoles_of_one_profile_write_an_audit_file_each_and_share_one_history",
            f"{STORAGE_AUDIT_LOG}::test_two_consoles_write_into_one_folder",
            f"{HISTORY}::test_two_processes_lose_nothing_of_each_other",
            f"{STORAGE_SITE_PREFS}::test_processes_lose_nothing_of_each_other",
        ),
    ),
    Row(
        "F68",
        "settings that are damaged or newer",
        "named, left as they are, and nothing starts; what the console itself keeps is put aside",
        (
            f"{START}::test_a_broken_settings_file_is_named",
            f"{SETTINGS}::test_a_file_that_cannot_be_used_is_left_as_it_is",
            f"{STORAGE_SITE_PREFS}::test_a_damaged_file_is_put_aside_and_nothing_of_it_lost",
            f"{STORAGE_SITE_PREFS}::test_what_a_later_version_has_written_is_left_alone",
        ),
        "Defaults in place of settings that cannot be read could drop read_only or send a token elsewhere.",
    ),
    Row(
        "F69",
        "no keyring, or one that is locked, raises or hangs",
        "the next source, within two seconds",
        (
            f"{STORAGE_TOKEN_SOURCES}::test_a_keyring_that_hangs_is_passed_over_within_two_seconds",
            f"{KEYRING}::test_a_keyring_that_fails_has_no_token",
            f"{KEYRING}::test_a_keyring_that_keeps_nothing_is_found_out",
        ),
    ),
    Row(
        "F70",
        "a token_command that hangs, fails or floods",
        "ended, in our own words",
        (
            f"{COMMAND}::test_a_program_that_hangs_is_killed_with_all_it_started",
            f"{COMMAND}::test_a_program_that_fails_is_named",
            f"{COMMAND}::test_a_flood_is_stopped",
            f"{COMMAND}::test_what_it_says_on_stderr_goes_nowhere",
            f"{COMMAND}::test_no_message_holds_what_was_printed",
        ),
    ),
    Row(
        "F71",
        "a day of polling",
        "memory, tasks, threads and files stay as they are",
        (
            f"{SOAK}::test_f71_hours_of_polls_and_commands_leave_nothing_behind",
            f"{SERVICES_WATCHES}::test_four_hours_stay_within_all_bounds",
        ),
    ),
    Row(
        "F72",
        "a site that is renamed or gone while it is the target",
        "the target stays that id, and that is said",
        (
            f"{SCREEN}::test_f72_a_renamed_site_stays_the_target_by_its_id_under_its_new_name",
            f"{SCREEN}::test_f21_f72_a_site_that_is_gone_is_told_and_what_is_entered_goes_to_no_other",
            f"{UI_SITE_LIST}::test_the_chosen_site_is_marked_and_stays_the_target_when_it_leaves_the_list",
        ),
    ),
)
