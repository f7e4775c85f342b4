"""`bot calibrate`: weights are trained on judgements, where there are enough and where they foresee better."""

from __future__ import annotations

import random

import pytest

from bot.knowledge.decision import SHIPPED
from bot.knowledge.documents import Faq
from bot.knowledge.library import Library
from bot.people import Person
from bot.store import calibrations, feedback
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.calibrating import ENOUGH, calibrate, gathered
from tests.conftest import NOW

TOPICS = ("parking", "expenses", "training", "interpreters", "minutes", "membership", "newsletters", "venues")
LIBRARY = Library.build([Faq(topic, f"What about {topic}?", f"All about {topic}.") for topic in TOPICS], (), ())
ASKER = Person("p1", "Asker", keep_words=True)


def judge(database: Database, *judged: tuple[str, str, bool], person: Person = ASKER) -> None:
    with database.write() as tx:
        if tx.get(PersonRow, person.id) is None:
            tx.add(PersonRow(id=person.id, name=person.name, created=NOW))
            tx.flush()
        for question, topic, helpful in judged:
            feedback.give(tx, person, helpful=helpful, question=question, refers_to=topic, now=NOW)


def plenty(chance: random.Random, count: int) -> list[tuple[str, str, bool]]:
    """Long questions were helped, short ones were not: what the shipped weights do not foresee."""
    found = []
    for _ in range(count):
        topic, long = chance.choice(TOPICS), chance.random() < 0.5
        more = "concerning rooms chairs tables windows doors and lamps" if long else ""
        found.append((f"{topic} {more}", topic, long))
    return found


def test_few_judgements_leave_the_shipped_weights(sqlite: Database) -> None:
    judge(sqlite, ("what about parking?", "parking", True), ("about venues", "venues", False))
    told = [one.told for one in calibrate(sqlite, LIBRARY, NOW)]
    assert told[0] == f"faq: shipped weights stay. 2 judgements (1 helpful); {ENOUGH} are needed, 20 of each kind"
    with sqlite.read() as tx:
        assert calibrations.current(tx) == {}


def test_enough_judgements_train_weights_that_foresee_better(sqlite: Database) -> None:
    judge(sqlite, *plenty(random.Random(7), 160))
    faq, prose = calibrate(sqlite, LIBRARY, NOW)
    assert faq.weights is not None
    assert faq.told.startswith("faq: trained. 160 judgements")
    assert prose.weights is None
    with sqlite.read() as tx:
        trained = SHIPPED.with_trained(calibrations.current(tx))
    assert trained.faq != SHIPPED.faq
    assert trained.prose == SHIPPED.prose
    assert dict(trained.faq.factors)["length"] > dict(SHIPPED.faq.factors)["length"]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("helpful", [0.5, 0.76])
def test_judgements_by_chance_train_nothing(sqlite: Database, seed: int, helpful: float) -> None:
    chance = random.Random(seed)
    texts = plenty(chance, 200)
    judge(sqlite, *((text, topic, chance.random() < helpful) for text, topic, _ in texts))
    faq, _ = calibrate(sqlite, LIBRARY, NOW)
    assert faq.weights is None
    assert "foresee no better" in faq.told


def test_questions_that_may_not_be_kept_are_not_trained_on(sqlite: Database) -> None:
    judge(sqlite, ("what about parking?", "parking", True), person=Person("p2", "Private"))
    with sqlite.read() as tx:
        assert feedback.judged(tx) == []


def test_a_judgement_of_what_is_gone_is_left_out() -> None:
    rows = gathered([feedback.Judged("what about parking?", "gone", helpful=True)], LIBRARY)
    assert rows == {"faq": [], "prose": []}
