"""The main job on real input: a person asks, and gets right, sourced answers or an honest "I don't know"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.events import Place, Sender
from bot.router import combine
from bot.store import people
from bot.store.database import Database
from bot.usecases.example import load_example, remove_example
from bot.usecases.importing import import_paths
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

WHOLE = combine(ROUTERS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guest(sqlite: Database, clock: Clock) -> Talk:
    load_example(sqlite, NOW)
    return talk_through(WHOLE, sqlite, clock)


def acting_as(talk: Talk, person: str) -> Talk:
    """The same house, talked to by a person of the example."""
    with talk.dispatch.database.write() as tx:
        people.link(tx, person, Sender("fake", "T1", person), NOW)
    return replace(talk, who=person)


@pytest.fixture
def member(guest: Talk) -> Talk:
    return acting_as(guest, "hana-brightwater")


@pytest.fixture
def reader(guest: Talk, shared: Path) -> Talk:
    """Somebody in a house that has read the user's own documents too."""
    report = import_paths([shared / "seeds"], guest.dispatch.database, today=NOW.date())
    assert report.problems == ()
    return guest


async def test_who_leads_a_taskgroup(guest: Talk) -> None:
    said = await guest.say("Who leads the Mental Health taskgroup?")
    assert "Farah Wintergreen" in said
    assert "Source: " in said


async def test_what_is_on_next_week(guest: Talk) -> None:
    said = await guest.say("what's on next week?")
    assert "Mental Health taskgroup meeting" in said
    assert "Bristol network gathering" in said
    assert "Annual conference" not in said


async def test_which_partners_are_in_a_network(guest: Talk) -> None:
    said = await guest.say("which partners are in the Bristol network?")
    for partner in (
        "Lanternwick Teaching Hospitals",
        "Harbourlight Mental Health Trust",
        "Bridge",
        "Marrowmere Hospice",
    ):
        assert partner in said
    assert "Saltmarsh" not in said


async def test_a_follow_up_is_understood(guest: Talk) -> None:
    await guest.say("What is the Health Equity taskgroup for?")
    assert "Desmond Coralbrook" in await guest.say("and who leads it?")


async def test_a_follow_up_half_an_hour_later_is_asked_back(guest: Talk, clock: Clock) -> None:
    await guest.say("What is the Health Equity taskgroup for?")
    clock.pass_(minutes=31)
    assert "Desmond Coralbrook" not in await guest.say("and who leads it?")


async def test_what_nobody_recorded_is_said_to_be_so_and_can_go_to_the_team(guest: Talk) -> None:
    said = await guest.say("Who leads the Staff Well-being taskgroup?")
    assert "not recorded" in said.lower()
    assert "I have put your question to the hub team" in await guest.press("Ask the hub team")


async def test_what_nobody_knows_is_said_to_be_so(guest: Talk) -> None:
    said = await guest.say("What is the capital of Australia?")
    assert "don't know" in said
    assert "[Ask the hub team]" in said
    assert "Canberra" not in said


async def test_not_helpful_offers_the_team_the_same_question(guest: Talk) -> None:
    await guest.say("Who leads the Mental Health taskgroup?")
    assert "Shall I ask the hub team?" in await guest.press("Not helpful")
    assert "Who leads the Mental Health taskgroup?" in await guest.press("Ask the hub team")


async def test_suggestions_can_be_pressed(guest: Talk) -> None:
    await guest.say("help")
    assert "Sources: " in await guest.press("Which taskgroups are there?")


async def test_an_answer_leads_on_to_what_may_be_asked_next(guest: Talk) -> None:
    said = await guest.say("Who leads the Mental Health taskgroup?")
    assert "[How do I join Mental Health?]" in said
    assert "first Tuesday" in await guest.press("When does Mental Health meet?")
    assert "Farah Wintergreen leads" in await guest.press("Who leads Mental Health?")


async def test_where_it_is_not_sure_it_offers_up_to_three_questions_and_the_team(guest: Talk) -> None:
    await guest.say("hello")
    said = await guest.say("How do I share a photo?")
    assert "I am not sure. Did you mean one of these?" in said
    *offered, last = re.findall(r"\[(.+?)\]", said)
    assert "How do I share a document with other partners?" in offered
    assert (len(offered) <= 3, last) == (True, "Ask the hub team")
    assert "with its author, its date" in await guest.press("How do I share a document with other partners?")


async def test_which_of_them_is_asked_of_what_was_listed_to_this_person(guest: Talk, member: Talk) -> None:
    assert "5 partners:" in await guest.say("which partners are in the Bristol network?")
    said = await guest.say("which of them are charities?")
    assert ("1 partner:" in said, "Bridge" in said, "Tidewell" in said) == (True, True, False)
    assert "12 partners" in await member.say("list the partners")
    assert "2 partners:" in await member.say("which of them are charities?")


async def test_guests_do_not_see_what_is_for_members(guest: Talk, member: Talk) -> None:
    assert "Hana Brightwater" not in await guest.say("Who is Hana Brightwater?")
    assert "Hana Brightwater" in await member.say("Who is Hana Brightwater?")


async def test_home_shows_what_is_next_and_my_groups(member: Talk) -> None:
    said = await member.arrive("opened")
    assert "Mental Health" in said
    assert "Open lunch for new partners" in said


async def test_whoever_takes_part_gets_a_sign_in_link_and_guests_do_not(guest: Talk, member: Talk) -> None:
    assert "/staff/sign-in/" not in await guest.say("sign in")
    staff = acting_as(guest, "nell-oakhanger")
    assert "Open the staff pages: " in await staff.say("sign in")
    assert "Open the chat in your browser: " in await member.say("sign in")


async def test_a_sign_in_link_asked_for_in_a_shared_place_is_whispered(guest: Talk) -> None:
    staff = acting_as(guest, "nell-oakhanger")
    shared_place = replace(staff, place=Place("fake", "T1", "general", private=False))
    await shared_place.say("sign in")
    place, _, _ = guest.door.sent[-1]
    assert place.id == "direct-nell-oakhanger"


async def test_what_members_only_may_see_is_not_told_in_a_shared_place(member: Talk) -> None:
    shared_place = replace(member, place=Place("fake", "T1", "general", private=False))
    assert "Volunteer" not in await shared_place.say("Who is Hana Brightwater?")


@pytest.mark.parametrize(
    ("question", "document", "phrases"),
    [
        (
            "Which areas does the plan for patients cover?",
            "Our plan for patients",
            ["ambulances", "backlogs", "dentists"],
        ),
        (
            "What themes has the Bristol partnership for the next 12-18 months?",
            "Bristol Health Partners",
            ["Broadening engagement", "Health Integration Teams", "strategic programmes"],
        ),
        ("how does C4CC define co-production?", "co-production", ["alongside one another"]),
    ],
)
async def test_documents_are_quoted_word_for_word_with_their_source(
    reader: Talk, question: str, document: str, phrases: list[str]
) -> None:
    said = await reader.say(question)
    for phrase in phrases:
        assert phrase in said
    assert document in said.split("Source: ", 1)[1]


async def test_taken_out_again_the_example_is_gone(guest: Talk) -> None:
    remove_example(guest.dispatch.database)
    assert "Farah Wintergreen" not in await guest.say("Who leads the Mental Health taskgroup?")
    assert load_example(guest.dispatch.database, NOW) is None


async def test_the_example_stays_fresh(guest: Talk, clock: Clock) -> None:
    clock.pass_(days=90)
    load_example(guest.dispatch.database, clock())
    assert "Mental Health taskgroup meeting" in await guest.say("what's on next week?")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "😀🎉",
        "مرحبا، من يقود مجموعة الصحة النفسية؟",
        "<script>alert(1)</script>",
        "[click](javascript:alert(1)) *bold* <!channel> <@U1>",
        "%s {0} {name} \\x00",
        "who " * 25_000,
        "a" * 100_000,
        "' OR 1=1; DROP TABLE person; --",
        "3/4",
        "and?",
    ],
)
async def test_a_hostile_tour_ends_politely(guest: Talk, text: str) -> None:
    said = await guest.say(text)
    assert said
    assert "something went wrong" not in said
    assert len(said) < 5_000


async def test_events_are_told_in_the_readers_zone(guest: Talk, clock: Clock) -> None:
    clock.now = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
    load_example(guest.dispatch.database, clock())
    assert "10:00" in await guest.say("When is the next Mental Health taskgroup meeting?")
