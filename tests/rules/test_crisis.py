"""Somebody in danger is told who helps now, before all else; a question about such matters is a question."""

from __future__ import annotations

import pytest

from bot.knowledge.crisis import in_danger
from tests.rules.test_smalltalk import say


@pytest.mark.parametrize(
    "text",
    [
        "I want to hurt myself", "i feel suicidal", "I'm feeling really suicidal tonight", "i cant cope anymore",
        "sometimes I think about killing myself", "I don't want to be here any more", "I wish I was dead",
        "my patient wants to end her life, who do i call", "hi, sorry. My son keeps cutting and says he wants to die. Who can help?",
        "How do I support someone who is thinking of harming themselves?", "she has taken an overdose", "I self-harm",
        "my husband hits me", "he threatened to kill me", "I have chest pain", "someone is not breathing", "this is an emergency",
        "dwi isio marw", "Dw i eisiau lladd fy hun", "who leads mental health? i can't go on like this",
    ],
)  # fmt: skip
def test_who_helps_now_comes_first(text: str) -> None:
    found = say(text)
    assert (found.kind, found.why) == ("handover", "crisis")
    assert all(number in found.text for number in ("999", "116 123", "111", "85258"))


@pytest.mark.parametrize(
    "text",
    [
        "Which taskgroup works on suicide prevention?", "what did people say about self-harm in the report?",
        "what is there for people who are suicidal?", "why do people take their own lives", "who do we call in an emergency?",
        "we are in danger of missing the deadline", "my boss is going to kill me if I miss it", "I can't cope with all these e-mails",
        "is there an emergency care network?", "I cannot go on Tuesday", "do I have to end my membership?", "I hurt my back, is there a lift?",
        "what was said about life worth living", "i am going to cut myself some slack", "I would kill for a coffee", "how do I carry on as a champion",
    ],
)  # fmt: skip
def test_a_question_is_a_question(text: str) -> None:
    assert not in_danger(text)
