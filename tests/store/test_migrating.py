"""Databases of any age become the one this bot needs, or it refuses to touch them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.cards import CARD, Card, Text
from bot.events import Place
from bot.store import migrating
from bot.store.broadcasts import PLACE
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.delivering import deliver_due
from tests.conftest import NOW
from tests.stories.door import Clock, FakeDoor


@pytest.fixture
def empty(database: Database) -> Database:
    """A database without any table."""
    Base.metadata.drop_all(database.engine)
    return database


def test_migrations_make_exactly_the_tables_of_the_code(empty: Database) -> None:
    migrating.migrate(empty, NOW)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_empty_database_needs_no_copy_and_a_second_run_does_nothing(empty: Database) -> None:
    first = migrating.migrate(empty, NOW)
    assert (first.before, first.after, first.backup) == (None, migrating.newest(), None)
    assert not migrating.migrate(empty, NOW).changed


def test_a_message_that_waits_in_an_older_database_still_goes_out(empty: Database) -> None:
    migrating.migrate(empty, NOW)
    migrating.undo(empty, "0002")
    place = PLACE.dump_json(Place("fake", "T1", "direct-ann")).decode()
    card = CARD.dump_json(Card("Hello", (Text("Hello"),))).decode()
    with empty.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO person (id, name, language, stopped, audience, source, created)"
                " VALUES ('ann', 'Ann', 'en', :no, 'members', '', :now)"
            ),
            {"no": False, "now": NOW.isoformat()},
        )
        connection.execute(
            text(
                "INSERT INTO delivery (id, person_id, platform, place, card, state, not_before, attempt, touched)"
                " VALUES ('answer-1', 'ann', 'fake', :place, :card, 'pending', :now, 0, :now)"
            ),
            {"place": place, "card": card, "now": NOW.isoformat()},
        )
    migrating.migrate(empty, NOW)
    door = FakeDoor()
    assert asyncio.run(deliver_due(empty, {"fake": door}, Clock(NOW))) == 1
    assert door.texts == ["Hello"]


def test_a_newer_database_is_refused_untouched(empty: Database) -> None:
    migrating.migrate(empty, NOW)
    with empty.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrating.DatabaseNewer, match="9999, which this bot does not know"):
        migrating.migrate(empty, NOW)
    assert migrating.version(empty) == "9999"


def test_an_older_sqlite_database_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.db")
    migrating.migrate(database, NOW)
    migrating.undo(database, "0001")
    with database.connect() as connection:
        connection.execute(text("INSERT INTO knowledge_version (id, version) VALUES (1, 7)"))
    done = migrating.migrate(database, NOW)
    assert (done.before, done.after) == ("0001", migrating.newest())
    assert done.backup == tmp_path / "bot.db.0001.20260303T100000.bak"
    copied = Database(f"sqlite:///{done.backup}")
    assert migrating.version(copied) == "0001"
    for opened in (database, copied):
        with opened.connect() as connection:
            assert connection.execute(text("SELECT version FROM knowledge_version")).scalar() == 7
        opened.close()


def test_an_older_postgresql_database_is_migrated_without_a_copy(postgres: str, empty: Database) -> None:
    migrating.migrate(empty, NOW)
    migrating.undo(empty, "0001")
    done = migrating.migrate(empty, NOW)
    assert done.changed
    assert (done.backup is None) != empty.is_sqlite


def test_migrations_can_be_undone(empty: Database) -> None:
    migrating.migrate(empty, NOW)
    migrating.undo(empty)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
