"""The pages behind the links of an e-mail, in a real browser: without flaws, and usable with the keyboard alone."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from adapters.email.around import Around
from adapters.email.html import html
from bot.cards import Button, Buttons, Card
from bot.events import Action, Sender
from bot.picks import Pick
from bot.store import mailboxes
from bot.usecases.answer_links import make
from bot.words import words_for
from tests.browser.house import House
from tests.rules.cards import every_block

HELP = Card(
    "Any questions?", (Buttons((Button("When is the next event?", Action("ask", ("When is the next event?",))),)),)
)
_numbers = itertools.count(1)


def link(house: House, card: Card, lasts: dt.timedelta = dt.timedelta(days=30)) -> str:
    address = f"ann{next(_numbers)}@partner.example"
    sender, now = Sender("email", "", address), house.dispatch.clock()
    with house.database.write() as tx:
        person = mailboxes.owner(tx, sender, "en", now)
        return f"{house.url}/a/{make(tx, sender, person.id, '<1@hub>', card, now, lasts)}"


def unsubscribe(house: House) -> str:
    with house.database.write() as tx:
        return f"{house.url}/unsubscribe/{mailboxes.token_of(tx, 'ann@partner.example')}"


def flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_card_with_every_block_is_answered_without_flaws(page: Page, house: House) -> None:
    card = every_block(picture="map.png")
    pick = Pick("", Action("helpful", ("yes",)))
    page.goto(f"{link(house, card)}?pick={pick.mark}")
    expect(page.get_by_role("heading", level=1)).to_have_text(card.summary)
    expect(page.get_by_role("button", name="Send this answer")).to_be_visible()
    flawless(page)


def test_an_answer_by_keyboard_alone(page: Page, house: House) -> None:
    pick = Pick("", HELP.blocks[0].buttons[0].action)  # type: ignore[union-attr]
    page.goto(f"{link(house, HELP)}?pick={pick.mark}")
    page.get_by_role("button", name="Send this answer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_contain_text("Source")
    flawless(page)


@pytest.mark.parametrize("which", ["expired", "unknown"])
def test_links_that_do_not_work_say_what_to_do(page: Page, house: House, which: str) -> None:
    expired = link(house, HELP, dt.timedelta(days=-1))
    page.goto(expired if which == "expired" else f"{house.url}/a/nothing")
    expect(page.get_by_role("alert")).to_contain_text(which.replace("unknown", "not known"))
    expect(page.get_by_text("write to the hub team")).to_be_visible()
    flawless(page)


def test_the_page_that_asks_for_a_sign_in_link(page: Page, house: House) -> None:
    page.goto(f"{house.url}/sign-in")
    flawless(page)
    page.get_by_label("E-mail address").fill("nobody@partner.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link to sign in is on its way")
    flawless(page)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_html_half_of_an_email(page: Page, language: str) -> None:
    around = Around(words_for(language), "Imagined Coast Coalition", "https://b.example/a/1", "https://b.example/u/1")
    page.goto("about:blank")  # not under the rules of the bot's own pages
    page.set_content(html(every_block(picture="https://b.example/map.png"), around))
    expect(page.get_by_role("link", name=around.no_more)).to_be_visible()
    flawless(page)


def test_email_is_ended_and_begun_again(page: Page, house: House) -> None:
    page.goto(unsubscribe(house))
    flawless(page)
    page.get_by_role("button", name="No more e-mail").click()
    expect(page.get_by_role("status")).to_contain_text("No more e-mail goes to ann@partner.example")
    flawless(page)
    page.get_by_role("button", name="Send me e-mail again").click()
    expect(page.get_by_role("status")).to_contain_text("again")


@pytest.mark.parametrize(
    ("path", "heading"), [("/privacy", "What this bot keeps about you"), ("/terms", "How this bot may be used")]
)
def test_what_stores_ask_for_is_there_for_anybody(page: Page, house: House, path: str, heading: str) -> None:
    page.goto(f"{house.url}{path}")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    flawless(page)
