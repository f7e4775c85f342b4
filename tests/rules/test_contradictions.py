from __future__ import annotations

import random

import pytest

from bot.knowledge.contradictions import contradictions
from bot.knowledge.documents import Faq


def faq(id: str, question: str, answer: str, **more: object) -> Faq:
    return Faq(id, question, answer, **more)  # type: ignore[arg-type]


FIRST = faq("a", "How do we join the lantern walk?", "Write to the team.", phrasings=("Can we come to the walk?",))


@pytest.mark.parametrize(
    "second",
    [
        faq("b", "How do we join the lantern walk?", "Nobody can join any more."),
        faq("b", "Joining the lantern walks", "Ring the team on 5 May."),
        faq("b", "Something else", "Come on Monday.", phrasings=("How can I join a lantern walk?",)),
        faq("b", "Could we come to the walk", "No."),
        faq("b", "How do we join the lantern walk?", "Ask.", audience="members"),
        faq("b", "How do we join the lantern walk?", "Ask.", audience="partner:bridge"),
    ],
)
def test_two_answers_to_one_question_are_found(second: Faq) -> None:
    assert contradictions([second, faq("c", "What is it?", "A bot."), FIRST]) == [(second, FIRST)]


@pytest.mark.parametrize(
    "second",
    [
        faq("b", "How do we join the lantern walk?", "Write to the TEAM!"),
        faq("b", "When do we join the lantern walk?", "On Monday."),
        faq("b", "How do we not join the lantern walk?", "Stay at home."),
        faq("b", "How do we join the boat walk?", "Write to Ann."),
        faq("b", "How do we join the lantern walk?", "Ysgrifennwch.", language="cy"),
        faq("b", "How do we?", "So."),
    ],
)
def test_what_is_another_question_or_the_same_answer_is_none(second: Faq) -> None:
    assert contradictions([FIRST, second]) == []


def test_partners_answers_do_not_contradict_those_of_others() -> None:
    one = faq("a", "Who is our lead?", "Ann.", audience="partner:bridge")
    assert contradictions([one, faq("b", "Who is our lead?", "Ben.", audience="partner:coast")]) == []


def test_the_short_way_finds_what_comparing_all_finds() -> None:
    chance = random.Random(1)
    words = ["amber", "birch", "cedar", "dahlia", "elm", "fern", "garnet", "hazel", "iris", "jasmine"]
    faqs = [faq(str(n), " ".join(chance.sample(words, chance.randint(1, 9))), str(n)) for n in range(120)]
    sets = [frozenset(one.question.split()) for one in faqs]
    every = [
        (one, other)
        for a, one in enumerate(faqs)
        for b, other in enumerate(faqs)
        if a < b and len(sets[a] & sets[b]) >= 0.85 * len(sets[a] | sets[b])
    ]
    assert contradictions(faqs) == every
    assert len(every) > 5
