"""The Model Context Protocol with its own client, over HTTP and over standard input and output: read-only, for the token."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent
from sqlalchemy import func, select
from starlette.applications import Starlette

from adapters.mcp.app import MAX_BODY, mcp_door
from bot.config import Config
from bot.settings import Settings
from bot.store import migrating
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.example import load_example
from bot.usecases.indexing import Shelf
from tests.conftest import NOW

TOKEN = "a-token-for-tests"
TOOLS = {"ask_question", "list_taskgroups", "list_reports", "list_events", "list_partners"}


def settings(**environment: str) -> Settings:
    config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition"}})
    return Settings(config, Path("config.yaml"), "", 8080, environment)


@pytest.fixture
def example(sqlite: Database) -> Database:
    load_example(sqlite, NOW)
    return sqlite


@asynccontextmanager
async def serving(database: Database) -> AsyncIterator[str]:
    door = mcp_door(settings(MCP_TOKEN=TOKEN), database, Shelf(database), lambda: NOW)
    assert door

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with door.running():
            yield

    app = Starlette(routes=list(door.routes), lifespan=lifespan)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        await running


@asynccontextmanager
async def session(url: str) -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        streamable_http_client(url, http_client=http) as (reading, writing, *_),
        ClientSession(reading, writing) as opened,
    ):
        await opened.initialize()
        yield opened


async def called(opened: ClientSession, tool: str, **arguments: str) -> Any:
    """What a tool gives, as data."""
    result: Any = await opened.call_tool(tool, arguments)
    assert not result.is_error, result
    found = result.structured_content
    return found.get("result", found) if isinstance(found, dict) else found


def rows(database: Database) -> dict[str, int]:
    with database.read() as tx:
        return {
            table.name: tx.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
        }


async def test_an_assistant_asks_and_lists_and_changes_nothing(example: Database) -> None:
    before = rows(example)
    async with serving(example) as url, session(url) as opened:
        tools = (await opened.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        answer = await called(opened, "ask_question", question="Who leads the Mental Health taskgroup?")
        assert "Farah Wintergreen" in answer["text"]
        assert answer["sources"][0]["title"]
        assert answer["sources"][0].keys() >= {"date", "checked_on", "link"}
        unknown = await called(opened, "ask_question", question="What is the boiling point of mercury?")
        assert "Farah" not in unknown["text"]
        assert unknown["sources"] == []
        groups = await called(opened, "list_taskgroups", words="equity")
        assert [group["name"] for group in groups] == ["Health Equity"]
        reports = await called(opened, "list_reports", words="mental health")
        assert reports
        assert all(report["taskgroup"] == "Mental Health" and "source" in report for report in reports)
        events = await called(opened, "list_events")
        assert events == sorted(events, key=lambda event: str(event["start"]))
        assert len(await called(opened, "list_partners")) == 12
    assert rows(example) == before


async def test_only_what_everybody_may_see(example: Database) -> None:
    with example.write() as tx:
        tx.execute(Base.metadata.tables["taskgroup"].update().values(audience="staff"))
    async with serving(example) as url, session(url) as opened:
        assert await called(opened, "list_taskgroups") == []
        assert await called(opened, "list_reports") == []
        told = await called(opened, "ask_question", question="Who leads the Mental Health taskgroup?")
        assert "Farah" not in json.dumps(told)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
async def test_without_the_token_nothing_is_told(example: Database, header: str | None) -> None:
    async with serving(example) as url, httpx2.AsyncClient() as http:
        headers = {"Authorization": header.encode("latin-1")} if header is not None else {}
        answer = await http.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_token_in_the_environment_the_door_is_closed(sqlite: Database) -> None:
    assert mcp_door(settings(), sqlite, Shelf(sqlite), lambda: NOW) is None


async def test_bad_calls_get_a_clear_error(example: Database) -> None:
    async with serving(example) as url, session(url) as opened:
        for tool, arguments in (
            ("ask_question", {"question": ""}),
            ("ask_question", {"question": "x" * 5000}),
            ("ask_question", {}),
            ("drop_tables", {}),
        ):
            result: Any = await opened.call_tool(tool, arguments)
            assert result.is_error
            assert isinstance(result.content[0], TextContent)
            assert tool in result.content[0].text or "question" in result.content[0].text
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http:
            assert (await http.post(url, content=b"x" * (MAX_BODY + 1))).status_code in (400, 406, 413, 415)
        assert await called(opened, "list_events"), "it still answers"


async def test_on_standard_input_and_output(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    database = Database(url)
    migrating.migrate(database, NOW)
    load_example(database, NOW)
    database.close()
    file = tmp_path / "own.yaml"
    file.write_text(f"coalition: {{name: Imagined Coast Coalition}}\ndatabase: {{url: '{url}'}}\n", encoding="utf-8")
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "bot", "mcp", "--config", str(file)], cwd=str(Path(__file__).parents[2])
    )
    async with stdio_client(command) as (reading, writing), ClientSession(reading, writing) as opened:
        await opened.initialize()
        answer = await called(opened, "ask_question", question="Who leads the Health Equity taskgroup?")
        assert "Desmond Coralbrook" in answer["text"]
