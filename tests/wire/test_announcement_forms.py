"""An announcement's form that is refused, through each real door: what was typed stays, with the mistake beside it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from bot.announcement_states import STATES
from bot.cards import Form
from bot.store import announcements, people
from bot.store.announcements import Kept
from bot.store.database import Database
from bot.usecases import announcing
from bot.usecases.answer_links import open_link
from bot.usecases.planning_routes import House as Around
from tests.conftest import NOW
from tests.stories.door import settings
from tests.wire.slack import house as slack
from tests.wire.teams import house as teams
from tests.wire.test_polls import Both, both
from tests.wire.test_slack_long import labels
from tests.wire.test_web_security import House, token

__all__ = ["both"]
WRONG = {
    "title": "Summer fair",
    "body": "Dear {firstname}, come.\nAll of you.",
    "audience": "partner:Brige",
    "when": "now",
    "acknowledge": "yes",
    "counted": "no",
    "urgent": "no",
}
RIGHT = {**WRONG, "body": "Dear {first_name}, come.\nAll of you.", "audience": "partner:Bridge"}
FIELD, PARTNER = "There is no field {firstname}. Did you mean {first_name}?", 'Did you mean "Bridge"?'


def kept_ones(database: Database) -> list[Kept]:
    with database.read() as tx:
        return announcements.listed(tx, STATES, 9)


async def test_in_slack_the_modal_stays_as_it_was_filled_in(both: Both) -> None:
    sam, world = both.slack.person("USAM"), both.slack.slack.world
    await sam.command("announce")
    await both.slack.settle()
    view = sam.modal()
    refused = await sam.submit(view, **WRONG)
    told = {name.partition(":")[2]: text for name, text in refused.body["errors"].items()}
    assert refused.body["response_action"] == "errors", "Slack then keeps every field as it was filled in"
    assert told.keys() == {"body", "audience"}
    assert (FIELD in told["body"], PARTNER in told["audience"]) == (True, True)
    assert [one.values["body"] for one in kept_ones(both.database)] == [WRONG["body"]]
    assert (await sam.submit(view, **RIGHT)).body == {}
    await both.slack.settle()
    assert "Preview: Summer fair" in sam.heard()[-1]
    assert [one.values["body"] for one in kept_ones(both.database)] == [RIGHT["body"]], "one draft, not two"
    assert world.refused == []


async def test_in_slack_a_form_that_stands_in_a_message_comes_back_filled_in(both: Both) -> None:
    sam = both.slack.person("USAM")
    await sam.say("announce")
    await both.slack.settle()
    await sam.press("Preview it", **WRONG)
    await both.slack.settle()
    shown = {block["block_id"].partition(":")[2]: block for block in sam.modal()["blocks"] if block["type"] == "input"}
    assert shown["body"]["element"]["initial_value"] == WRONG["body"]
    assert shown["audience"]["element"]["initial_value"] == WRONG["audience"]
    assert shown["acknowledge"]["element"]["initial_option"]["value"] == "yes"
    assert FIELD in shown["body"]["hint"]["text"]
    assert PARTNER in shown["audience"]["hint"]["text"]


async def test_in_teams_the_form_comes_back_filled_in(both: Both) -> None:
    sam = both.teams.person("sam", "sam@example.org")
    await sam.say("announce")
    message, send = sam.button("Preview it")
    await sam.execute(send, message, **_entered(sam, WRONG))
    values = {node["id"]: node.get("value") for node in _inputs(sam)}
    assert {**_entered(sam, WRONG)}.items() <= values.items()
    assert (FIELD in sam.said, PARTNER in sam.said) == (True, True)
    message, send = sam.button("Preview it")
    await sam.execute(send, message, **_entered(sam, RIGHT))
    assert "Preview: Summer fair" in sam.said
    assert [one.values["body"] for one in kept_ones(both.database)] == [RIGHT["body"]]
    assert both.teams.connector.mistakes == []


def _inputs(who: teams.Talker) -> list[dict[str, Any]]:
    shown = who.house.connector.said(who.conversation)[-1]
    return [node for node in teams.nodes(shown["attachments"]) if str(node.get("type")).startswith("Input.")]


def _entered(who: teams.Talker, values: dict[str, str]) -> dict[str, str]:
    return {
        id: values[name]
        for node in _inputs(who)
        if (name := re.split("[.:]", id := node["id"], maxsplit=1)[1]) in values
    }


def test_in_the_browser_chat_the_form_comes_back_filled_in(sqlite: Database) -> None:
    house = House(sqlite, web={"person_switching": True})
    house.person("gethin", "staff")
    browser = house.browser()
    browser.cookies.set("bot_person", "gethin")
    csrf = token(browser.get("/"))
    asked = browser.post("/say", data={"csrf": csrf, "text": "announce"}, headers={"x-fragment": "1"}).text
    (action,) = re.findall(r'name="action" value="(announcement_draft[^"]*)"', asked)
    fields = {f"field.{name}": value for name, value in {**WRONG, "audience": "rolle:staff"}.items()}
    sent = {"csrf": csrf, "action": action, "after": "2", **fields}
    again = unescape(browser.post("/submit", data=sent, headers={"x-fragment": "1"}).text)
    assert f">{WRONG['body']}</textarea>" in again
    assert 'value="rolle:staff"' in again
    assert re.search(r'<p class="error" id="[^"]+">There is no field \{firstname\}', again)
    assert re.search(r'<p class="error" id="[^"]+">"rolle" is not known. Did you mean "role:"', again)
    assert [one.id for one in kept_ones(sqlite)] == [action.partition("|")[2]]


async def test_what_slack_would_cut_is_edited_in_the_browser(sqlite: Database) -> None:
    """A text field of Slack takes 3,000 characters: an edit there would lose the rest of a text from the web."""
    long = "A sentence that matters. " * 200
    async with slack.inhabited(sqlite) as house:
        around = Around.of(settings(), house.dispatch.doors)
        with sqlite.write() as tx:
            author = people.find(tx, "sam")
            assert author
            announcing.draft(tx, {**RIGHT, "body": long}, author, around, NOW)
        sam = house.person("USAM")
        await sam.say("announcements")
        await house.settle()
        await sam.press("Open")
        await house.settle()
        pages = house.slack.world.channels[sam.direct].messages
        while further := [label for label in labels(pages[-1]) if label.startswith("More (")]:
            await sam.press(further[0])
            await house.settle()
        await sam.press("Edit")
        await house.settle()
        shown = str(sam.modal()["blocks"])
        assert "This form is too long for Slack." in shown
        found = re.search(r"/a/([\w-]+)", shown)
        assert found
        with sqlite.write() as tx:
            link = open_link(tx, found[1])
        assert link
        (form,) = (block for block in link.card.blocks if isinstance(block, Form))
        assert next(one.value for one in form.inputs if one.name == "body") == long
        assert house.slack.world.refused == []
