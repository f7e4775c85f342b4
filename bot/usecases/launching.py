"""Launching an announcement: everybody's route and card, handed to the ledger in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.announcement_states import State
from bot.announcements import Announcement, Variant, ledger_variant, variant_for
from bot.cards import Card
from bot.routes import Addressee, NoRoute, Route, next_weekly
from bot.store import addressees, announcement_links, announcement_people, announcements, people, polls
from bot.store.announcement_people import Planned
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases import announcement_cards, announcement_news, polling, posting
from bot.usecases.announcement_cards import Scene
from bot.usecases.announcing import check, event_of, kept_now, planned
from bot.usecases.planning_routes import House, Plan
from bot.usecases.posting import BULK, NOTICE, Addressed
from bot.words import Words, words_for

OUT: tuple[State, ...] = ("sending", "paused", "done")
IN_TIME = frozenset({"date", "time"})
"""Fields with which nothing is wrong at the moment that they name, though it is past by then."""
KIND = "announcement"
"""What its broadcasts are called in the ledger."""


def launch(tx: Transaction, id: str, house: House, now: dt.datetime) -> bool:
    """Work out everybody's route and hand it to the ledger, once.

    False if that is done already; or if something is wrong with it by now, such as a closed poll or an audience that
    is nobody any more: then it is a draft again, and its author is told why.
    """
    if not announcements.move(tx, id, ["scheduled"], "sending", now):
        return False
    kept = kept_now(tx, id)
    checked = check(tx, kept, words_for(house.coalition.language), house, now)
    if checked.problems.keys() - IN_TIME:
        _turn_back(tx, kept, house, now)
        return False
    found = planned(tx, checked, house, now)
    makes = Maker(tx, kept, checked.one, house)
    announcement_people.plan(tx, id, _rows(found, makes, now))
    recipients = [
        Addressed(person.id, None, route.account, makes.variant(person), route.at) for person, route in found.routed
    ]
    if recipients:
        urgency = NOTICE if checked.one.urgent else BULK
        key = f"announcement-{id}"
        announcements.posted(tx, id, posting.post(tx, key, KIND, id, makes.cards, recipients, now, priority=urgency))
    keep_links(tx, id, checked.one)
    if checked.one.poll:
        _open_poll(tx, checked.one, house, now)
    return True


def _turn_back(tx: Transaction, kept: Kept, house: House, now: dt.datetime) -> None:
    def reasons(words: Words) -> str:
        problems = check(tx, kept, words, house, now).problems
        return " ".join(text for field, text in problems.items() if field not in IN_TIME)

    announcements.move(tx, kept.id, ["sending"], "draft", now, approver_id=None, launch_at=None)
    announcement_news.not_sent(tx, kept, reasons, house, now)


def keep_links(tx: Transaction, id: str, one: Announcement) -> None:
    """Where its counted links lead to: also those of a text that is corrected later."""
    if one.counted:
        announcement_links.keep(tx, id, {announcement_cards.mark(url): url for _, url in one.links})


def _open_poll(tx: Transaction, one: Announcement, house: House, now: dt.datetime) -> None:
    """A draft is asked of those who get the announcement, and nowhere else; an open poll goes on as it is."""
    poll = polls.find(tx, one.poll)
    if poll and poll.state == "draft":
        polls.save(tx, replace(poll, audience=one.audience, opens=None), now)
        polling.open_poll(tx, poll.id, now, house, posted=False)


def _rows(found: Plan, makes: Maker, now: dt.datetime) -> Iterator[Planned]:
    for person, choice in found.choices:
        variant = makes.variant(person)
        match choice:
            case Route(account=account, at=at, why=why):
                yield Planned(person.id, "posted", account.platform, why, variant, at)
            case NoRoute(why=why, detail=detail):
                yield Planned(person.id, "unreachable", "", why, variant, now, detail)
            case _:
                due = next_weekly(person, now)
                yield Planned(person.id, "held" if choice.why == "cap" else "digest", "", choice.why, variant, due)


class Maker:
    """Makes the cards of one announcement, one for all who see the same words."""

    def __init__(self, tx: Transaction, kept: Kept, one: Announcement, house: House) -> None:
        self.one, self.house = one, house
        self.partners = addressees.partner_names(tx) if "partner" in one.fields else {}
        author = people.find(tx, kept.author)
        corrected = kept.values.get("corrected")
        self.scene = Scene(
            kept.id,
            house.coalition.name,
            author.name if author else house.coalition.team,
            house.coalition.zone,
            event_of(tx, one),
            dt.date.fromisoformat(corrected) if corrected else None,
            f"{house.public_url}/go/{kept.id}" if kept.state in OUT else "",
        )
        self.cards: dict[str, Card] = {}

    def variant(self, person: Addressee) -> str:
        """The name of the card that a person gets; the card is made if nobody before sees the same."""
        variant = self._variant(person)
        name = self.name(variant, person)
        if name not in self.cards:
            self.cards[name] = self.card(person, variant)
        return name

    def name(self, variant: Variant, person: Addressee) -> str:
        """The name under which a person has this variant in the ledger."""
        return ledger_variant(variant, self.one.fields, self.fields(person, variant[:2]))

    def card(self, person: Addressee, variant: Variant | None = None, *, noted: str = "") -> Card:
        """The card as this person sees it: in this variant, or else in theirs."""
        shown = variant or self._variant(person)
        return announcement_cards.card(self.one, shown, self.fields(person, shown[:2]), self.scene, noted=noted)

    def sample(self, variant: Variant, found: Plan) -> Card:
        """A variant as one of those who get it will see it; if nobody does, as the first of the audience would."""
        people = [person for person, _ in found.choices]
        gets = next((one for one in people if self._variant(one) == variant), people[0] if people else None)
        fields = self.fields(gets, variant[:2]) if gets else {}
        return announcement_cards.card(self.one, variant, fields, self.scene)

    def _variant(self, person: Addressee) -> Variant:
        return variant_for(self.one.texts, person.language, easy_read=person.preferences.easy_read)

    def fields(self, person: Addressee, language: str) -> Mapping[str, str]:
        """What stands in the place of each field, for a person."""
        words = words_for(language)
        return {
            "name": person.name,
            "first_name": person.name.partition(" ")[0],
            "partner": self.partners.get(person.partner or "") or words("your organisation"),
            "coalition": self.house.coalition.name,
            "team": self.house.coalition.team,
        }
