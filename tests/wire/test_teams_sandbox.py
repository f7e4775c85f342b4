"""`make teams-sandbox` starts, and what is done on its page goes the whole way through the bot and back."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from html import unescape
from pathlib import Path

import aiohttp


async def test_a_dialogue_of_two_people_on_the_page() -> None:
    here = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.teams.sandbox", "0", cwd=here, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        address = next(word for word in line.split() if word.startswith("http"))
        async with aiohttp.ClientSession() as browser:
            page = await _say(browser, address, "ann", "Is there a car park?")
            page = await _press(browser, address, "ann", page, "Ask the hub team")
            assert "I have put your question" in page
            page = await _say(browser, address, "nell", "questions")
            assert "Is there a car park?" in page
            page = await _press(browser, address, "nell", page, "Answer")
            assert "<dialog open>" in page
            field = re.search(r'name="(\d+\.answer)"', page)
            assert field
            page = await _press(browser, address, "nell", page, "Send", **{field[1]: "Behind the hall."})
            assert "<dialog open>" not in page
            page = await _say(browser, address, "ann", "help")
            assert "Behind the hall." in page
            assert "<article class=own><pre>Is there a car park?</pre>" in page, "what she wrote is there too"
    finally:
        process.terminate()
        await process.wait()


async def _say(browser: aiohttp.ClientSession, address: str, who: str, text: str) -> str:
    async with browser.post(address, data={"who": who, "do": "say", "text": text}) as answer:
        assert answer.status == 200
        return unescape(await answer.text())


async def _press(browser: aiohttp.ClientSession, address: str, who: str, page: str, label: str, **values: str) -> str:
    """Press the last button with this label that the page has."""
    for form in reversed(re.findall(r"<form method=post>(.*?)</form>", page, re.DOTALL)):
        for value, title in reversed(
            re.findall(r'<button[^>]* name=action value="(.*?)">([^<]*)</button>', form, re.DOTALL)
        ):
            if title == label:
                (message,) = re.findall(r"name=message value=(\d*)>", form)
                sent = {
                    "who": who,
                    "do": "press",
                    "action": json.dumps(json.loads(value)),
                    "message": message,
                    **values,
                }
                async with browser.post(address, data=sent) as answer:
                    assert answer.status == 200
                    return unescape(await answer.text())
    raise AssertionError(f"no button {label!r}")
