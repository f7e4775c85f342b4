"""The staff pages: in by a link that works once, no flaws on any page, and each shows what it is for."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.house import House

PAGES = ("Desk", "Questions", "People and partners", "Taskgroups", "Events", "Interactions", "Sources", "Run book")


@pytest.fixture
def staff(page: Page, house: House) -> Page:
    page.get_by_label("Your message").fill("Is there a car park?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ask the hub team").click()
    expect(page.locator("article.bot").last).to_contain_text("I have put your question")
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Questions that wait for an answer")).click()
    expect(page.get_by_role("heading", name="Questions", exact=True)).to_be_visible()
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_without_flaws(staff: Page, name: str) -> None:
    staff.get_by_role("link", name=name, exact=True).click()
    expect(staff.get_by_role("heading", name=name, exact=True)).to_be_visible()
    results = Axe().run(staff)
    assert results.violations_count == 0, results.generate_report()
    assert staff.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_run_book_shows_what_runs_when(staff: Page) -> None:
    staff.get_by_role("link", name="Run book", exact=True).click()
    row = staff.get_by_role("row").filter(has_text="Wakes the lanes that have something to send")
    expect(row).to_be_visible(timeout=10_000)
    ran = row.get_by_role("cell").nth(1).inner_text()
    expect(row.get_by_role("cell").nth(1)).not_to_have_text(ran, timeout=65_000)
    assert Axe().run(staff).violations_count == 0


def test_a_link_works_once(page: Page, house: House) -> None:
    link = house.sign_in_path()
    page.goto(link)
    page.goto(link)  # looking does not use it up
    page.get_by_role("button", name="Sign in").click()
    page.goto(link)
    expect(page.get_by_text("used already or has expired")).to_be_visible()
    page.goto(f"{house.url}/staff/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{house.url}/staff/people")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_question_is_answered_from_the_page(staff: Page, house: House) -> None:
    staff.get_by_label("Your answer").last.fill("Yes, behind the hall.")
    staff.get_by_role("button", name="Send the answer").last.click()
    expect(staff.get_by_text("Your answer is on its way")).to_be_visible()
    before = staff.get_by_label("Find in what was answered before")
    before.fill("HALL behind")
    expect(staff.locator("#past")).to_contain_text("Yes, behind the hall.")
    before.fill("behind the moon")
    expect(staff.get_by_text("Nothing answered before matches.")).to_be_visible()
    staff.get_by_role("button", name="Sign out").click()
    staff.goto(house.url)
    expect(staff.get_by_text("Yes, behind the hall.").first).to_be_visible(timeout=10_000)


def test_people_are_found_while_typing(staff: Page) -> None:
    staff.get_by_role("link", name="People and partners").click()
    staff.get_by_label("Find people").fill("quillf")
    expect(staff.get_by_role("heading", name="People (1)")).to_be_visible()
    expect(staff.get_by_role("rowheader", name="Tomasz Quillfeather")).to_be_visible()
    staff.get_by_label("Find people").fill("nobody at all")
    expect(staff.get_by_text("Nobody matches.")).to_be_visible()


def test_interactions_are_filtered_and_drawn(staff: Page) -> None:
    staff.get_by_role("link", name="Interactions").click()
    expect(staff.locator("table.chart svg rect").first).to_be_attached()
    staff.get_by_label("Kind").select_option("press")
    expect(staff.locator("#found tbody tr").first).to_contain_text("press")
    assert "message" not in staff.locator("#found tbody").inner_text()


def test_taskgroups_and_events_show_the_records(staff: Page) -> None:
    staff.get_by_role("link", name="Taskgroups").click()
    expect(staff.get_by_role("heading", name="Staff Well-being")).to_be_visible()
    staff.get_by_role("link", name="Events").click()
    expect(staff.get_by_role("rowheader", name="Annual conference")).to_be_visible()
