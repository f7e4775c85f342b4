"""A question that was put to the team, from asking to its end. The asker hears of each step where they asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.cards import Button, Buttons, Card, Context, Text
from bot.config import Questions
from bot.events import Action, Place
from bot.people import Person, require_own
from bot.questions import Topic, owner_of
from bot.store import linking, people, questions
from bot.store.database import Transaction
from bot.store.questions import Question
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.posting import enqueue
from bot.words import Words, words_for

Draw = Callable[[Words], Card]
KIND = "question"
"""What these messages are called in the ledger."""


def put_question(
    tx: Transaction,
    event: str,
    asker: Person,
    place: Place,
    text: str,
    rules: Questions,
    house: House,
    now: dt.datetime,
) -> Question:
    """Write the question down and tell its owner, if its topic has one. The same event twice is one question."""
    number = questions.open_question(tx, event, asker, place, text, now)
    question = _existing(tx, number)
    topics = [Topic(topic.words, topic.owner) for topic in rules.topics]
    address = owner_of(text, topics, rules.fallback_owner)
    owner = linking.with_email(tx, address.lower()) if address else None
    if question.state == "new" and owner and questions.assign(tx, number, owner, None, now):
        _tell_owner(tx, number, owner, house, now)
    return _existing(tx, number)


def hand_over(tx: Transaction, number: int, to: Person, by: Person, house: House, now: dt.datetime) -> bool:
    """Make it another person's; both they and the asker are told. False if it has ended, or is theirs already.

    Raises:
        NotAllowed: ``by`` neither owns it nor may answer questions.
    """
    question = questions.find(tx, number)
    require_own(by, "answer_questions", question.owner if question else None)
    if question is None or not questions.assign(tx, number, to.id, by.id, now):
        return False
    _tell_owner(tx, number, to.id, house, now)
    tell_asker(
        tx, question, f"handed-{number}-{now.timestamp():.0f}", lambda words: _with_somebody(question, to, words), now
    )
    return True


def answer_question(tx: Transaction, number: int, text: str, by: Person, now: dt.datetime) -> bool:
    """Record the answer and tell the asker. False if it has ended before, or does not exist.

    Raises:
        NotAllowed: ``by`` neither owns it nor may answer questions.
    """
    return _end(tx, number, "answered", text, by, now)


def close_question(tx: Transaction, number: int, why: str, by: Person, now: dt.datetime) -> bool:
    """End it without an answer; the asker is told why. False and NotAllowed as for ``answer_question``."""
    return _end(tx, number, "closed", why, by, now)


def owner_card(question: Question, words: Words) -> Card:
    """What the owner of a question sees."""
    summary = words("A question waits for you: {question}", question=question.text)
    return Card(
        summary,
        (
            Text(words("A question waits for you"), "heading"),
            Text(question.text, "quote"),
            Context(words("Asked by {name}", name=question.name or words("a guest"))),
            Buttons(buttons(question, words)),
        ),
    )


def buttons(question: Question, words: Words) -> tuple[Button, ...]:
    """What can be done with a question that waits."""
    number = str(question.id)
    return (
        Button(words("Answer"), Action("answer_question", (number,)), "primary"),
        Button(words("Hand over"), Action("hand_over", (number,))),
        Button(words("Close"), Action("close_question", (number,))),
    )


def _end(tx: Transaction, number: int, state: str, text: str, by: Person, now: dt.datetime) -> bool:
    question = questions.find(tx, number)
    require_own(by, "answer_questions", question.owner if question else None)
    answered = state == "answered"
    if question is None or not questions.end(tx, number, "answered" if answered else "closed", text, by, now):
        return False
    draw = _answer_card if answered else _closed_card
    tell_asker(tx, question, f"answer-{number}", lambda words: draw(question, text, by, words), now)
    return True


def _answer_card(question: Question, text: str, by: Person, words: Words) -> Card:
    summary = words("The team has answered your question: {question}", question=question.text)
    return Card(
        summary,
        (
            Text(words("The team has answered your question"), "heading"),
            Text(question.text, "quote"),
            Text(text),
            Context(words("Answered by {name}", name=by.name)),
            Buttons(
                (
                    Button(words("Helpful"), Action("helpful", ("yes",))),
                    Button(words("Not helpful"), Action("helpful", ("no",))),
                )
            ),
        ),
    )


def _closed_card(question: Question, why: str, by: Person, words: Words) -> Card:
    summary = words("The team has closed your question: {question}", question=question.text)
    ask = Button(words("Ask another question"), Action("ask_team_form"))
    heading = Text(words("The team has closed your question without an answer"), "heading")
    told = Context(words("Closed by {name}", name=by.name))
    return Card(summary, (heading, Text(question.text, "quote"), Text(why), told, Buttons((ask,))))


def _with_somebody(question: Question, owner: Person, words: Words) -> Card:
    text = words("{name} looks after your question now. You will get the answer here.", name=owner.name)
    return Card(text, (Text(text), Text(question.text, "quote")))


def _tell_owner(tx: Transaction, number: int, owner: str, house: House, now: dt.datetime) -> None:
    person = people.find(tx, owner)
    if person and not person.stopped:
        card = owner_card(_existing(tx, number), words_for(person.language))
        notify(tx, f"assigned-{number}-{owner}-{now.timestamp():.0f}", KIND, owner, card, house, now)


def tell_asker(tx: Transaction, question: Question, key: str, draw: Draw, now: dt.datetime) -> None:
    """Tell whoever asked, where they asked; nobody, where they are gone or want no messages."""
    asker = people.find(tx, question.person) if question.person else None
    if asker and not asker.stopped:
        enqueue(tx, key, asker, question.place, draw(words_for(asker.language)), now)


def _existing(tx: Transaction, number: int) -> Question:
    found = questions.find(tx, number)
    if found is None:
        raise LookupError(f"there is no question {number}")
    return found
