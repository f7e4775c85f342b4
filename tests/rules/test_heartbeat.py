"""Who counts as dead: only one whose sign of life does not change for the full time that we ourselves have watched."""

from __future__ import annotations

import datetime as dt

from schedules.heartbeat import DEAD_AFTER, EVERY, Watch
from tests.conftest import NOW


def beats(count: int, still: int = 0) -> dict[str, dt.datetime]:
    """Ours changes with every look, the other's stays; its clock may be wrong."""
    return {"us": NOW + dt.timedelta(seconds=count), "other": NOW - dt.timedelta(days=1, seconds=-still)}


def test_a_silent_process_is_dead_after_the_full_time() -> None:
    watch, now, looks = Watch(), 1000.0, 0
    while not (dead := watch.dead(beats(looks), now)):
        now, looks = now + EVERY, looks + 1
    assert dead == ["other"]
    assert now - 1000.0 == DEAD_AFTER


def test_a_wrong_clock_kills_nobody() -> None:
    watch = Watch()
    assert all(not watch.dead(beats(number, number), 1000 + number * EVERY) for number in range(20))


def test_after_an_outage_everybody_has_the_full_time_again() -> None:
    watch = Watch()
    assert watch.dead(beats(0), 1000.0) == []
    assert watch.dead(beats(1), 1060.0) == []
    assert watch.dead(beats(2), 1060.0 + EVERY) == []
    assert watch.dead(beats(4), 1060.0 + 2 * EVERY) == []
    assert watch.dead(beats(5), 1060.0 + DEAD_AFTER) == ["other"]
