"""The form for putting somebody forward as a champion: one for chat and page, with what was typed and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import Form, Input, Option
from bot.champions import Champion
from bot.events import Action
from bot.people import Person
from bot.store import champions
from bot.store.database import Transaction
from bot.usecases.championing import CannotDo
from bot.words import Words


def form(tx: Transaction, words: Words, values: Mapping[str, str], problem: CannotDo | None = None) -> Form:
    """Who, for which theme and why; ``values`` by field."""
    themes = tuple(Option(theme.name, theme.name) for theme in champions.themes(tx))
    wrong = {problem.field: str(problem)} if problem else {}
    who, theme, why = (values.get(name, "") for name in ("who", "theme", "why"))
    first = words("I ask them first. Until they agree nobody sees anything of it.")
    team = words("Only the team reads this.")
    inputs = (
        Input("who", words("Their name or e-mail address, or: me"), value=who, hint=first, error=wrong.get("who", "")),
        Input(
            "theme", words("For which theme"), "choice", themes, theme, required=False, error=wrong.get("theme", "")
        ),
        Input("why", words("Why"), "long_text", value=why, required=False, hint=team, error=wrong.get("why", "")),
    )  # fmt: skip
    return Form(title(words), Action("champion_nominate"), inputs, words("Put forward"))


def title(words: Words) -> str:
    """What the form is called."""
    return words("Put somebody forward as a champion")


def thanks(made: Champion, by: Person, words: Words) -> str:
    """What to tell whoever put them forward."""
    if made.id == by.id:
        return words("Thank you. I have written to you; nobody sees anything until you agree and the team approves.")
    return words("Thank you. I am asking them; nobody sees anything until they agree and the team approves.")
