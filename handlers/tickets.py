"""What the team does with a question: list it, answer it, hand it over, close it, make the answer knowledge."""

from __future__ import annotations

from bot.cards import Block, Button, Buttons, Card, Context, Divider, Form, Input, Option, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import EVERYONE, MEMBERS, may, require, require_own
from bot.router import Router
from bot.services import Services
from bot.store import people, questions
from bot.store.questions import Question
from bot.usecases.answering import answer_question, buttons, close_question, hand_over
from bot.usecases.planning_routes import House
from bot.usecases.promoting import promote

router = Router("tickets")


@router.command("questions", "tickets", "cwestiynau")
def list_questions(event: Message, services: Services) -> Reply:
    """What waits for an answer: everything for the team, their own for others who own some."""
    person, words, tx = services.person, services.words, services.tx
    owner = None if may(person, "answer_questions") else person.id
    count = questions.count_waiting(tx, owner)
    if owner and not count:
        require(person, "answer_questions")
    waiting = words.plural("{n} question waits for an answer.", "{n} questions wait for an answer.", count)
    summary = waiting if count else words("No question waits for an answer.")
    blocks: list[Block] = [Text(summary)]
    for question in questions.waiting(tx, owner, limit=10):
        blocks += (Divider(), Text(question.text, "quote"), Context(_told(question, services)))
        blocks.append(Buttons(buttons(question, words)))
    return Reply(Card(summary, tuple(blocks)), led_to="questions", how="whisper")


@router.press("answer_question")
def open_answer(event: Press, services: Services) -> Reply:
    """Offer the form for an answer."""
    question = _mine(event.action, services)
    return _text_form(question, services, "answer_question") if question else _ended(services)


@router.submission("answer_question")
def submit_answer(event: Submission, services: Services) -> Reply:
    """Record the answer, tell the asker, offer to make it knowledge."""
    question, text = _mine(event.action, services), event.values.get("answer", "").strip()
    if question is None:
        return _ended(services)
    if not text:
        return _text_form(question, services, "answer_question", services.words("Please write an answer."))
    if not answer_question(services.tx, question.id, text, services.person, services.now):
        return _ended(services)
    words = services.words
    thanks = words("Thank you. I am passing your answer on.")
    if not may(services.person, "answer_questions"):
        return _said(thanks, "answered")
    number = str(question.id)
    learn = words("Shall I give this answer myself from now on, when the same is asked?")
    choices = Buttons(
        (
            Button(words("Yes, to everyone"), Action("promote", (number, EVERYONE))),
            Button(words("Yes, to members"), Action("promote", (number, MEMBERS))),
        )
    )
    return Reply(Card(thanks, (Text(thanks), Text(learn), choices)), led_to="answered")


@router.press("hand_over")
def open_hand_over(event: Press, services: Services) -> Reply:
    """Offer the people who could take it."""
    question = _mine(event.action, services)
    return _hand_over_form(question, services) if question else _ended(services)


@router.submission("hand_over")
def submit_hand_over(event: Submission, services: Services) -> Reply:
    """Make it somebody else's."""
    question, words = _mine(event.action, services), services.words
    if question is None:
        return _ended(services)
    to = people.find(services.tx, event.values.get("to", ""))
    if to is None or to.is_guest:
        return _hand_over_form(question, services, words("Please choose a person."))
    around = House.of(services.settings, services.doors)
    if not hand_over(services.tx, question.id, to, services.person, around, services.now):
        return _said(words("{name} has that question already.", name=to.name), "stale")
    return _said(words("{name} has the question now, and the asker knows.", name=to.name), "handed_over")


@router.press("close_question")
def open_close(event: Press, services: Services) -> Reply:
    """Ask why it is closed without an answer."""
    question = _mine(event.action, services)
    return _text_form(question, services, "close_question") if question else _ended(services)


@router.submission("close_question")
def submit_close(event: Submission, services: Services) -> Reply:
    """Close it; the asker is told why."""
    question, text = _mine(event.action, services), event.values.get("why", "").strip()
    if question is None:
        return _ended(services)
    if not text:
        return _text_form(question, services, "close_question", services.words("Please say why: the asker is told."))
    if not close_question(services.tx, question.id, text, services.person, services.now):
        return _ended(services)
    return _said(services.words("The question is closed, and the asker is told why."), "closed")


@router.press("promote")
def make_knowledge(event: Press, services: Services) -> Reply:
    """From now on the bot gives this answer itself."""
    number, audience = (*event.action.args, "", "")[:2]
    words, id = services.words, _number(number)
    faq = promote(services.tx, id, audience, services.person, services.settings, services.now)
    if faq is None or faq.review_on is None:
        return _said(words("That answer is known already, or is gone."), "stale")
    text = words(
        "From now on I give this answer myself, in {name}'s name. It should be looked at again on {date}.",
        name=faq.owner or services.person.name,
        date=words.short_date(faq.review_on),
    )
    return _said(text, "promoted")


def _mine(action: Action, services: Services) -> Question | None:
    """The question that an action names, if it waits and this person may deal with it."""
    question = questions.find(services.tx, _number(action.args[0] if action.args else ""))
    require_own(services.person, "answer_questions", question.owner if question else None)
    return question if question and question.is_open else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _told(question: Question, services: Services) -> str:
    words = services.words
    name, date = question.name or words("a guest"), words.moment(question.asked, services.zone)
    if question.owner_name:
        return words("Asked by {name} on {date}; with {owner}", name=name, date=date, owner=question.owner_name)
    return words("Asked by {name} on {date}", name=name, date=date)


def _text_form(question: Question, services: Services, action: str, error: str = "") -> Reply:
    words, answering = services.words, action == "answer_question"
    label = words("Your answer") if answering else words("Why it is closed")
    title = words("Answer a question") if answering else words("Close a question")
    field = Input("answer" if answering else "why", label, "long_text", error=error)
    form = Form(title, Action(action, (str(question.id),)), (field,), words("Send"))
    return Reply(Card(question.text, (Text(question.text, "quote"), form)), how="open_form", led_to="form")


def _hand_over_form(question: Question, services: Services, error: str = "") -> Reply:
    words = services.words
    able = [*people.holding(services.tx, "staff"), *people.holding(services.tx, "taskgroup_lead")]
    options = {one.id: Option(one.name, one.id) for one in able if one.id != question.owner}
    field = Input("to", words("Who"), "choice", tuple(options.values()), error=error)
    form = Form(words("Hand over"), Action("hand_over", (str(question.id),)), (field,), words("Hand over"))
    return Reply(Card(question.text, (Text(question.text, "quote"), form)), how="open_form", led_to="form")


def _ended(services: Services) -> Reply:
    return _said(services.words("That question has been answered already."), "stale")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)
