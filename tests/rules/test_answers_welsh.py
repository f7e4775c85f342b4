"""Questions in Welsh, and answers that are there in both languages."""

from __future__ import annotations

import pytest

from bot.knowledge.answers import answer
from bot.knowledge.documents import Faq
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import MEMBER, Coalition, full, library
from tests.rules.test_answers_records import say

WELSH = Faq(
    "ymuno", "Sut mae ymuno â'r glymblaid?", "Ysgrifennwch at dîm yr hwb.", ("Sut gallwn ni ymuno?",), language="cy"
)
ENGLISH = Faq("join", "How do we join the coalition?", "Write to the hub team.", ("Can we join?",))


@pytest.mark.parametrize("build", [library, full])
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Sut mae ymuno?", WELSH.answer),
        ("Sut gallwn ni ymuno â'r glymblaid?", WELSH.answer),
        ("How can we join?", ENGLISH.answer),
    ],
)
def test_a_question_gets_the_answer_in_its_language(build: object, question: str, told: str) -> None:
    assert callable(build)
    found = answer(
        question, viewer=MEMBER, context=None, records=Coalition(()), library=build([ENGLISH, WELSH]),
        words=words_for("cy"), now=NOW, zone="Europe/London",
    )  # fmt: skip
    assert found.text.endswith(told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Pwy sy'n arwain Mental Health?", "Farah Wintergreen"),
        ("Pwy yw arweinydd tasglu Mental Health?", "Farah Wintergreen"),
        ("Pryd mae Mental Health yn cyfarfod?", "first Tuesday of the month"),
        ("Beth yw statws y grŵp tasg Mental Health?", "active"),
        ("Pryd mae'r digwyddiad nesaf?", "The next event"),
        ("Pa dasgluoedd sydd?", "taskgroups"),
        ("Faint o bartneriaid sydd?", "partners"),
        ("Pa grwpiau tasg sydd?", "taskgroups"),
        ("Pwy yw'r partner diweddaraf?", "Samphire Housing has been a partner since 1 June 2022"),
        ("Beth yw'r tasglu hynaf?", "Treatment Backlog: 3 January 2025"),
        ("Pa rwydwaith yw'r mwyaf?", "Imagined Coast network: 6 partners"),
    ],
)
def test_a_question_in_welsh_is_answered_from_the_records(question: str, told: str) -> None:
    found = say(question)
    assert told in found.text
    assert found.kind == "answer"
    assert found.considered


@pytest.mark.parametrize("question", ["Beth yw'r tywydd yfory?", "Pwy yw brenin Cymru?", "Sut mae gwneud bara?"])
def test_a_question_in_welsh_about_nothing_here_is_not_answered(question: str) -> None:
    assert say(question).kind in {"unknown", "suggestions", "clarify"}
