"""Finding the records that a question names."""

from __future__ import annotations

import pytest

from bot.knowledge.names import Names, prepared
from bot.knowledge.tokens import read
from bot.records import Name

NAMES = prepared(
    (
        Name("Health Equity", "taskgroup", "equity"),
        Name("Mental Health", "taskgroup", "mental"),
        Name("Mind", "partner", "mind"),
        Name("British Geriatrics Society", "partner", "bgs"),
        Name("BGS", "partner", "bgs"),
        Name("The People's Panel", "partner", "panel"),
        Name("Farah Wintergreen", "person", "farah"),
        Name("Coast network", "network", "coast"),
        Name("Coast network gathering", "event", "gathering"),
    )
)
KNOWN = frozenset(
    [
        "who",
        "leads",
        "the",
        "is",
        "in",
        "when",
        "do",
        "you",
        "mind",
        "what",
        "of",
        "for",
        "a",
        "contact",
        "at",
        "group",
        "does",
        "meet",
        "network",
    ]
)


def found(question: str, names: Names = NAMES) -> list[str]:
    mentions = names.find(read(question), KNOWN.__contains__)
    return [id for mention in mentions if mention.sure for _, id in mention.records]


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("Who leads the Health Equity taskgroup?", "equity"),
        ("who leads health equity", "equity"),
        ("who leads helth equity", "equity"),
        ("who leads mentalhealth", "mental"),
        ("What is the BGS?", "bgs"),
        ("what is the bgs", "bgs"),
        ("what is the British Geriatrics Sociey?", "bgs"),
        ("Who is the contact at Mind?", "mind"),
        ("who is in the People's Panel", "panel"),
        ("what does Wintergreen do", "farah"),
        ("who is in the coast network", "coast"),
        ("when is the coast gathering", "gathering"),
    ],
)
def test_names_as_people_write_them(question: str, id: str) -> None:
    assert found(question) == [id]


@pytest.mark.parametrize(
    "question", ["do you mind?", "who is there", "what is the weather in Leeds", "my health is good"]
)
def test_words_that_name_nothing(question: str) -> None:
    assert found(question) == []
