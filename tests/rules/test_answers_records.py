"""Answers from the example coalition's records, asked on Tuesday 3 March 2026 at ten."""

from __future__ import annotations

import pytest

from bot.knowledge.answers import CONTEXT, answer
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.people import Viewer
from bot.records import Taskgroup
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import EXAMPLE, GUEST, MEMBER, STAFF, Coalition, example, library, read

RECORDS = example()
LIBRARY = library(read(EXAMPLE / "faq.yaml"))


def say(text: str, *before: str, viewer: Viewer = MEMBER, records: Coalition | None = None) -> Answer:
    context: Context | None = None
    for earlier in (*before, text):
        found = answer(
            earlier,
            viewer=viewer,
            context=context,
            records=records or RECORDS,
            library=LIBRARY,
            words=words_for("en"),
            now=NOW,
            zone="Europe/London",
        )
        context = CONTEXT.validate_json(CONTEXT.dump_json(found.context))
    return found


@pytest.mark.parametrize(
    ("question", "told", "source"),
    [
        ("Who leads the Mental Health taskgroup?", "Farah Wintergreen", "mental-health"),
        ("who chairs channel shift", "Kofi Netherby-Shaw", "digital-channel-shift"),
        ("whats the helth equity group for", "gaps in access", "health-equity"),
        ("When does the co-pro group meet?", "second Friday", "co-production"),
        ("When does Mental Health meet next?", "10 March 2026", "mental-health"),
        ("how do I join the mental health group?", "Ask Farah", "mental-health"),
        ("what is the status of health equity", "reporting", "health-equity"),
        ("milestones of digital channel shift", "14 April 2026", "digital-channel-shift"),
        ("when does the health equity report come out?", "3 May 2026", "health-equity"),
        ("who is in the co-production taskgroup", "Morwenna Tidey", "co-production"),
        ("when is the annual conference", "3 June 2026", "annual-conference"),
        ("where is the partner event?", "Hall 2", "partner-event"),
        ("how many places does the digital skills workshop have", "24", "digital-skills-workshop"),
        ("is the bristol gathering online?", "in person", "bristol-gathering"),
        ("who is the contact at Bridge", "Olu Fairweather", "bridge"),
        ("how many days until the conference?", "3 June 2026", "annual-conference"),
        ("how long is it until the partner event", "12 April 2026", "partner-event"),
        ("how long is the partner event", "09:30 - 16:30", "partner-event"),
        ("how many people can come to the partner event", "120", "partner-event"),
        ("wot is da mental helf group", "Farah", "mental-health"),
        ("summarise the Mental Health group", "Farah", "mental-health"),
        ("list everyone in co-pro", "Morwenna Tidey", "co-production"),
        ("everyone at Bridge", "Hana Brightwater", "bridge"),
        ("last event before summer", "Lived experience day", "lived-experience-day"),
        ("is Amina the contact for bridge?", "Olu Fairweather", "bridge"),
        ("what group is the digital skills workshop for", "Digital Channel Shift", "digital-skills-workshop"),
        (
            "Could I possibly trouble you for the date of the next champions' circle?",
            "6 March 2026",
            "champions-circle",
        ),
        ("which event is soonest", "Open lunch", "open-lunch"),
        ("is Mental Health run by Farah?", "Farah Wintergreen leads", "mental-health"),
        ("is Bridge in the Bristol network?", "Yes", "bridge"),
        ("Is Lanternwick a partner?", "Yes", "lanternwick-hospitals"),
        ("what does Ingrid Fellwater do", "Policy adviser", "ingrid-fellwater"),
        ("When is the next event?", "Open lunch", "open-lunch"),
        ("Who leads Mental Health and Health Equity?", "Desmond Coralbrook", "health-equity"),
    ],
)
def test_one_record(question: str, told: str, source: str) -> None:
    found = say(question)
    assert (found.kind, told in found.text) == ("answer", True), found
    assert source in [cited.document for cited in found.sources]


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("what's on next week?", ["Mental Health taskgroup meeting", "Bristol network gathering"]),
        ("what's on in the first two weeks of April", ["Partner event"]),
        ("anything in the second half of March?", ["Treatment Backlog taskgroup meeting", "Digital skills workshop"]),
        ("what's on this afternoon?", ["Open lunch for new partners"]),
        ("morning meetings in March", ["Mental Health taskgroup meeting", "Treatment Backlog taskgroup meeting", "Digital skills workshop"]),
        ("tomorrow afternoon?", ["Health Equity taskgroup meeting"]),
        ("events in the morning in April", ["Partner event", "Lived experience day"]),
        ("partners in Bristol that are charities", ["Bridge"]),
        ("taskgroups other than mental health and health equity", ["Co-production", "Digital Channel Shift", "Staff Well-being", "Treatment Backlog"]),
        ("all events in April except the partner event", ["Lived experience day"]),
        ("which partners aren't in any network", ["Imaginary College of Community Nursing"]),
        ("what reports have been published", ["Mental Health"]),
        ("events next month that are in person", ["Partner event", "Lived experience day"]),
        ("events this month that aren't taskgroup meetings", [
            "Open lunch for new partners", "Champions' circle", "Bristol network gathering", "Digital skills workshop",
        ]),
        ("which group should I join if I care about waiting times", ["Treatment Backlog"]),
        ("does bridge have a champion?", ["Amina Saltworth"]),
        ("who joined since 2022", ["Pebblebank Practices", "Samphire Housing"]),
        ("beth sydd ymlaen yr wythnos nesaf?", ["Mental Health taskgroup meeting", "Bristol network gathering"]),
        ("nothing on next week?", ["Mental Health taskgroup meeting", "Bristol network gathering"]),
        ("reports due before June", ["Health Equity", "Treatment Backlog"]),
        ("milestones for Q2", ["Digital Channel Shift", "Mental Health"]),
        ("compare all taskgroups", [
            "Co-production", "Digital Channel Shift", "Health Equity", "Mental Health", "Staff Well-being", "Treatment Backlog",
        ]),
        ("anything on tomorrow?", ["Health Equity taskgroup meeting"]),
        ("what's happening in June", ["Annual conference"]),
        ("events for the mental health taskgroup", ["Mental Health taskgroup meeting"]),
        ("which charities are partners?", ["Bridge", "Tidewell Carers' Voice"]),
        ("Which partners joined in 2022?", ["Pebblebank Practices", "Samphire Housing"]),
        ("which taskgroups are forming", ["Staff Well-being"]),
        ("which taskgroup does Farah Wintergreen lead?", ["Mental Health"]),
        ("which networks is Bridge in?", ["Bristol network", "Digital Inclusion network"]),
        ("which taskgroups report this spring?", ["Health Equity", "Treatment Backlog"]),
        ("Which partners are in the Bristol network?", [
            "Bridge", "Gullhaven University Health Research Unit", "Harbourlight Mental Health Trust",
            "Lanternwick Teaching Hospitals", "Marrowmere Hospice",
        ]),
    ],
)  # fmt: skip
def test_lists(question: str, titles: list[str]) -> None:
    found = say(question)
    assert found.kind == "answer", found
    assert [title for title, _, _ in found.items] == titles
    assert found.sources


@pytest.mark.parametrize(
    "question",
    [
        "what organisation am I from?",
        "which partners are like mine",
        "am I registered for the conference",
        "what did people ask this week",
        "send an announcement",
        "reports on waiting lists",
    ],
)
def test_what_only_sounds_like_a_list_is_none(question: str) -> None:
    assert say(question).kind == "unknown"


@pytest.mark.parametrize(
    "question", ["what's new?", "any news", "Hi, what did I miss?", "anything new in the coalition lately?"]
)
def test_what_is_new_are_the_latest_report_the_newest_partner_and_the_next_event(question: str) -> None:
    assert [one.document for one in say(question).sources] == ["mental-health", "samphire-housing", "open-lunch"]


def test_words_that_every_question_holds_find_no_answer() -> None:
    assert say("what is new for us then").kind != "answer"


def test_what_is_not_recorded_leaves_nothing_out() -> None:
    found = say("which events are not catered")
    assert found.text.startswith("None is recorded for \u201ccatered\u201d. In all: 10 events")


def test_that_events_clash_is_not_claimed() -> None:
    assert say("which events clash?").text.startswith("None is recorded for \u201cclash\u201d.")


def test_nothing_in_the_evening_is_said_to_be_so() -> None:
    assert say("evening events").text.startswith("No such event is recorded.")


def test_counts() -> None:
    assert "12 partners" in say("how many partners are there?").text
    assert "6 taskgroups" in say("how many taskgroups do we have").text


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Who leads the staff well-being taskgroup?", "staff-well-being"),
        ("how do I join the treatment backlog taskgroup", "treatment-backlog"),
        ("who leads the digital inclusion network", "digital-inclusion"),
        ("What's the budget of Health Equity?", "health-equity"),
        ("is there parking at the partner event?", "partner-event"),
    ],
)
def test_what_is_not_recorded_is_said_to_be_so(question: str, source: str) -> None:
    found = say(question)
    assert found.kind == "unknown"
    assert [cited.document for cited in found.sources] == [source]
    assert "Shall I ask the team?" in found.text


def test_follow_ups() -> None:
    assert "Farah Wintergreen" in say("and who leads it?", "What is the Mental Health taskgroup?").text
    assert "Desmond Coralbrook" in say("what about Health Equity?", "Who leads Mental Health?").text
    assert "120" in say("how many places?", "When is the partner event?").text
    assert [title for title, _, _ in say("and in June?", "what's on next week?").items] == ["Annual conference"]
    assert "Farah" in say("and who leads it?", "What is the Mental Health taskgroup?", "thanks!").text


@pytest.mark.parametrize("question", ["Who leads it?", "and when does it meet?", "when does the taskgroup meet?", ""])
def test_without_a_subject_it_asks_back(question: str) -> None:
    assert say(question).kind == "clarify"


def test_two_of_one_name_are_told_apart() -> None:
    twins = Coalition(
        (
            Taskgroup("north", "Digital North", aliases=("Digital",), lead="Ada Reed"),
            Taskgroup("south", "Digital South", aliases=("Digital",), lead="Ben Sedge"),
        )
    )
    found = say("Who leads Digital?", records=twins)
    assert found.kind == "clarify"
    assert len(found.suggestions) == 2
    assert "Ben Sedge" in say(found.suggestions[1], records=twins).text


def test_guests_see_no_people() -> None:
    assert say("what does Ingrid Fellwater do", viewer=GUEST).kind != "answer"
    assert say("who are the champions?", viewer=GUEST).kind == "unknown"
    assert say("who are the champions?", viewer=STAFF).kind == "answer"


def test_addresses_of_people_are_not_given() -> None:
    found = say("what is the email address of Farah Wintergreen")
    assert found.kind == "unknown"
    assert "@" not in found.text


@pytest.mark.parametrize(
    ("question", "faq"),
    [
        ("how can we become a partner", "become-a-partner"),
        ("can I claim travel costs?", "expenses"),
        ("do you have a sign language interpreter", "accessibility"),
        ("what does a champion do", "what-do-champions-do"),
        ("How do I join a taskgroup?", "join-a-taskgroup"),
    ],
)
def test_approved_answers(question: str, faq: str) -> None:
    found = say(question)
    assert (found.kind, [cited.document for cited in found.sources]) == ("answer", [faq])


@pytest.mark.parametrize(
    "question",
    ["What is the capital of Australia?", "Who won the 1966 world cup?", "how tall is mount everest", "asdfghjkl"],
)
def test_what_nobody_knows_is_offered_to_the_team(question: str) -> None:
    found = say(question)
    assert (found.kind, found.sources) == ("unknown", ())
    assert "Shall I ask the team?" in found.text


@pytest.mark.parametrize(
    "question",
    [
        "what does it cost to hire the hall?", "where do I find the minutes", "where can I find the newsletter",
        "how do I become a trustee", "how do I join the board", "do you pay for childcare", "how do I share a photo",
        "what do partners do?", "how many partners are needed for a party?",
    ],
)  # fmt: skip
def test_what_is_only_near_an_approved_answer_is_not_answered_by_it(question: str) -> None:
    assert say(question).kind in {"unknown", "suggestions"}


@pytest.mark.parametrize(
    "question", ["When did Bristol Health Partners start?", "Where is the Harbour Partners office?"]
)
def test_a_longer_name_that_no_record_has_is_not_a_list(question: str) -> None:
    assert "1 partner" not in say(question).text
    assert "5 partners" not in say(question).text
