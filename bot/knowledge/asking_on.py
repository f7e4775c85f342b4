"""What may be asked next of a record that was told of: only what is recorded of it, in words that the bot understands."""

from __future__ import annotations

from itertools import islice

from bot.knowledge.attributes import Attribute
from bot.knowledge.values import Desk, kind_of, title, value
from bot.records import Record, RecordKind
from bot.words import Words

MOST = 2
_NEXT: dict[RecordKind, tuple[Attribute, ...]] = {
    "taskgroup": ("lead", "meets", "how_to_join", "reports"),
    "network": ("lead", "how_to_join", "partners"),
    "partner": ("contact", "networks"),
    "event": ("when", "place"),
    "person": ("partner", "leads"),
}


def next_questions(record: Record, told: Attribute, desk: Desk) -> tuple[str, ...]:
    """Questions to press after this was told of a record."""
    others = (one for one in _NEXT[kind_of(record)] if one != told and value(record, one, desk))
    return tuple(question_of(one, title(record), desk.words) for one in islice(others, MOST))


def question_of(attribute: Attribute, name: str, words: Words) -> str:
    """The question that asks this of a record."""
    questions: dict[Attribute, str] = {
        "contact": words("Who is the contact at {name}?", name=name),
        "how_to_join": words("How do I join {name}?", name=name),
        "lead": words("Who leads {name}?", name=name),
        "leads": words("Which taskgroups does {name} lead?", name=name),
        "meets": words("When does {name} meet?", name=name),
        "networks": words("Which networks is {name} in?", name=name),
        "partner": words("Which organisation is {name} from?", name=name),
        "partners": words("Which partners are in {name}?", name=name),
        "place": words("Where is {name}?", name=name),
        "reports": words("What are the reports of {name}?", name=name),
        "status": words("What is the status of {name}?", name=name),
        "when": words("When is {name}?", name=name),
    }
    return questions.get(attribute) or words("What is {name}?", name=name)
