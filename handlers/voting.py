"""Answering polls under one's name: by a press or by a form."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import Block, Button, Buttons, Card, Context, Item, Listing, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.polls import Answer, BadAnswer, Poll, answer_of, checked
from bot.router import Router
from bot.services import Services
from bot.store import ballots, polls
from bot.usecases import poll_cards, voting
from bot.usecases.poll_refusals import Refused
from bot.usecases.polling import existing
from handlers.poll_replies import form_reply, poll_id, refused_reply, said
from handlers.secret_voting import secret_way

router = Router("voting")


@router.command("polls", "open polls", "polau")
def list_open(event: Message, services: Services) -> Reply:
    """The polls that wait for this person's answer, and those in which it can be changed."""
    words, tx, person = services.words, services.tx, services.person.id
    waiting = [poll for poll in polls.unanswered(tx, person) if poll.takes_votes(services.now)]
    text = words("No poll waits for your answer.")
    if waiting:
        text = words.plural("{n} poll waits for your answer.", "{n} polls wait for your answer.", len(waiting))
    blocks: list[Block] = [Text(text)]
    for poll in waiting:
        blocks += _listed(poll, Button(words("Answer"), Action("poll", (poll.id,)), "primary"), services)
    answered = [poll for poll in polls.answered(tx, person) if poll.takes_votes(services.now) and poll.changeable]
    if answered:
        blocks.append(Text(words("You have answered"), "heading"))
    for poll in answered:
        blocks += _listed(poll, Button(words("Change it"), Action("poll", (poll.id,))), services)
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="polls")


def _listed(poll: Poll, button: Button, services: Services) -> tuple[Block, ...]:
    words = services.words
    until = words("until {moment}", moment=words.moment(poll.closes, services.zone)) if poll.closes else ""
    return Listing((Item(poll.question, until),)), Buttons((button,))


@router.press("poll")
def show(event: Press, services: Services) -> Reply:
    """The form in which this person answers."""
    id = poll_id(event)
    try:
        poll = voting.open_to(services.tx, id, services.person, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    if poll.anonymous:
        return secret_way(poll, services)
    mine = ballots.of(services.tx, id, services.person.id)
    filled = poll_cards.filled_in(poll, mine) if mine else {}
    form = poll_cards.answer_form(poll, services.words, services.zone, Action("poll_form", (id,)), values=filled)
    return form_reply(poll, form)


@router.press("poll_vote")
def vote(event: Press, services: Services) -> Reply:
    """A button or an option of a poll was pressed."""
    return _vote(event, services, lambda poll: checked(poll, _pressed(event, poll, services), services.words))


@router.submission("poll_form")
def vote_by_form(event: Submission, services: Services) -> Reply:
    """The form of a poll was sent."""
    return _vote(event, services, lambda poll: answer_of(poll, event.values, services.words))


@router.press("poll_withdraw")
def withdraw(event: Press, services: Services) -> Reply:
    """Take one's vote back."""
    try:
        poll = voting.withdraw(services.tx, poll_id(event), services.person, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    text = services.words("Your vote is withdrawn. You can vote again as long as the poll is open.")
    return said(text, "vote_withdrawn", poll)


def _vote(event: Press | Submission, services: Services, read: Callable[[Poll], Answer]) -> Reply:
    words, id = services.words, poll_id(event)
    try:
        poll = existing(services.tx, id)
        if poll.anonymous:  # an old card, from before the poll was edited
            return secret_way(poll, services)
        voting.open_to(services.tx, id, services.person, event.at)
        answer = read(poll)
        poll = voting.vote(services.tx, id, services.person, answer, event.at)
    except Refused as refused:
        return refused_reply(refused, services)
    except BadAnswer as bad:
        if isinstance(event, Press):
            return said(str(bad), "bad_answer", poll)
        action, error = event.action, (bad.field, str(bad))
        return form_reply(
            poll, poll_cards.answer_form(poll, words, services.zone, action, values=event.values, error=error)
        )
    return _thanks(poll, answer, services)


def _thanks(poll: Poll, answer: Answer, services: Services) -> Reply:
    words = services.words
    text = words("Your vote: {answer}", answer=poll_cards.told(poll, answer, words, services.zone))
    blocks: list[Block] = [Text(text)]
    if poll.changeable:
        until = words.moment(poll.closes, services.zone) if poll.closes else ""
        if until:
            blocks.append(Context(words("You can change it until {moment}.", moment=until)))
        edit = words("Change it or add a reason") if poll.reasons else words("Change it")
        again = Button(edit, Action("poll", (poll.id,)))
        blocks.append(Buttons((again, Button(words("Withdraw it"), Action("poll_withdraw", (poll.id,))))))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="voted", refers_to=f"poll:{poll.id}")


def _pressed(event: Press, poll: Poll, services: Services) -> Answer:
    """The option on the button or in the list; a reason given before stays."""
    chosen = event.action.args[1:] or event.values
    mine = ballots.of(services.tx, poll.id, services.person.id)
    return Answer(tuple(chosen), reason=mine.reason if mine and poll.reasons else "")
