"""Small talk, and what is none."""

from __future__ import annotations

import pytest

from bot.knowledge.answers import answer
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import MEMBER, example, library

NOTHING = library(())
RECORDS = example()


def say(text: str) -> Answer:
    return answer(
        text,
        viewer=MEMBER,
        context=Context("taskgroup", "mental-health"),
        records=RECORDS,
        library=NOTHING,
        words=words_for("en"),
        now=NOW,
        zone="Europe/London",
    )


@pytest.mark.parametrize(
    "text",
    [
        "hello", "Hi there!", "Good morning", "bore da", "shwmae", "thanks", "Thank you very much!", "cheers", "diolch yn fawr",
        "bye", "see you later", "hwyl", "are you a robot?", "Are you a real person?", "who are you?", "what can you do?",
        "how are you?", "that's great, thanks", "🙂", "ok", "no thanks",
        "hello :wave:", "thanks ever so much, that's brilliant 😊", "you've been a great help", "thanks, bye!", "cheers pal", "haha", "diolch, hwyl", "👍", ":+1: :tada:", "thanks but no thanks",
        "what can I do with this?", "what is this thing", "Heya, I'm brand new here. What is this bot and what can I do with it?",
    ],
)  # fmt: skip
def test_small_talk(text: str) -> None:
    found = say(text)
    assert found.kind == "smalltalk"
    assert found.context.id == "mental-health", "small talk changes no subject"


@pytest.mark.parametrize(
    "text", ["can I speak to someone?", "I want to talk to a human", "put me through to the team", "you useless bot", "👎", ":rage:", "it's not working!!!", "ugh",
        "this bot is a bit rubbish, you didn't answer my question", "you're wrong", "I'd like to make a formal complaint about the hub",
        "Someone was rude to me at the last meeting", "I'm being bullied by a colleague"],
)  # fmt: skip
def test_a_person_is_offered(text: str) -> None:
    assert say(text).kind == "handover"


@pytest.mark.parametrize(
    "text",
    [
        "hello, who leads the Mental Health taskgroup?", "thanks! and who leads it?", "Good morning, who leads mental health please",
        "hi who is the lead of Mental Health", "I'm new to the coalition. Who leads Mental Health?", "who leads mental health? :pray:",
        "I was off sick for weeks. My manager is away too. Who leads the Mental Health group?",
        "No idea where to begin, sorry! Who leads Mental Health? It is for a form.",
    ],
)  # fmt: skip
def test_a_question_behind_it_is_answered(text: str) -> None:
    assert "Farah Wintergreen" in say(text).text


@pytest.mark.parametrize(
    "text", ["how do I make a complaint?", "who do I report bullying to?", "evening events", "what is it"]
)
def test_what_is_asked_is_no_small_talk(text: str) -> None:
    assert say(text).kind not in {"smalltalk", "handover"}
