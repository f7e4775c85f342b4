"""Who knows? Asking around without one's name, and answering."""

from __future__ import annotations

import re

from bot.cards import Card, Form, Input, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.usecases import asking_around, introduction_cards
from bot.usecases.asking_around import CannotAsk
from handlers.introductions import desk_of, whispered

router = Router("who_knows")
_AROUND = re.compile(r"\s*/?ask (?:around|the champions)\s*(?:about|:)?\s+(?P<text>.{3,})", re.IGNORECASE | re.DOTALL)


@router.press("champions_ask")
def begin(event: Press, services: Services) -> Reply:
    """The form for an ask."""
    require(services.person, "be_introduced")
    return _ask_form(services)


@router.command("ask around", "ask the champions")
def begin_by_word(event: Message, services: Services) -> Reply:
    """The form for an ask."""
    require(services.person, "be_introduced")
    return _ask_form(services)


@router.message
def ask_by_line(event: Message, services: Services) -> Reply | None:
    """``ask around: who has a template for a hub?``."""
    found = _AROUND.fullmatch(event.text)
    if found is None:
        return None
    try:
        return _asked(found["text"], services)
    except CannotAsk as error:
        return whispered(asking_around.refusal(error, services.words), "refused")


@router.submission("champions_ask")
def ask(event: Submission, services: Services) -> Reply:
    """Ask the nearest people who fit; what cannot be asked comes back as it was typed."""
    text = event.values.get("text", "")
    try:
        return _asked(text, services)
    except CannotAsk as error:
        return _ask_form(services, text, asking_around.refusal(error, services.words))


@router.press("champions_answer")
def open_answer(event: Press, services: Services) -> Reply:
    """The form for an answer."""
    return _answer_form(_id(event), services)


@router.submission("champions_answer")
def answer(event: Submission, services: Services) -> Reply:
    """Pass it on; what cannot be passed on comes back as it was typed."""
    id, text = _id(event), event.values.get("text", "")
    try:
        asking_around.answer(services.tx, id, services.person, text, desk_of(services))
    except CannotAsk as error:
        problem = asking_around.refusal(error, services.words)
        return whispered(problem, "refused") if error.why == "over" else _answer_form(id, services, text, problem)
    return whispered(services.words("Thank you. I have passed your answer on, without your name."), "know_answered")


@router.press("champions_ask_meet")
def meet(event: Press, services: Services) -> Reply:
    """Whoever asked would like to meet the one who answered."""
    words, number = services.words, "".join(event.action.args[1:2])
    try:
        found = int(number) if number.isdecimal() else 0
        made = asking_around.meet(services.tx, _id(event), services.person, found, desk_of(services))
    except CannotAsk as error:
        return whispered(asking_around.refusal(error, words), "refused")
    card = introduction_cards.asked_for(made, words("them"), words, services.zone)
    return Reply(card, how="whisper", led_to="introduction_asked", unkept=True)


def _asked(text: str, services: Services) -> Reply:
    require(services.person, "be_introduced")
    number = asking_around.start(services.tx, services.person, text, desk_of(services))
    return whispered(
        services.words.plural(
            "I am asking {n} person who may know, without your name. If nobody answers, I ask further away.",
            "I am asking {n} people who may know, without your name. If nobody answers, I ask further away.",
            number,
        ),
        "know_asked",
    )


def _ask_form(services: Services, text: str = "", problem: str = "") -> Reply:
    words = services.words
    hint = words("It goes out without your name. Please leave out names, and anything about a patient.")
    field = Input("text", words("What would you like to know?"), "long_text", value=text, hint=hint, error=problem)
    return _form(Form(words("Ask around"), Action("champions_ask"), (field,), words("Ask")), problem or hint)


def _answer_form(id: str, services: Services, text: str = "", problem: str = "") -> Reply:
    words = services.words
    title = words("Your answer")
    hint = words("It is passed on without your name. Please leave out anything about a patient.")
    field = Input("text", title, "long_text", value=text, hint=hint, error=problem)
    return _form(Form(title, Action("champions_answer", (id,)), (field,), words("Pass it on")), problem)


def _form(form: Form, told: str) -> Reply:
    above = (Text(told),) if told else ()
    return Reply(Card(form.title, (*above, form)), how="open_form", led_to="form", unkept=True)


def _id(event: Press | Submission) -> str:
    return event.action.args[0][:190] if event.action.args else ""
