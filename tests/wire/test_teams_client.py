"""What goes out to Teams: every error of the connector becomes the right outcome, on both back ends."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from adapters.teams.check import check
from adapters.teams.registrations import Registered
from adapters.teams.tokens import fetch
from adapters.teams.transport import Address, BadActivity, Lost, Refused, Unreachable
from bot.cards import Button, Buttons, Card, Text, words_of
from bot.events import Action, Place, Sender, Sent
from bot.platform import Delivered, Later, Never, Unknown
from bot.store import references
from bot.store.database import Database
from tests.stories.door import Clock
from tests.wire.teams.connector import Conversation, Fault
from tests.wire.teams.house import APP, PASSWORD, TENANT, House, environment, opened, settings, words
from tests.wire.teams.identity import key

BACK_ENDS = pytest.mark.parametrize("sdk", ["botbuilder", "teams-sdk"])
CARD = Card("Hello", (Text("Hello"), Buttons((Button("Go", Action("go")),))))
HERE = Place("teams", TENANT, "a:ann")


async def met(house: House) -> None:
    """The bot and Ann know each other."""
    await house.person("ann", "ann@example.org").say("help")
    house.connector.calls.clear()


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
async def test_the_rest_of_a_message_waits_for_its_turn_and_else_is_in_doubt(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        card = Card("Long", tuple(Text("word " * 800) for _ in range(14)))
        posts = house.connector._posts["a:ann"]
        posts.extend([time.monotonic()] * 5)
        before = len(house.connector.said("a:ann"))
        assert isinstance(await house.platform.send(HERE, card, "key"), Delivered)
        said = house.connector.said("a:ann")[before:]
        assert "".join(map(words, said)).split() == words_of(card).split()
        posts.clear()
        posts.extend([time.monotonic() - 10] * 59)  # of the 60 that go in half a minute
        outcome = await house.platform.send(HERE, card, "key")
        assert isinstance(outcome, Unknown)
        assert "only the beginning" in outcome.reason


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
async def test_the_published_limits_are_met_with_later(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        outcomes = [await house.platform.send(HERE, CARD, "key") for _ in range(9)]
        assert all(isinstance(outcome, Delivered) for outcome in outcomes), "a burst is spaced here"
        house.connector._posts["a:ann"].extend([time.monotonic()] * 6)
        outcome = await house.platform.send(HERE, CARD, "key")
        assert isinstance(outcome, Later)
        assert outcome.wait >= 1


@BACK_ENDS
async def test_waits_double_while_a_service_is_down(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        house.connector.faults = [Fault(503) for _ in range(4)]
        waits = [
            outcome.wait for _ in range(4) if isinstance(outcome := await house.platform.send(HERE, CARD, ""), Later)
        ]
        assert waits == [2, 4, 8, 16]
        assert isinstance(await house.platform.send(HERE, CARD, ""), Delivered)
        house.connector.faults = [Fault(503)]
        again = await house.platform.send(HERE, CARD, "")
        assert isinstance(again, Later)
        assert again.wait == 2


@BACK_ENDS
async def test_a_token_is_fetched_once_and_again_when_refused(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        there = house.connector.identity
        for _ in range(3):
            await house.platform.send(HERE, CARD, "key")
        assert len(there.forms) == 1
        there.issued.clear()
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Later)
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)
        assert len(there.forms) == 2


@BACK_ENDS
async def test_a_token_about_to_end_is_fetched_anew(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        house.connector.identity.lasts = 200
        await met(house)
        before = len(house.connector.identity.forms)
        await house.platform.send(HERE, CARD, "key")
        assert len(house.connector.identity.forms) == before + 1


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


async def test_the_doctor_tries_each_secret_and_warns_of_its_end(sqlite: Database) -> None:
    async with opened(sqlite) as house:
        env = environment(house.base)
        soon = settings(env, registrations=[{"secret_expires": "2026-03-23"}])
        found = {finding.detail: finding.state for finding in await check(soon, Clock())}
        assert found["its password works"] == "ok"
        assert found["its secret ends in 20 days, on 2026-03-23"] == "warning"
        far = settings(env, registrations=[{"secret_expires": "2027-03-23"}])
        assert {finding.state for finding in await check(far, Clock())} == {"ok"}
        wrong = await check(settings(env | {"MICROSOFT_APP_PASSWORD": "wrong"}), Clock())
        assert any(finding.state == "broken" and "Invalid client secret" in finding.detail for finding in wrong)
        assert PASSWORD not in repr(wrong)
        over = settings(env, registrations=[{"secret_expires": "2026-03-01"}])
        assert any(finding.state == "broken" and "ended on" in finding.detail for finding in await check(over, Clock()))
        house.connector.identity.secrets.clear()
    nobody = await check(settings(env), Clock())
    assert any(finding.state == "warning" and "could not be tried" in finding.detail for finding in nobody)
    (closed,) = await check(settings({}), Clock())
    assert closed.state == "closed"
    assert "MICROSOFT_APP_ID" in closed.detail
    (refused,) = await check(settings({"TEAMS_ANONYMOUS": "1"}, web={"host": "0.0.0.0"}), Clock())
    assert refused.state == "broken"


async def test_a_back_end_whose_package_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "adapters.teams.teams_sdk", raising=False)
    monkeypatch.setitem(sys.modules, "microsoft_teams.common.http", None)
    (found,) = await check(settings({}, sdk="teams-sdk"), Clock())
    assert (found.state, found.detail) == (
        "broken",
        "teams.sdk: teams-sdk needs a package: pip install 'coalition-bot[teams-sdk]'",
    )


async def test_the_doctor_tells_registrations_apart(sqlite: Database) -> None:
    """One works, one has a wrong secret that ends soon, one a certificate that says itself when it ends, one lacks its
    tenant."""
    york = {"app_id_env": "YORK_ID", "app_password_env": "YORK_SECRET", "tenant_id_env": "YORK_TENANT"}
    leeds = {"app_id_env": "LEEDS_ID", "certificate_env": "LEEDS_PEM", "tenant_id_env": "LEEDS_TENANT"}
    hull = {"app_id_env": "HULL_ID", "app_password_env": "HULL_SECRET", "tenant_id_env": "HULL_TENANT"}
    pem, _ = certificate(ends=dt.datetime(2026, 4, 2, tzinfo=dt.UTC))
    york_set = {"YORK_ID": "york", "YORK_SECRET": "wrong", "YORK_TENANT": "y"}
    leeds_set = {"LEEDS_ID": "leeds", "LEEDS_PEM": pem, "LEEDS_TENANT": "l"}
    async with opened(sqlite) as house:
        house.connector.identity.secrets |= {"york": "right", "leeds": ""}
        env = environment(house.base) | york_set | leeds_set | {"HULL_ID": "hull", "HULL_SECRET": "h"}
        several = settings(
            env, registrations=[{"secret_expires": "2027-01-01"}, york | {"secret_expires": "2026-04-03"}, leeds, hull]
        )
        said = [(found.name, found.state, found.detail.partition(":")[0]) for found in await check(several, Clock())]
    assert said == [
        ("teams MICROSOFT_APP_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams YORK_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams LEEDS_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams HULL_ID", "warning", "not set"),
        (f"teams {APP}", "ok", "its password works"),
        ("teams york", "broken", "its password does not work"),
        ("teams leeds", "ok", "its certificate works"),
        (f"teams {APP}", "ok", "its secret lasts until 2027-01-01"),
        ("teams york", "ok", "its secret lasts until 2026-04-03"),
        ("teams leeds", "warning", "its certificate ends in 30 days, on 2026-04-02"),
    ]
    assert several.expiries == (
        ("MICROSOFT_APP_PASSWORD", dt.date(2027, 1, 1)),
        ("YORK_SECRET", dt.date(2026, 4, 3)),
    )
    unknown = await check(settings(environment(house.base)), Clock())
    assert [found.state for found in unknown if "nobody is warned" in found.detail] == ["warning"]


async def test_a_certificate_signs_for_a_token(sqlite: Database) -> None:
    pem, public = certificate()
    async with opened(sqlite) as house, aiohttp.ClientSession() as session:
        url = f"{house.base}/token/{{tenant}}"
        one = Registered(APP, TENANT, frozenset({TENANT}), None, SecretStr(pem), None)
        token, lasts = await fetch(session, url, one)
        assert (token, lasts) == (f"token-1-{APP}", 3600)
        form = house.connector.identity.forms[-1]
        claims = jwt.decode(
            form["client_assertion"], public, algorithms=["PS256"], audience=f"{house.base}/token/{TENANT}"
        )
        assert (claims["iss"], claims["sub"]) == (APP, APP)
        assert jwt.get_unverified_header(form["client_assertion"])["x5t#S256"]
        with pytest.raises(Refused, match="PEM"):
            await fetch(session, url, Registered(APP, TENANT, frozenset(), None, SecretStr("nonsense"), None))


def certificate(ends: dt.datetime = dt.datetime(2036, 1, 1, tzinfo=dt.UTC)) -> tuple[str, Any]:
    """A self-signed certificate with its key, as PEM, and the public key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot")])
    private = key(0)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(ends)
        .sign(private, hashes.SHA256())
    )
    encoded = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (encoded + made.public_bytes(serialization.Encoding.PEM)).decode(), private.public_key()


@BACK_ENDS
async def test_more_than_a_tenant_takes_in_a_second_waits(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        others = house.connector._posts[f"tenant {TENANT}"]
        others.extend([time.monotonic() + 60] * 50)  # other conversations of the tenant, whenever the clock is read
        outcome = await house.platform.send(HERE, CARD, "key")
        assert isinstance(outcome, Later)
        assert outcome.wait >= 1
        others.clear()
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)
