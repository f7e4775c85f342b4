"""Announcements in a real browser: written, seen as it will look, sent, watched; no flaws on any page."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.house import House


@pytest.fixture
def staff(page: Page, house: House) -> Page:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Announcements", exact=True).click()
    expect(page.get_by_role("heading", name="Announcements", exact=True)).to_be_visible()
    return page


def flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_announcement_is_written_seen_and_sent(staff: Page) -> None:
    flawless(staff)
    staff.get_by_role("link", name="Write an announcement").click()
    flawless(staff)
    staff.locator("#f-title").fill("Office closed")
    staff.locator("#f-body").fill("We are back on Monday.")
    staff.locator("#f-audience").fill("rolle:staff")
    staff.locator("form.fields button.primary").click()
    expect(staff.get_by_role("alert").first).to_contain_text("Please look again")
    expect(staff.locator("#count")).to_be_empty()  # the mistake is told once
    flawless(staff)
    staff.locator("#f-audience").fill("role:staff")
    staff.locator("form.fields button.primary").click()
    expect(staff.get_by_role("heading", name="Who would get it")).to_be_visible()
    expect(staff.get_by_text("We are back on Monday.").first).to_be_visible()
    flawless(staff)
    staff.get_by_role("button", name="Send it").click()
    expect(staff.get_by_role("status").first).to_contain_text("It is on its way.")
    # The page asks every second, and shows itself anew when there is something to see.
    expect(staff.get_by_role("heading", name="How each person stands to it")).to_be_visible()
    expect(staff.locator("#progress[hx-trigger='every 1s']")).to_contain_text("being sent")
    flawless(staff)
    staff.get_by_text("Withdraw", exact=True).first.click()
    expect(staff.get_by_text("This cannot be undone.").last).to_be_visible()
    flawless(staff)
    staff.get_by_role("button", name="Withdraw").click()
    expect(staff.get_by_role("status").first).to_contain_text("Withdrawn")


def test_the_form_counts_while_it_is_typed_and_shows_what_is_needed(staff: Page) -> None:
    staff.get_by_role("link", name="Write an announcement").click()
    expect(staff.locator("#f-date")).to_be_hidden()
    staff.locator("#f-when").select_option("moment")
    expect(staff.locator("#f-date")).to_be_visible()
    expect(staff.locator("#f-title_cy")).to_be_hidden()
    staff.get_by_text("In Welsh, and in easy words").click()
    expect(staff.locator("#f-title_cy")).to_be_visible()
    staff.locator("#f-audience").fill("role:staff")
    expect(staff.locator("#count")).to_have_text(re.compile(r"^\d+ people$"))
    staff.locator("#f-audience").fill("role:staf")
    expect(staff.locator("#count")).to_contain_text('Did you mean "staff"?')
    assert staff.locator("#terms option[value='partner:Bridge']").count() == 1
    flawless(staff)


def test_an_audience_is_saved_and_a_wrong_one_is_told(staff: Page) -> None:
    staff.get_by_role("link", name="Audiences", exact=True).click()
    flawless(staff)
    staff.get_by_label("Name", exact=True).fill("The hub")
    staff.get_by_label("Who, in words").fill("rolle:staff")
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_role("status")).to_contain_text("rolle")
    staff.get_by_label("Who, in words").fill("role:staff")
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_role("rowheader", name="The hub")).to_be_visible()
    flawless(staff)


def test_a_file_of_addresses_is_read_and_its_unknown_ones_are_told(staff: Page) -> None:
    staff.get_by_role("link", name="Audiences", exact=True).click()
    staff.get_by_label("Name", exact=True).fill("Board")
    text = b"email\nfarah.wintergreen@example.org\nnobody@example.org\n"
    file: FilePayload = {"name": "board.csv", "mimeType": "text/csv", "buffer": text}
    picker = staff.get_by_label("A CSV file", exact=True)
    expect(picker).to_be_visible()  # as soon as its script is there
    picker.set_input_files(file)
    expect(staff.locator("#lines")).to_have_value(text.decode())
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_text("Line 3: nobody on record has the address nobody@example.org.")).to_be_visible()
    expect(staff.get_by_role("rowheader", name="Board")).to_be_visible()
    expect(staff.locator("#lines")).to_have_value(text.decode())
    flawless(staff)
