"""The ledger: what is posted goes to each once, whatever the platform answers and whoever owns the lane."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.events import Place, Sender
from bot.platform import Later, Never
from bot.store import broadcasts, lanes, linking, people
from bot.usecases.posting import ANSWER, Addressed, cancel, pause, post, resume
from tests.conftest import NOW
from tests.store.outbox import CAPABILITIES, Bench, card

MINUTE = dt.timedelta(minutes=1)


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


async def test_lanes_do_not_wait_for_each_other(bench: Bench) -> None:
    one, other = bench.people(2)
    bench.post([one], "a", sender=Sender("stub", "T1", "one"))
    bench.post([other], "b", sender=Sender("stub", "T2", "other"))
    bench.stub.answers = [Later(60, "slow down")]
    await bench.drain()
    assert len(bench.stub.to) == 1


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
