"""Nothing is answered from a field that is empty: every kind of record, every field emptied in turn, every attribute asked.

The bot is tempted: a neighbour of the same kind has all the fields, and a document and an approved answer speak of the
same things in the words of the question.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import MISSING, fields, replace
from typing import Any

import pytest

from bot.knowledge.answers import Answer, answer
from bot.knowledge.attributes import PATTERNS
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.library import Library
from bot.knowledge.vectors import Vectors, encoded, wanted
from bot.records import CoalitionEvent, Contact, Milestone, Network, Partner, Record, RecordKind, Report, Taskgroup
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import STAFF, Coalition, model

DAY, LATER = dt.date(2025, 6, 17), dt.datetime(2026, 5, 21, 10, tzinfo=dt.UTC)

FULL: dict[RecordKind, Any] = {
    "taskgroup": Taskgroup(
        "t1", "Amber Lantern", purpose="kindle purposes", lead="Lena Quartz", lead_email="lena@example.org",
        status="hibernating", programme="Otter programme", started=DAY, meets="each third Zinday",
        how_to_join="Knock thrice", link="https://example.org/amber", members=("Mo Basalt",),
        milestones=(Milestone("Gantry raised"),), reports=(Report("Ledger of lamps"),),
    ),
    "network": Network(
        "n1", "Cobalt Ring", kind="archipelago", lead="Nia Flint", about="ring of bells",
        link="https://example.org/cobalt", how_to_join="Send a pebble",
    ),
    "partner": Partner(
        "p1", "Russet Alliance", kind="guild", region="Fenland", contact="Pia Marl", email="pia@example.org",
        link="https://example.org/russet", about="mends umbrellas", joined=DAY, networks=("Cobalt Ring",),
    ),
    "event": CoalitionEvent(
        "e1", "Copper Banquet", start=LATER, end=LATER + dt.timedelta(hours=2), place="Turret Nine",
        link="https://example.org/banquet", format="in person", capacity=777, taskgroup="Amber Lantern", about="soup tasting",
    ),
    "person": Contact("c1", "Zeno Tarn", partner="Russet Alliance", job="Lamplighter", roles=("champion",), leads=("Amber Lantern",)),
}  # fmt: skip

BACKED: dict[RecordKind, dict[str, dict[str, str]]] = {
    "taskgroup": {
        "started": {"started": "17 June 2025"}, "how_to_join": {"how_to_join": "Knock thrice"},
        "contact": {"lead": "Lena", "lead_email": "lena@"}, "lead": {"lead": "Lena"}, "members": {"members": "Mo Basalt"},
        "milestones": {"milestones": "Gantry"}, "reports": {"reports": "Ledger"}, "programme": {"programme": "Otter"},
        "link": {"link": "example.org/amber"}, "status": {"status": "hibernating"}, "meets": {"meets": "Zinday"},
        "purpose": {"purpose": "kindle"},
    },
    "network": {
        "how_to_join": {"how_to_join": "pebble"}, "lead": {"lead": "Nia"}, "contact": {"lead": "Nia"}, "partners": {},
        "link": {"link": "example.org/cobalt"}, "kind": {"kind": "archipelago"}, "about": {"about": "bells"},
    },
    "partner": {
        "joined": {"joined": "17 June 2025"}, "contact": {"contact": "Pia", "email": "pia@"}, "people": {},
        "networks": {"networks": "Cobalt"}, "link": {"link": "example.org/russet"}, "region": {"region": "Fenland"},
        "kind": {"kind": "guild"}, "about": {"about": "umbrellas"},
    },
    "event": {
        "link": {"link": "example.org/banquet"}, "how_to_join": {"link": "example.org/banquet"}, "guests": {},
        "capacity": {"capacity": "777"}, "end": {"end": "13:00"}, "format": {"format": "in person"},
        "place": {"place": "Turret"}, "taskgroup": {"taskgroup": "Amber"}, "when": {"start": "21 May"},
        "about": {"about": "soup"},
    },
    "person": {
        "contact": {}, "leads": {"leads": "Amber"}, "taskgroups": {"leads": "Amber"}, "partner": {"partner": "Russet"},
        "roles": {"roles": "champion"}, "job": {"job": "Lamplighter"},
    },
}  # fmt: skip
"""For each attribute the fields that answer it, each with a word that only it holds. None: other records hold it, or nobody
is told."""

ASKED: dict[RecordKind, dict[str, tuple[str, ...]]] = {
    "taskgroup": {
        "started": ("When was {name} set up?", "When did {name} start?"),
        "how_to_join": ("How do I join {name}?", "How can I get involved in {name}?"),
        "contact": ("Who is the contact for {name}?", "What is the email address of {name}?"),
        "lead": ("Who leads {name}?", "Who is in charge of {name}?", "who runs the {name} taskgroup"),
        "members": ("Who are the members of {name}?", "Who is in {name}?", "Who are the people in {name}?"),
        "milestones": ("What are the milestones of {name}?", "What are the next steps of {name}?"),
        "reports": ("Which reports has {name} published?", "What has {name} published?"),
        "programme": ("Which programme is {name} part of?",),
        "link": ("What is the link for {name}?", "Does {name} have a website?"),
        "status": ("What is the status of {name}?", "How is {name} going?", "Is {name} still active?"),
        "meets": ("When does {name} meet?", "How often does {name} meet?"),
        "purpose": ("What is the purpose of {name}?", "What does {name} do?", "Why is there {name}?"),
    },
    "network": {
        "how_to_join": ("How do we join {name}?",), "lead": ("Who leads {name}?",), "contact": ("Who is the contact for {name}?",),
        "partners": ("Which partners are in {name}?",), "link": ("What is the website of {name}?",),
        "kind": ("What kind of network is {name}?",), "about": ("What is {name} about?",),
    },
    "partner": {
        "joined": ("When did {name} join?", "Since when is {name} a partner?"), "contact": ("Who is the contact at {name}?",),
        "people": ("Who works at {name}?",), "networks": ("Which networks is {name} in?",),
        "link": ("What is the website of {name}?",), "region": ("Where is {name} based?",),
        "kind": ("What kind of organisation is {name}?",), "about": ("What does {name} do?",),
    },
    "event": {
        "link": ("What is the link for {name}?",), "how_to_join": ("How do I sign up for {name}?",),
        "guests": ("Who is coming to {name}?",), "capacity": ("How many places are there at {name}?",),
        "end": ("When does {name} end?",), "format": ("What is the format of {name}?", "Is {name} online?"),
        "place": ("Where is {name}?", "What is the venue of {name}?"), "taskgroup": ("Which taskgroup organises {name}?",),
        "when": ("When is {name}?",), "about": ("What is {name} about?",),
    },
    "person": {
        "contact": ("What is the email address of {name}?",), "leads": ("Which taskgroups does {name} lead?",),
        "taskgroups": ("Which taskgroups is {name} a member of?",), "partner": ("Which organisation is {name} from?",),
        "roles": ("What are the roles of {name}?",), "job": ("What is the job title of {name}?",),
    },
}  # fmt: skip

NAMED: dict[tuple[RecordKind, str], RecordKind] = {
    ("partner", "networks"): "network",
    ("person", "member of"): "taskgroup",
}
"""Questions whose answer is the name of another record, which must be there."""
BLANK = {"id", "name", "title", "audience", "source", "zone", "all_day", "checked_on", "start", "aliases"}
"""Fields that every record has, or that nobody asks for."""


def emptied(record: Record, *names: str) -> Record:
    """The record without these fields."""
    usual = {
        field.name: field.default if field.default is not MISSING else None
        for field in fields(record)
        if field.name in names
    }
    return replace(record, **usual)


def everything(kind: RecordKind) -> list[str]:
    return [field.name for field in fields(FULL[kind]) if field.name not in BLANK]


def neighbour(kind: RecordKind) -> Record:
    record = FULL[kind]
    name = {"title": "Silver Gathering"} if kind == "event" else {"name": "Silver Gathering"}
    return replace(record, id="other", **name)


def tempting(question: str, name: str, engine: str) -> Library:
    text = f"{question.rstrip('?')} is a good question. Ask at the well, on 9 September, with Old Tom."
    faq = Faq("f1", question.replace(name, "Silver Gathering"), "Ask Old Tom on 9 September.")
    document, passage = Document("d1", "About many things", text), Passage("d1", 1, text)
    texts = encoded(model(), wanted([faq], [document], [passage])) if engine == "full" else None
    return Library.build([faq], [document], [passage], Vectors(model(), texts) if texts else None)


def told(record: Record, kind: RecordKind, question: str, *around: Record, engine: str = "light") -> Answer:
    name = record.title if isinstance(record, CoalitionEvent) else record.name
    asked = question.format(name=name)
    others = [FULL[other] for (of, words), other in NAMED.items() if of == kind and words in question]
    return answer(
        asked, viewer=STAFF, context=None, records=Coalition((record, *around, *others)), library=tempting(asked, name, engine),
        words=words_for("en"), now=NOW, zone="Europe/London",
    )  # fmt: skip


CASES = [
    (kind, attribute, question)
    for kind, rows in ASKED.items()
    for attribute, asked in rows.items()
    for question in asked
]


def test_every_attribute_that_can_be_asked_for_is_asked_for_here() -> None:
    for kind, rows in PATTERNS.items():
        assert [attribute for attribute, _ in rows] == list(ASKED[kind]) == list(BACKED[kind])


@pytest.mark.parametrize(("kind", "attribute", "question"), CASES)
def test_a_full_record_answers_with_the_field_that_was_asked_for(
    kind: RecordKind, attribute: str, question: str
) -> None:
    found = told(FULL[kind], kind, question)
    for word in BACKED[kind][attribute].values():
        assert found.kind == "answer"
        assert word in found.text


@pytest.mark.parametrize("engine", ["light", "full"])
@pytest.mark.parametrize(("kind", "attribute", "question"), CASES)
def test_an_empty_record_answers_nothing(kind: RecordKind, attribute: str, question: str, engine: str) -> None:
    found = told(emptied(FULL[kind], *everything(kind)), kind, question, neighbour(kind), engine=engine)
    if (kind, attribute) == ("event", "when"):
        assert "21 May" in found.text
    else:
        assert found.kind != "answer", found.text
        assert "Old Tom" not in found.text
    assert "None" not in found.text


@pytest.mark.parametrize(("kind", "attribute", "question"), CASES)
def test_each_field_emptied_in_turn_is_never_answered_from(kind: RecordKind, attribute: str, question: str) -> None:
    for field in everything(kind):
        found = told(emptied(FULL[kind], field), kind, question, neighbour(kind))
        backing = BACKED[kind][attribute]
        left = [word for name, word in backing.items() if name != field]
        if found.kind == "answer":
            assert left, f"{question} without {field}: {found.text}"
            assert all(word in found.text for word in left)
        assert "Old Tom" not in found.text
        assert "None" not in found.text
        if field in backing and left:
            assert backing[field] not in found.text


@pytest.mark.parametrize(("kind", "attribute", "question"), CASES)
def test_nothing_but_the_asked_field_is_not_enough(kind: RecordKind, attribute: str, question: str) -> None:
    """All other fields empty: it is answered; only this one empty: it is not."""
    backing = BACKED[kind][attribute]
    if not backing or attribute == "when":
        return
    alone = told(emptied(FULL[kind], *(name for name in everything(kind) if name not in backing)), kind, question)
    assert alone.kind == "answer"
    assert told(emptied(FULL[kind], *backing), kind, question, neighbour(kind)).kind != "answer"
