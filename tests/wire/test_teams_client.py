"""What goes out to Teams: every error of the connector becomes the right outcome, on both back ends."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.transport import Address, BadActivity, Lost, Refused, Unreachable
from bot.cards import Card, Text, words_of
from bot.events import Place, Sender, Sent
from bot.platform import Delivered, Later, Never, Unknown
from bot.store import references
from bot.store.database import Database
from tests.stories.door import Clock
from tests.wire.teams.connector import Conversation, Fault
from tests.wire.teams.house import (
    APP,
    BACK_ENDS,
    CARD,
    HERE,
    TENANT,
    met,
    opened,
    words,
)


def reference(database: Database) -> references.Reference | None:
    with database.read() as tx:
        return references.find(tx, "teams", TENANT, "a:ann")


@BACK_ENDS
@pytest.mark.parametrize(
    ("fault", "expected", "says", "stays"),
    [
        (Fault(429, "TooManyRequests", 7), Later, "slow down", True),
        (Fault(412, "PreconditionFailed"), Later, "busy", True),
        (Fault(502), Later, "busy", True),
        (Fault(503, retry_after=3), Later, "busy", True),
        (Fault(504), Later, "busy", True),
        (Fault(401), Later, "registration", True),
        (Fault(500), Unknown, "failed", True),
        (Fault(0), Unknown, "broke", True),
        (Fault(0, after=True), Unknown, "broke", True),
        (Fault(302), Unknown, "failed", True),
        (Fault(403, "ConversationBlockedByUser"), Never, "blocked", True),
        (Fault(403, "MessageWritesBlocked"), Never, "blocked or removed", True),
        (Fault(403, "BotNotInConversationRoster"), Never, "removed", False),
        (Fault(403, "BotDisabledByAdmin"), Never, "administrator", True),
        (Fault(403, "ForbiddenOperationException"), Never, "not allow", True),
        (Fault(403, "NotEnoughPermissions"), Never, "permission", True),
        (Fault(404, "ConversationNotFound"), Never, "no longer exists", False),
        (Fault(429, "TooManyRequests"), Later, "slow down", True),
        (Fault(403, "SomethingNew"), Never, "not allow", True),
        (Fault(403), Never, "not allow", True),
        (Fault(404, "ActivityNotFoundInConversation"), Never, "not there", True),
        (Fault(413, "MessageSizeTooBig"), Never, "too large", True),
        (Fault(501), Unknown, "failed", True),
        (Fault(400, "BadSyntax"), Never, "BadSyntax", True),
    ],
    ids=lambda value: f"{value.status}-{value.code}{'-after' * value.after}" if isinstance(value, Fault) else None,
)
async def test_every_error_is_an_outcome(
    sqlite: Database, sdk: str, fault: Fault, expected: type, says: str, *, stays: bool
) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        house.connector.faults = [fault]
        outcome = await house.platform.send(HERE, Card("Hello", CARD.blocks[:1]), "key")
        assert type(outcome) is expected
        assert says in outcome.reason
        assert len(house.connector.calls) == 1, "a call is made once: its repetition is the outcome's business"
        if fault.retry_after is not None:
            assert outcome.wait == fault.retry_after
        assert (reference(sqlite) is not None) is stays


@BACK_ENDS
async def test_what_is_sent_can_be_replaced_and_taken_back(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        first = await house.platform.send(HERE, CARD, "key")
        assert isinstance(first, Delivered)
        done = await house.platform.update(first.sent, Card("Bye", (Text("Bye"),)))
        assert done == first
        assert words(house.connector.said("a:ann")[-1]).split() == ["Bye"]
        gone = await house.platform.update(Sent(HERE, "404"), CARD)
        assert isinstance(gone, Never)
        assert reference(sqlite) is not None, "a missing message is no missing conversation"


@BACK_ENDS
async def test_a_reply_in_a_channel_goes_to_its_thread(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann", kind="channel", id="19:c@thread.tacv2")
        ann.thread = "1234"
        await ann.say(
            "<at>Coast Bot</at> help",
            entities=[{"type": "mention", "text": "<at>Coast Bot</at>", "mentioned": {"id": f"28:{APP}"}}],
        )
        (reply,) = house.connector.said("19:c@thread.tacv2")
        assert reply["_thread"] == "1234"


@BACK_ENDS
async def test_a_conversation_that_moved_is_followed(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        old = reference(sqlite)
        assert old is not None
        with sqlite.write() as tx:
            moved = references.Reference("teams", TENANT, "a:bob", "personal", f"{house.base}/uk/", APP, "aad-bob")
            references.keep(tx, moved, Clock()().replace(year=2027))
        house.connector.faults = [Fault(404, "ConversationNotFound")]
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)
        assert [path.split("/")[1] for _, path, _ in house.connector.calls] == ["emea", "uk"]
        found = reference(sqlite)
        assert found
        assert found.service == f"{house.base}/uk/"


@BACK_ENDS
async def test_a_stranger_is_reached_through_a_new_conversation_and_then_that_one(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        bob = Sender("teams", TENANT, "aad-bob")
        place = await house.platform.open_direct(bob)
        assert isinstance(place, Place)
        assert await house.platform.open_direct(bob) == place
        assert sum(method == "POST" for method, _, _ in house.connector.calls) == 1
        assert isinstance(await house.platform.send(place, CARD, "key"), Delivered)
        assert await house.platform.open_direct(Sender("teams", TENANT, "aad-ann")) == HERE
        unknown = await house.platform.open_direct(Sender("teams", "other", "x"))
        assert isinstance(unknown, Never)
        house.connector.faults = [Fault(403, "BotDisabledByAdmin")]
        assert isinstance(await house.platform.open_direct(Sender("teams", TENANT, "aad-eve")), Never)


@BACK_ENDS
async def test_a_large_card_arrives_whole_in_several_messages(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        before = len(house.connector.said("a:ann"))
        card = Card("Long", tuple(Text(f"{n}: " + "wörd " * 700) for n in range(20)))
        assert isinstance(await house.platform.send(HERE, card, "key"), Delivered)
        said = house.connector.said("a:ann")[before:]
        assert len(said) > 1
        assert "".join(map(words, said)).split() == words_of(card).split()
        house.connector.faults = [Fault(413, "MessageSizeTooBig")]
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)
        house.connector.faults = [Fault(413, "MessageSizeTooBig")] * 9
        assert isinstance(await house.platform.send(HERE, Card("x", (Text("x"),)), "key"), Never)


@BACK_ENDS
async def test_a_replacement_that_is_too_large_is_cut_too(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        first = await house.platform.send(HERE, CARD, "key")
        assert isinstance(first, Delivered)
        before = len(house.connector.said("a:ann"))
        card = Card("Two", (Text("one " * 2000), Text("two " * 2000)))
        house.connector.faults = [Fault(413, "MessageSizeTooBig", only="PUT")]
        assert await house.platform.update(first.sent, card) == first
        said = house.connector.said("a:ann")[before - 1 :]
        assert [words(part).split()[0] for part in said] == ["one", "two"]


@BACK_ENDS
async def test_before_the_door_opens_messages_wait(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
    assert isinstance(await house.platform.send(HERE, CARD, "key"), Later)
    assert isinstance(await house.platform.send(Place("teams", TENANT, "a:nobody"), CARD, "key"), Never)


@BACK_ENDS
async def test_the_six_verbs(sqlite: Database, sdk: str) -> None:
    """Both back ends say the same on the wire, lose no field, and fail alike."""
    async with opened(sqlite, sdk=sdk) as house:
        there = house.connector.conversations["19:x@thread"] = Conversation(
            "group", TENANT, [{"id": f"29:{number}", "email": f"{number}@example.org"} for number in range(5)]
        )
        line, to = house.platform._transport, Address(house.service, "19:x@thread;messageid=5", APP)
        assert line is not None
        odd = {"type": "message", "text": "é 😀", "entities": [{"type": "new", "deep": {"er": [1]}}], "unknownField": 1}
        id = await line.send(to, odd)
        assert there.activities[id] == odd | {"_thread": "5"}
        await line.update(to, id, odd | {"text": "b"})
        assert there.activities[id]["text"] == "b"
        await line.delete(to, id)
        assert there.deleted == [id]
        assert [member["id"] for member in await line.members(to)] == [f"29:{number}" for number in range(5)]
        assert (await line.members(to, "29:3"))[0]["email"] == "3@example.org"
        made = await line.create_conversation(
            Address(house.service, "", APP), {"members": [{"id": "29:9"}], "tenantId": TENANT}
        )
        assert made in house.connector.conversations
        got: list[dict[str, Any]] = []

        async def logic(activity: dict[str, Any]) -> None:
            got.append(activity)

        await line.receive(odd, logic)
        assert got == [odd]
        with pytest.raises(BadActivity):
            await line.receive({"type": 5, "from": 3}, logic)
        house.connector.faults = [Fault(418, "Teapot", 9), Fault(0)]
        with pytest.raises(Refused) as refused:
            await line.send(to, odd)
        assert (refused.value.status, refused.value.code, refused.value.retry_after) == (418, "Teapot", 9)
        with pytest.raises(Lost):
            await line.send(to, odd)
        with pytest.raises(Unreachable):
            await line.send(Address("http://127.0.0.1:1/", "x", APP), odd)
