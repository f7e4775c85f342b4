"""What a person asked the team and what came of it, for that person; and what everybody's questions have taught the bot."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from bot.cards import Block, Button, Buttons, Card, Context, Divider, Reply, Text
from bot.events import Action, Message, Press
from bot.router import Router
from bot.services import Services
from bot.store import questions
from bot.store.questions import Question

router = Router("my_questions")
SHOWN = 10
RECENT = dt.timedelta(days=90)


@router.command("my questions", "fy nghwestiynau")
def ask_mine(event: Message, services: Services) -> Reply:
    """The person's own questions."""
    return _mine(services)


@router.press("my_questions")
def press_mine(event: Press, services: Services) -> Reply:
    """The person's own questions."""
    return _mine(services)


@router.command("you said", "you said we did", "what have you learned", "dywedoch chi")
def ask_learned(event: Message, services: Services) -> Reply:
    """What people asked, and what is answered since."""
    return _learned(services)


@router.press("you_said")
def press_learned(event: Press, services: Services) -> Reply:
    """What people asked, and what is answered since."""
    return _learned(services)


def _mine(services: Services) -> Reply:
    words = services.words
    title = words("Your questions to {team}", team=services.settings.config.coalition.team)
    blocks: list[Block] = [Text(title, "heading")]
    own = questions.of_asker(services.tx, services.person.id)
    for question in own[:SHOWN]:
        blocks += [Divider(), Text(question.text, "quote"), Context(_state(question, services))]
        if question.answer:
            blocks.append(Text(question.answer))
    if not own:
        blocks.append(Text(words("You have not asked anything yet.")))
    if len(own) > SHOWN:
        blocks.append(Context(words("These are the latest {n} of {total}.", n=SHOWN, total=len(own))))
    blocks.append(Buttons((Button(words("You said, we did"), Action("you_said")),)))
    return Reply(Card(title, tuple(blocks)), how="whisper", led_to="my_questions", unkept=True)


def _state(question: Question, services: Services) -> str:
    words, asked = services.words, services.words.moment(question.asked, services.zone)
    if question.faq:
        return words("Asked on {date}. Answered, and known to the bot since.", date=asked)
    match question.state:
        case "new":
            return words("Asked on {date}. It waits for an answer.", date=asked)
        case "assigned":
            return words("Asked on {date}. {name} looks after it.", date=asked, name=question.owner_name or "?")
        case "answered":
            return words("Asked on {date}. Answered.", date=asked)
        case "closed":
            return words("Asked on {date}. Closed without an answer.", date=asked)
        case _:
            assert_never(question.state)


def _learned(services: Services) -> Reply:
    words = services.words
    title = words("You said, we did")
    found = questions.learned(services.tx, services.viewer, services.now - RECENT, SHOWN)
    count = words.plural(
        "In the last {days} days, {n} question of yours has become something I can answer.",
        "In the last {days} days, {n} questions of yours have become something I can answer.",
        len(found),
        days=RECENT.days,
    )
    blocks: list[Block] = [Text(title, "heading"), Text(count)]
    for question, answer in found:
        blocks += [Divider(), Text(words("You asked: {question}", question=question)), Text(answer, "quote")]
    ask = Button(words("Ask another question"), Action("ask_team_form"))
    return Reply(Card(title, (*blocks, Buttons((ask,)))), led_to="you_said")
