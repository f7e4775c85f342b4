"""A poll, a check-in and a prompt made on the staff pages from a beginning, as a person does it: look, press, type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.house import House


@dataclass
class Maker:
    """Somebody of the team at the first staff page. ``look`` is milliseconds before each press, ``key`` those for each
    key; what they had to do is counted."""

    page: Page
    look: float = 0
    key: float = 0
    presses: int = 0
    fields: int = 0

    def press(self, role: str, name: str) -> None:
        self.presses += 1
        self.page.wait_for_timeout(self.look)
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]

    def fill(self, label: str, text: str) -> None:
        self.fields += 1
        self.page.wait_for_timeout(self.look)
        self.page.get_by_label(label).press_sequentially(text, delay=self.key)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


def signed_in(page: Page, house: House, *, look: float = 0, key: float = 0) -> Maker:
    page.goto(house.sign_in_path())
    page.get_by_role("button", name="Sign in").click()
    return Maker(page, look, key)


def a_poll(maker: Maker) -> None:
    maker.press("link", "Polls")
    maker.press("link", "Choose one")
    maker.fill("Question", "Where shall we meet in June?")
    maker.fill("Options", "Leeds\nYork\nHull")
    maker.press("button", "Preview")
    maker.press("button", "Open it")
    maker.sees("Who has not answered")


def a_checkin(maker: Maker) -> None:
    maker.press("link", "Check-ins")
    maker.press("link", "Weekly check-in")
    maker.press("button", "Preview")
    maker.press("button", "Start it")
    maker.sees("running")


def a_prompt(maker: Maker) -> None:
    maker.press("link", "Check-ins")
    maker.press("link", "Add a prompt")
    maker.fill("Prompt", "Which colleague did you tell about the coalition this week?")
    maker.press("button", "Add")
    maker.sees("Which colleague did you tell")


MADE: Mapping[str, tuple[Callable[[Maker], None], int, int]] = {
    "a poll": (a_poll, 2, 4),
    "a check-in": (a_checkin, 0, 4),
    "a prompt": (a_prompt, 1, 3),
}
"""What is made, how, and how many fields are filled in and how many links and buttons pressed for it."""
