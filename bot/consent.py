"""What people are told at first contact, and what is kept of their words.

Nothing that a person writes is kept in the interactions unless they said yes.
"""

from __future__ import annotations

from bot.cards import Block, Button, Buttons, Context, Divider
from bot.events import Action
from bot.people import Person
from bot.words import LANGUAGES, Words

KEEP = Action("keep_words", ("yes",))
DO_NOT_KEEP = Action("keep_words", ("no",))


def notice(words: Words, coalition: str) -> tuple[Block, ...]:
    """The first-contact notice, with the choices beside it."""
    text = words(
        "First time here? I am the assistant of {coalition}, a program, not a person. I note that we talked, so that "
        "the team can see what is asked. May I keep your words too? You can change this or write stop at any time.",
        coalition=coalition,
    )
    keep = Button(words("Keep my words"), KEEP)
    do_not = Button(words("Do not keep them"), DO_NOT_KEEP)
    others = tuple(
        Button(name, Action("language", (code,))) for code, name in LANGUAGES.items() if code != words.language
    )
    return Divider(), Context(text), Buttons((keep, do_not, *others))


def kept(person: Person, text: str) -> str | None:
    """The text as it may be stored with an interaction: whole with consent, else not at all."""
    return text if person.keep_words and not person.stopped else None
