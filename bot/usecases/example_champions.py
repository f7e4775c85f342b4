"""The champions of the example coalition: imaginary people who agreed to be found and to be introduced."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.champions import Champion, Theme
from bot.store import champions, programmes
from bot.store.database import Transaction
from bot.usecases import taking_part

THEMES = (
    Theme("carers", "Carers"),
    Theme("digital-inclusion", "Digital inclusion"),
    Theme("social-prescribing", "Social prescribing"),
)

CHAMPIONS = (
    Champion(
        "amina-saltworth", themes=("Social prescribing",), region="Bristol", place="Easton",
        bio="Link worker in two practices, eight years.", can_help=("social prescribing", "volunteers"),
        want_help=("evaluation",), interests=("walking groups", "food"), languages=("English", "Somali"),
        availability="Tuesday and Thursday afternoons",
    ),
    Champion(
        "dev-periwinkle", themes=("Digital inclusion",), region="Bristol", tier="regional",
        bio="Asks what keeps people offline, and what helps.", can_help=("evaluation", "surveys"),
        want_help=("volunteers",), interests=("open data", "food"), languages=("English",),
    ),
    Champion(
        "morwenna-tidey", themes=("Carers", "Social prescribing"), region="Imagined Coast", place="Marrowmere",
        bio="Speaks for carers where decisions are made.", can_help=("carers' rights",), want_help=("surveys",),
        interests=("walking groups",), languages=("English", "Welsh"),
    ),
    Champion(
        "joss-kittiwake", themes=("Carers",), region="Bristol", bio="Nurse, and a carer at home.",
        can_help=("volunteers",), want_help=("carers' rights",), interests=("open data",), languages=("English",),
    ),
)  # fmt: skip


def add_champions(tx: Transaction, now: dt.datetime) -> None:
    """Write them down, active and taking part in introductions; nothing is done where there is a theme already."""
    if champions.themes(tx, retired=True):
        return
    for theme in THEMES:
        champions.save_theme(tx, theme)
    for one in CHAMPIONS:
        champions.save(tx, replace(one, state="active", consent_at=now), now)
        champions.note(tx, one.id, "active", one.id, now)
        taking_part.join(tx, one.id, "They are imaginary, and agreed.", now)


def remove_champions(tx: Transaction) -> None:
    """Forget their themes and their programme, unless somebody else has come to use them."""
    champions.drop_unused_themes(tx, [theme.id for theme in THEMES])
    programmes.drop_unused(tx, taking_part.USUAL.id)
