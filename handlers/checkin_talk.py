"""A check-in answered in a person's own words, one question at a time. What they ask in between is answered first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot import checkin_talk
from bot.cards import Button, Buttons, Card, Context, Input, Reply
from bot.checkins import BadAnswer, asks_for_no_help
from bot.events import Message, Place, Press
from bot.knowledge import crisis, smalltalk
from bot.router import Router, normal
from bot.services import Services
from bot.store import checkin_answers, conversations
from bot.usecases import checkin_cards, checkin_talking, checking_in
from bot.usecases.checkin_asking import reader
from bot.usecases.checkin_talking import Going
from bot.usecases.open_checkins import Open
from handlers import meant, questions
from handlers.checkin_replies import action, house, put_off, skipped, stopped, with_open

router = Router("checkin_talk")
offers = Router("checkin_offers")
"""Asked after all that know what a text is."""
TALK = frozenset({"greeting", "wellbeing", "goodbye", "bot", "able", "person"})
"""Small talk that is no answer to anything."""
UNANSWERED = frozenset({"unknown", "suggestions", "clarify"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says about an ask, or presses; ``said`` are the fields that their messages here answered, by origin."""

    one: Open
    place: Place
    services: Services
    said: Mapping[str, str]
    text: str = ""
    origin: str = ""

    @property
    def asked(self) -> tuple[Input, ...]:
        """The questions that there are by now, with their answers."""
        given = checkin_answers.of(self.services.tx, self.one.asked)
        return checkin_talk.fields(self.one.checkin, self.one.places, self.services.words, given)

    def field(self, name: str) -> Input | None:
        """One of them."""
        return next((field for field in self.asked if field.name == name), None)


@router.message
def hear(event: Message, services: Services) -> Reply | None:
    """An answer to the question that was put last, or the first words after a check-in's card; never a cry for help, or
    the wish to hear no more."""
    if not event.place.private or crisis.in_danger(event.text) or meant.wishes_silence(event.text):
        return None
    going = checkin_talking.going_on(services.tx, services.person, event.place, services.now)
    if going and event.edited and event.origin in going.said:
        return _mended(_said(event, going.one, services, going.said), going.said[event.origin])
    if event.edited:
        return None
    if going and going.field:
        return _heard(_said(event, going.one, services, going.said), going.field)
    one = checkin_talking.just_asked(services.tx, services.person, event.place)
    return _first_words(_said(event, one, services, {})) if one else None


@offers.message
def offer(event: Message, services: Services) -> Reply | None:
    """What nothing answers may be meant for a check-in that has waited since before other things were said."""
    waiting = checking_in.waiting(services.tx, services.person.id) if event.place.private else []
    if not waiting or event.edited or checkin_talk.reads_as_question(event.text):
        return None
    reply = questions.answer_to(event.text, event.place, services)
    return _or_my_answer(reply, waiting[-1], "", services) if reply.led_to in UNANSWERED else reply


def begin(one: Open, event: Press, services: Services) -> Reply:
    """Ask the first question that has no answer."""
    return _next(_turn(one, event, services), "")


def _press(name: str, work: Callable[[Turn, str], Reply]) -> None:
    """Take presses about one question of an ask."""

    @router.press(name)
    def pressed(event: Press, services: Services) -> Reply:
        field = "".join(event.action.args[2:3])[:190]
        return with_open(event, services, lambda one, services: work(_turn(one, event, services), field))


def _turn(one: Open, event: Press, services: Services) -> Turn:
    going = checkin_talking.going_on(services.tx, services.person, event.place, services.now)
    said = going.said if going and going.one.asked == one.asked else {}
    return Turn(one, event.place, services, said, "".join(event.action.args[3:4]))


def _said(event: Message, one: Open, services: Services, said: Mapping[str, str]) -> Turn:
    return Turn(one, event.place, services, said, event.text, event.origin)


def _heard(turn: Turn, name: str) -> Reply:
    field, text = turn.field(name), turn.text
    if field is None:
        return _next(turn, "")
    if wish := checkin_talk.wish(text):
        return _wished(wish, turn, name)
    if asks_for_no_help(turn.one.checkin, name, text):
        return _next(turn, name)
    found = checkin_talk.understood(field, text)
    if found and (field.type != "long_text" or not _asks(text)):
        return _taken(turn, name, found)
    reply = questions.answer_to(turn.text, turn.place, turn.services)
    is_answered, is_question = reply.led_to not in UNANSWERED, checkin_talk.reads_as_question(text)
    if is_answered or is_question:
        doubtful = found and not (is_answered and is_question)
        return _then_again(_or_my_answer(reply, turn.one, name, turn.services) if doubtful else reply, turn, name)
    if found:
        return _or_a_question(_taken(turn, name, found), turn, name)
    return _ask(turn, name, error=checkin_talk.wanted(field, turn.services.words))


def _first_words(turn: Turn) -> Reply | None:
    """Whoever writes after the card answers it, unless it is a question or says nothing of the kind."""
    text, plain, field = turn.text, normal(turn.text), _fitting(turn, turn.text)
    if wish := checkin_talk.wish(text):
        return skipped(turn.one, turn.services) if wish == "pass" else _wished(wish, turn, "")
    if field and field.type != "long_text":
        return _taken(turn, field.name, checkin_talk.understood(field, text), first=True)
    if plain in checkin_talk.BEGIN:
        return _next(turn, "")
    if checkin_talk.reads_as_question(text) or smalltalk.talk(plain) in {*TALK, "thanks"}:
        return None
    reply = questions.answer_to(turn.text, turn.place, turn.services)
    if reply.led_to not in UNANSWERED or checkin_talk.begins_as_question(text):
        return _or_my_answer(reply, turn.one, "", turn.services)
    if field is None:
        return _then_again(reply, turn, "")
    reply = _taken(turn, field.name, checkin_talk.understood(field, text), first=True)
    return _or_a_question(reply, turn, field.name)


def _mended(turn: Turn, name: str) -> Reply | None:
    """What somebody changes in a message of theirs, they change in their answer."""
    field = turn.field(name)
    found = checkin_talk.understood(field, turn.text) if field else {}
    return _taken(turn, name, found) if found else _ask(turn, name)


def _wished(wish: str, turn: Turn, name: str) -> Reply:
    match wish:
        case "pass":
            return _next(turn, name)
        case "later":
            return put_off(turn.one, turn.services)
        case "never":
            return stopped(turn.one.checkin.id, turn.services)
        case _:
            return _end(turn)


def _taken(turn: Turn, name: str, found: Mapping[str, str], *, first: bool = False) -> Reply:
    """Keep an answer and go on: after the ``first`` words with the first question that has none."""
    one, services = turn.one, turn.services
    given = {**checkin_answers.of(services.tx, one.asked), **found}
    asked = checkin_talk.fields(one.checkin, one.places, services.words, given)
    field = next((field for field in asked if field.name == name), None)
    if field is None:
        return _next(turn, "")
    try:
        values = {field.name: field.value for field in asked}
        asks_help = checking_in.answer(services.tx, one, values, services.words, house(services), services.now)
    except BadAnswer as bad:
        return _ask(turn, name, error=" ".join(bad.problems.values()))
    if turn.origin:
        turn = replace(turn, said={**turn.said, turn.origin: name})
    return _next(turn, "" if first else name, _noted(turn, field, asks_help=asks_help, first=first))


def _noted(turn: Turn, field: Input, *, asks_help: bool, first: bool) -> str:
    words = turn.services.words
    if asks_help:
        name = reader(turn.services.tx, turn.one.checkin, house(turn.services))
        return words("I am telling {reader} now that you ask for help.", reader=name)
    if field.type != "long_text":
        return words("Noted: {answer}.", answer=checkin_talk.label(field, words))
    return words('Noted as your answer to "{question}".', question=field.label) if first else words("Noted.")


def _next(turn: Turn, after: str, note: str = "") -> Reply:
    """Ask the next question, or show what was answered."""
    field = checkin_talk.following(turn.asked, after)
    return _ask(turn, field.name, note) if field else _end(turn, note)


def _ask(turn: Turn, name: str, note: str = "", error: str = "") -> Reply:
    field = turn.field(name)
    if field is None:
        return _next(turn, "", note)
    _keep(turn, name)
    words = turn.services.words
    return _reply(turn, checkin_cards.question(turn.one, turn.asked, field, words, said=note, error=error))


def _end(turn: Turn, note: str = "") -> Reply:
    """What was answered; where nothing was, the check-in is skipped."""
    if not any(field.value for field in turn.asked):
        return skipped(turn.one, turn.services)
    _keep(turn, "")
    return _reply(turn, checkin_cards.answered(turn.one, turn.asked, turn.services.words, note))


def _choose(turn: Turn, _: str) -> Reply:
    """Which answer is to be changed."""
    return _reply(turn, checkin_cards.choose(turn.one, turn.asked, turn.services.words))


def _it_was_my_answer(turn: Turn, name: str) -> Reply:
    """What was taken for a question is the answer."""
    services = turn.services
    known = conversations.recall(services.tx, services.person.id, turn.place, services.now) or {}
    text = str(known.get("question", ""))
    field = turn.field(name) or _fitting(turn, text)
    if field is None or not text:
        return _next(turn, "")
    return _taken(turn, field.name, checkin_talk.understood(field, text), first=not name)


def _it_was_a_question(turn: Turn, name: str) -> Reply:
    """What was taken for an answer is a question."""
    text = checkin_talking.take_back(turn.services.tx, turn.one, name, turn.services.now)
    return _then_again(questions.answer_to(text, turn.place, turn.services), turn, name)


def _keep(turn: Turn, name: str) -> None:
    services = turn.services
    checkin_talking.put(services.tx, Going(turn.one, name, turn.said), services.person, turn.place, services.now)


def _then_again(reply: Reply, turn: Turn, name: str) -> Reply:
    """The reply to something else, and below it the question that still waits."""
    again = _ask(turn, name)
    return replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, *again.card.blocks)))


def _or_my_answer(reply: Reply, one: Open, name: str, services: Services) -> Reply:
    text = Context(services.words('Or was that your answer to "{title}"?', title=one.checkin.title))
    asked = replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, text)))
    return _with_button(asked, services.words("It was my answer"), one, "checkin_said", name)


def _or_a_question(reply: Reply, turn: Turn, name: str) -> Reply:
    return _with_button(reply, turn.services.words("It was a question"), turn.one, "checkin_unsaid", name)


def _with_button(reply: Reply, label: str, one: Open, does: str, name: str) -> Reply:
    button = Buttons((Button(label, action(does, one, name)),))
    return replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, button)))


def _fitting(turn: Turn, text: str) -> Input | None:
    """The field that first words answer: a choice that offers them, or else the first that takes any words; never one
    that calls for help."""
    fits = [field for field in turn.asked if not field.value and checkin_talk.understood(field, text)]
    choice = next((field for field in fits if field.type != "long_text"), None)
    return choice or next((field for field in fits if field.name not in turn.one.checkin.of_kind("help")), None)


def _asks(text: str) -> bool:
    """Whether it may be a question, or small talk that answers nothing."""
    asks = checkin_talk.reads_as_question(text) or checkin_talk.begins_as_question(text)
    return asks or smalltalk.talk(normal(text)) in TALK


def _reply(turn: Turn, card: Card) -> Reply:
    return Reply(card, led_to="checkin_talk", refers_to=f"checkin:{turn.one.checkin.id}", unkept=True)


_press("checkin_put", _ask)
_press("checkin_take", lambda turn, name: _taken(turn, name, {name: turn.text}))
_press("checkin_pass", _next)
_press("checkin_end", lambda turn, _: _end(turn))
_press("checkin_change", _choose)
_press("checkin_said", _it_was_my_answer)
_press("checkin_unsaid", _it_was_a_question)
