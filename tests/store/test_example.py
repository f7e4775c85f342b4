from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.champions import Champion, shown
from bot.events import Sender
from bot.people import Viewer
from bot.store import champions, library, people, programmes
from bot.store.database import Database
from bot.store.importing import Changes
from bot.store.records import StoredRecords
from bot.usecases import taking_part
from bot.usecases.example import load_example, remove_example
from bot.usecases.importing import import_paths

NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
EVERYONE = Viewer()
STAFF = Viewer(everything=True)
DAY = dt.timedelta(days=1)


def test_the_example_holds_what_it_promises(database: Database) -> None:
    report = load_example(database, NOW)
    assert report is not None
    assert report.problems == ()
    assert {kind: changes.added for kind, changes in report.changes.items()} == {
        "networks": 4,
        "partners": 12,
        "taskgroups": 6,
        "people": 20,
        "events": 10,
        "documents": 0,
        "FAQ": 15,
    }
    with database.read() as tx:
        records = StoredRecords(tx)
        assert len(people.holding(tx, "staff")) == 6
        assert len(records.partners(EVERYONE, network="bristol")) >= 4
        [group] = [group for group in records.taskgroups(EVERYONE) if group.lead is None]
        assert (group.name, group.meets) == ("Staff Well-being", None)
        assert len(library.faqs(tx)) == 15
        found = champions.active(tx)
        assert [one.id for one in found] == ["amina-saltworth", "dev-periwinkle", "joss-kittiwake", "morwenna-tidey"]
        assert all(shown(one, "members", NOW.date()) and one.themes for one in found)
        [programme] = programmes.running(tx)
        assert len(programmes.willing(tx, programme.id, NOW.date())) == 4


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("hana-brightwater", "member"),
        ("amina-saltworth", "champion"),
        ("farah-wintergreen", "taskgroup_lead"),
        ("priya-marchbank", "staff"),
    ],
)
def test_the_example_has_somebody_to_try_for_each_role(sqlite: Database, person: str, role: str) -> None:
    load_example(sqlite, NOW)
    with sqlite.read() as tx:
        found = people.find(tx, person)
        assert found is not None
        assert role in {grant.role for grant in found.grants}


@pytest.mark.parametrize("days", range(0, 31, 3))
def test_on_any_day_there_is_something_next_this_week_next_week_and_next_month(sqlite: Database, days: int) -> None:
    now = NOW + days * DAY
    load_example(sqlite, now - 40 * DAY)
    load_example(sqlite, now)
    midnight = now.replace(hour=0)
    monday = midnight - midnight.weekday() * DAY
    first = (midnight.replace(day=1) + 32 * DAY).replace(day=1)
    with sqlite.read() as tx:
        records = StoredRecords(tx)
        assert records.events(EVERYONE, now + DAY)
        assert records.events(EVERYONE, monday, monday + 7 * DAY)
        assert records.events(EVERYONE, monday + 7 * DAY, monday + 14 * DAY)
        assert records.events(EVERYONE, first, (first + 32 * DAY).replace(day=1))
        assert len(records.events(EVERYONE, now - 2 * DAY)) == 10


def test_loading_again_on_the_same_day_changes_nothing_and_on_a_later_day_the_dates(database: Database) -> None:
    load_example(database, NOW)
    again = load_example(database, NOW)
    assert again is not None
    assert not any(changes.any for changes in again.changes.values())
    later = load_example(database, NOW + DAY)
    assert later is not None
    assert later.changes["events"].updated > 0
    assert later.changes["people"] == Changes(unchanged=20)


def test_removing_the_example_leaves_nothing_of_it(database: Database) -> None:
    load_example(database, NOW)
    report = remove_example(database)
    assert report.changes["people"] == Changes(removed=20)
    with database.read() as tx:
        assert champions.listed(tx) == champions.themes(tx, retired=True) == programmes.running(tx) == []
        assert list(StoredRecords(tx).names(STAFF)) == []
        assert library.faqs(tx) == []


def test_the_example_stays_out_of_a_database_in_use_and_leaves_imported_records_alone(
    database: Database, tmp_path: Path
) -> None:
    own = tmp_path / "taskgroups.yaml"
    own.write_text("taskgroups:\n- {name: Mental Health, lead: Somebody real}\n")
    load_example(database, NOW)
    import_paths([own], database, today=NOW.date())
    load_example(database, NOW + DAY)
    remove_example(database)
    with database.read() as tx:
        [group] = StoredRecords(tx).taskgroups(STAFF)
        assert (group.id, group.lead, group.source) == ("mental-health", "Somebody real", "taskgroups.yaml")
    assert load_example(database, NOW) is None


def test_what_real_people_use_of_the_example_stays(sqlite: Database) -> None:
    load_example(sqlite, NOW)
    with sqlite.write() as tx:
        real = people.meet(tx, Sender("web", "here", "real"), None, "en", NOW).id
        champions.save(tx, Champion(real, themes=("Carers",)), NOW)
        taking_part.join(tx, real, "yes", NOW)
    remove_example(sqlite)
    with sqlite.read() as tx:
        assert [theme.name for theme in champions.themes(tx)] == ["Carers"]
        assert [programme.id for programme in programmes.running(tx)] == [taking_part.USUAL.id]
