"""Several questions at once, what is denied or missing, neighbours in time, follow-ups on lists; with reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge import several
from bot.knowledge.answers import Usual
from bot.knowledge.decision import Wanted, fits
from bot.knowledge.documents import Faq
from bot.knowledge.tokens import read
from bot.records import Contact
from bot.usecases.batch import as_text
from bot.usecases.explaining import explained
from tests.conftest import NOW
from tests.rules.coalition import MEMBER, Coalition, full, library
from tests.rules.test_answers_records import LIBRARY, say


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When is it and where is it?", ["When is it", "where is it?"]),
        ("When and where is the partner event?", ["When is the partner event?", "where is the partner event?"]),
        ("What is Bridge? And who leads MH?", ["What is Bridge", "And who leads MH?"]),
        ("Who leads it, and what's it for?", ["Who leads it", "what's it for?"]),
        ("Who leads Mental Health and Health Equity?", ["Who leads Mental Health and Health Equity?"]),
        ("Tell me who leads it and what it is for", ["Tell me who leads it and what it is for"]),
        ("Who, what and where?", ["Who, what and where?"]),
        ("a? b? c? d?", ["a? b? c? d?"]),
        ("Who leads it? Thanks a lot!", ["Who leads it", "Thanks a lot!"]),
        ("Who leads it? List the partners.", ["Who leads it", "List the partners."]),
        ("Who leads it? My manager wants to know.", ["Who leads it? My manager wants to know."]),
    ],
)
def test_a_message_is_split_where_it_asks_again(text: str, parts: list[str]) -> None:
    assert several.parts(text) == parts


def test_a_list_stands_below_the_sentence_that_it_belongs_to() -> None:
    found = say("Which networks are there, and who leads Mental Health?")
    assert [line.startswith("- ") for line in found.text.splitlines()] == [False, False, *(len(found.items) * [True])]
    assert found.text.splitlines()[1].endswith("networks:")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when is the partner event and where is it?", ["12 April 2026", "Hall 2"]),
        ("When and where is the Bristol gathering?", ["12 March 2026", "Harbour Rooms"]),
        ("Who leads Mental Health? When does it meet?", ["Farah Wintergreen", "first Tuesday"]),
        ("Who leads Staff Well-being and what is its status?", ["not recorded", "forming"]),
        (
            "which taskgroups are not active?",
            ["3 taskgroups", "Staff Well-being", "Health Equity", "Treatment Backlog"],
        ),
        ("which taskgroups aren't active?", ["3 taskgroups:", "Staff Well-being"]),
        ("show me everything in April", ["2 events, 1 April 2026 to 30 April 2026:"]),
        ("how long does the partner event last?", ["09:30 - 16:30"]),
        ("when is the next webinar?", ["No such event is recorded. The next event is"]),
        ("which partners are not in the Bristol network?", ["7 partners", "Samphire Housing"]),
        ("list the events that are not in person", ["Open lunch"]),
        ("which taskgroups have no lead?", ["1 taskgroup:", "Staff Well-being"]),
        ("which partners have no contact?", ["1 partner:", "Samphire Housing"]),
        ("what comes after the champions' circle?", ["Mental Health taskgroup meeting", "10 March 2026"]),
        ("what was before the Mental Health taskgroup meeting?", ["Champions' circle"]),
        ("what is the first event after Easter?", ["Partner event", "12 April 2026"]),
        ("who is the director?", ["Rowan Thistlewood", "Director"]),
        ("which events are before Easter?", ["7 events"]),
        ("how many taskgroups are active?", ["3 taskgroups"]),
        (
            "what is on between the champions' circle and the partner event?",
            ["4 events, 7 March 2026 to 11 April 2026"],
        ),
        ("which events are on before the conference", ["9 events, until 2 June 2026", "Lived experience day"]),
        ("list the taskgroups that report this spring", ["2 reports", "Health Equity", "Treatment Backlog"]),
        ("what's due in april", ["2 milestones", "Draft of shared standards", "Survey of people"]),
        ("which milestones are done?", ["3 milestones", "Waiting-well guide (done)"]),
        ("what deadlines are coming up?", ["4 milestones"]),
        ("how many partners are there in Wales?", ["None is recorded for “Wales”. In all: 12 partners"]),
        ("how many charities are there in leeds", ["leeds", "In all: 2 partners"]),
        ("is Farah Wintergreen in the mental health group?", ["Yes, Farah Wintergreen is in Mental Health"]),
        ("is Dev Periwinkle in Co-production?", ["Dev Periwinkle is not recorded as a member"]),
        ("how many champions are there in Bristol?", ["3 champions", "Joss Kittiwake"]),
        ("which groups meet on fridays", ["1 taskgroup", "Co-production"]),
        ("what's happening w/c 9 March", ["2 events, 9 March 2026 to 15 March 2026"]),
        ("what about tomorrow", ["1 event", "Health Equity taskgroup meeting"]),
        ("which partners joined before 2021", ["6 partners", "Saltmarsh Borough Council"]),
        ("who is olu", ["Olu Fairweather", "Chief executive"]),
        ("any champions in Leeds?", ["None is recorded for “Leeds”. In all: 4 champions"]),
        ("how long has mental health been running", ["started on 3 October 2025"]),
        ("which events are step free?", ["1 event", "Bristol network gathering"]),
        ("which events are free?", ["None is recorded for “free”"]),
        ("When did Gullhaven University join?", ["Gullhaven University Health Research Unit"]),
    ],
)
def test_the_question_is_answered_whole(question: str, told: list[str]) -> None:
    found = say(question)
    assert found.kind == "answer"
    assert [part for part in told if part not in found.text] == []
    assert found.sources


def test_what_is_denied_is_not_among_the_answers() -> None:
    assert "Lanternwick" not in say("which partners are not in the Bristol network?").text
    assert "Mental Health" not in say("which taskgroups are not active?").text


def test_who_holds_a_job_that_several_hold_is_asked_back() -> None:
    both = Coalition((Contact("a", "Ann Ash", job="Director"), Contact("b", "Bob Birch", "Bridge", job="Director")))
    found = say("who is the director?", records=both)
    assert found.kind == "clarify"
    assert found.suggestions == ("Who is Ann Ash?", "Who is Bob Birch?")


@pytest.mark.parametrize("question", ["who is coming to the partner event?", "who attends the champions' circle?"])
def test_who_comes_is_not_told_by_the_profile(question: str) -> None:
    found = say(question)
    assert found.kind == "unknown"
    assert "not recorded" in found.text


@pytest.mark.parametrize(
    "question", ["what is the weather today?", "what's the news today", "what is the temperature outside right now"]
)
def test_what_no_text_knows_is_not_suggested(question: str) -> None:
    assert say(question).kind == "unknown"


@pytest.mark.parametrize(
    ("before", "question", "told"),
    [
        ("what is on in the next two weeks?", "which of them are in person?", "Bristol network gathering"),
        ("list the partners", "which of them are in Bristol?", "Marrowmere Hospice"),
        ("what is on this week?", "what about the week after?", "Mental Health taskgroup meeting"),
        ("what is on in March?", "and the following month?", "Partner event"),
        ("when is the partner event and who organises it?", "is it online?", "hybrid"),
        ("which events are online?", "and in person?", "Bristol network gathering"),
        ("which events are in Bristol?", "when's the next one?", "The next event is Bristol network gathering"),
        (
            "who leads Health Equity?",
            "when is its report due?",
            "Health Equity, reports: Health Equity report (due 3 May",
        ),
    ],
)
def test_a_list_is_narrowed_and_moved_by_what_follows(before: str, question: str, told: str) -> None:
    found = say(question, before)
    assert found.kind == "answer"
    assert told in found.text


def test_what_was_considered_is_told_with_its_evidence() -> None:
    found = say("is there a membership fee")
    one = next(one for one in found.considered if "cost to be a partner" in one.what)
    assert {name: weight for name, _, weight in one.factors}["constant"] < 0
    assert found.confidence == pytest.approx(one.confidence)
    assert [one.what for one in say("Who leads Health Equity?").considered] == ["record: taskgroup lead"]


@pytest.mark.parametrize(
    ("before", "question", "told"),
    [
        (["what's next"], "and after that?", "Wednesday 4 March 2026"),
        (["what's next", "and after that?"], "and the next one", "Champions' circle"),
        (["are there any events in april"], "and may?", "No event is recorded for 1 May 2026 to 31 May 2026"),
        (["what events are there in june"], "and july?", "1 July 2026"),
        (["are there any events in april"], "what about in person ones?", "Partner event"),
        (["who is farah"], "which organisation is she from", "from Harbourlight"),
        (["tell me about GUHRU"], "are they in the digital network?", "is in Digital Inclusion network"),
        (["who's Desmond"], "and which group does he run", "leads Health Equity"),
        (["what is the aim of health equity"], "can I come along?", "Write to the hub team"),
    ],
)
def test_a_follow_up_keeps_to_what_was_talked_about(before: list[str], question: str, told: str) -> None:
    assert told in say(question, *before).text


@pytest.mark.parametrize(
    "question",
    ["that's wrong", "no, that's not what I asked", "this answer is no use", "I'm fed up with this, I want a human"],
)
def test_who_is_not_content_is_offered_a_person(question: str) -> None:
    assert say(question).kind == "handover"


def test_an_answer_to_the_opposite_is_not_given() -> None:
    faqs = [
        Faq("become", "How do I become a champion?", "Fill in one short form."),
        Faq("decline", "Can I be paid?", "Yes. You may also decline the payment."),
    ]
    asked = ("how do I become a champion?", "how do I stop being a champion?", "can I decline to be paid?")
    for engine in (library(faqs), full(faqs)):
        become, stop, decline = (engine.search(read(question), MEMBER)[0] for question in asked)
        assert (become.found, decline.found) == (faqs[0], faqs[1])
        assert become.confidence > 0.5 > stop.confidence


def test_what_names_no_day_person_or_number_is_at_most_offered_to_who_asks_for_one() -> None:
    faqs = [
        Faq("report", "Where can I find the annual report?", "The annual report is on the website."),
        Faq("partner", "How can we become a partner?", "Write to the hub team. It takes about two weeks."),
        Faq("decide", "Who decides on new taskgroups?", "The partners do, at their next event."),
    ]
    for engine in (library(faqs), full(faqs)):
        when, who, long, decides = (
            engine.search(read(question), MEMBER)[0]
            for question in (
                "when can I find the annual report?",
                "who can find the annual report?",
                "how long does it take to become a partner?",
                "who decides on a new taskgroup?",
            )
        )
        assert when.found == who.found == faqs[0]
        assert max(when.confidence, who.confidence) < 0.5
        assert (long.found, decides.found) == (faqs[1], faqs[2])
        assert min(long.confidence, decides.confidence) > 0.5


@pytest.mark.parametrize(
    ("want", "text", "fitting"),
    [
        ("date", "Patients may not be able to join this journey.", -1),
        ("date", "It ends in May.", 1),
        ("date", "They meet once a month.", 1),
        ("date", "It takes about two weeks.", 1),
        ("number", "Nothing: it is free.", 1),
    ],
)
def test_what_counts_as_a_day_or_a_number(want: Wanted, text: str, fitting: float) -> None:
    assert fits(want, text) == fitting


def test_why_is_told_in_lines() -> None:
    found = say("is there a membership fee")
    lines = list(explained(found, LIBRARY, Usual(0.6, 0.3)))
    assert lines[0] == f"outcome: answer (approved answer), confidence {found.confidence:.2f}"
    assert lines[1:3] == [
        "engine: light for approved answers, light for documents; weights shipped",
        "thresholds: answer from 0.60, suggest from 0.30",
    ]
    told = lines.index(f"considered: {found.confidence:.2f} approved answer: What does it cost to be a partner?")
    assert [line.split()[0] for line in lines[told + 1 : told + 3]] == ["in_sentence", "constant"]
    assert [
        line for line in explained(say("who writes the annual report"), LIBRARY, Usual()) if "held back from" in line
    ]
    checked = replace(found, sources=(replace(found.sources[0], checked_on=NOW.date()),))
    assert as_text(checked).endswith("Source: What does it cost to be a partner?, checked on 03 March 2026")
