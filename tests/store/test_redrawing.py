"""Cards that change after they were sent: every copy comes to show the latest, at the lane's pace."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from dataclasses import replace

from bot.cards import Text, words_of
from bot.platform import Later, Never, Unknown
from bot.store import rest_of_card
from bot.store.database import Database
from bot.usecases.posting import post, redraw
from tests.conftest import NOW
from tests.store.outbox import CAPABILITIES, Bench, Stub, addressed, card

MINUTE = dt.timedelta(minutes=1)


async def test_copies_are_redrawn_once_however_often_the_card_changed(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    await bench.drain()
    with bench.database.write() as tx:
        assert not redraw(tx, broadcast, {"en": card("Hello")}, NOW)
        assert redraw(tx, broadcast, {"en": card("1 vote")}, NOW)
        assert redraw(tx, broadcast, {"en": card("2 votes")}, NOW)
    assert await bench.drain() == 3
    assert set(bench.stub.shown.values()) == {"2 votes"}
    assert await bench.drain() == 0
    assert len(bench.stub.to) == 3


async def test_a_card_that_changes_while_it_is_on_its_way_is_brought_up_to_date(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))

    def change() -> None:
        with bench.database.write() as tx:
            redraw(tx, broadcast, {"en": card("Corrected")}, NOW)

    bench.stub.before_send = change
    await bench.drain()
    await bench.drain()
    assert list(bench.stub.shown.values()) == ["Corrected"]


async def test_updates_wait_and_end_like_messages(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    await bench.drain()
    with bench.database.write() as tx:
        redraw(tx, broadcast, {"en": card("New")}, NOW)
    bench.stub.updates = [Later(5, "busy"), Never("the message is gone"), Unknown("timed out")]
    await bench.drain()
    for _ in range(3):
        bench.clock.pass_(6)
        await bench.drain()
    assert sorted(bench.stub.shown.values()) == ["Hello", "New", "New"]
    assert sorted(one.reason for one in bench.copies(broadcast)) == [
        "",
        "",
        "still shows what was sent first: the message is gone",
    ]
    assert await bench.drain() == 0


async def test_updates_that_were_held_up_do_not_all_go_at_once(sqlite: Database) -> None:
    """The process stands still when the first of them goes: the others are late, and still keep their distance."""
    bench = Bench(sqlite, Stub(replace(CAPABILITIES, update_rate=50)))
    broadcast = bench.post(bench.people(8))
    await bench.drain()
    with sqlite.write() as tx:
        redraw(tx, broadcast, {"en": card("1 vote")}, NOW)
    held_up = iter([0.5])
    bench.stub.before_update = lambda: time.sleep(next(held_up, 0))
    await bench.drain()
    at = bench.stub.updated_at
    assert len(at) == 8
    assert all(after - before >= 0.9 / 50 for before, after in itertools.pairwise(at))


async def test_a_redrawn_card_is_the_one_that_goes_to_those_who_wait(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))
    with bench.database.write() as tx:
        redraw(tx, broadcast, {"en": card("Corrected")}, NOW)
    assert await bench.drain() == 1
    assert bench.stub.shown[next(iter(bench.copies(broadcast))).id] == "Corrected"
    assert await bench.drain() == 0


async def test_a_long_card_is_fitted_once_and_its_rest_is_there_for_everybody(bench: Bench) -> None:
    long = replace(card("Long"), blocks=tuple(Text(f"Part {number}") for number in range(120)))
    recipients = [addressed(one) for one in bench.people(3)]
    with bench.database.write() as tx:
        post(tx, "k", "test", "1", {"en": long}, recipients, NOW)
    await bench.drain()
    (first,) = {text for _, _, text in bench.stub.posted}
    assert "Part 48\n[More (2 of 3)]" in first
    with bench.database.read() as tx:
        (key,) = tx.connection().exec_driver_sql("SELECT id FROM rest_of_card").scalars().all()
        second = rest_of_card.page(tx, key, 2, "p1")
    assert second
    assert words_of(second).startswith("Part 49\n")
