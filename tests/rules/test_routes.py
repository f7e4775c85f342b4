"""Routes: one for each person, by their wish, never in their quiet hours, with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import local
from bot.events import Sender
from bot.preferences import Preferences
from bot.routes import Account, Addressee, Choice, Circumstances, NoRoute, Route, Weekly, best_route, next_step, told
from bot.routes import seconds_needed as needed
from bot.words import words_for
from tests.conftest import NOW

WORDS = words_for("en")
ANYTIME = Preferences(dt.time(0), dt.time(0))


def account(platform: str, workspace: str = "T1", hours_ago: float | None = None, shut: str = "") -> Account:
    last = None if hours_ago is None else NOW - dt.timedelta(hours=hours_ago)
    return Account(Sender(platform, workspace, f"ann@{workspace}"), last, shut)


def ann(*accounts: Account, preferences: Preferences = ANYTIME, this_week: int = 0) -> Addressee:
    return Addressee("ann", "Ann", "bridge", "en", "Europe/London", preferences, accounts, this_week)


AROUND = Circumstances({"a", "b", "email", "web"}, NOW)


def test_somebody_in_three_workspaces_gets_one_copy_where_they_were_last() -> None:
    person = ann(account("a", "T1", 5), account("a", "T2", 1), account("b", "T3"))
    assert best_route(person, AROUND) == Route(Sender("a", "T2", "ann@T2"), NOW, "active")


def test_their_wish_goes_first() -> None:
    person = ann(account("a", "T1", 1), account("email", ""), preferences=replace(ANYTIME, route="email"))
    assert best_route(person, AROUND) == Route(Sender("email", "", "ann@"), NOW, "chosen")


def test_a_wish_for_a_door_that_is_closed_falls_back() -> None:
    person = ann(account("a", "T1", 1), account("c", "T9", 0), preferences=replace(ANYTIME, route="c"))
    assert best_route(person, AROUND) == Route(Sender("a", "T1", "ann@T1"), NOW, "only")


def test_email_goes_before_the_browser_and_after_chats() -> None:
    assert best_route(ann(account("web", "w", 0), account("email", "")), AROUND) == Route(
        Sender("email", "", "ann@"), NOW, "email"
    )
    assert best_route(ann(account("web", "w", 0)), AROUND) == Route(Sender("web", "w", "ann@w"), NOW, "web")
    assert best_route(ann(account("web", "w", 0), account("a")), AROUND) == Route(
        Sender("a", "T1", "ann@T1"), NOW, "only"
    )


@pytest.mark.parametrize(
    ("person", "choice", "sentence"),
    [
        (ann(), NoRoute("unknown"), "no account"),
        (ann(account("c")), NoRoute("closed", "c"), "not connected: c"),
        (ann(account("email", shut="it bounced")), NoRoute("shut", "it bounced"), "it bounced"),
        (ann(account("a"), preferences=replace(ANYTIME, digest=True)), Weekly("digest"), "as they chose"),
        (ann(account("a"), this_week=5), Weekly("cap"), "enough this week"),
    ],
)
def test_who_does_not_get_it_has_a_reason_and_a_next_step(person: Addressee, choice: Choice, sentence: str) -> None:
    found = best_route(person, replace(AROUND, weekly_cap=5))
    assert found == choice
    assert not isinstance(found, Route)
    assert sentence in told(found.why, WORDS, getattr(found, "detail", ""))
    assert next_step(found.why, WORDS)


def test_urgent_passes_quiet_hours_digests_and_the_limit() -> None:
    night = NOW.replace(hour=23)
    wishes = Preferences(digest=True)
    person = ann(account("a"), preferences=wishes, this_week=9)
    around = Circumstances({"a"}, night, urgent=True, weekly_cap=5)
    assert best_route(person, around) == Route(Sender("a", "T1", "ann@T1"), night, "only")


def test_urgent_waits_for_the_end_of_a_pause() -> None:
    person = ann(account("a"), preferences=replace(ANYTIME, paused_until=dt.date(2026, 3, 9)))
    found = best_route(person, replace(AROUND, urgent=True))
    assert isinstance(found, Route)
    assert found.at == dt.datetime(2026, 3, 9, tzinfo=dt.UTC)


@given(
    start=st.times(),
    end=st.times(),
    hours=st.floats(0, 365 * 24),
    zone=st.sampled_from(["Europe/London", "Pacific/Auckland", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_nobody_is_written_to_in_their_quiet_hours(start: dt.time, end: dt.time, hours: float, zone: str) -> None:
    wanted = NOW + dt.timedelta(hours=hours)
    person = replace(ann(account("a"), preferences=Preferences(start, end)), zone=zone)
    found = best_route(person, Circumstances({"a"}, wanted))
    assert isinstance(found, Route)
    assert wanted <= found.at
    shown = local(found.at, zone).time()
    skipped = found.at - wanted > dt.timedelta(hours=24)
    quiet = (shown >= start or shown < end) if start > end else start <= shown < end
    assert not quiet
    assert not skipped


def test_lanes_work_side_by_side() -> None:
    assert needed({"a:T1": 101, "a:T2": 11, "b:T3": 1000}, {"a": 1.0, "b": 0.0}) == 100
    assert needed({}, {}) == 0
