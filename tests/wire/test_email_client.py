"""The e-mail door against a real mail server: what arrives, and what each refusal means."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import replace
from email.message import EmailMessage

import pytest

from adapters.email import smtp
from bot.cards import Button, Buttons, Card, Text
from bot.events import Action, Place, Sender
from bot.platform import Delivered, Later, Never, Outcome, Unknown
from bot.store import mailboxes, preferences
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from tests.conftest import NOW
from tests.wire.email.sending import ANN, CARD, platform, send
from tests.wire.email.server import Script, serving, settings_for


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_email_arrives_with_both_halves_and_every_header(script: Script, port: int, sqlite: Database) -> None:
    settings = settings_for(port, reply_to="hub@hub.example", bounces_to="bounces@hub.example")
    outcome = send(settings, sqlite)
    ((sender, to, message),) = script.taken
    assert isinstance(outcome, Delivered)
    assert (sender, to) == ("bounces@hub.example", ANN)
    assert outcome.sent.id == message["message-id"]
    assert message["from"] == "Imagined Coast Coalition <bot@hub.example>"
    assert (message["to"], message["reply-to"], message["subject"]) == (ANN, "hub@hub.example", CARD.summary)
    assert (message["auto-submitted"], message["content-language"]) == ("auto-generated", "en")
    assert message["date"].datetime == NOW
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    link = message["list-unsubscribe"].strip("<>")
    assert link.startswith("http://127.0.0.1:8080/unsubscribe/")
    for kind in ("plain", "html"):
        assert "The spring gathering is on 4 March." in body(message, kind)
        assert link in body(message, kind)
    assert max(map(len, script.raw[0].split(b"\r\n"))) <= 998


def test_a_repeated_key_is_the_same_message(script: Script, port: int, sqlite: Database) -> None:
    settings = settings_for(port)
    for key, to in (("b1-7", ANN), ("b1-7", ANN), ("b1-8", ANN), ("b1-7", "bob@partner.example")):
        send(settings, sqlite, to, key=key)
    ids = [message["message-id"] for _, _, message in script.taken]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert platform(settings, sqlite).capabilities.on_doubt == "hold"


def test_a_person_is_written_to_in_their_language(script: Script, port: int, sqlite: Database) -> None:
    with sqlite.write() as tx:
        tx.add(PersonRow(id="ann", name="Ann", email=ANN, language="cy", stopped=False, source="", created=NOW))
    send(settings_for(port), sqlite)
    message = script.taken[0][2]
    assert message["content-language"] == "cy"
    assert '<html lang="cy">' in body(message, "html")


def test_who_asked_for_large_print_gets_it_and_nobody_else(script: Script, port: int, sqlite: Database) -> None:
    settings = settings_for(port)
    with sqlite.write() as tx:
        tx.add(PersonRow(id="ann", name="Ann", email=ANN, language="en", stopped=False, source="", created=NOW))
        tx.flush()
        preferences.choose(tx, "ann", replace(settings.usual, large_print=True))
    for to in (ANN, "bob@partner.example"):
        send(settings, sqlite, to)
    large, usual = (body(message, "html") for _, _, message in script.taken)
    assert "font:24px/1.5" in large
    assert "font:16px/1.5" in usual
    for page in (large, usual):  # every other size is in proportion
        assert set(re.findall(r"font-size:([\d.]+)([a-z]+)", page)) <= {("1.25", "em"), (".875", "em")}


def test_nothing_that_people_wrote_becomes_a_header(script: Script, port: int, sqlite: Database) -> None:
    nasty = "Hello\r\nBcc: all@partner.example\r\n\r\nYou won\u202e \x00 a prize\u2028To: x"
    settings = settings_for(port, from_name="Hub\r\nBcc: all@partner.example")
    assert isinstance(send(settings, sqlite, card=Card(nasty, (Text(nasty),))), Delivered)
    message = script.taken[0][2]
    assert message["bcc"] is None
    assert message["subject"] == "Hello Bcc: all@partner.example You won a prize To: x"
    assert message.get_all("to") == [ANN]
    for wrong in ("ann@partner.example\r\nBcc: b@c.example", "ann partner.example", "<ann@partner.example>", "@", ""):
        assert isinstance(send(settings, sqlite, wrong), Never)
    assert len(script.taken) == 1


def test_a_long_summary_begins_the_message_in_full(script: Script, port: int, sqlite: Database) -> None:
    summary = "A very long piece of news " * 12
    send(settings_for(port), sqlite, card=Card(summary, (Text("Details follow."),)))
    message = script.taken[0][2]
    assert len(message["subject"]) <= 120
    assert summary.strip() in " ".join(body(message, "plain").split())


def test_any_alphabet(script: Script, port: int, sqlite: Database) -> None:
    greek = "δοκιμή@παράδειγμα.δοκιμή"
    settings = settings_for(port, from_name="Clymblaid yr Arfordir ŵ")
    assert isinstance(send(settings, sqlite, greek, Card("Ŵyl Δοκιμή 🎉", (Text("Croeso, γειά 🎉"),))), Delivered)
    _, to, message = script.taken[0]
    assert to == "δοκιμή@xn--hxajbheg2az3al.xn--jxalpdlp"
    assert (message["subject"], body(message, "plain")[:15]) == ("Ŵyl Δοκιμή 🎉", "Croeso, γειά 🎉\n")
    assert isinstance(send(settings, sqlite, "ann@bücher.example"), Delivered)
    assert script.taken[1][1] == "ann@xn--bcher-kva.example"


def test_a_server_without_smtputf8_says_why_not(script: Script, sqlite: Database) -> None:
    with serving(script, utf8=False) as port:
        assert send(settings_for(port), sqlite, "δοκιμή@partner.example") == Never(smtp.NO_UTF8)
        assert isinstance(send(settings_for(port), sqlite, "ann@bücher.example"), Delivered)


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        ("recipient", "550 5.1.1 no such user", Never("the mailbox does not exist")),
        ("recipient", "550 gone", Never("the mailbox does not exist or does not take the bot's mail")),
        ("recipient", "552 5.2.2 full", Never("the mailbox is full")),
        ("recipient", "450 4.2.0 greylisted, come back", Later(0.0, "the mailbox is busy")),
        ("recipient", "452 4.2.2 over quota", Later(0.0, "the mailbox is full")),
        (
            "recipient",
            "421 4.7.0 too many",
            Later(60.0, "the person's mail server refuses mail from the bot, or takes it for spam"),
        ),
        ("message", "451 4.3.0 try again", Later(0.0, "the mail server has a fault of its own")),
        (
            "message",
            "554 5.7.1 spam",
            Never("the person's mail server refuses mail from the bot, or takes it for spam"),
        ),
        ("message", "552 5.3.4 too big", Never("the message is too long for the mail server")),
        (
            "sender",
            "550 5.7.1 not you",
            Later(300.0, "the mail server does not let the bot send from its address; `bot doctor` says more"),
        ),
        ("sender", "451 4.3.2 later", Later(60.0, "the mail server is busy")),
    ],
)
def test_each_refusal_has_its_outcome(
    script: Script, port: int, sqlite: Database, step: str, reply: str, outcome: Outcome
) -> None:
    setattr(script, f"at_{step}", reply)
    assert send(settings_for(port), sqlite) == outcome
    assert script.taken == []


def test_a_mailbox_that_does_not_exist_is_not_asked_again(script: Script, port: int, sqlite: Database) -> None:
    settings = settings_for(port)
    script.at_recipient = "550 5.1.1 no such user"
    send(settings, sqlite)
    script.at_recipient = ""
    assert send(settings, sqlite) == Never("the mailbox does not exist")
    opened = asyncio.run(platform(settings, sqlite).open_direct(Sender("email", "", ANN.upper())))
    assert opened == Never("the mailbox does not exist")
    with sqlite.read() as tx:
        assert mailboxes.undeliverable_among(tx, [ANN, "bob@partner.example"]) == {ANN: "the mailbox does not exist"}
    with sqlite.write() as tx:
        assert mailboxes.mend(tx, ANN)
    assert isinstance(send(settings, sqlite), Delivered)


def test_refusals_about_the_bot_do_not_mark_the_address(script: Script, port: int, sqlite: Database) -> None:
    script.at_message = "554 5.7.1 spam"
    send(settings_for(port), sqlite)
    with sqlite.read() as tx:
        assert mailboxes.undeliverable(tx, ANN) is None


def test_who_wants_no_email_is_not_written_to_unasked(script: Script, port: int, sqlite: Database) -> None:
    door = platform(settings_for(port), sqlite)
    assert asyncio.run(door.open_direct(Sender("email", "", ANN))) == Place("email", "", ANN)
    with sqlite.write() as tx:
        mailboxes.unsubscribe(tx, ANN, NOW)
    assert asyncio.run(door.open_direct(Sender("email", "", ANN))) == Never("they asked for no more e-mail")
    with sqlite.write() as tx:
        mailboxes.subscribe(tx, ANN)
    assert asyncio.run(door.open_direct(Sender("email", "", ANN))) == Place("email", "", ANN)


def test_a_connection_that_drops_after_the_message_is_in_doubt(script: Script, port: int, sqlite: Database) -> None:
    script.hang_up = True
    assert isinstance(send(settings_for(port), sqlite), Unknown)
    assert len(script.taken) == 1


def test_a_slow_server_before_the_message_means_later(
    script: Script, port: int, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "DEADLINE", 0.3)
    script.stall = 2
    assert send(settings_for(port), sqlite) == Later(30.0, "the mail server did not answer in time")


def test_nobody_there_means_later(sqlite: Database) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert send(settings_for(free.getsockname()[1]), sqlite) == Later(30.0, "the mail server cannot be reached")


def test_a_card_that_can_be_answered_carries_a_link(script: Script, port: int, sqlite: Database) -> None:
    card = Card("Coming?", (Buttons((Button("Yes", Action("rsvp", ("7", "yes"))),)),))
    send(settings_for(port), sqlite, card=card)
    text = body(script.taken[0][2], "plain")
    assert "Yes: http://127.0.0.1:8080/a/" in text
    assert "?pick=" in text
