"""The page of small groups in a real browser: made for an event, somebody moved, everybody told, no flaws."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.store import discussions
from bot.store.tables.discussions import DiscussionRow
from tests.browser.house import House


def test_tables_are_made_changed_and_told(page: Page, house: House) -> None:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Small groups", exact=True).click()
    _flawless(page)
    event = page.locator("section").filter(has=page.get_by_role("heading", name="Partner event"))
    event.get_by_text("Make small groups").click()
    event.get_by_role("button", name="Make groups").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody has said yet that they come to Partner event")
    event.get_by_text("Make small groups").click()
    event.get_by_label("People in a group").fill("4")
    event.get_by_label("Who else comes").fill("everyone")
    event.get_by_role("button", name="Make groups").click()
    expect(page.get_by_role("heading", name="Table 2")).to_be_visible()
    _flawless(page)
    with house.database.read() as tx:
        seat = next(seat for seat in discussions.seats(tx, "partner-event").values() if seat.number == 1)
    row = page.locator("tr").filter(has=page.locator(f"input[value='{seat.person}']"))
    row.get_by_role("combobox").select_option("2")
    row.get_by_role("button", name="Move").click()
    with house.database.read() as tx:
        assert discussions.seats(tx, "partner-event")[seat.person].number == 2
    page.get_by_role("button", name="Tell everybody their table").click()
    expect(page.get_by_role("alert")).to_contain_text("people are told their table")
    expect(page.get_by_role("cell", name="yes, by email").first).to_be_visible()
    expect(page.get_by_role("button", name="Tell everybody their table")).to_have_count(0)
    _flawless(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    assert file.value.suggested_filename == "tables-partner-event.csv"
    _forget(house)


def _forget(house: House) -> None:
    with house.database.write() as tx:
        tx.delete(tx.get_one(DiscussionRow, "partner-event"))


def _flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
