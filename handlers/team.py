"""Questions for the team: putting one, listing those that wait, answering one."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Context, Divider, Form, Input, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import conversations, questions
from bot.usecases.answering import answer_question

router = Router("team")
LONGEST_ARGUMENT = 200
"""Characters of a question that travel in a button."""


def ask_team_action(question: str) -> Action:
    """The action that puts this question to the team. A long one is shortened; the conversation holds the rest."""
    return Action("ask_team", (shortened(question),))


@router.press("ask_team")
def ask_team(event: Press, services: Services) -> Reply:
    """Put the question that the button stands for to the team."""
    short = event.action.args[0] if event.action.args else ""
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


@router.submission("ask_team")
def ask_by_form(event: Submission, services: Services) -> Reply:
    """Put the question in the form to the team."""
    text = event.values.get("question", "").strip()
    return _put(text, event, services) if text else _form(services, error=services.words("Please write a question."))


@router.command("questions", "cwestiynau")
def list_questions(event: Message, services: Services) -> Reply:
    """What waits for an answer, for those who may answer."""
    require(services.person, "answer_questions")
    words, waiting = services.words, questions.waiting(services.tx, limit=10)
    count = questions.count_waiting(services.tx)
    summary = words.plural("{n} question waits for an answer.", "{n} questions wait for an answer.", count)
    blocks = [
        block
        for question in waiting
        for block in (
            Divider(),
            Text(question.text, "quote"),
            Context(
                words(
                    "Asked by {name} on {date}",
                    name=question.name or words("a guest"),
                    date=words.moment(question.asked, services.zone),
                )
            ),
            Buttons((Button(words("Answer"), Action("answer_question", (str(question.id),)), "primary"),)),
        )
    ]
    return Reply(Card(summary, (Text(summary), *blocks)), led_to="questions", how="whisper")


@router.press("answer_question")
def open_answer(event: Press, services: Services) -> Reply:
    """Offer the form in which a person of the team answers."""
    require(services.person, "answer_questions")
    question = _question(event.action, services)
    if question is None or not question.is_open:
        return _said(services.words("That question has been answered already."), "stale")
    return _answer_form(question, services)


@router.submission("answer_question")
def submit_answer(event: Submission, services: Services) -> Reply:
    """Record the answer and tell the asker."""
    require(services.person, "answer_questions")
    question, text = _question(event.action, services), event.values.get("answer", "").strip()
    if question is not None and not text:
        return _answer_form(question, services, services.words("Please write an answer."))
    if question is None or not answer_question(services.tx, question.id, text, services.person, services.now):
        return _said(services.words("That question has been answered already."), "stale")
    return _said(services.words("Thank you. I am passing your answer on."), "answered")


def _question(action: Action, services: Services) -> questions.Question | None:
    number = action.args[0] if action.args else ""
    return questions.find(services.tx, int(number)) if number.isdecimal() and len(number) < 10 else None


def _put(text: str, event: Press | Submission, services: Services) -> Reply:
    questions.open_question(services.tx, event.id, services.person, event.place, text, services.now)
    team = services.settings.config.coalition.team
    summary = services.words("I have put your question to {team}. You will get the answer here.", team=team)
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


def _answer_form(question: questions.Question, services: Services, error: str = "") -> Reply:
    words = services.words
    answer = Input("answer", words("Your answer"), "long_text", error=error)
    form = Form(words("Answer a question"), Action("answer_question", (str(question.id),)), (answer,), words("Send"))
    return Reply(Card(question.text, (Text(question.text, "quote"), form)), how="open_form", led_to="form")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)


def shortened(question: str) -> str:
    """A question as it fits in a button's action."""
    return " ".join(question.replace("|", "/").split())[:LONGEST_ARGUMENT]
