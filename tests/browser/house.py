"""The bot serving on a free port, and a real Chromium."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from bot import app as composition
from bot.cards import Card
from bot.config_doors import Email
from bot.dispatch import Dispatch
from bot.settings import load
from bot.store import web_messages
from bot.store.database import Database

PROJECT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class House:
    """A serving bot."""

    url: str
    dispatch: Dispatch

    @property
    def database(self) -> Database:
        return self.dispatch.database

    def sign_in_path(self) -> str:
        bot = composition.Bot(self.dispatch.settings, self.dispatch, None)  # type: ignore[arg-type]
        link = composition.first_sign_in(bot)
        assert link
        return link

    def show(self, place: str, card: Card) -> None:
        """Put a card into a conversation."""
        with self.database.write() as tx:
            web_messages.add_card(tx, place, f"shown-{time.monotonic_ns()}", card, self.dispatch.clock())


@contextmanager
def serving(folder: Path) -> Iterator[House]:
    """The bot with the example coalition, its database in ``folder``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = load(PROJECT / "config.yaml", {"BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db", "PORT": str(port)})
    email = Email(host="127.0.0.1", port=9, from_address="bot@hub.example", starttls=False)  # nobody listens there
    settings = replace(settings, config=settings.config.model_copy(update={"email": email}))
    database = composition.prepare(settings, example=True)
    bot = composition.build(settings, database)
    server = uvicorn.Server(uvicorn.Config(bot.app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield House(f"http://127.0.0.1:{port}", bot.dispatch)
    server.should_exit = True
    thread.join()
    database.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that shows nothing."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, "no Chromium was found: scripts/chromium.sh says what to install"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
