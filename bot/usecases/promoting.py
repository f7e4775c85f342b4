"""An answer that a person gave becomes knowledge: from then on the bot gives it, with its owner and dates."""

from __future__ import annotations

import datetime as dt

from bot.cards import Card, Text
from bot.clock import local
from bot.knowledge.documents import Faq
from bot.people import EVERYONE, MEMBERS, Person, require
from bot.settings import Settings
from bot.store import faqs, people, questions
from bot.store.database import Transaction
from bot.usecases.answering import tell_asker
from bot.words import Words

SOURCE = "the team's answers"
AUDIENCES = (EVERYONE, MEMBERS)


def promote(
    tx: Transaction, number: int, audience: str, by: Person, settings: Settings, now: dt.datetime
) -> Faq | None:
    """Make an answered question knowledge for everyone or for members; None if it has no answer, or is already.

    Raises:
        NotAllowed: the person may not answer questions.
    """
    require(by, "answer_questions")
    question = questions.find(tx, number)
    if question is None or question.answer is None or audience not in AUDIENCES:
        return None
    if not questions.promote(tx, number, f"question-{number}", by, now):
        return None
    today = local(now, settings.config.coalition.zone).date()
    answerer = people.find(tx, question.owner) if question.owner else None
    faq = Faq(
        id=f"question-{number}",
        question=question.text,
        answer=question.answer,
        owner=(answerer or by).name,
        review_on=today + dt.timedelta(days=settings.config.questions.review_after_days),
        language=question.language,
        audience=audience,
        source=SOURCE,
        checked_on=today,
    )
    faqs.add(tx, faq)
    tell_asker(tx, question, f"learned-{number}", lambda words: _learned_card(faq, words), now)
    return faq


def _learned_card(faq: Faq, words: Words) -> Card:
    """What became of a question, for whoever asked it."""
    title = words("You said, we did")
    told = words("You asked this, and from now on I answer it for others too, without your name.")
    return Card(title, (Text(title, "heading"), Text(told), Text(faq.question, "quote")))
