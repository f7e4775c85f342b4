"""The ledger: what is posted goes to each once, whatever the platform answers and whoever owns the lane."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.cards import Text, words_of
from bot.events import Place, Sender
from bot.platform import Later, Never, Unknown
from bot.store import broadcasts, lanes, linking, people, rest_of_card
from bot.store.database import Database, DatabaseDown, Transaction
from bot.usecases.delivering import Terms
from bot.usecases.posting import ANSWER, Addressed, cancel, pause, post, redraw, resend, resume
from tests.conftest import NOW
from tests.store.outbox import CAPABILITIES, Bench, Stub, addressed, card

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_each_person_gets_it_once(bench: Bench) -> None:
    everyone = bench.people(30)
    broadcast = bench.post([*everyone, *everyone])
    assert bench.post(everyone) == broadcast
    assert await bench.drain() == 30
    assert sorted(bench.stub.to) == sorted(f"D{one}" for one in everyone)
    assert bench.states(broadcast) == {"sent": 30}
    assert await bench.drain() == 0


def test_what_cannot_be_sent_is_refused_where_it_is_posted(bench: Bench) -> None:
    (one,) = bench.people(1)
    with pytest.raises(ValueError, match="k: no card for cy; there are en"):
        bench.post([one], variant="cy")
    with pytest.raises(ValueError, match="recipient 'p0' has neither a place nor an account"):
        bench.post([one], sender=None)


async def test_a_shared_place_gets_a_card_too(bench: Bench) -> None:
    place = Place("stub", "T1", "C1", private=False)
    with bench.database.write() as tx:
        recipient = Addressed("place:stub/T1/C1", place, None, "en", NOW)
        post(tx, "k", "test", "1", {"en": card("Hello")}, [recipient], NOW)
    await bench.drain()
    assert bench.stub.to == ["C1"]
    assert bench.stub.opened == 0


async def test_nothing_goes_before_its_moment(bench: Bench) -> None:
    bench.post(bench.people(1), not_before=NOW + MINUTE)
    assert await bench.drain() == 0
    bench.clock.pass_(60)
    assert await bench.drain() == 1


async def test_what_a_person_waits_for_goes_first(bench: Bench) -> None:
    everyone = bench.people(4)
    bench.stub.capabilities = replace(CAPABILITIES, rate=50.0)
    bench.post(everyone[:3], "bulk")
    bench.post(everyone[3:], "answer", priority=ANSWER)
    await bench.drain()
    assert bench.stub.to[0] == "Dp3"


async def test_a_person_who_stopped_meanwhile_gets_nothing(bench: Bench) -> None:
    broadcast = bench.post(bench.people(2))
    with bench.database.write() as tx:
        people.stop(tx, "p0", stopped=True)
    await bench.drain()
    assert bench.stub.to == ["Dp1"]
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [
        ("cancelled", "they asked the bot to stop"),
        ("sent", ""),
    ]


async def test_two_accounts_that_turn_out_to_be_one_person_get_one_copy(bench: Bench) -> None:
    broadcast = bench.post(bench.people(2))
    with bench.database.write() as tx:
        linking.merge(tx, "p0", "p1")
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 1}


async def test_cancel_pause_and_resume(bench: Bench) -> None:
    broadcast = bench.post(bench.people(5))
    with bench.database.write() as tx:
        assert pause(tx, broadcast, NOW) == 5
    assert await bench.drain() == 0
    with bench.database.write() as tx:
        assert resume(tx, broadcast, NOW) == 5
        assert cancel(tx, broadcast, NOW) == 5
    assert await bench.drain() == 0
    assert bench.states(broadcast) == {"cancelled": 5}


@pytest.mark.parametrize(("change", "state"), [(pause, "paused"), (cancel, "cancelled")])
async def test_what_comes_back_while_the_rest_is_stopped_stops_too(bench: Bench, change: object, state: str) -> None:
    broadcast = bench.post(bench.people(1))

    def stop() -> None:
        with bench.database.write() as tx:
            change(tx, broadcast, NOW)  # type: ignore[operator]

    bench.stub.answers, bench.stub.before_send = [Later(1, "busy")], stop
    await bench.drain()
    assert bench.states(broadcast) == {state: 1}


async def test_a_complaint_blocks_the_lane_and_slows_it_down(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, rate=20.0)
    broadcast = bench.post(bench.people(5))
    bench.stub.answers = [Later(30, "slow down")]
    assert await bench.drain() == 1
    assert bench.states(broadcast) == {"pending": 5}
    assert [one.reason for one in bench.copies(broadcast)].count("slow down") == 1
    assert await bench.drain() == 0
    bench.clock.pass_(31)
    with bench.database.write() as tx:
        lane = lanes.hold(tx, "stub:T1", lanes.acquire(tx, "stub:T1"))
    assert lane
    assert lane.rate == 16.0
    while bench.states(broadcast) != {"sent": 5}:
        await bench.drain()
        bench.clock.pass_(1)
    assert len(bench.stub.to) == 5


async def test_trouble_with_one_address_makes_nobody_else_wait(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, rate=20.0)
    broadcast = bench.post(bench.people(5))
    bench.stub.answers = [Later(0, "greylisted")]
    assert await bench.drain() == 5
    assert bench.states(broadcast) == {"sent": 4, "pending": 1}
    with bench.database.write() as tx:
        lane = lanes.hold(tx, "stub:T1", lanes.acquire(tx, "stub:T1"))
    assert lane
    assert (lane.rate, lane.blocked_until) == (None, None)


async def test_a_conversation_gets_one_message_a_second(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, place_rate=1.0)
    (one, other) = bench.people(2)
    for number in range(3):
        bench.post([one], f"k{number}")
    bench.post([other], "k9")
    seen = []
    for _ in range(4):
        await bench.drain()
        seen.append(sorted(bench.stub.to))
        bench.clock.pass_(1)
    assert [len(one) for one in seen] == [2, 3, 4, 4]
    assert seen[0] == ["Dp0", "Dp1"]


async def test_what_can_never_arrive_says_why(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))
    bench.stub.answers = [Never("the account is closed")]
    await bench.drain()
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [("failed", "the account is closed")]


async def test_what_was_tried_too_often_is_dead_until_staff_send_it_again(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))
    bench.terms = Terms(linger=0.0, attempts=3)
    bench.stub.answers = [Later(1, "busy")] * 3
    for _ in range(6):
        await bench.drain()
        bench.clock.pass_(1000)
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [("dead", "tried 3 times: busy")]
    with bench.database.write() as tx:
        assert resend(tx, broadcast, bench.clock()) == 1
    assert await bench.drain() == 1
    assert bench.states(broadcast) == {"sent": 1}


async def test_an_answer_that_was_lost_is_looked_up_and_not_sent_again(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    bench.stub.answers = [None, Unknown("timed out")]
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 1, "sending": 2}
    assert await bench.drain() == 0
    bench.clock.pass_(15)
    assert await bench.drain() == 2
    assert bench.states(broadcast) == {"sent": 3}
    assert sorted(bench.stub.to) == ["Dp0", "Dp1", "Dp2"]
    assert len(bench.stub.looked_up) == 2


async def test_where_nobody_can_look_it_is_held_for_staff(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, on_doubt="hold")
    broadcast = bench.post(bench.people(2))
    bench.stub.answers = [None, Unknown("timed out")]
    await bench.drain()
    bench.clock.pass_(15)
    await bench.drain()
    assert bench.states(broadcast) == {"uncertain": 2}
    with bench.database.write() as tx:
        assert broadcasts.prove(tx, broadcast, "p0", NOW)
        assert not broadcasts.prove(tx, broadcast, "p0", NOW)
        assert resend(tx, broadcast, bench.clock()) == 1
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 2}


async def test_where_a_repeated_key_is_one_message_it_is_sent_again(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, on_doubt="resend")
    broadcast = bench.post(bench.people(1))
    bench.stub.answers = [None]
    await bench.drain()
    bench.clock.pass_(15)
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 1}
    assert len({key for key, _, _ in bench.stub.posted}) == 1


async def test_an_earlier_owner_claims_nothing_and_records_what_it_has_sent(bench: Bench) -> None:
    broadcast = bench.post(bench.people(600))
    bench.terms = Terms(linger=0.0, at_once=4)

    def take() -> None:
        with bench.database.write() as tx:
            lanes.acquire(tx, "stub:T1")

    bench.stub.before_send = take
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 4, "pending": 596}


async def test_what_a_frozen_owner_wakes_up_with_is_not_sent(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    bench.stub.capabilities = replace(CAPABILITIES, rate=20.0)

    def freeze_and_be_replaced() -> None:
        with bench.database.write() as tx:
            lanes.acquire(tx, "stub:T1")
        time.sleep(0.3)

    bench.stub.before_send = freeze_and_be_replaced
    await bench.drain(replace(bench.outbox, terms=Terms(linger=0.0, send_timeout=0.4)))
    assert len(bench.stub.to) == 1
    assert bench.states(broadcast) == {"sent": 1, "pending": 2}


async def test_once_it_is_stopping_nothing_more_is_claimed(bench: Bench) -> None:
    broadcast = bench.post(bench.people(600))
    outbox = replace(bench.outbox, terms=Terms(linger=0.0, at_once=4))
    bench.stub.before_send = outbox.stopping.set
    await bench.drain(outbox)
    states = bench.states(broadcast)
    assert set(states) == {"sent", "pending"}
    assert 1 <= states["sent"] <= 4


class Outage(Database):
    """A database that goes away once something was sent, and comes back."""

    down = 0

    @contextmanager
    def write(self, *, brief: bool = False) -> Iterator[Transaction]:
        if self.down > 0:
            self.down -= 1
            raise DatabaseDown("gone")
        with super().write(brief=brief) as tx:
            yield tx


async def test_receipts_wait_while_the_database_is_down(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.usecases.delivering.RETRY", 0.01)
    broadcast = bench.post(bench.people(5))
    lost = Outage(bench.database.url.render_as_string(hide_password=False))

    def cut() -> None:
        lost.down = 3

    bench.stub.before_send = cut
    await bench.drain(replace(bench.outbox, database=lost))
    lost.close()
    assert bench.states(broadcast) == {"sent": 5}
    assert len(bench.stub.to) == 5


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


async def test_lanes_do_not_wait_for_each_other(bench: Bench) -> None:
    one, other = bench.people(2)
    bench.post([one], "a", sender=Sender("stub", "T1", "one"))
    bench.post([other], "b", sender=Sender("stub", "T2", "other"))
    bench.stub.answers = [Later(60, "slow down")]
    await bench.drain()
    assert len(bench.stub.to) == 1


async def test_a_fault_of_our_own_leaves_a_doubt(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))

    def fail() -> None:
        raise ZeroDivisionError

    bench.stub.before_send = fail
    await bench.drain()
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [
        ("sending", "the bot failed while sending it")
    ]


async def test_finished_broadcasts_are_forgotten_with_time(bench: Bench) -> None:
    one, other = bench.people(2)
    bench.post([one], "done")
    await bench.drain()
    waiting = bench.post([other], "waiting", not_before=NOW + MINUTE)
    with bench.database.write() as tx:
        assert broadcasts.purge(tx, NOW + MINUTE) == 1
        assert broadcasts.find(tx, "waiting") == waiting
        assert broadcasts.find(tx, "done") is None


async def test_a_closed_door_is_the_reason(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))
    await bench.drain(replace(bench.outbox, platforms={}))
    assert [one.reason for one in bench.copies(broadcast)] == ["the door to this person's platform is closed"]


async def test_an_owner_stays_with_its_lane_for_a_moment(bench: Bench) -> None:
    first, second = bench.people(2)
    bench.post([first], "a")
    staying = asyncio.create_task(bench.drain(replace(bench.outbox, terms=Terms(linger=5.0))))
    while not bench.stub.to:
        await asyncio.sleep(0.01)
    bench.post([second], "b")
    while len(bench.stub.to) < 2:
        await asyncio.sleep(0.01)
    staying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staying
