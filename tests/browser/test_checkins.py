"""Check-ins on the staff pages in a real browser: made, started, answered in the chat, and read."""

from __future__ import annotations

import datetime as dt

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.checkins import CheckIn
from bot.store import checkins, people
from bot.usecases.checkin_clock import tick
from bot.usecases.checking_in import answer, open_to
from bot.usecases.planning_routes import House as Around
from bot.words import words_for
from tests.browser.house import House


def test_a_check_in_is_made_answered_and_read(page: Page, house: House) -> None:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Check-ins", exact=True).click()
    _flawless(page)
    page.get_by_role("link", name="Weekly check-in").click()
    _flawless(page)
    page.get_by_label("On which day").fill("Mondy")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text('Did you mean "Monday"?')
    page.get_by_role("link", name='Did you mean "Monday"?').click()
    expect(page.get_by_label("On which day")).to_be_focused()
    expect(page.get_by_label("On which day")).to_have_css("border-width", "2px")
    expect(page.get_by_role("link", name="Check-ins", exact=True)).to_have_attribute("aria-current", "true")
    _flawless(page)
    page.get_by_label("On which day").fill("Monday")
    page.get_by_label("Questions").fill("mood: How are you?\nWhat went well?\nhelp: With what?")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_text("running")).to_be_visible()
    expect(page.get_by_text("every week, Monday, 09:30")).to_be_visible()
    expect(page.get_by_text("everyone: 20 people")).to_be_visible()
    checkin = _asked(house, page.url.partition("id=")[2])
    page.reload()
    expect(page.get_by_text("Shown with the summary, from 5 answers on.")).to_be_visible()
    expect(page.get_by_text("The garden")).to_be_visible()
    expect(page.get_by_role("button", name="Remind them")).to_be_visible()
    _flawless(page)
    page.get_by_role("button", name="It is settled: A key to the hall").click()
    expect(page.get_by_text("Help that is still to be given")).to_have_count(0)
    expect(page.get_by_text("A key to the hall")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "The garden" in text
    assert checkin.title == "This week"
    assert "How are you?" not in text, "a single mood is nobody's business"


def test_prompts_are_added_and_retired(page: Page, house: House) -> None:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Check-ins", exact=True).click()
    page.get_by_role("link", name="Add a prompt").click()
    _flawless(page)
    page.get_by_label("Prompt").fill(" ")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("Please write the prompt.")
    page.get_by_label("Prompt").fill("x" * 501)
    page.get_by_label(theme := "Carers").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 500 characters; this has 501")
    expect(page.get_by_label(theme)).to_be_checked()
    page.get_by_label("Prompt").fill("Whom did you thank?")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Whom did you thank?")).to_be_visible()
    expect(page.get_by_role("row", name="Whom did you thank?").get_by_text(theme)).to_be_visible()
    _flawless(page)
    page.get_by_role("button", name="Retire: Whom did you thank?").click()
    expect(page.get_by_role("rowheader", name="Whom did you thank?")).to_have_count(0)


def _asked(house: House, id: str) -> CheckIn:
    """The clock reaches Monday morning, and somebody answers."""
    now = house.dispatch.clock()
    monday = (now + dt.timedelta(days=(7 - now.weekday()) % 7 or 7)).replace(hour=12, minute=0)
    around = Around.of(house.dispatch.settings, house.dispatch.doors)
    with house.database.write() as tx:
        checkins.look_again(tx, id, now)
    tick(house.database, monday, around)
    with house.database.write() as tx:
        (round,) = checkins.rounds(tx, id)
        person = people.find(tx, checkins.silent(tx, id, round.day)[0][0])
        assert person
        values = {"q0": "2", "q1": "The garden", "q2": "A key to the hall"}
        answer(tx, open_to(tx, id, round.day, person), values, words_for("en"), around, monday)
        found = checkins.find(tx, id)
        assert found
        return found


def _flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
