"""Replies that handlers of polls share: always for one person's eyes."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Form, Reply, Text
from bot.events import Action, Place, Press, Submission
from bot.polls import Poll
from bot.services import Services
from bot.usecases.poll_refusals import Refused, refusal

LONGEST_PLACE = 200
"""Characters of a place that fit into an action beside its name and the poll."""


def said(text: str, led_to: str, poll: Poll | None = None) -> Reply:
    """A sentence for this person only."""
    return Reply(Card(text, (Text(text),)), how="whisper", led_to=led_to, refers_to=f"poll:{poll.id}" if poll else "")


def refused_reply(why: Refused, services: Services) -> Reply:
    """Why it cannot be done; with a way to go on for those who have a receipt."""
    reply = said(refusal(why, services.words, services.zone), "refused", why.poll)
    if why.why not in ("voted", "no_receipt") or why.poll is None or services.capabilities.remembers:
        return reply
    have = Button(services.words("I have my receipt"), Action("poll_receipt", (why.poll.id,)))
    return Reply(
        Card(reply.card.summary, (*reply.card.blocks, Buttons((have,)))),
        how="whisper",
        led_to="refused",
        refers_to=reply.refers_to,
    )


def form_reply(poll: Poll, form: Form, kept: str = "") -> Reply:
    """A form about a poll; ``kept`` is written down in the place of one that holds secrets."""
    card = Card(poll.question, (form,))
    instead = Card(kept, (Text(kept),)) if kept else None
    return Reply(card, how="open_form", led_to="form", refers_to=f"poll:{poll.id}", kept=instead)


def poll_id(event: Press | Submission) -> str:
    """The poll that an action is about: its first argument, which is never a secret."""
    return event.action.args[0][:190] if event.action.args else ""


def packed(place: Place) -> tuple[str, ...]:
    """A shared place as arguments of a button: where replies for one person's eyes go to their own chat, so does it."""
    parts = (place.platform, place.workspace, place.id, place.thread or "")
    return () if place.private or len("".join(parts)) > LONGEST_PLACE else parts


def place_of(event: Press, services: Services) -> Place:
    """The shared place that a button stands for, or else where it was pressed."""
    if len(event.action.args) < 5 or event.action.args[-4] not in services.doors:
        return event.place
    platform, workspace, id, thread = event.action.args[-4:]
    return Place(platform, workspace, id, thread or None, private=False)
