"""What is known of how far a terminal has come: one question at a time, and a late answer counts."""

from __future__ import annotations

import time

from altotui.ui.terminal_progress import UNASKED_BYTES, TerminalProgress


def _answering(lost_after_s: float = 3600.0) -> TerminalProgress:
    progress = TerminalProgress(lost_after_s)
    progress.asked()
    assert progress.answered() is not None
    return progress


def test_a_terminal_that_has_never_answered_is_not_waited_for() -> None:
    progress = TerminalProgress()
    progress.sent(UNASKED_BYTES * 10)
    assert not progress.is_worth_asking
    progress.asked()
    assert progress.awaited_s == 0.0


def test_much_that_is_under_way_is_worth_one_question() -> None:
    progress = _answering()
    progress.sent(UNASKED_BYTES)
    assert not progress.is_worth_asking
    progress.sent(1)
    assert progress.is_worth_asking
    progress.asked()
    progress.sent(UNASKED_BYTES * 10)
    assert not progress.is_worth_asking, "one is under way"
    assert progress.awaited_s > 0.0
    progress.answered()
    assert progress.awaited_s == 0.0
    assert progress.is_worth_asking, "what was sent meanwhile"


def test_an_answer_to_nothing_is_none() -> None:
    assert TerminalProgress().answered() is None


def test_an_answer_that_is_lost_is_not_waited_for_and_one_that_is_late_counts() -> None:
    progress = _answering(lost_after_s=0.0)
    progress.asked()
    assert progress.awaited_s == 0.0
    progress.sent(UNASKED_BYTES * 10)
    assert not progress.is_worth_asking
    assert progress.answered() is not None
    assert progress.is_worth_asking


def test_what_was_asked_before_it_stood_still_is_not_expected() -> None:
    progress = _answering()
    progress.asked()
    progress.forget()
    assert progress.awaited_s == 0.0
    assert progress.answered() is None


def test_the_end_waits_for_an_answer_that_is_on_its_way() -> None:
    progress = _answering()
    assert progress.patience_s(3600.0) == 0.0, "nothing was asked"
    progress.asked()
    assert progress.patience_s(3600.0) == 3600.0
    progress.answer_seen()
    assert progress.has_come
    assert progress.patience_s(3600.0) == 0.0


def test_the_end_waits_shortly_where_no_answer_has_ever_come() -> None:
    progress = TerminalProgress()
    progress.asked()
    assert 0.0 < progress.patience_s(3600.0) < 1.0


def test_a_terminal_that_is_gone_is_waited_for_no_longer_and_never_again() -> None:
    progress = _answering()
    progress.asked()
    progress.gone()
    assert progress.has_come
    assert progress.patience_s(3600.0) == 0.0
    progress.asked()
    assert progress.awaited_s == 0.0


def test_a_line_is_as_slow_as_its_last_answer() -> None:
    progress = TerminalProgress(slow_after_s=0.0)
    assert not progress.is_slow
    progress.asked()
    progress.answered()
    assert progress.is_slow
    quick = TerminalProgress(slow_after_s=3600.0)
    quick.is_slow = True
    quick.asked()
    quick.answered()
    assert not quick.is_slow


def test_how_slow_a_line_is_does_not_depend_on_when_its_answer_is_taken() -> None:
    progress = TerminalProgress()
    before_mono = time.monotonic()
    progress.asked()
    progress.answer_seen()
    seen_mono = time.monotonic()
    while time.monotonic() == seen_mono:
        pass
    answer_s = progress.answered()
    assert answer_s is not None
    assert answer_s <= seen_mono - before_mono
