"""The MCP server: tools over approved answers, taskgroups, reports, events and partners. Read-only, for everybody's eyes.

Loaded only where it is switched on: the protocol's package costs 18 MB.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from bot.clock import Clock
from bot.people import Person, Viewer
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import StoredRecords
from bot.usecases.asking import ask
from bot.usecases.batch import as_row
from bot.usecases.indexing import Shelf

LONGEST = 2000
"""Characters of a question."""
MOST = 100
"""Records in one answer."""
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
ANYBODY = Person("", "", noticed=True)
Question = Annotated[str, Field(min_length=1, max_length=LONGEST, description="A question in English or Welsh.")]
Words = Annotated[str, Field(max_length=200, description="Words that each record holds; none gives all.")]


class Tools:
    """What an assistant can ask for. Nothing is written down, not even that it asked."""

    def __init__(self, settings: Settings, database: Database, shelf: Shelf, clock: Clock) -> None:
        self.settings, self.database, self.shelf, self.clock = settings, database, shelf, clock

    async def ask_question(self, question: Question) -> dict[str, Any]:
        """Ask about the coalition's taskgroups, events, partners and reports. The answer is quoted from records and
        approved texts, with its sources and their dates; kind "unknown" means that nothing is on record."""
        return await asyncio.to_thread(self._asked, question)

    async def list_taskgroups(self, words: Words = "") -> list[dict[str, Any]]:
        """The taskgroups: purpose, lead, when they meet, how to join."""
        return await asyncio.to_thread(self._taskgroups, words)

    async def list_reports(self, words: Words = "") -> list[dict[str, Any]]:
        """The reports of the taskgroups: due, published, link; one without "published" is still owed."""
        return await asyncio.to_thread(self._reports, words)

    async def list_events(self, words: Words = "") -> list[dict[str, Any]]:
        """The coming events by date: when (ISO 8601 with zone), where and what about."""
        return await asyncio.to_thread(self._events, words)

    async def list_partners(self, words: Words = "") -> list[dict[str, Any]]:
        """The partner organisations: region, what they do, and their website."""
        return await asyncio.to_thread(self._partners, words)

    def _asked(self, question: str) -> dict[str, Any]:
        self.shelf.refresh()
        with self.database.read() as tx:
            found = ask(
                question, None, ANYBODY, Viewer(), tx=tx, library=self.shelf.library, settings=self.settings,
                now=self.clock(),
            )  # fmt: skip
        return as_row(found)

    def _taskgroups(self, words: str) -> list[dict[str, Any]]:
        with self.database.read() as tx:
            found = StoredRecords(tx).taskgroups(Viewer())
        fields = ("name", "purpose", "lead", "status", "meets", "how_to_join", "link", "source", "checked_on")
        return _fitting([{name: getattr(one, name) for name in fields} for one in found], words)

    def _reports(self, words: str) -> list[dict[str, Any]]:
        with self.database.read() as tx:
            found = StoredRecords(tx).taskgroups(Viewer())
        rows = [
            {
                "title": report.title,
                "taskgroup": group.name,
                "due": report.due,
                "published": report.published,
                "link": report.link,
                "source": group.source,
                "checked_on": group.checked_on,
            }
            for group in found
            for report in group.reports
        ]
        return _fitting(rows, words)

    def _events(self, words: str) -> list[dict[str, Any]]:
        with self.database.read() as tx:
            found = StoredRecords(tx).events(Viewer(), self.clock())
        fields = ("title", "start", "end", "all_day", "place", "about", "link", "source", "checked_on")
        return _fitting([{name: getattr(one, name) for name in fields} for one in found], words)

    def _partners(self, words: str) -> list[dict[str, Any]]:
        with self.database.read() as tx:
            found = StoredRecords(tx).partners(Viewer())
        fields = ("name", "kind", "region", "about", "link", "source", "checked_on")
        return _fitting([{name: getattr(one, name) for name in fields} for one in found], words)


def server(tools: Tools) -> MCPServer[Any]:
    """The protocol around the tools."""
    coalition = tools.settings.config.coalition.name
    made: MCPServer[Any] = MCPServer(
        name="coalition-bot",
        title=coalition,
        instructions=f"Knowledge of {coalition} that everybody may see. Give the source and its date with what you use.",
        log_level="WARNING",
    )
    for tool in (
        tools.ask_question,
        tools.list_taskgroups,
        tools.list_reports,
        tools.list_events,
        tools.list_partners,
    ):
        made.add_tool(tool, annotations=READS)
    return made


def _fitting(rows: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Rows that hold every word, without what is not recorded, moments as text."""
    wanted = words.casefold().split()
    told = ({name: _plain(value) for name, value in row.items() if value not in (None, "")} for row in rows)
    return [row for row in told if all(word in str(row).casefold() for word in wanted)][:MOST]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime | dt.date) else value
