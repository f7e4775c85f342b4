"""The champions' page in a real browser: a nomination approved, the map of gaps read, no flaws."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.champions import Champion
from bot.store import champions
from bot.store.directory import people
from bot.usecases.championing import add_theme
from bot.words import words_for
from tests.browser.house import House


def test_a_nomination_is_approved_and_the_gaps_are_seen(page: Page, house: House) -> None:
    now = house.dispatch.clock()
    with house.database.write() as tx:
        add_theme(tx, "Workforce", words_for("en"))
        one = people(tx)[0]
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
    page.get_by_label("A new theme").fill("Choirs")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Choirs").last).to_be_visible()
    _flawless(page)


def test_staff_put_forward_another_and_themselves_and_lose_nothing_by_a_mistake(page: Page, house: House) -> None:
    with house.database.write() as tx:
        add_theme(tx, "Allotments", words_for("en"))
        other = people(tx)[1]
        champions.remove(tx, other.id)
        before = {one.id for one in champions.listed(tx)}
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Champions", exact=True).click()
    page.get_by_role("link", name="Put somebody forward as a champion").click()
    _flawless(page)
    page.get_by_label("Their name or e-mail address").fill("Nobody Known")
    page.get_by_label("For which theme").select_option("Allotments")
    page.get_by_label("Why").fill("They share seeds & tools, <always>.")
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_role("alert")).to_contain_text('I know nobody called "Nobody Known"')
    expect(page.get_by_label("Their name or e-mail address")).to_have_value("Nobody Known")
    expect(page.get_by_label("Their name or e-mail address")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("For which theme")).to_have_value("Allotments")
    expect(page.get_by_label("Why")).to_have_value("They share seeds & tools, <always>.")
    _flawless(page)
    page.get_by_label("Their name or e-mail address").fill(other.name)
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_role("alert")).to_contain_text("I am asking them; nobody sees anything until they agree")
    expect(page.get_by_role("rowheader", name=other.name)).to_have_count(0)
    page.get_by_role("link", name="Put somebody forward as a champion").click()
    page.get_by_label("Their name or e-mail address").fill("me")
    page.get_by_role("button", name="Put forward").click()
    expect(page.get_by_role("alert")).to_contain_text("I have written to you; nobody sees anything until you agree")
    with house.database.write() as tx:
        made = {one.id: one for one in champions.listed(tx) if one.id not in before}
        assert made.keys() > {other.id}
        assert made[other.id].why == "They share seeds & tools, <always>."
        assert all(one.consent_at is None for one in made.values())
        for id in made:
            champions.remove(tx, id)


def test_members_put_forward_another_and_themselves_in_the_chat(page: Page, house: House) -> None:
    with house.database.write() as tx:
        for id in ("farah-wintergreen", "hana-brightwater"):
            champions.remove(tx, id)
    page.get_by_label("Try as").select_option("farah-wintergreen")
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("You are trying the bot as Farah Wintergreen")).to_be_visible()
    _say(page, "nominate")
    first = page.locator("article.bot").last
    first.get_by_label("Their name or e-mail address").fill("Hannah Brightwater")
    first.get_by_label("For which theme").select_option("Carers")
    first.get_by_label("Why").fill("She asks everybody.")
    _flawless(page)
    first.get_by_role("button", name="Put forward").click()
    again = page.locator("article.bot").last
    expect(again).to_contain_text('I know nobody called "Hannah Brightwater"')
    expect(again.get_by_label("Their name or e-mail address")).to_have_value("Hannah Brightwater")
    expect(again.get_by_label("For which theme")).to_have_value("Carers")
    expect(again.get_by_label("Why")).to_have_value("She asks everybody.")
    _flawless(page)
    again.get_by_label("Their name or e-mail address").fill("Hana Brightwater")
    again.get_by_role("button", name="Put forward").click()
    expect(page.locator("article.bot").last).to_contain_text("I am asking them; nobody sees anything until they agree")
    _say(page, "nominate")
    mine = page.locator("article.bot").last
    mine.get_by_label("Their name or e-mail address").fill("me")
    mine.get_by_role("button", name="Put forward").click()
    expect(page.locator("article.bot").last).to_contain_text("Would you like to be a champion?")
    _flawless(page)
    page.get_by_role("button", name="Yes, I agree").last.click()
    expect(page.locator("article.bot").last).to_contain_text("write champion profile")
    with house.database.write() as tx:
        mine_now, hers = (champions.get(tx, id) for id in ("farah-wintergreen", "hana-brightwater"))
        assert mine_now
        assert mine_now.consent_at
        assert hers
        assert (hers.why, hers.themes, hers.consent_at) == ("She asks everybody.", ("Carers",), None)


def _say(page: Page, text: str) -> None:
    before = page.locator("article.bot").count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("article.bot")).to_have_count(before + 1)


def _flawless(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
