"""Putting a question to the team."""

from __future__ import annotations

import hashlib
import re

from bot.cards import Button, Card, Form, Input, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.router import Router
from bot.services import Services
from bot.store import conversations, rest_of_card
from bot.usecases.answering import put_question
from bot.usecases.planning_routes import House

router = Router("team")
LONGEST_ARGUMENT = 200
"""Characters of a question that travel in a button."""
_ASK = re.compile(
    r"\s*/?(?:ask (?:the team|a person)|gofyn i'r tîm)[\s:,-]+(?P<question>\S.*)", re.IGNORECASE | re.DOTALL
)


def ask_team_action(question: str) -> Action:
    """The action that puts this question to the team, as far as it fits in a button."""
    return Action("ask_team", (shortened(question),))


def ask_team_button(question: str, services: Services) -> Button:
    """Puts this question to the team, or asks for one. The whole of a long one is kept under the mark in the button."""
    action = ask_team_action(question) if question.strip() else Action("ask_team_form")
    if len(question) > LONGEST_ARGUMENT:
        person = services.person.id
        mark = hashlib.sha256(f"{person} {question}".encode()).hexdigest()[:24]
        rest_of_card.keep(services.tx, mark, person, [Card(question)], services.now)
        action = Action("ask_team", (*action.args, mark))
    return Button(services.words("Ask {team}", team=services.settings.config.coalition.team), action, "primary")


@router.press("ask_team")
def ask_team(event: Press, services: Services) -> Reply:
    """Put the question that the button stands for to the team; of one that is not kept any more, the form has what is."""
    short, mark = (*event.action.args, "", "")[:2]
    if mark:
        whole = rest_of_card.page(services.tx, mark, 2, services.person.id)
        return _put(whole.summary, event, services) if whole else _form(services, short)
    context = conversations.recall(services.tx, services.person.id, event.place, services.now) or {}
    last = str(context.get("question", ""))
    text = last if last and shortened(last) == short else short
    return _put(text, event, services) if text.strip() else _form(services)


@router.press("ask_team_form")
def open_form(event: Press, services: Services) -> Reply:
    """Offer a form for a question; the pressed message's text, if any, is filled in."""
    return _form(services, event.values[0] if event.values else "")


@router.command("ask the team", "ask a person", "gofyn i'r tîm")
def ask_by_command(event: Message, services: Services) -> Reply:
    """Offer a form for a question."""
    return _form(services)


@router.message
def ask_in_words(event: Message, services: Services) -> Reply | None:
    """Put what follows "ask the team" to them."""
    found = _ASK.fullmatch(event.text)
    return _put(found["question"].strip(), event, services) if found else None


@router.submission("ask_team")
def ask_by_form(event: Submission, services: Services) -> Reply:
    """Put the question in the form to the team."""
    text = event.values.get("question", "").strip()
    return _put(text, event, services) if text else _form(services, error=services.words("Please write a question."))


def _put(text: str, event: Message | Press | Submission, services: Services) -> Reply:
    words, settings = services.words, services.settings
    around = House.of(settings, services.doors)
    question = put_question(
        services.tx, event.id, services.person, event.place, text, settings.config.questions, around, services.now
    )
    team = question.owner_name or settings.config.coalition.team
    summary = words("I have put your question to {team}. You will get the answer here.", team=team)
    return Reply(Card(summary, (Text(summary), Text(text, "quote"))), led_to="ticket")


def _form(services: Services, value: str = "", error: str = "") -> Reply:
    words, team = services.words, services.settings.config.coalition.team
    title = words("Ask {team}", team=team)
    question = Input(
        "question",
        words("Your question"),
        "long_text",
        value=value,
        hint=words("Please leave out anything about a patient."),
        error=error,
    )
    return Reply(
        Card(title, (Form(title, Action("ask_team"), (question,), words("Send")),)), how="open_form", led_to="form"
    )


def shortened(question: str) -> str:
    """A question as it fits in a button's action."""
    return " ".join(question.replace("|", "/").split())[:LONGEST_ARGUMENT]
