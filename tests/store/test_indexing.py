"""The index of the running bot: searched by words at once, by meaning when every text is encoded, each text only once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from bot.events import Place
from bot.knowledge import vectors as encoding
from bot.knowledge.documents import Faq
from bot.knowledge.encoder import Encoder, Matrix, ModelDamaged
from bot.knowledge.tokens import read
from bot.people import Person, Viewer
from bot.store import calibrations, faqs, questions, vectors
from bot.store.database import Database
from bot.store.tables.knowledge import FaqRow, KnowledgeVersionRow
from bot.store.tables.people import PersonRow
from bot.usecases import engine
from bot.usecases.indexing import ON_THE_SPOT, Shelf
from tests.conftest import NOW
from tests.rules.coalition import model


def faq(database: Database, *numbers: int) -> None:
    with database.write() as tx:
        row = tx.get(KnowledgeVersionRow, 1) or KnowledgeVersionRow(id=1, version=0)
        row.version += 1
        tx.add(row)
        for number in numbers:
            tx.add(
                FaqRow(id=f"f{number}", question=f"Who is number {number}?", answer=f"Person {number}.", phrasings=[])
            )


def count(database: Database) -> int:
    with database.read() as tx:
        return vectors.count(tx)


def test_a_few_new_texts_are_encoded_on_the_spot(database: Database) -> None:
    shelf = Shelf(database, model())
    faq(database, 1, 2)
    assert shelf.refresh()
    assert shelf.library.approved.meaning is not None
    assert (shelf.waiting, count(database)) == (0, 4)
    assert not shelf.refresh()


def test_many_texts_are_searched_by_words_until_they_are_encoded(sqlite: Database) -> None:
    shelf = Shelf(sqlite, model())
    faq(sqlite, *range(ON_THE_SPOT))
    shelf.refresh()
    assert shelf.library.approved.meaning is None
    assert shelf.waiting == 2 * ON_THE_SPOT
    assert shelf.library.search(read("Who is number 3?"), Viewer())
    shelf.encode(60)
    assert shelf.waiting == 0
    assert shelf.library.approved.meaning is not None


def test_encoding_stops_in_time_and_goes_on(sqlite: Database) -> None:
    shelf = Shelf(sqlite, model())
    faq(sqlite, *range(ON_THE_SPOT))
    shelf.refresh()
    shelf.encode(0)
    assert (shelf.waiting, count(sqlite)) == (2 * ON_THE_SPOT, 0)
    shelf.encode(60)
    assert (shelf.waiting, count(sqlite)) == (0, 2 * ON_THE_SPOT)


def test_no_text_is_encoded_twice(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    faq(sqlite, 1)
    Shelf(sqlite, model()).refresh()
    asked: list[str] = []
    encode = Encoder.encode

    def counting(self: Encoder, texts: Sequence[str]) -> Matrix:
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Encoder, "encode", counting)
    faq(sqlite, 2)
    Shelf(sqlite, model()).refresh()
    assert asked == ["Who is number 2?", "Who is number 2? Person 2."]


def test_vectors_of_texts_that_are_gone_are_forgotten(sqlite: Database) -> None:
    with sqlite.write() as tx:
        vectors.keep(tx, encoding.encoded(model(), ["Gone"]))
    shelf = Shelf(sqlite, model())
    faq(sqlite, *range(ON_THE_SPOT))
    shelf.refresh()
    shelf.encode(60)
    assert count(sqlite) == 2 * ON_THE_SPOT


def test_without_a_model_the_light_engine_answers(sqlite: Database) -> None:
    shelf = Shelf(sqlite)
    faq(sqlite, 1)
    shelf.refresh()
    shelf.encode(60)
    assert shelf.library.approved.meaning is None
    assert count(sqlite) == 0


def test_doctor_says_which_engine_is_on(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    faq(sqlite, 1)
    with sqlite.read() as tx:
        assert "0 of 2 texts encoded" in engine.looked_at(tx).detail
    Shelf(sqlite, model()).refresh()
    with sqlite.read() as tx:
        assert "full engine (all-MiniLM-L6-v2), 2 of 2 texts encoded" in engine.looked_at(tx).detail
        monkeypatch.setattr(engine, "folder", lambda: None)
        assert engine.looked_at(tx).detail.startswith("light engine")


def test_a_damaged_model_leaves_the_light_engine_on(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_folder: object) -> Encoder:
        raise ModelDamaged("vocab.txt is not the file that was pinned")

    monkeypatch.setattr(engine, "load", damaged)
    assert engine.installed_encoder() is None
    with sqlite.read() as tx:
        found = engine.looked_at(tx)
    assert (found.state, "vocab.txt" in found.detail) == ("broken", True)


def test_trained_weights_are_used_from_the_next_index_on(database: Database) -> None:
    with database.write() as tx:
        calibrations.replace(tx, {"faq": {"constant": 9.0, "length": 0.0}}, "12 answers", NOW)
    faq(database, 1)
    shelf = Shelf(database)
    shelf.refresh()
    assert shelf.library.calibration.faq.constant == 9
    with database.write() as tx:
        calibrations.replace(tx, {}, "", NOW + dt.timedelta(days=1))
        assert calibrations.current(tx) == {}


def closed(database: Database, *texts: str) -> None:
    with database.write() as tx:
        tx.merge(PersonRow(id="nell", name="Nell", created=NOW))
        tx.flush()
        for text in texts:
            number = questions.open_question(tx, text, Person("nell", "Nell"), Place("fake", "T1", "d"), text, NOW)
            assert questions.end(tx, number, "closed", "That is not ours.", Person("nell", "Nell"), NOW)


def test_a_question_that_the_team_closed_makes_the_bot_doubt_such_questions(database: Database) -> None:
    shelf = Shelf(database, model())
    with database.write() as tx:
        faqs.add(tx, Faq("room", "How do I book a meeting room at the hub?", "Write to the desk."))
    shelf.refresh()
    asked, wanted = read("How can I book a holiday cottage?"), read("How can I book a meeting room?")
    before, right = (shelf.library.search(words, Viewer())[0].confidence for words in (asked, wanted))
    closed(database, "How do I book a holiday cottage?")
    assert shelf.refresh()
    assert shelf.library.search(asked, Viewer())[0].confidence < before / 2
    assert shelf.library.search(wanted, Viewer())[0].confidence > 0.8 * right


def test_what_is_answered_by_now_is_strange_no_more(sqlite: Database) -> None:
    shelf = Shelf(sqlite, model())
    closed(sqlite, "How do I book a meeting room?")
    with sqlite.write() as tx:
        faqs.add(tx, Faq("room", "How do I book a meeting room at the hub?", "Write to the desk."))
    shelf.refresh()
    assert shelf.library.approved.strange is None
    assert shelf.library.search(read("How do I book a meeting room?"), Viewer())[0].confidence > 0.8
