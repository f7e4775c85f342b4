"""Reminds the owners of questions, puts stale answers away, shows owners what contradicts itself, and tells the team each
Monday what waits."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.knowledge.contradictions import contradictions
from bot.usecases.contradicting import tell_owners
from bot.usecases.planning_routes import House
from bot.usecases.reminding import put_away, remind, tell_week

EVERY = 600.0


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    await asyncio.to_thread(look, dispatch)


def look(dispatch: Dispatch) -> None:
    """Do what is due now."""
    now, config = dispatch.clock(), dispatch.settings.config
    house = House.of(dispatch.settings, dispatch.doors)
    dispatch.shelf.refresh()
    pairs = contradictions(dispatch.shelf.library.approved.faqs)
    with dispatch.database.write() as tx:
        remind(tx, config.questions, house, now)
        put_away(tx, config.coalition.zone, now)
        tell_week(tx, house, now)
        tell_owners(tx, pairs, house, now)
