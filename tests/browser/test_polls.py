"""Polls in a real browser: made in a minute, answered on a page of one's own, read as a chart; no flaws on any page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.store import people, polls
from bot.usecases.voting import make_link
from tests.browser.house import House


@pytest.fixture
def staff(page: Page, house: House) -> Page:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Polls", exact=True).click()
    expect(page.get_by_role("heading", name="Polls", exact=True)).to_be_visible()
    return page


def flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("secret", [False, True])
def test_a_poll_is_made_answered_and_read(staff: Page, house: House, *, secret: bool) -> None:
    flawless(staff)
    staff.get_by_role("link", name="Choose one").click()
    flawless(staff)
    staff.get_by_label("Question").fill("Where shall we meet?")
    staff.get_by_label("Options").fill("Leeds")
    if secret:
        staff.get_by_label("Anonymous: nobody can tell who chose what").check()
        staff.get_by_label("Show the result while people vote").uncheck()
    staff.get_by_role("button", name="Preview").click()
    expect(staff.get_by_text("A choice needs at least two options").first).to_be_visible()
    flawless(staff)
    staff.get_by_label("Options").fill("Leeds\nYork")
    staff.get_by_role("button", name="Preview").click()
    expect(staff.get_by_role("heading", name="Where shall we meet?")).to_be_visible()
    flawless(staff)
    staff.get_by_role("button", name="Open it").click()
    expect(staff.get_by_role("button", name="Close it now")).to_be_visible()

    link = _link(house)
    staff.goto(f"{house.url}{link}")
    flawless(staff)
    staff.get_by_label("Your answer").select_option("York")
    staff.get_by_role("button", name="Vote", exact=True).click()
    expect(staff.get_by_text("Your vote is counted.")).to_be_visible()
    expect(staff.get_by_text("Only you have this receipt")).to_have_count(int(secret))
    flawless(staff)

    staff.goto(f"{house.url}/staff/polls")
    staff.get_by_role("link", name="Where shall we meet?").first.click()
    expect(staff.get_by_text("The result is shown when the poll closes.")).to_have_count(int(secret))
    staff.get_by_role("button", name="Close it now").click()
    expect(staff.get_by_role("button", name="Publish the result")).to_be_visible()
    expect(staff.get_by_text("too few to show what" if secret else '"York" has most').first).to_be_visible()
    flawless(staff)


def _link(house: House) -> str:
    """The way to the page on which a member votes."""
    with house.database.write() as tx:
        poll = polls.listed(tx, ("open",))[0]
        elector = polls.electors(tx, poll.id)[0]
        person = people.find(tx, elector.person)
        assert person
        return f"/polls/{make_link(tx, poll.id, person, house.dispatch.clock())}"
