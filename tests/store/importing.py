"""A folder with a file of each kind, and its import."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.store.database import Database
from bot.store.importing import Changes
from bot.usecases.importing import ImportReport, import_paths

TODAY = dt.date(2026, 3, 3)
FILES = {
    "networks.yaml": "networks:\n- {name: Bristol network, aliases: [Bristol]}\n- name: Coast network\n",
    "partners.csv": "name,aliases,networks\nBridge,BRG,Bristol; Coast network\nLanternwick,,bristol-network\n",
    "taskgroups.yaml": (
        "taskgroups:\n"
        "- name: Mental Health\n"
        "  aliases: [MH]\n"
        "  lead_email: ann@example.org\n"
        "  milestones: [{title: First, due: 2026-04-01}, Second]\n"
        "  reports: [{title: Findings, published: 2026-01-05}]\n"
        "- name: Backlog\n"
    ),
    "people.csv": (
        "name,email,partner,roles,networks,taskgroups\n"
        "Ann Lark,ann@example.org,Bridge,member,Bristol,\n"
        "Ben Finch,ben@example.org,BRG,champion; partner_admin,,MH\n"
        "Cy Wren,,,staff,,\n"
    ),
    "events.yaml": "events:\n- {id: launch, title: Launch, start: 2026-03-10 10:00, taskgroup: MH}\n",
    "faq.yaml": "faq:\n- {question: What it is, answer: A bot.}\n",
    "reports/plan.txt": "Our plan\n\nWe met. We talked. We agreed. We will meet again.\n",
}


def run(database: Database, *paths: Path, dry_run: bool = False, today: dt.date = TODAY) -> ImportReport:
    return import_paths(paths, database, today=today, dry_run=dry_run)


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def done(report: ImportReport) -> dict[str, Changes]:
    assert report.problems == ()
    return {kind: changes for kind, changes in report.changes.items() if changes.any}
