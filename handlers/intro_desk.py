"""What staff do with introductions: programmes and their rhythm, rounds seen before they go out, sent or cancelled."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Listing, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import intro_rounds, introductions, people, programmes
from bot.store.programmes import Programme
from bot.usecases import programme_planning, rounds
from bot.words import Words
from handlers.introductions import desk_of, whispered

router = Router("intro_desk")


@router.command("introduction rounds", "rounds", "rowndiau")
def show(event: Message, services: Services) -> Reply:
    """The programmes, how far their latest rounds are, and what can be done."""
    require(services.person, "run_introductions")
    words, tx = services.words, services.tx
    title = words("Introductions")
    blocks: list[Block] = [Text(title, "heading")]
    for programme in programmes.running(tx):
        able = len(programmes.willing(tx, programme.id, services.now.date()))
        blocks.append(Facts(_facts(programme, able, services)))
        start = Button(words("Plan a round"), Action("round_plan", (programme.id,)), "primary")
        blocks.append(Buttons((start, Button(words("Change"), Action("programme_edit", (programme.id,))))))
    for made in intro_rounds.latest(tx):
        numbers = rounds.standing(tx, made)
        detail = words(
            "{state}: {together} in touch, {asking} being asked, {ended} came to nothing",
            state=_states(words)[made.state], together=numbers["together"], asking=numbers["asking"],
            ended=numbers["ended"],
        )  # fmt: skip
        blocks.append(Listing((Item(words("Round {number}", number=made.number), detail),)))
    blocks.append(Buttons((Button(words("New programme"), Action("programme_edit", ("",))),)))
    return Reply(Card(title, tuple(blocks)), how="whisper", led_to="rounds")


@router.press("round_plan")
def plan(event: Press, services: Services) -> Reply:
    """Plan a round, or show the one that is planned already."""
    require(services.person, "run_introductions")
    programme = programmes.find(services.tx, _id(event))
    if programme is None:
        return whispered(
            services.words("That programme is gone. Write introduction rounds to see what there is."), "gone"
        )
    made = rounds.prepare(services.tx, programme, desk_of(services))
    card = rounds.preview(services.tx, made, services.words, services.zone)
    return Reply(card, how="whisper", led_to="round_preview", refers_to=f"round:{made.id}", unkept=True)


@router.press("round_send")
def send(event: Press, services: Services) -> Reply:
    """Let it go out."""
    require(services.person, "run_introductions")
    words = services.words
    if not rounds.confirm(services.tx, _id(event)):
        return whispered(words("That round is going out already, or was cancelled."), "stale")
    return whispered(words("The round goes out now. Whoever has paused or left meanwhile is left out."), "round_sent")


@router.press("round_cancel")
def cancel(event: Press, services: Services) -> Reply:
    """Send nothing of it."""
    require(services.person, "run_introductions")
    words = services.words
    if not rounds.cancel(services.tx, _id(event)):
        return whispered(words("That round is going out already, or was cancelled."), "stale")
    return whispered(words("Cancelled: nobody was asked."), "round_cancelled")


@router.press("programme_edit")
def edit(event: Press, services: Services) -> Reply:
    """The form of a programme."""
    require(services.person, "run_introductions")
    known = programmes.find(services.tx, _id(event)) if _id(event) else None
    return _form(known.id if known else "", programme_planning.values_of(known), {}, services)


@router.submission("programme_save")
def save(event: Submission, services: Services) -> Reply:
    """Keep it, or show what is wrong beside what was typed."""
    require(services.person, "run_introductions")
    id, words, desk = _id(event), services.words, desk_of(services)
    problems = programme_planning.keep(services.tx, id, event.values, services.person, words, desk)
    if problems:
        return _form(id, event.values, problems, services)
    return whispered(words("Saved. Write introduction rounds to plan one."), "programme_saved")


@router.command("introduction stories", "stories", "straeon")
def stories(event: Message, services: Services) -> Reply:
    """What came of introductions, where whoever told it agreed to be quoted."""
    require(services.person, "run_introductions")
    words, told = services.words, introductions.stories(services.tx)
    text = words.plural("{n} story may be quoted.", "{n} stories may be quoted.", len(told))
    blocks: list[Block] = [Text(text)]
    for one in told[:10]:
        who = people.find(services.tx, one.person)
        blocks += (Text(one.story, "quote"), Context(who.name if who else ""))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="stories")


def _form(id: str, values: Mapping[str, str], problems: Mapping[str, str], services: Services) -> Reply:
    form = programme_planning.form(id, values, problems, services.words)
    told = (Text(" ".join(problems.values())),) if problems else ()
    return Reply(Card(form.title, (*told, form)), how="open_form", led_to="form")


def _facts(programme: Programme, able: int, services: Services) -> tuple[tuple[str, str], ...]:
    words = services.words
    rhythm, across = programme_planning.rhythms(words), programme_planning.across(words)
    rows = [
        (words("Programme"), programme.name),
        (words("Can be introduced now"), str(able)),
        (words("Introduce people to"), across.get(programme_planning.asks_for(programme), "")),
        (words("How often"), rhythm[programme.every or programme_planning.WHEN_SAID]),
    ]
    if programme.next_at:
        rows.append((words("Next round"), words.moment(programme.next_at, services.zone)))
    return tuple(rows)


def _states(words: Words) -> dict[str, str]:
    return {
        "preview": words("planned, not sent"),
        "confirmed": words("going out"),
        "asked": words("sent"),
        "cancelled": words("cancelled"),
    }


def _id(event: Press | Submission) -> str:
    return event.action.args[0][:190] if event.action.args else ""
