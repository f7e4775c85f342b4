"""Whether an answer helped, and if not, why; the question can go to the team at once."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Reply, Text
from bot.events import Action, Press
from bot.questions import REASONS
from bot.router import Router
from bot.services import Services
from bot.store import conversations
from bot.store.feedback import explain, give
from bot.words import Words
from handlers.team import ask_team_button

router = Router("feedback")


@router.press("helpful")
def feedback(event: Press, services: Services) -> Reply:
    """Keep the judgement; ask why where it did not help. Some platforms send the person's own words along."""
    helpful, tx, words = event.action.args[:1] == ("yes",), services.tx, services.words
    known = conversations.recall(tx, services.person.id, event.place, services.now) or {}
    question, refers_to = str(known.get("question", "")), str(known.get("refers_to", ""))
    number = give(tx, services.person, helpful=helpful, question=question, refers_to=refers_to, now=services.now)
    comment = " ".join(event.values).strip()
    if comment:
        explain(tx, number, services.person, "other", comment)
    if helpful:
        text = words("Thank you, that is good to know.")
        return Reply(Card(text, (Text(text),)), led_to="helpful", refers_to=refers_to)
    text = words("Thank you for telling me. Shall I ask {team}?", team=services.settings.config.coalition.team)
    ask = Buttons((ask_team_button(question, services),))
    why = (Text(words("What was wrong with it?")), Buttons(tuple(_reasons(number, words)))) if not comment else ()
    return Reply(Card(text, (Text(text), ask, *why)), led_to="not_helpful", refers_to=refers_to)


@router.press("why_not")
def reason(event: Press, services: Services) -> Reply:
    """Keep why an answer did not help."""
    number, why = (*event.action.args, "", "")[:2]
    words = services.words
    known = why in REASONS and number.isdecimal() and len(number) < 10
    if not known or not explain(services.tx, int(number), services.person, why):
        text = words("That answer is too long ago. Please ask again.")
        return Reply(Card(text, (Text(text),)), led_to="stale")
    text = words("Noted, thank you: {team} sees it.", team=services.settings.config.coalition.team)
    return Reply(Card(text, (Text(text),)), led_to="why_not")


def reasons(words: Words) -> dict[str, str]:
    """The reasons in plain words."""
    return dict(
        zip(
            REASONS,
            (
                words("It is wrong"),
                words("It is out of date"),
                words("I did not understand it"),
                words("Something else"),
            ),
            strict=True,
        )
    )


def _reasons(number: int, words: Words) -> list[Button]:
    return [Button(label, Action("why_not", (str(number), why))) for why, label in reasons(words).items()]
