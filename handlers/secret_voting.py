"""Voting in secret: by a form whose choice is never written down with who sent it, and with a receipt."""

from __future__ import annotations

from collections.abc import Sized
from typing import TypeVar

from bot.cards import Button, Buttons, Card, Context, Facts, Form, Input, Link, Reply, Text
from bot.events import Action, Press, Submission
from bot.polls import BadAnswer, Poll, answer_of
from bot.router import Router
from bot.services import Services
from bot.store import ballots
from bot.usecases import poll_cards, voting
from bot.usecases.poll_refusals import Refused
from bot.usecases.polling import existing
from handlers.poll_replies import form_reply, poll_id, refused_reply

router = Router("secret_voting")
T = TypeVar("T", bound=Sized)


@router.submission("poll_secret", secret=True)
def vote_secretly(event: Submission, services: Services) -> Reply:
    """A secret vote, new or (with its receipt) changed."""
    id, words = poll_id(event), services.words
    receipt = "".join(event.action.args[1:2])
    try:
        poll = existing(services.tx, id)
        _require(event.values)
        answer = answer_of(poll, event.values, words)
        if receipt:
            voting.change_secretly(services.tx, id, services.person, receipt, answer, event.at)
        else:
            receipt = voting.vote_secretly(services.tx, id, services.person, answer, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    except BadAnswer as bad:
        form = poll_cards.answer_form(
            poll, words, services.zone, event.action, values=event.values, error=(bad.field, str(bad))
        )
        return form_reply(poll, form, kept=words("That vote could not be taken. Please vote again."))
    return _secret(words("Your vote is counted."), poll, receipt, services, "voted")


@router.press("poll_check", secret=True)
def check(event: Press, services: Services) -> Reply:
    """Show somebody the vote that belongs to their receipt."""
    return _checked(poll_id(event), event.action.args[1:2], services)


@router.press("poll_receipt")
def ask_receipt(event: Press, services: Services) -> Reply:
    """Ask for a receipt that somebody wrote down."""
    return _receipt_form(poll_id(event), services)


@router.submission("poll_receipt", secret=True)
def take_receipt(event: Submission, services: Services) -> Reply:
    """Show the vote that belongs to the receipt somebody typed."""
    typed = event.values.get("receipt", "").strip().replace("|", "")
    return _checked(poll_id(event), (typed,) if typed else (), services)


@router.press("poll_change", secret=True)
def change(event: Press, services: Services) -> Reply:
    """Open the form anew for a secret vote."""
    id = poll_id(event)
    try:
        receipt = _require(event.action.args[1:2])[0]
        poll = voting.open_to(services.tx, id, services.person, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    form = poll_cards.answer_form(poll, services.words, services.zone, Action("poll_secret", (id, receipt)))
    return form_reply(poll, form, kept=services.words("Here you could change your vote."))


@router.press("poll_back", secret=True)
def withdraw_secretly(event: Press, services: Services) -> Reply:
    """Take a secret vote back."""
    id = poll_id(event)
    try:
        receipt = _require(event.action.args[1:2])[0]
        poll = voting.change_secretly(services.tx, id, services.person, receipt, None, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    text = services.words("Your vote is withdrawn. With the same receipt you can vote again while the poll is open.")
    return _secret(text, poll, receipt, services, "vote_withdrawn")


def secret_way(poll: Poll, services: Services) -> Reply:
    """How somebody votes in secret here: by a form, or, where conversations are kept, on a page that keeps nothing."""
    words = services.words
    if services.capabilities.remembers:
        token = voting.make_link(services.tx, poll.id, services.person, services.now)
        text = words("This conversation is kept, so please vote on a page that keeps nothing. The link is yours only.")
        link = Link(words("Vote in secret"), f"{services.settings.public_url}/polls/{token}")
        card = Card(poll.question, (Text(poll.question, "heading"), Text(text), link))
        return Reply(card, how="whisper", led_to="poll", refers_to=f"poll:{poll.id}")
    if ballots.has_voted(services.tx, poll.id, services.person.id):
        return refused_reply(Refused("voted", poll), services)
    form = poll_cards.answer_form(poll, words, services.zone, Action("poll_secret", (poll.id,)))
    return form_reply(poll, form)


def _secret(text: str, poll: Poll, receipt: str, services: Services, led_to: str) -> Reply:
    words = services.words
    buttons = [Button(words("Check my vote"), Action("poll_check", (poll.id, receipt)))]
    if poll.changeable and poll.takes_votes(services.now):
        buttons.append(Button(words("Change it"), Action("poll_change", (poll.id, receipt))))
        buttons.append(Button(words("Withdraw it"), Action("poll_back", (poll.id, receipt))))
    note = words(
        "Only you have this receipt: I keep no copy. With it you can check or change your vote; without it nobody can."
    )
    blocks = (Text(text), Facts(((words("Your receipt"), receipt),)), Context(note), Buttons(tuple(buttons)))
    kept = words("{done} The receipt was shown once and is not kept.", done=text)
    return Reply(
        Card(text, blocks), how="whisper", led_to=led_to, refers_to=f"poll:{poll.id}", kept=Card(kept, (Text(kept),))
    )


def _checked(id: str, given: tuple[str, ...], services: Services) -> Reply:
    words = services.words
    try:
        receipt = _require(given)[0]
        poll, answer = voting.look_up(services.tx, id, receipt)
    except Refused as refused:
        return refused_reply(refused, services)
    text = (
        words("Your vote as it lies in the box: {answer}", answer=poll_cards.told(poll, answer, words, services.zone))
        if answer
        else words("Your vote is withdrawn: a blank lies in the box.")
    )
    reply = _secret(text, poll, receipt, services, "receipt")
    kept = words("Your vote was shown to you and is not kept here.")
    return Reply(reply.card, how="whisper", led_to="receipt", refers_to=reply.refers_to, kept=Card(kept, (Text(kept),)))


def _receipt_form(id: str, services: Services) -> Reply:
    words = services.words
    field = Input("receipt", words("Your receipt"), hint=words("Such as ABCD-EFGH-JKMN-PQRS"))
    form = Form(words("Check or change my vote"), Action("poll_receipt", (id,)), (field,), words("Check"))
    return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"poll:{id}")


def _require(given: T) -> T:
    """What was chosen.

    Raises:
        Refused: it is missing: the event was read back after a crash, and what is secret is not written down.
    """
    if not given:
        raise Refused("lost")
    return given
