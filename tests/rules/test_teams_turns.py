"""However messages come, no conversation gets more than Teams takes, and none waits without need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.turns import BURST, LONGEST, Turns

LIMITS = ((1.0, 7), (2.0, 8), (30.0, 60))


@given(st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=120))
def test_no_burst_breaks_a_published_limit(gaps: list[float]) -> None:
    turns, now, sent = Turns(), 1000.0, list[float]()
    for gap in gaps:
        now += gap
        wait = turns.wait("a", now)
        if wait is not None:
            assert 0 <= wait <= LONGEST
            sent.append(now + wait)
    for seconds, most in LIMITS:
        assert all(sum(one <= other < one + seconds for other in sent) <= most for one in sent)


def test_a_few_go_at_once_and_conversations_do_not_wait_for_each_other() -> None:
    turns = Turns()
    assert all((turns.wait("a", 0.0) or 0) < 1e-9 for _ in range(BURST))
    assert (turns.wait("a", 0.0) or 0) > 0.1
    assert turns.wait("b", 0.0) == 0.0


def test_who_would_wait_too_long_is_told_to_come_again() -> None:
    turns = Turns()
    waits = [turns.wait("a", 0.0) for _ in range(50)]
    assert waits[-1] is None
    assert turns.wait("a", 60.0) == 0.0
