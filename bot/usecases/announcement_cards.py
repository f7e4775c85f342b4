"""Announcements as people see them, and as each platform will show them before anything is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.announcements import Announcement, Variant, filled
from bot.cards import Block, Button, Buttons, Card, Context, Facts, Link, Text, words_of
from bot.clock import local
from bot.events import Action
from bot.fitting import fit
from bot.platform import Capabilities
from bot.records import CoalitionEvent
from bot.words import Words, words_for

RSVPS = ("yes", "maybe", "no")


@dataclass(frozen=True, slots=True)
class Scene:
    """What an announcement's card shows besides its text. ``corrected`` is the day on which it was."""

    id: str
    coalition: str
    author: str
    zone: str
    event: CoalitionEvent | None = None
    corrected: dt.date | None = None
    counting: str = ""
    """The address under which its links are counted, once it goes out."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How one platform will show it: its messages, and what is wrong with that, if anything."""

    door: str
    pages: tuple[Card, ...]
    warning: str


def card(one: Announcement, variant: Variant, fields: Mapping[str, str], scene: Scene, *, noted: str = "") -> Card:
    """One variant with its fields filled in; ``noted`` in place of the button once somebody has acknowledged it."""
    words, text = words_for(variant[:2]), one.texts[variant]
    title = filled(text.title, fields)
    blocks: list[Block] = [Text(title, "heading"), Text(filled(text.body, fields))]
    counted = one.counted and bool(scene.counting)
    blocks += [Link(label, f"{scene.counting}/{mark(url)}" if counted else url) for label, url in one.links]
    if scene.event:
        blocks += _invitation(scene.event, scene.id, words)
    buttons = []
    if one.poll:
        buttons.append(Button(words("Answer the poll"), Action("announcement_poll", (scene.id, one.poll)), "primary"))
    if one.acknowledge and not noted:
        buttons.append(Button(words("Got it"), Action("announcement_ack", (scene.id,)), "primary"))
    if one.reply_to:
        buttons.append(Button(words("Reply"), Action("announcement_reply", (scene.id,))))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    if noted:
        blocks.append(Context(noted))
    if counted and one.links:
        blocks.append(Context(words("It is counted how often these links are opened, and never by whom.")))
    if scene.corrected:
        blocks.append(Context(words("Corrected on {date}.", date=words.short_date(scene.corrected))))
    sender = words("From {name}, {coalition}.", name=scene.author, coalition=scene.coalition)
    blocks.append(Context(sender + " " + words("Write settings to choose how announcements reach you.")))
    return Card(title, tuple(blocks))


def mark(url: str) -> str:
    """What stands for a link's address in the one that is counted."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def withdrawn(title: str, words: Words, day: dt.date) -> Card:
    """What is left of an announcement that was withdrawn."""
    summary = words("This announcement was withdrawn on {date}.", date=words.short_date(day))
    return Card(summary, (Text(title, "heading"), Text(summary)))


def reminder(card: Card, words: Words) -> Card:
    """The card once more, for somebody who has not acknowledged it."""
    summary = words("A reminder: {title}", title=card.summary)
    asked = words("Please press the button below once you have seen this, so that we know it reached you.")
    return Card(summary, (Text(summary), Text(asked), *card.blocks))


def rsvp_labels(words: Words) -> dict[str, str]:
    """The answers to an invitation."""
    return {"yes": words("I am coming"), "maybe": words("Maybe"), "no": words("I cannot come")}


def previews(whole: Card, doors: Mapping[str, Capabilities], words: Words) -> list[Preview]:
    """The card as each open door will show it."""
    return [_preview(name, whole, capabilities, words) for name, capabilities in doors.items()]


def by_look(found: Iterable[Preview]) -> list[tuple[Preview, ...]]:
    """Previews that look the same stand together, in the order of the first of each."""
    alike: dict[tuple[Card, ...], list[Preview]] = {}
    for one in found:
        alike.setdefault(one.pages, []).append(one)
    return [tuple(group) for group in alike.values()]


def inert(card: Card, words: Words) -> Card:
    """The card with its buttons told in words, for a preview that nobody should press."""
    labels = [button.label for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]
    blocks = tuple(block for block in card.blocks if not isinstance(block, Buttons))
    told = (Context(words("With the buttons: {labels}", labels=words.listing(labels))),) if labels else ()
    return Card(card.summary, blocks + told)


def _preview(name: str, whole: Card, capabilities: Capabilities, words: Words) -> Preview:
    pages = fit(whole, capabilities, words, rest_key="preview")
    if len(pages) == 1:
        return Preview(name, pages, "")
    over = max(1, len(words_of(whole)) - len(words_of(pages[0])))
    warning = words(
        "Too long for one message on {platform}: people must press More to see all {n} parts. Shorten it by about "
        "{over} characters, or put the details on a page and link to it.",
        platform=name.capitalize(),
        n=len(pages),
        over=over,
    )
    return Preview(name, pages, warning)


def _invitation(event: CoalitionEvent, id: str, words: Words) -> list[Block]:
    when = words.date(local(event.start, event.zone).date()) if event.all_day else words.moment(event.start, event.zone)
    rows = [(words("Event"), event.title), (words("When"), when)]
    if event.place:
        rows.append((words("Where"), event.place))
    labels = rsvp_labels(words)
    answers = tuple(Button(labels[answer], Action("announcement_rsvp", (id, answer))) for answer in RSVPS)
    return [Facts(tuple(rows)), Buttons(answers)]
