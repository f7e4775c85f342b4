"""What staff do with introductions: programmes and their rhythm, rounds seen before they go out, sent or cancelled."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Form, Input, Item, Listing, Option, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import intro_rounds, introductions, people, programmes
from bot.store.programmes import Programme
from bot.usecases import rounds
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
    return _form(known or Programme("", ""), services)


@router.submission("programme_save")
def save(event: Submission, services: Services) -> Reply:
    """Keep it."""
    require(services.person, "run_introductions")
    words, values = services.words, event.values
    name = values.get("name", "").strip()[:100]
    if not name:
        return _form(Programme(_id(event), ""), services, words("Please give it a name."))
    id = _id(event) or re.sub(r"\W+", "-", name.casefold()).strip("-") or "programme"
    known = programmes.find(services.tx, id) or Programme(id, name, owner=services.person.id)
    size, every = values.get("size", "2"), values.get("every", "")
    days = values.get("ask_days", "7").strip()
    if not days.isdecimal() or not 1 <= int(days) <= 30:
        return _form(replace(known, name=name), services, words("The days to answer are a number from 1 to 30."))
    changed = replace(
        known,
        name=name,
        size=int(size) if size in ("2", "3", "4") else 2,
        every=every if every in rounds.DAYS else "",
        ask_days=int(days),
        rules={"across": values.get("across", "")} if values.get("across") else {},
    )
    if changed.every != known.every or changed.next_at is None:
        changed = replace(changed, next_at=rounds.next_at(replace(changed, next_at=None), desk_of(services)))
    programmes.save(services.tx, changed, services.now)
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


def _form(known: Programme, services: Services, error: str = "") -> Reply:
    words = services.words
    sizes = tuple(Option(str(size), str(size)) for size in (2, 3, 4))
    across = (
        Option(words("anybody"), ""),
        Option(words("other organisations"), "organisation"),
        Option(words("other networks"), "network"),
        Option(words("other regions"), "region"),
        Option(words("mentor and mentee"), "mentor"),
    )
    inputs = (
        Input("name", words("Name"), value=known.name, error=error),
        Input("size", words("People in each introduction"), "choice", sizes, str(known.size)),
        Input("across", words("Introduce people to"), "choice", across, str(known.rules.get("across", ""))),
        Input("every", words("How often"), "choice", _rhythms(words), known.every),
        Input("ask_days", words("Days to answer"), "number", value=str(known.ask_days)),
    )
    title = words("Programme of introductions")
    form = Form(title, Action("programme_save", (known.id,)), inputs, words("Save"))
    told = (Text(error),) if error else ()
    return Reply(Card(title, (*told, form)), how="open_form", led_to="form")


def _facts(programme: Programme, able: int, services: Services) -> tuple[tuple[str, str], ...]:
    words = services.words
    rhythm = {option.value: option.label for option in _rhythms(words)}
    rows = [
        (words("Programme"), programme.name),
        (words("Can be introduced now"), str(able)),
        (words("How often"), rhythm.get(programme.every, "")),
    ]
    if programme.next_at:
        rows.append((words("Next round"), words.moment(programme.next_at, services.zone)))
    return tuple(rows)


def _rhythms(words: Words) -> tuple[Option, ...]:
    return (
        Option(words("when we say so"), ""),
        Option(words("every week"), "week"),
        Option(words("every two weeks"), "fortnight"),
        Option(words("every four weeks"), "month"),
        Option(words("every quarter"), "quarter"),
    )


def _states(words: Words) -> dict[str, str]:
    return {
        "preview": words("planned, not sent"),
        "confirmed": words("going out"),
        "asked": words("sent"),
        "cancelled": words("cancelled"),
    }


def _id(event: Press | Submission) -> str:
    return event.action.args[0][:190] if event.action.args else ""
