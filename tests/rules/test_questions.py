"""Whose a question is, and when somebody is reminded of it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.questions import Topic, is_due, owner_of
from tests.conftest import NOW

TOPICS = (
    Topic(("travel", "train fare", "expenses"), "tess@example.org"),
    Topic(("events", "venue", "Travel"), "eve@example.org"),
    Topic(("iechyd", "C++"), "ifan@example.org"),
)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Who pays for travel?", "tess@example.org"),
        ("Is there travel to the venue?", "eve@example.org"),
        ("Is the TRAIN FARE paid, and other expenses?", "tess@example.org"),
        ("Who are the travellers?", "sam@example.org"),
        ("Beth am iechyd?", "ifan@example.org"),
        ("Who knows C++ here?", "ifan@example.org"),
        ("", "sam@example.org"),
    ],
)
def test_the_topic_with_most_of_its_words_decides(text: str, owner: str) -> None:
    assert owner_of(text, TOPICS, "sam@example.org") == owner


def test_without_a_fallback_it_is_nobodys() -> None:
    assert owner_of("Is there a choir?", TOPICS, None) is None
    assert owner_of("Is there a choir?", (), None) is None


@pytest.mark.parametrize(
    ("asked", "nudged", "due"),
    [(2, None, False), (3, None, True), (9, 2, False), (9, 3, True), (1, 8, False)],
)
def test_reminders_come_every_so_many_days(asked: int, nudged: int | None, due: bool) -> None:  # noqa: FBT001
    before = None if nudged is None else NOW - dt.timedelta(days=nudged)
    assert is_due(NOW - dt.timedelta(days=asked), before, NOW, 3) is due
