"""A person of the team answers a question; the asker is told, in their language, where they asked."""

from __future__ import annotations

import datetime as dt

from bot.cards import Button, Buttons, Card, Context, Text
from bot.events import Action
from bot.people import Person, require
from bot.store import people, questions
from bot.store.database import Transaction
from bot.usecases.posting import enqueue
from bot.words import Words, words_for


def answer_question(tx: Transaction, number: int, text: str, by: Person, now: dt.datetime) -> bool:
    """Record the answer and write down the message to the asker. False if it was answered before, or does not exist.

    Raises:
        NotAllowed: the person may not answer questions.
    """
    require(by, "answer_questions")
    question = questions.find(tx, number)
    if question is None or not questions.end(tx, number, "answered", text, by, now):
        return False
    asker = people.find(tx, question.person) if question.person else None
    if asker and not asker.stopped:
        card = answer_card(question, text, by, words_for(asker.language))
        enqueue(tx, f"answer-{number}", asker, question.place, card, now)
    return True


def answer_card(question: questions.Question, text: str, by: Person, words: Words) -> Card:
    """What the asker sees."""
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
