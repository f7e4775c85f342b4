"""Pacing: evenly spaced, never more than the rate in any second, nothing saved up."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import recovered, reserve, slowed


def test_slots_are_evenly_spaced() -> None:
    slots = reserve(0.0, 100.0, 4.0, 10, 1.0)
    assert slots.at == (100.0, 100.25, 100.5, 100.75, 101.0)
    assert slots.tat == 101.25


def test_what_is_reserved_ahead_is_not_reserved_again() -> None:
    first = reserve(0.0, 100.0, 10.0, 100, 1.0)
    second = reserve(first.tat, 100.0, 10.0, 100, 1.0)
    assert second.at == ()
    assert second.tat == first.tat
    assert reserve(first.tat, 100.5, 10.0, 100, 1.0).at[0] == first.tat


def test_without_a_limit_everything_goes_at_once() -> None:
    assert reserve(0.0, 100.0, 0.0, 3, 1.0).at == (100.0, 100.0, 100.0)


def test_complaints_slow_down_to_a_floor() -> None:
    assert slowed(10.0, 10.0) == 8.0
    assert slowed(1.0, 10.0) == 1.0
    assert slowed(0.0, 0.0) == 0.0


def test_a_lowered_rate_recovers_with_every_quiet_minute() -> None:
    assert recovered(None, 10.0, 0) == 10.0
    assert recovered(5.0, 10.0, 0) == 5.0
    assert recovered(5.0, 10.0, 60) == 5.5
    assert recovered(5.0, 10.0, 3600) == 10.0
    assert recovered(5.0, 0.0, 60) == 0.0


@given(
    st.floats(0.2, 100),
    st.lists(st.tuples(st.floats(0, 3), st.integers(0, 80)), max_size=30),
    st.floats(0, 2),
)
def test_no_second_holds_more_than_the_rate(rate: float, calls: list[tuple[float, int]], ahead: float) -> None:
    tat, now, taken = 0.0, 1000.0, []
    for wait, most in calls:
        now += wait
        slots = reserve(tat, now, rate, most, ahead)
        assert len(slots.at) <= most
        assert all(now <= at <= now + ahead + 1e-6 for at in slots.at)
        assert slots.tat >= tat
        taken += slots.at
        tat = slots.tat
    assert taken == sorted(taken)
    for number, at in enumerate(taken):
        assert bisect_left(taken, at + 1 - 1e-6) - number <= rate + 1
