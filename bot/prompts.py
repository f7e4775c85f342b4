"""Prompts for champions: which one is next for whom, and when somebody has enough on their hands to be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Input, Option
from bot.words import Words

QUIET_AFTER = 3
"""After so many prompts in a row without an answer somebody is left alone until they answer one."""
QUOTES = ("no", "named", "unnamed")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something for a champion to do or to think of. Without ``themes`` or ``regions`` it fits any."""

    id: str
    text: str
    themes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    retired: bool = False

    def fits(self, themes: Sequence[str], region: str) -> bool:
        """Whether it is for somebody with these themes, in this region."""
        return (not self.themes or any(theme in self.themes for theme in themes)) and (
            not self.regions or region in self.regions
        )


def next_prompt(library: Sequence[Prompt], themes: Sequence[str], region: str, given: Sequence[str]) -> Prompt | None:
    """The fitting one that this person was never given, the most specific first; else that which was longest ago.

    ``given`` are the ids of those they were given, the latest last.
    """
    fitting = [one for one in library if not one.retired and one.fits(themes, region)]
    last = {id: place for place, id in enumerate(given)}

    def order(one: Prompt) -> tuple[int, int, str]:
        return (last.get(one.id, -1), -(bool(one.themes) + bool(one.regions)), one.id)

    return min(fitting, key=order, default=None)


def is_overloaded(introductions: int, limit: int, waiting: Sequence[bool]) -> bool:
    """Whether to leave somebody alone: as many introductions this month as they want, or silent to the last prompts.

    ``waiting`` says of each prompt, the latest last, whether it was left unanswered.
    """
    return introductions >= limit or (len(waiting) >= QUIET_AFTER and all(waiting[-QUIET_AFTER:]))


def fields(words: Words) -> tuple[Input, ...]:
    """What came of a prompt: something done, a story, and whether it may be quoted."""
    quotes = (
        Option(words("No, keep it for the team"), "no"),
        Option(words("Yes, with my name"), "named"),
        Option(words("Yes, without my name"), "unnamed"),
    )
    return (
        Input("done", words("What did you do?"), "long_text", required=False),
        Input("story", words("A story that others should hear"), "long_text", required=False),
        Input("quote", words("May we quote the story?"), "choice", quotes, required=False),
    )
