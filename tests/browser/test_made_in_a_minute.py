"""What staff need to make a poll, a check-in or a prompt on the web: few fields, few presses (how long that takes a
person is measured by ``python -m bench making``)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.house import House
from tests.browser.making import MADE, signed_in


@pytest.mark.parametrize("what", MADE)
def test_few_fields_and_few_presses(page: Page, house: House, what: str) -> None:
    make, fields, presses = MADE[what]
    maker = signed_in(page, house)
    make(maker)
    assert (maker.fields, maker.presses) == (fields, presses)
