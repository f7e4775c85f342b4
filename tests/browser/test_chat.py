"""The chat as a person meets it: by keyboard, on a phone, with a screen reader, when things go wrong."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.cards import (
    Button,
    Buttons,
    Card,
    Form,
    Input,
    words_of,
)
from bot.events import Action
from bot.store.tables.people import IdentityRow
from bot.store.tables.traffic import InboundEventRow, WebMessageRow
from tests.browser.house import House
from tests.rules.cards import every_block

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
EVERY_BLOCK = every_block(PIXEL)


def say(page: Page, text: str) -> None:
    page.wait_for_load_state()  # before its script runs, Enter only begins a line
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def last(page: Page) -> str:
    return page.locator("article.bot").last.inner_text()


def clean(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def place_of(page: Page, house: House) -> str:
    """Where this browser's conversation is kept."""
    say(page, "hello")
    expect(page.locator("article.bot")).to_have_count(1)
    with house.database.read() as tx:
        return tx.scalars(select(WebMessageRow.place).order_by(WebMessageRow.number.desc()).limit(1)).one()


def test_a_question_by_keyboard_is_answered_with_its_source(page: Page) -> None:
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("Who leads the Mental Health taskgroup?")
    page.keyboard.press("Enter")
    expect(page.locator("article.mine")).to_contain_text("Who leads the Mental Health taskgroup?")
    expect(page.locator("article.bot")).to_contain_text("Farah Wintergreen")
    expect(page.locator("article.bot")).to_contain_text("Source:")
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.get_by_label("Your message")).to_be_focused()
    clean(page)


def test_the_first_page_has_no_flaws_and_its_questions_can_be_pressed(page: Page) -> None:
    clean(page)
    page.get_by_role("button", name="When is the next event?").click()
    expect(page.locator("article.bot")).to_contain_text("Source:")


def test_shift_and_enter_begins_a_line(page: Page) -> None:
    page.get_by_label("Your message").click()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(page.get_by_label("Your message")).to_have_value("one\ntwo")


def test_every_block_is_shown_with_all_its_words(page: Page, house: House) -> None:
    house.show(place_of(page, house), EVERY_BLOCK)
    expect(page.locator("article.bot")).to_have_count(2, timeout=10_000)
    shown = page.locator("article.bot").last
    text = " ".join(shown.text_content().split()) + " ".join(
        shown.locator("img, input").evaluate_all("nodes => nodes.map(n => n.alt || n.value)")
    )
    for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"https://\S+|data:\S+", "", words_of(EVERY_BLOCK))):
        assert word in text
    assert shown.locator("a").evaluate_all("links => links.map(l => l.protocol)") == ["https:", "https:"]
    clean(page)


def test_buttons_and_forms_reach_the_core(page: Page, house: House) -> None:
    form = Form("A form", Action("ask_team"), (Input("question", "Question", "long_text"),), "Send it off")
    press = Button("Press me", Action("ask", ("Thank you",)))
    house.show(place_of(page, house), Card("Both", (Buttons((press,)), form)))
    page.get_by_role("button", name="Press me").click(timeout=10_000)
    expect(page.locator("article.mine").last).to_contain_text("Press me")
    page.get_by_label("Question").fill("Is there a crèche?")
    page.get_by_role("button", name="Send it off").click()
    expect(page.locator("article.bot").last).to_contain_text("I have put your question to the hub team")
    expect(page.locator("article.bot").last).to_contain_text("Is there a crèche?")


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "&lt;b&gt; {{ 7*7 }}"])
def test_markup_is_shown_as_the_text_it_is(page: Page, text: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    say(page, text)
    expect(page.locator("article.mine p")).to_have_text(text)
    expect(page.locator("article.bot")).to_have_count(1)


def test_a_hundred_thousand_characters_are_taken_and_more_than_two_are_not(page: Page) -> None:
    say(page, "word " * 20_000)
    expect(page.locator("article.bot")).to_have_count(1)
    page.get_by_label("Your message").fill("x" * 200_001)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("too long")
    assert len(page.get_by_label("Your message").input_value()) == 200_001


def test_an_empty_message_is_told_so(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("write a message")


def test_a_double_click_sends_once(page: Page, house: House) -> None:
    page.get_by_label("Your message").fill("thank you")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.locator("article.bot")).to_have_count(1)
    page.wait_for_timeout(300)
    expect(page.locator("article.mine")).to_have_count(1)


def test_words_stay_in_the_box_while_the_database_is_locked_and_go_out_after(page: Page, house: House) -> None:
    other = sqlite3.connect(str(house.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    say(page, "who leads Health Equity?")
    expect(page.get_by_role("alert")).to_contain_text("cannot reach my notes", timeout=20_000)
    expect(page.get_by_label("Your message")).to_have_value("who leads Health Equity?")
    other.execute("ROLLBACK")
    other.close()
    page.keyboard.press("Enter")
    expect(page.locator("article.bot")).to_contain_text("Desmond Coralbrook")


def test_words_stay_in_the_box_while_the_server_is_gone(page: Page) -> None:
    page.context.set_offline(True)
    say(page, "hello")
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.get_by_label("Your message")).to_have_value("hello")
    page.context.set_offline(False)


def test_persons_can_be_tried_out(page: Page, house: House) -> None:
    page.get_by_label("Try as").select_option("amina-saltworth")
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("You are trying the bot as Amina Saltworth")).to_be_visible()
    say(page, "Who is Hana Brightwater?")
    expect(page.locator("article.bot").last).to_contain_text("Hana Brightwater")
    clean(page)
    with house.database.read() as tx:
        assert tx.get_one(IdentityRow, ("web", "person", "amina-saltworth")).person_id == "amina-saltworth"


def test_a_conversation_can_be_cleared(page: Page) -> None:
    say(page, "hello")
    expect(page.locator("article.bot")).to_have_count(1)
    page.get_by_role("button", name="Clear this conversation").click()
    expect(page.get_by_text("What would you like to know?")).to_be_visible()


def test_the_page_speaks_welsh_to_those_who_want_it(page: Page) -> None:
    say(page, "Cymraeg")
    expect(page.locator("article.bot")).to_contain_text("Cymraeg")
    page.reload()
    assert page.locator("html").get_attribute("lang") == "cy"
    expect(page.get_by_role("button", name="Anfon")).to_be_visible()
    clean(page)


def test_without_scripts_the_chat_works_too(browser: object, house: House) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(house.url)
    page.get_by_label("Your message").fill("Who leads Health Equity?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.bot")).to_contain_text("Desmond Coralbrook")
    context.close()


def test_an_event_is_in_the_database_once(page: Page, house: House) -> None:
    say(page, "goodbye")
    expect(page.locator("article.bot")).to_have_count(1)
    with house.database.read() as tx:
        states = set(tx.scalars(select(InboundEventRow.state)))
    assert states == {"done"}
    assert Path(str(house.database.url.database)).exists()
