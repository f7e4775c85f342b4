"""What the team answered before, found by its words: for staff, who need not write it twice."""

from __future__ import annotations

import re

from bot.cards import Block, Card, Context, Divider, Reply, Text
from bot.events import Message
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import questions
from bot.store.questions import Question

router = Router("past_answers")
SHOWN = 5
_ABOUT = re.compile(
    r"\s*/?(?:past answers|atebion blaenorol)(?: (?:about|on|to|am))?[\s:]+(?P<text>\S.*)", re.IGNORECASE | re.DOTALL
)


@router.command("past answers", "atebion blaenorol")
def list_latest(event: Message, services: Services) -> Reply:
    """The latest."""
    return _found("", services)


@router.message
def find(event: Message, services: Services) -> Reply | None:
    """Those that hold all these words: "past answers about travel"."""
    found = _ABOUT.fullmatch(event.text)
    return _found(found["text"].rstrip(" ?.!"), services) if found else None


def _found(text: str, services: Services) -> Reply:
    require(services.person, "answer_questions")
    words, past = services.words, questions.ended(services.tx, text, SHOWN + 1)
    if text and not past:
        summary = words("Nothing that was answered before holds “{text}”.", text=text)
    elif not past:
        summary = words("No question has been answered yet.")
    else:
        summary = words("Answered before, the latest first:")
    blocks: list[Block] = [Text(summary)]
    for question in past[:SHOWN]:
        blocks += (
            Divider(),
            Text(question.text, "quote"),
            Text(question.answer or ""),
            Context(_told(question, services)),
        )
    if len(past) > SHOWN:
        blocks.append(Context(words("There are more: add a word, or look at the staff page of questions.")))
    return Reply(Card(summary, tuple(blocks)), led_to="past_answers", how="whisper", unkept=True)


def _told(question: Question, services: Services) -> str:
    words, date = services.words, services.words.moment(question.answered or question.asked, services.zone)
    if question.faq:
        return words("Answered on {date}, and known to the bot since.", date=date)
    if question.state == "closed":
        return words("Closed without an answer on {date}.", date=date)
    return words("Answered on {date}.", date=date)
