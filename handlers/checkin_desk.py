"""Check-ins for staff: making one, how it stands, who has not answered, pausing and ending it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Link, Listing, Reply, Text
from bot.checkins import CheckIn, State
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.rhythms import next_day
from bot.router import Router
from bot.services import Services
from bot.store import checkins, prompts
from bot.store.checkins import Round
from bot.usecases import checkin_cards, checkin_clock, checkin_planning, checkin_reports
from bot.usecases.checkin_asking import reader
from bot.usecases.planning_routes import House

router = Router("checkin_desk")
LISTED, SHOWN = 10, 50
TURNS: Mapping[str, State] = {"start": "active", "pause": "paused", "end": "ended"}
Work = Callable[[CheckIn, Services], Reply]


@router.command("check-in", "new check-in", "checkin")
def begin(event: Message, services: Services) -> Reply:
    """Offer beginnings for a check-in, and those that are going on."""
    require(services.person, "run_checkins")
    words = services.words
    text = words("What kind of check-in shall it be?")
    starts = [
        Button(name, Action("checkin_new", (key,))) for key, (name, _) in checkin_planning.templates(words).items()
    ]
    blocks: list[Block] = [Text(text), Buttons(tuple(starts))]
    for one in checkins.listed(services.tx, ("active", "paused"))[:LISTED]:
        blocks.append(Listing((Item(one.title, states(services)[one.state]),)))
        blocks.append(Buttons((Button(words("Manage"), Action("checkin_manage", (one.id,))),)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="checkin_begin")


@router.press("checkin_new")
def new(event: Press, services: Services) -> Reply:
    """The form, filled in as far as the beginning goes."""
    require(services.person, "run_checkins")
    key = "".join(event.action.args[:1])
    _, values = checkin_planning.templates(services.words).get(key, ("", {}))
    return _form(services, values, {}, "", prompts=key == "prompts")


@router.press("checkin_edit")
def edit(event: Press, services: Services) -> Reply:
    """The form again, with the check-in in it."""

    def work(one: CheckIn, services: Services) -> Reply:
        values = checkin_planning.values_of(services.tx, one)
        return _form(services, values, {}, one.id, prompts=one.prompts)

    return _with(event, services, work)


@router.submission("checkin_draft")
def draft(event: Submission, services: Services) -> Reply:
    """A check-in was typed in: show what is wrong, or how it will look."""
    id, prompts = "".join(event.action.args[:1]), event.action.args[1:2] == ("prompts",)
    tx, words = services.tx, services.words
    made, problems = checkin_planning.draft(tx, event.values, services.person, words, services.now, id, prompts=prompts)
    return _form(services, event.values, problems, id, prompts=prompts) if problems else _managed(made, services)


@router.press("checkin_manage")
def manage(event: Press, services: Services) -> Reply:
    """How a check-in stands, and what can be done with it."""
    return _with(event, services, _managed)


@router.press("checkin_turn")
def turn(event: Press, services: Services) -> Reply:
    """Start, pause or end it."""

    def work(one: CheckIn, services: Services) -> Reply:
        state = TURNS.get("".join(event.action.args[1:2]))
        if state is None:
            return _managed(one, services)
        made = checkin_planning.change(services.tx, one.id, state, services.person, services.now)
        return _managed(made or one, services)

    return _with(event, services, work)


@router.press("checkin_result")
def result(event: Press, services: Services) -> Reply:
    """How the latest round went, beside the one before."""

    def work(one: CheckIn, services: Services) -> Reply:
        latest = checkins.rounds(services.tx, one.id, 1)
        if not latest:
            return _said(services.words("Nobody was asked yet."), one)
        card = checkin_reports.summary(services.tx, one, latest[0], services.words)
        return Reply(card, how="whisper", led_to="checkin_result", refers_to=f"checkin:{one.id}")

    return _with(event, services, work)


@router.press("checkin_missing")
def missing(event: Press, services: Services) -> Reply:
    """Who has not answered in the latest round."""

    def work(one: CheckIn, services: Services) -> Reply:
        words, latest = services.words, checkins.rounds(services.tx, one.id, 1)
        silent = checkins.silent(services.tx, one.id, latest[0].day) if latest else []
        text = words.plural("{n} person has not answered.", "{n} people have not answered.", len(silent))
        blocks: list[Block] = [Text(text)]
        if silent:
            blocks.append(Listing(tuple(Item(name) for _, name in silent[:SHOWN])))
            blocks.append(Buttons((Button(words("Remind them"), Action("checkin_remind", (one.id,))),)))
        return Reply(Card(text, tuple(blocks)), how="whisper", led_to="checkin_missing")

    return _with(event, services, work)


@router.press("checkin_remind")
def remind(event: Press, services: Services) -> Reply:
    """Ask those who have not answered once more."""

    def work(one: CheckIn, services: Services) -> Reply:
        number = checkin_clock.remind_all(services.tx, one, services.now, _house(services))
        return _said(services.words.plural("I am reminding {n} person.", "I am reminding {n} people.", number), one)

    return _with(event, services, work)


def states(services: Services) -> Mapping[str, str]:
    """What the states of a check-in are called."""
    words = services.words
    return {"active": words("running"), "paused": words("not running"), "ended": words("ended")}


def _with(event: Press | Submission, services: Services, work: Work) -> Reply:
    require(services.person, "run_checkins")
    found = checkins.find(services.tx, "".join(event.action.args[:1])[:190])
    if found is None:
        text = services.words("That check-in is gone. Write check-in to see which there are.")
        return Reply(Card(text, (Text(text),)), how="whisper", led_to="stale")
    return work(found, services)


def _managed(one: CheckIn, services: Services) -> Reply:
    """A preview with what happens when, and buttons."""
    words, tx, today = services.words, services.tx, services.now.date()
    sample = next(iter(prompts.library(tx)), None) if one.prompts else None
    shown = checkin_cards.asking(
        one, Round(one.id, today, 0, one.asked_in(0)), words, reader(tx, one, _house(services)), sample
    )
    blocks: list[Block] = [block for block in shown.blocks if not isinstance(block, Buttons)]
    following = next_day(one.rhythm, today)
    rows = (
        (words("Who is asked"), checkin_planning.who(tx, one, words)),
        (words("State"), states(services)[one.state]),
        (words("How often"), checkin_planning.how_often(one, words)),
        (words("Next"), f"{words.date(following)}, {one.at:%H:%M}" if following else words("never again")),
    )  # fmt: skip
    blocks += [Facts(rows), Buttons(_buttons(one, services))]
    if one.prompts:
        blocks.append(Context(words("Everybody gets another prompt each time. Write prompts to see and change them.")))
    address = f"{services.settings.public_url}/staff/check-in?id={one.id}"
    blocks.append(Link(words("On the web, with a table to download"), address))
    return Reply(Card(one.title, tuple(blocks)), how="whisper", led_to="checkin_manage", refers_to=f"checkin:{one.id}")


def _buttons(one: CheckIn, services: Services) -> tuple[Button, ...]:
    words = services.words
    turns = {
        "active": (("pause", words("Pause it")), ("end", words("End it"))),
        "paused": (("start", words("Start it")), ("end", words("End it"))),
        "ended": (),
    }
    turned = tuple(Button(label, Action("checkin_turn", (one.id, name))) for name, label in turns[one.state])
    more = (("checkin_result", words("Results")), ("checkin_missing", words("Who has not answered")))
    own = () if one.id.startswith(checkin_planning.CONFIG) else (("checkin_edit", words("Edit")),)
    return (*turned, *(Button(label, Action(name, (one.id,))) for name, label in (*own, *more)))


def _form(
    services: Services, values: Mapping[str, str], problems: Mapping[str, str], id: str, *, prompts: bool
) -> Reply:
    made = checkin_planning.form(services.words, values, problems, id, prompts=prompts)
    told = (Text(services.words("Please look again at what is marked.")),) if problems else ()
    return Reply(Card(made.title, (*told, made)), how="open_form", led_to="form")


def _said(text: str, one: CheckIn) -> Reply:
    return Reply(Card(text, (Text(text),)), how="whisper", led_to="checkin_desk", refers_to=f"checkin:{one.id}")


def _house(services: Services) -> House:
    return House.of(services.settings, services.doors)
