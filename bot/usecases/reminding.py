"""What waits too long: owners of questions are reminded, stale answers put away, the team told each week."""

from __future__ import annotations

import datetime as dt

from bot.cards import Block, Card, Context, Facts, Item, Listing, Text
from bot.clock import local
from bot.config import Questions
from bot.people import Person
from bot.questions import is_due
from bot.store import faqs, feedback, linking, people, questions
from bot.store.database import Transaction
from bot.store.questions import Question
from bot.usecases.answering import KIND, owner_card
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

ARCHIVED_AFTER = dt.timedelta(days=30)
"""After its review was due for so long, an answer is not given any more."""
WEEK = dt.timedelta(days=7)
MONDAY, MORNING = 0, 9
LISTED = 20


def remind(tx: Transaction, rules: Questions, house: House, now: dt.datetime) -> int:
    """Remind the owners of questions that wait too long, or the fallback where nobody owns one. Returns how many."""
    fallback = linking.with_email(tx, rules.fallback_owner.lower()) if rules.fallback_owner else None
    reminded = 0
    for question in questions.waiting(tx, limit=500):
        owner = question.owner or fallback
        person = people.find(tx, owner) if owner else None
        late = is_due(question.asked, question.nudged, now, rules.remind_after_days)
        if late and person and not person.stopped and questions.nudge(tx, question, now):
            _tell(tx, question, person, house, now)
            reminded += 1
    return reminded


def put_away(tx: Transaction, zone: str, now: dt.datetime) -> int:
    """Stop giving answers whose review has been due for too long. Returns how many."""
    return faqs.archive(tx, local(now, zone).date() - ARCHIVED_AFTER)


def tell_week(tx: Transaction, house: House, now: dt.datetime) -> int:
    """On Monday morning: what waits, what did not help, what should be looked at again; once to each of the team.

    Returns how many were told now.
    """
    zone = house.coalition.zone
    here = local(now, zone)
    if here.weekday() != MONDAY or here.hour < MORNING:
        return 0
    week = f"{here.isocalendar().year}-{here.isocalendar().week:02}"
    return sum(
        _told(tx, person, f"unanswered-{week}-{person.id}", zone, house, now) for person in people.holding(tx, "staff")
    )


def _told(tx: Transaction, person: Person, key: str, zone: str, house: House, now: dt.datetime) -> bool:
    if person.stopped:
        return False
    card = week_card(tx, words_for(person.language), zone, now)
    notify(tx, key, "digest", person.id, card, house, now)
    return True


def week_card(tx: Transaction, words: Words, zone: str, now: dt.datetime) -> Card:
    """The week's questions for the team."""
    waiting, due = questions.waiting(tx, limit=LISTED), faqs.due(tx, local(now, zone).date())
    helped, not_helped = feedback.counts(tx, now - WEEK)
    title = words("Questions this week")
    facts = (
        (words("Wait for an answer"), str(questions.count_waiting(tx))),
        (words("Answers that helped"), str(helped)),
        (words("Answers that did not help"), str(not_helped)),
        (words("Questions that became knowledge"), str(questions.count_learned(tx, now - WEEK))),
        (words("Answers that should be looked at again"), str(len(due))),
    )
    blocks: list[Block] = [Text(title, "heading"), Facts(facts)]
    if waiting:
        blocks.append(
            Listing(tuple(Item(one.text, words.short_date(local(one.asked, zone).date())) for one in waiting))
        )
    blocks.append(Context(words("Write questions to answer them, and reviews to look at answers again.")))
    return Card(title, tuple(blocks))


def _tell(tx: Transaction, question: Question, owner: Person, house: House, now: dt.datetime) -> None:
    words = words_for(owner.language)
    card = owner_card(question, words)
    late = Text(words("This question still waits for you."))
    key = f"reminded-{question.id}-{now.timestamp():.0f}"
    notify(tx, key, KIND, owner.id, Card(card.summary, (late, *card.blocks)), house, now)
