"""The bot serving on a free port, and a real Chromium in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.house import House, chromium, serving


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after each file: Playwright's loop must not run under the asynchronous tests of the next one."""
    with chromium() as opened:
        yield opened


@pytest.fixture(params=[(1280, 800, "light"), (360, 740, "dark")], ids=["wide light", "narrow dark"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    width, height, scheme = request.param
    opened = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, house: House) -> Page:
    """A page that fails its test on any error in the browser's console."""
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    opened.goto(house.url)
    return opened
