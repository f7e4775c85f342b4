"""What is larger than a message of Teams: texts behind "more", choices cut, forms filled in in the browser."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import pytest

from bot.cards import Card, Choice, Form, Input, Option, Reply, Text
from bot.events import Action, Message, Place, Press, Sent, Submission
from bot.platform import Delivered
from bot.router import Router, combine
from bot.services import Services
from bot.store.database import Database
from bot.usecases.answer_links import open_link
from handlers import ROUTERS
from tests.contracts.teams_cards import actions
from tests.wire.teams.connector import MAX_BYTES
from tests.wire.teams.house import BACK_ENDS, TENANT, House, opened, words

OPTIONS = tuple(Option(f"{number} " + "🌊" * 57, f"v{number}" + "🌊" * 100) for number in range(50))
INPUTS = tuple(Input(f"rank{place}", f"Place {place}", "choice", OPTIONS) for place in range(6))
LONG = Form("Rank them", Action("ranked"), INPUTS, "Send")
FILLED = Form("Edit it", Action("ranked"), (Input("text", "Text", "long_text", value="🌊" * 9000),), "Send")
FORMS = Router("forms")


@FORMS.message
def show(event: Message, services: Services) -> Reply:
    match event.text:
        case "choose":
            return Reply(Card("Which?", (Choice("Your choice", Action("chosen"), OPTIONS),)))
        case "filled":
            return Reply(Card("Edit it", (FILLED,)))
        case _:
            return Reply(Card("Rank them", (LONG,)))


@FORMS.press("poll")
def show_in_dialog(event: Press, services: Services) -> Reply:
    return Reply(Card("Rank them", (LONG,)), how="open_form")


@FORMS.submission("ranked")
def rank(event: Submission, services: Services) -> Reply:
    return Reply(Card("Thank you", (Text("Thank you"),)))


def link_in(house: House, database: Database, shown: str) -> Form:
    """The form behind the link that is shown."""
    found = re.search(re.escape(house.platform._settings.public_url) + r"/a/([\w-]+)", shown)
    assert found, shown
    with database.write() as tx:
        link = open_link(tx, found[1])
    assert link
    (form,) = (block for block in link.card.blocks if isinstance(block, Form))
    return replace(form, missing="")


def assert_small(house: House, conversation: str) -> None:
    assert all(len(json.dumps(told, ensure_ascii=False)) <= MAX_BYTES for told in house.connector.said(conversation))


@BACK_ENDS
async def test_a_long_choice_comes_in_several_cards_with_every_option(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=FORMS) as house:
        told = await house.person("ann").say("choose")
        assert len(house.connector.said("a:ann")) > 1
        assert [option.label for option in OPTIONS if option.label not in told] == []
        assert_small(house, "a:ann")


@BACK_ENDS
@pytest.mark.parametrize(("said", "form"), [("rank", LONG), ("filled", FILLED)])
async def test_a_long_form_is_filled_in_in_the_browser(sqlite: Database, sdk: str, said: str, form: Form) -> None:
    async with opened(sqlite, sdk=sdk, router=FORMS) as house:
        told = await house.person("ann").say(said)
        assert "too long for Teams" in told
        assert link_in(house, sqlite, told) == form
        assert_small(house, "a:ann")


@BACK_ENDS
async def test_in_a_dialog_there_is_the_link_too(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=FORMS) as house:
        ann = house.person("ann")
        await ann.say("rank")
        body = await ann.invoke("task/fetch", {"data": {"action": "poll"}})
        assert body["task"]["type"] == "message"
        assert link_in(house, sqlite, body["task"]["value"]) == LONG


@BACK_ENDS
async def test_a_shared_place_never_shows_a_personal_link(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=FORMS) as house:
        ann = house.person("ann", kind="groupChat", id="19:g@thread.v2")
        told = await ann.say("rank")
        assert "Ask me for it in a direct chat" in told
        assert "/a/" not in words(house.connector.said("19:g@thread.v2")[-1])


@BACK_ENDS
async def test_a_message_that_is_redrawn_keeps_to_the_limit_too(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=FORMS) as house:
        await house.person("ann").say("rank")
        (shown,) = house.connector.conversations["a:ann"].activities
        sent = Sent(Place("teams", TENANT, "a:ann"), shown)
        assert await house.platform.update(sent, Card("Rank them again", (LONG,))) == Delivered(sent)
        (told,) = house.connector.said("a:ann")
        assert link_in(house, sqlite, words(told)) == LONG
        assert_small(house, "a:ann")


@BACK_ENDS
async def test_what_one_message_cannot_hold_is_had_by_pressing_more(sqlite: Database, sdk: str) -> None:
    """All of it, in order, in messages that Teams takes, whatever the words."""
    long = Router("long")
    written = tuple(Text(f"{number}: " + "wörd 🌊 [x](http://e.x) *b* " * 60) for number in range(30))

    @long.command("everything")
    def everything(event: Message, services: Services) -> Reply:
        return Reply(Card("Everything", written))

    async with opened(sqlite, sdk=sdk, router=combine((long, *ROUTERS))) as house:
        ann = house.person("ann")
        await ann.say("everything")
        for page in itertools.count(2):
            last = house.connector.said("a:ann")[-1]
            titles = [action["title"] for action in actions(last) if action["title"].startswith(f"More ({page} of")]
            if not titles:
                break
            await ann.press(titles[0])
        said = "".join(words(told) for told in house.connector.said("a:ann"))
        at = [said.index(f"{number}: wörd 🌊 [x](http://e.x) *b*") for number in range(30)]
        assert (at, page > 3) == (sorted(at), True)
        assert said.count("wörd 🌊 [x](http://e.x) *b*") == 30 * 60
        assert house.connector.mistakes == []
