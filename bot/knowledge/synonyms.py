"""Words of health, care and partnership work that people use for one another; found for each other at half weight."""

from __future__ import annotations

from collections import defaultdict

from bot.knowledge.tokens import stem

GROUPS = (
    "aim goal objective purpose",
    "mission purpose",
    "author writer wrote written",
    "launch start begin began begun opened",
    "establish found founded created",
    "boss head chief director leader",
    "doctor gp physician",
    "old older elderly aged",
    "illness condition disease",
    "carer caregiver",
    "worker workforce staff employee",
    "priority theme focus",
    "area topic field",
    "organisation organization body charity",
    "define definition mean meaning",
    "summarise summary sum",
    "conference event meeting",
    "help support assist",
    "contact reach",
    "job role position",
    "money funding fund finance",
    "improve better improvement",
    "worse rise increase grow",
    "wait backlog",
    "strategy plan",
    "report publication",
    "publish release",
    "prize award honour",
    "join participate",
    "equity equality fairness",
    "digital online",
    "personalised personalized personcentred",
    "problem challenge issue difficulty",
    "local locally",
    "national nationally",
    "work collaborate collaboration",
    "speak talk present presentation",
    "attend represent",
    "worry concern caution",
    "happy satisfied satisfaction content",
    "volunteer volunteered voluntary",
    "minister secretary",
    "medical clinical",
    "information data",
)


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = defaultdict(set)
    for group in GROUPS:
        members = {stem(word) for word in group.split()}
        for member in members:
            table[member] |= members - {member}
    return {member: tuple(sorted(others)) for member, others in table.items()}


_TABLE = _table()


def also(stem: str) -> tuple[str, ...]:
    """The stems that may stand for this one."""
    return _TABLE.get(stem, ())
