"""The champions' page in a real browser: a nomination approved, the map of gaps read, no flaws."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.champions import Champion
from bot.store import champions
from bot.store.directory import people
from bot.usecases.championing import add_theme
from bot.words import words_for
from tests.browser.conftest import House


def test_a_nomination_is_approved_and_the_gaps_are_seen(page: Page, house: House) -> None:
    now = house.dispatch.clock()
    with house.database.write() as tx:
        add_theme(tx, "Workforce", words_for("en"))
        one, other = people(tx)[:2]
        champions.remove(tx, other.id)
        champions.save(tx, Champion(one.id, themes=("Workforce",), region="Fenland", consent_at=now), now)
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Champions", exact=True).click()
    expect(page.get_by_text(f"{one.name}: Workforce, Fenland")).to_be_visible()
    _flawless(page)
    page.get_by_role("button", name=f"Approve: {one.name}").click()
    page.get_by_role("button", name=f"Activate: {one.name}").click()
    expect(page.get_by_role("button", name=f"Let rest: {one.name}")).to_be_visible()
    expect(page.get_by_text(f"{one.name}: Workforce, Fenland")).to_have_count(0)
    page.get_by_text("Put somebody forward as a champion").click()
    page.get_by_label("Their name or e-mail address").fill("Nobody Known")
    page.get_by_label("For which theme").select_option("Workforce")
    _flawless(page)
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_role("alert")).to_contain_text('I know nobody called "Nobody Known"')
    page.get_by_text("Put somebody forward as a champion").click()
    page.get_by_label("Their name or e-mail address").fill(other.name)
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_role("alert")).to_contain_text("I am asking them; nobody sees anything until they agree")
    expect(page.get_by_role("rowheader", name=other.name)).to_have_count(0)
    page.get_by_label("A new theme").fill("Choirs")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Choirs").last).to_be_visible()
    _flawless(page)


def _flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
