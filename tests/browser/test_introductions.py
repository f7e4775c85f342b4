"""Introductions on the staff pages in a real browser: a programme of mentors made after a mistake, and a round of it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.store import intro_rounds, programmes
from tests.browser.conftest import House


def test_a_programme_of_mentors_is_made_and_its_round_is_seen(page: Page, house: House) -> None:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Introductions", exact=True).click()
    _flawless(page)
    page.get_by_role("link", name="New programme").click()
    name = f"Mentors {page.viewport_size['width'] if page.viewport_size else ''}"
    page.get_by_label("Name").fill("Champions")
    page.get_by_label("Introduce people to").select_option("mentor and mentee")
    page.get_by_label("Days to answer").fill("40")
    _flawless(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a programme of that name already.")
    expect(page.get_by_role("alert")).to_contain_text("The days to answer are a number from 1 to 30.")
    expect(page.get_by_label("Name")).to_have_value("Champions")
    expect(page.get_by_label("Introduce people to")).to_have_value("mentor")
    expect(page.get_by_label("Days to answer")).to_have_value("40")
    _flawless(page)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Days to answer").fill("10")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    expect(row.get_by_text("mentor and mentee")).to_be_visible()
    row.get_by_role("button", name="Plan a round").click()
    expect(page.get_by_text("is the mentor of").first).to_be_visible()
    _flawless(page)
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_role("alert")).to_contain_text("Cancelled: nobody was asked.")
    with house.database.read() as tx:
        made = next(one for one in programmes.running(tx) if one.name == name)
        assert (made.rules, made.ask_days, made.every) == ({"across": "mentor"}, 10, "")
        assert intro_rounds.open_one(tx, made.id) is None


def _flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
