"""Looking after champions: approving, activating, themes, and where nobody is."""

from __future__ import annotations

import re

from bot.cards import Block, Button, Buttons, Card, Chart, Facts, Item, Link, Listing, Reply, Text
from bot.champions import STATES, State
from bot.events import Action, Message, Press
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.usecases import championing
from bot.usecases.championing import CannotDo
from bot.usecases.covering import Coverage, coverage, desk
from bot.usecases.planning_routes import House
from bot.words import Words
from handlers.champions import said

router = Router("champion_desk")
SHOWN = 4
"""People with buttons in one message; all are on the web."""
_THEME = re.compile(r"\s*/?(add|retire) theme\s+(\w.{1,99}?)\s*", re.IGNORECASE)


@router.command("champions desk", "manage champions")
def show(event: Message, services: Services) -> Reply:
    """Who waits for the team, with what can be done."""
    require(services.person, "run_champions")
    words, tx = services.words, services.tx
    title = words("Champions")
    waiting = coverage(tx, services.now.date()).waiting
    blocks: list[Block] = [Text(title, "heading")]
    if waiting:
        blocks.append(
            Text(words.plural("{n} person has not answered yet.", "{n} people have not answered yet.", waiting))
        )
    for one in [one for one in desk(tx) if one.state in ("nominated", "approved")][:SHOWN]:
        blocks.append(Facts(((one.name, ", ".join((*one.themes, *one.area, one.why)) or words("not recorded")),)))
        blocks.append(Buttons(_buttons(one.id, one.name, one.state, words)))
    blocks.append(Link(words("All of them on the web"), f"{services.settings.public_url}/staff/champions"))
    return Reply(Card(title, tuple(blocks)), how="whisper", led_to="champions_desk")


@router.press("champion_step")
def step(event: Press, services: Services) -> Reply:
    """Approve, activate, rest or end."""
    require(services.person, "run_champions")
    id, to = (*event.action.args, "", "")[:2]
    words, house = services.words, House.of(services.settings, services.doors)
    if to not in STATES:
        return said(words("That is not a step a champion can take."), "refused")
    try:
        made = championing.step(services.tx, id, to, services.person, words, house, services.now)
    except CannotDo as error:
        return said(str(error), "refused")
    card = said(words("{name}: done.", name=made.name), f"champion_{to}", made.id).card
    more = (Buttons(_buttons(made.id, made.name, made.state, words)),)
    return Reply(
        Card(card.summary, (*card.blocks, *more)), how="whisper", led_to=f"champion_{to}", refers_to=f"champion:{id}"
    )


@router.press("champion_decline")
def decline(event: Press, services: Services) -> Reply:
    """Forget a nomination."""
    require(services.person, "run_champions")
    id, house = "".join(event.action.args[:1]), House.of(services.settings, services.doors)
    try:
        championing.decline(services.tx, id, services.words, house, services.now)
    except CannotDo as error:
        return said(str(error), "refused")
    return said(services.words("The nomination is forgotten."), "champion_declined")


@router.message
def theme(event: Message, services: Services) -> Reply | None:
    """``add theme Social prescribing``, ``retire theme Telecare``."""
    found = _THEME.fullmatch(event.text)
    if found is None:
        return None
    require(services.person, "run_champions")
    retired = found[1].casefold() == "retire"
    words = services.words
    try:
        name = championing.theme_named(services.tx, found[2], words).name if retired else found[2]
    except CannotDo as error:
        return said(str(error), "refused")
    championing.add_theme(services.tx, name, words, retired=retired)
    text = words('The theme "{name}" has ended.', name=name) if retired else words('"{name}" is a theme.', name=name)
    return said(text, "theme")


@router.command("champion coverage", "champions coverage", "coverage")
def cover(event: Message, services: Services) -> Reply:
    """The map of gaps."""
    require(services.person, "run_champions")
    found, words = coverage(services.tx, services.now.date()), services.words
    title = words("Champions by theme and region")
    link = Link(words("On the web, with a table"), f"{services.settings.public_url}/staff/champions")
    blocks = (Text(title, "heading"), *coverage_blocks(found, words), link)
    return Reply(Card(title, blocks), how="whisper", led_to="champions_coverage")


def coverage_blocks(found: Coverage, words: Words) -> tuple[Block, ...]:
    """The map of gaps in words and bars."""
    total = tuple(
        (theme, float(sum(found.counts[theme, region] for region in found.regions))) for theme in found.themes
    )
    cells = [
        words("{theme}, {region}: {n}", theme=theme, region=region, n=found.counts[theme, region] or words("nobody"))
        for theme in found.themes
        for region in found.regions
    ]
    blocks: list[Block] = [Chart(words("Active champions by theme"), total), *(Text(cell) for cell in cells[:30])]
    blocks.append(Facts(((words("Resting"), str(found.resting)),)))
    if found.proposed:
        blocks.append(Text(words("These would fill a gap:")))
        blocks.append(Listing(tuple(Item(f"{one.name}: {theme}, {one.region}") for one, theme in found.proposed[:20])))
    return tuple(blocks)


def _buttons(id: str, name: str, state: State, words: Words) -> tuple[Button, ...]:
    match state:
        case "nominated":
            return (
                Button(words("Approve {name}", name=name), Action("champion_step", (id, "approved")), "primary"),
                Button(words("Decline {name}", name=name), Action("champion_decline", (id,))),
            )
        case "approved" | "resting":
            return (Button(words("Activate {name}", name=name), Action("champion_step", (id, "active")), "primary"),)
        case "active":
            return (
                Button(words("Let {name} rest", name=name), Action("champion_step", (id, "resting"))),
                Button(words("End for {name}", name=name), Action("champion_step", (id, "alumni")), "danger"),
            )
        case "alumni":
            return (Button(words("Approve {name}", name=name), Action("champion_step", (id, "approved"))),)
