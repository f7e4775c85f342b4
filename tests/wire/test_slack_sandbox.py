"""`make slack-sandbox` starts, and what is done on its page goes the whole way through the bot and back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import aiohttp
import pytest

from tests.wire.slack.sandbox import sandbox


@dataclass
class Browser:
    """Sends what the page's forms send."""

    session: aiohttp.ClientSession
    address: str

    async def do(self, who: str, do: str, **fields: str) -> str:
        """Send a form; the page that follows."""
        async with self.session.post(self.address, data={"who": who, "do": do, **fields}) as response:
            assert response.status == 200
            return unescape(await response.text())


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with sandbox(0) as address, aiohttp.ClientSession() as session:
        yield Browser(session, address)


async def test_a_dialogue_of_two_people(browser: Browser) -> None:
    page = await browser.do("UANN", "say", text="Who leads the Mental Health taskgroup?")
    assert "You: Who leads the Mental Health taskgroup?" in page
    assert "Farah Wintergreen" in page
    await browser.do("UANN", "press", label="Not helpful")
    assert "I have put your question" in await browser.do("UANN", "press", label="Ask the hub team")
    assert "Who leads the Mental Health taskgroup?" in await browser.do("USAM", "command", text="questions")
    view = _view(await browser.do("USAM", "press", label="Answer"))
    assert "Please write an answer." in await browser.do("USAM", "submit", view=view, **{"field:answer": " "})
    assert "passing your answer on" in await browser.do("USAM", "submit", view=view, **{"field:answer": "Farah."})
    page = await browser.do("UANN", "command", text="help")
    assert "Answered by Sam Hub" in page
    assert "I answer questions about" in page


async def test_settings_at_home(browser: Browser) -> None:
    assert "Home" in await browser.do("UANN", "home")
    page = await browser.do("UANN", "press at home", label="Change")
    assert "<select" in page
    wrong = await browser.do("UANN", "submit", view=_view(page), **{"field:zone": "Nowhere/Town"})
    assert "There is no time zone Nowhere/Town." in wrong
    assert 'value="Nowhere/Town"' in wrong
    chosen = {"zone": "Asia/Kathmandu", "quiet_from": "22:00", "quiet_until": "06:00", "language": "en"}
    fields = {f"field:{name}": value for name, value in {**chosen, "route": "best", "digest": "no"}.items()}
    page = await browser.do(
        "UANN", "submit", view=_view(page), **fields, **{"field:easy_read": "no", "field:large_print": "no"}
    )
    assert "<b>Time zone:</b> Asia/Kathmandu" in page
    assert "name=view" not in page


async def test_a_form_that_stands_in_a_message_is_sent_with_what_was_entered(browser: Browser) -> None:
    page = await browser.do("USAM", "say", text="announce")
    form = page.split("<b>An announcement</b>")[1].split("</form>")[0]
    assert 'name=do value="press"' in form
    assert "Preview it" in form
    entered = {"title": "Summer fair", "body": "Dear all, come.", "audience": "everyone", "when": "now"}
    page = await browser.do(
        "USAM", "press", label="Preview it", **{f"field:{name}": one for name, one in entered.items()}
    )
    assert "Preview: Summer fair" in page


async def test_a_channel_the_shortcut_and_a_modal_that_only_its_person_sees(browser: Browser) -> None:
    page = await browser.do("UANN", "mention", text="Who leads the Mental Health taskgroup?")
    assert "Farah Wintergreen" in page.split("#general")[1]
    page = await browser.do("USAM", "press in channel", label="Not helpful")
    assert "Shall I ask the hub team?" in page.split("#general")[1]
    page = await browser.do("UANN", "shortcut", text="Is there <b>any</b> budget?")
    assert "Is there <b>any</b> budget?</textarea>" in page
    assert "name=view" not in await browser.do("USAM", "home")


async def test_it_starts_from_the_command_line() -> None:
    here = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.slack.sandbox", "0", cwd=here, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        address = next(word for word in line.split() if word.startswith("http"))
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            assert "Ann, a guest" in await response.text()
    finally:
        process.terminate()
        await process.wait()


def _view(page: str) -> str:
    """The id of the modal that is open."""
    return page.split('name=view value="')[1].split('"', maxsplit=1)[0]
