"""Three champions behind the real doors, and somebody of the team who introduces them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store import intro_rounds, introductions
from tests.wire.test_loop import Somebody
from tests.wire.three_doors import Correspondent, Doors

AMINA, DEV, MORWENNA = "Amina Saltworth", "Dev Periwinkle", "Morwenna Tidey"
NAMES = (AMINA, DEV, MORWENNA)


@dataclass
class Champions:
    """Amina is in Slack, Dev in Teams, Morwenna has e-mail; Sam, of the team, is in Slack."""

    doors: Doors
    amina: Somebody
    dev: Somebody
    morwenna: Correspondent
    sam: Somebody

    @property
    def all(self) -> dict[str, Somebody | Correspondent]:
        return {AMINA: self.amina, DEV: self.dev, MORWENNA: self.morwenna}

    async def planned(self) -> str:
        """What Sam sees of a new round."""
        await self.sam.say("introduction rounds")
        await self.sam.press("Plan a round")
        return self.sam.heard()[-1]

    async def sent(self) -> None:
        await self.sam.press("Send it")
        await self.doors.deliver()

    async def later(self, **time: float) -> None:
        self.doors.clock.pass_(**time)
        await self.doors.deliver()

    def asking(self) -> set[str]:
        """Who is asked about somebody now, by their first names."""
        with self.doors.database.read() as tx:
            latest = intro_rounds.latest(tx)[0]
            found = [one for one in introductions.of_round(tx, latest.id) if one.state == "asking"]
        return {person.partition("-")[0] for one in found for person in one.people}

    def nobody_is_named(self) -> None:
        for name, one in self.all.items():
            said = "\n".join(one.heard())
            assert not [other for other in NAMES if other != name and other in said], name

    async def close(self) -> None:
        await self.doors.slack.settle()
        assert self.doors.slack.slack.world.refused == []
        assert self.doors.teams.connector.mistakes == []
