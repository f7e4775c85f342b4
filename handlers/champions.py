"""Champions in chat: putting somebody forward, agreeing, one's own profile, and who knows about something."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from bot.cards import Block, Button, Buttons, Card, Context, Form, Input, Item, Listing, Option, Reply, Text
from bot.champions import EYES, FIELDS, LONGEST_BIO, TIERS, Champion, Eyes, Tier, items
from bot.events import Action, Message, Press, Submission
from bot.knowledge.champions import Hit
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import champions
from bot.usecases import championing, nominating
from bot.usecases.champion_record import badge_names, field_names
from bot.usecases.championing import CannotDo
from bot.usecases.planning_routes import House
from bot.words import Words

router = Router("champions")
_WHO = re.compile(
    r"\s*(?:who (?:knows?|can help|could help)(?: something| anything| a lot)?(?: about| with| on)?"
    r"|find (?:me )?(?:a )?champions? (?:for|in|who knows? about)|who (?:is|are) (?:the |a )?champions? (?:for|on))\s+(?P<about>.{3,300}?)[\s?.!]*",
    re.IGNORECASE,
)
_NOMINATE = re.compile(
    r"\s*/?nominate\s+(?P<who>[^:]{2,80}?)(?:\s+(?:as a champion\s+)?for\s+(?P<theme>[^:]+?))?(?:\s*:\s*(?P<why>.+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_TEXTS = ("region", "system", "place", "availability", "bio")
_LISTS = ("can_help", "want_help", "interests", "languages")


@router.message
def find(event: Message, services: Services) -> Reply | None:
    """``who knows about social prescribing in Leeds?``; people without a role are answered like any question."""
    found = _WHO.fullmatch(event.text)
    if found is None or services.person.is_guest or not champions.themes(services.tx, retired=True):
        return None
    require(services.person, "find_champions")
    about = found["about"]
    hits = championing.who_knows(services.tx, services.person, about, services.now.date())
    words = services.words
    ask = Buttons((Button(words("Ask the champions"), Action("champions_ask")),))
    if not hits:
        text = words("I found no champion for that. I can ask around without your name.")
        return Reply(Card(text, (Text(text), ask)), how="whisper", led_to="champions_none")
    title = words("Champions for: {about}", about=about)
    rows = tuple(Item(_titled(hit.champion, words), because(hit, words)) for hit in hits)
    return Reply(Card(title, (Text(title, "heading"), Listing(rows), ask)), how="whisper", led_to="champions_found")


def because(hit: Hit, words: Words) -> str:
    """Why a champion was found, in words."""
    told = {
        "theme": words("theme"), "can_help": words("can help with"), "interest": words("interested in"),
        "area": words("area"), "bio": words("writes"),
    }  # fmt: skip
    return "; ".join(f"{told[why]}: {text[:160]}" for why, text in hit.reasons)


@router.command("nominate", "nominate a champion")
def begin(event: Message, services: Services) -> Reply:
    """The form for a nomination."""
    require(services.person, "find_champions")
    return _nomination(services, {})


@router.message
def nominate_by_line(event: Message, services: Services) -> Reply | None:
    """``nominate Ann Archer for Social prescribing: she started ours``."""
    found = _NOMINATE.fullmatch(event.text)
    if found is None:
        return None
    try:
        return _nominated(found.groupdict(""), services)
    except CannotDo as error:
        return said(str(error), "refused")


@router.submission("champion_nominate")
def nominate(event: Submission, services: Services) -> Reply:
    """Put somebody forward; after a mistake the form comes back as it was filled in."""
    try:
        return _nominated(event.values, services)
    except CannotDo as error:
        return _nomination(services, event.values, error)


@router.press("champion_yes")
def agree(event: Press, services: Services) -> Reply:
    """They agree; their profile comes next."""
    try:
        championing.agree(services.tx, services.person, services.words, services.now)
    except CannotDo as error:
        return said(str(error), "refused")
    text = services.words("Thank you. Please tell others how you can help, and who may see it: write champion profile.")
    return said(text, "champion_agreed", services.person.id)


@router.press("champion_no")
def decline(event: Press, services: Services) -> Reply:
    """They do not want to be one."""
    return _left(services)


@router.command("stop being a champion")
def leave(event: Message, services: Services) -> Reply:
    """They do not want to be one any more."""
    return _left(services)


def _left(services: Services) -> Reply:
    championing.leave(services.tx, services.person)
    return said(services.words("That is fine. Nothing of it is kept, and nobody is told."), "champion_left")


@router.command("champion profile", "my champion profile")
def profile(event: Message, services: Services) -> Reply:
    """Everything one says of oneself, in a form, with who may see it."""
    found = champions.get(services.tx, services.person.id)
    if found is None:
        text = services.words("You are not a champion yet. Write: nominate me.")
        return said(text, "champion_none")
    return _form(found, services)


@router.submission("champion_profile")
def keep(event: Submission, services: Services) -> Reply:
    """Keep the profile that was typed in."""
    found = champions.get(services.tx, services.person.id)
    words, values = services.words, event.values
    if found is None:
        return said(words("There is no such nomination or champion any more."), "refused")
    limit = values.get("load_limit", str(found.load_limit)).strip()
    if not limit.isdecimal() or not limit.isascii() or int(limit[:4]) > 20:
        return _form(_typed(found, values), services, words("The number of introductions a month is from 0 to 20."))
    try:
        picked = [name for name in items(values.get("themes", "")) if name not in found.themes]
        themes = [championing.theme_named(services.tx, name, words).name for name in picked]
    except CannotDo as error:
        return _form(_typed(found, values), services, str(error))
    stay = [name for name in items(values.get("themes", "")) if name in found.themes]
    changed = replace(_typed(found, values), themes=tuple(sorted((*stay, *themes))), load_limit=int(limit[:4]))
    champions.save(services.tx, changed, services.now)
    champions.note(services.tx, found.id, "profile", found.id, services.now)
    return said(words("Your profile is kept."), "champion_profile", found.id)


@router.message
def rest(event: Message, services: Services) -> Reply | None:
    """``rest as a champion until 2026-05-01``, ``back as a champion``."""
    found = re.fullmatch(
        r"\s*(?:(back)|rest) as a champion(?: until (\d{4}-\d\d-\d\d))?[\s.!]*", event.text, re.IGNORECASE
    )
    if found is None:
        return None
    words, person = services.words, services.person
    try:
        until = dt.date.fromisoformat(found[2]) if found[2] else None
        championing.step(
            services.tx, person.id, "active" if found[1] else "resting", person, words,
            House.of(services.settings, services.doors), services.now, until,
        )  # fmt: skip
    except ValueError:
        return said(words("I cannot read that date. Write it like 2026-05-01."), "refused")
    except CannotDo as error:
        return said(str(error), "refused")
    if found[1]:
        return said(words("Welcome back. Members can find you again."), "champion_active", person.id)
    return said(words("Rest well. Nobody finds you meanwhile."), "champion_resting", person.id)


def said(text: str, led_to: str, id: str = "") -> Reply:
    """A sentence for this person only."""
    return Reply(
        Card(text, (Text(text),)), how="whisper", led_to=led_to, refers_to=f"champion:{id}" if id else "", unkept=True
    )


def _nominated(values: Mapping[str, str], services: Services) -> Reply:
    require(services.person, "find_champions")
    words, house = services.words, House.of(services.settings, services.doors)
    made = championing.nominate(services.tx, services.person, values, words, house, services.now, sees=True)
    if made.id == services.person.id:
        return Reply(championing.asking(words), how="whisper", led_to="champion_nominated")
    return said(nominating.thanks(made, services.person, words), "champion_nominated", made.id)


def _nomination(services: Services, values: Mapping[str, str], problem: CannotDo | None = None) -> Reply:
    form = nominating.form(services.tx, services.words, values, problem)
    told = (Text(str(problem)),) if problem else ()
    return Reply(Card(form.title, (*told, form)), how="open_form", led_to="form", unkept=True)


def _typed(found: Champion, values: Mapping[str, str]) -> Champion:
    def text(name: str, before: str) -> str:
        return values.get(name, before).strip()[:LONGEST_BIO]

    def listed(name: str, before: tuple[str, ...]) -> tuple[str, ...]:
        return items(values[name]) if name in values else before

    eyes = {what: cast(Eyes, values[f"eyes_{what}"]) for what in FIELDS if values.get(f"eyes_{what}") in EYES}
    return replace(
        found,
        tier=cast(Tier, values["tier"]) if values.get("tier") in TIERS else found.tier,
        lived_experience={"yes": True, "no": False}.get(values.get("lived_experience", ""), found.lived_experience),
        visibility={**found.visibility, **eyes},
        region=text("region", found.region),
        system=text("system", found.system),
        place=text("place", found.place),
        availability=text("availability", found.availability),
        bio=text("bio", found.bio),
        can_help=listed("can_help", found.can_help),
        want_help=listed("want_help", found.want_help),
        interests=listed("interests", found.interests),
        languages=listed("languages", found.languages),
    )


def _form(found: Champion, services: Services, problem: str = "") -> Reply:
    words = services.words
    title = words("Your profile as a champion")
    named = _labels(words)
    inputs: list[Input] = [
        Input("themes", named["themes"], "choices", _themes(services), ",".join(found.themes), required=False),
        Input("tier", named["tier"], "choice", _options(_tiers(words)), found.tier),
    ]
    hints = {"availability": words("Such as: Tuesday and Thursday afternoons")}
    inputs += [
        Input(
            name, named[name], "long_text" if name == "bio" else "text", value=getattr(found, name), required=False,
            hint=hints.get(name, ""),
        )
        for name in _TEXTS
    ]  # fmt: skip
    hint = words("Separate them with commas.")
    inputs += [
        Input(name, named[name], value=", ".join(getattr(found, name)), required=False, hint=hint) for name in _LISTS
    ]
    lived = {True: "yes", False: "no", None: ""}[found.lived_experience]
    inputs.append(Input("lived_experience", named["lived_experience"], "yes_no", value=lived, required=False))
    inputs.append(Input("load_limit", words("Most introductions a month"), "number", value=str(found.load_limit)))
    eyes = {"nobody": words("nobody"), "champions": words("champions and the team"), "members": words("every member")}
    for what in FIELDS:
        label = words("Who may see: {field}", field=named[what])
        inputs.append(Input(f"eyes_{what}", label, "choice", _options(eyes), found.eyes(what)))
    form = Form(title, Action("champion_profile"), tuple(inputs), words("Keep"))
    blocks: tuple[Block, ...] = (Text(problem), form) if problem else (form,)
    note = Context(words("Nobody sees it before you agree and the team approves."))
    return Reply(Card(title, (*blocks, note)), how="open_form", led_to="form", unkept=True)


def _labels(words: Words) -> dict[str, str]:
    parts = {"region": words("Region"), "system": words("Integrated care system"), "place": words("Place")}
    return {str(what): label for what, label in field_names(words).items()} | parts


def _tiers(words: Words) -> dict[str, str]:
    return {"local": words("local"), "regional": words("regional"), "national": words("national")}


def _options(named: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(label, value) for value, label in named.items())


def _themes(services: Services) -> tuple[Option, ...]:
    return tuple(Option(theme.name, theme.name) for theme in champions.themes(services.tx))


def _titled(champion: Champion, words: Words) -> str:
    badges = (f"[{badge_names(words)[badge]}]" for badge in champion.badges)
    return " ".join((", ".join(filter(None, (champion.name, champion.partner, *champion.area[:1]))), *badges))
