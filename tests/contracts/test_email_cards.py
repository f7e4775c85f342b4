"""Cards through e-mail, in both directions: every word survives in both halves, every action reads back from the page."""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from adapters.email.around import Around
from adapters.email.client import CAPABILITIES
from adapters.email.html import html
from adapters.email.plain import plain
from adapters.web.answers import read_answer
from adapters.web.render import card_html, environment
from bot.cards import Buttons, Card, Choice, Form, Image, Link, Text, words_of
from bot.events import Place, Press, Sender, Sent, Submission
from bot.fitting import fit
from bot.picks import picked, picks
from bot.store.answer_links import AnswerLink
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.cards import LETTERS, NASTY, cards, every_block

GOLDEN = Path(__file__).with_name("email_golden.json")
ENGLISH = words_for("en")
ANSWER = "https://bot.hub.example/a/token"
AROUND = Around(ENGLISH, "Imagined Coast Coalition", ANSWER, "https://bot.hub.example/unsubscribe/token")
TEMPLATES = environment()
ALLOWED = {"style", "href", "src", "alt", "lang", "role", "scope", "charset", "name", "content"}


def shown(page: str) -> str:
    """Every word that a reader of the HTML half meets, addresses included, without spaces."""
    soup = BeautifulSoup(page, "html.parser")
    words = [
        soup.get_text(" "),
        *(str(tag.get(name, "")) for tag in soup.find_all(True) for name in ("alt", "href", "src")),
    ]
    return letters(" ".join(words))


def letters(text: str) -> str:
    """The text without spaces and without the marks that each door draws in its own way."""
    return "".join(letter for letter in text if not letter.isspace() and letter not in "[]()-:>*")


def test_every_block_as_it_was_agreed() -> None:
    whole = every_block()
    rendered = {"plain": plain(whole, AROUND).splitlines(), "html": html(whole, AROUND).splitlines()}
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(rendered, indent=1, ensure_ascii=False) + "\n")
    assert rendered == json.loads(GOLDEN.read_text())


@settings(max_examples=150, deadline=None)
@given(cards)
def test_every_word_of_every_card_survives_in_both_halves(card: Card) -> None:
    for page in fit(card, CAPABILITIES, ENGLISH, "key"):
        in_plain, in_html = letters(plain(page, AROUND)), shown(html(page, AROUND))
        for word in words_of(page).split():
            assert letters(word) in in_plain
            assert letters(word) in in_html


@settings(max_examples=100, deadline=None)
@given(cards)
def test_both_halves_lead_to_the_same_answers(card: Card) -> None:
    for page in fit(card, CAPABILITIES, ENGLISH, "key"):
        offered = [pick for block in page.blocks if isinstance(block, Buttons | Choice) for pick in picks(block)]
        whole = [
            block for block in page.blocks if isinstance(block, Form) or (isinstance(block, Choice) and block.many)
        ]
        expected = sorted([ANSWER] * len(whole) + [f"{ANSWER}?pick={pick.mark}" for pick in offered])
        soup = BeautifulSoup(html(page, AROUND), "html.parser")
        links = [str(a["href"]) for a in soup.find_all("a") if str(a["href"]).startswith(ANSWER)]
        words = [word for word in plain(page, AROUND).split() if word.startswith(ANSWER)]
        assert sorted(links) == sorted(words) == expected
        for pick in offered:
            found = picked(page, pick.mark)
            assert found
            assert (found.action, found.values) == (pick.action, pick.values)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_every_action_reads_back_from_the_page(card: Card) -> None:
    here = {"csrf": "", "key": lambda: uuid.uuid4().hex, "message": "", "_": ENGLISH, "press": "/p", "submit": "/s"}
    sender, sent = Sender("email", "", "a@b.example"), Sent(Place("email", "", "a@b.example"), "<1@hub>")
    for page in fit(card, CAPABILITIES, ENGLISH, "key"):
        link = AnswerLink("d" * 64, sender, "ann", sent, "", page, 0, NOW + dt.timedelta(days=1))
        forms = BeautifulSoup(card_html(TEMPLATES, page, here), "html.parser").find_all("form")
        read = [read_answer(filled(form), link, NOW, is_form=form["action"] == "/s") for form in forms]
        pressed = [event.action for event in read if isinstance(event, Press)]
        sent_forms = [event for event in read if isinstance(event, Submission)]
        assert len(read) == len(pressed) + len(sent_forms)
        assert all(event and (event.sender, event.place, event.message) == (sender, sent.place, sent) for event in read)
        asked = [form for form in page.blocks if isinstance(form, Form)]
        assert [event.action for event in sent_forms] == [form.action for form in asked]
        for event, form in zip(sent_forms, asked, strict=True):
            assert set(event.values) <= {field.name for field in form.inputs}
        buttons = [b.action for block in page.blocks if isinstance(block, Buttons) for b in block.buttons]
        choices = [block.action for block in page.blocks if isinstance(block, Choice)]
        assert sorted(map(str, pressed)) == sorted(map(str, buttons + choices))


def filled(form: Tag) -> FormData:
    """What a browser sends of a form that nobody touched."""
    pairs: list[tuple[str, Any]] = [
        (str(tag["name"]), str(tag.get("value", ""))) for tag in form.find_all("input", type="hidden")
    ]
    pairs += [(str(tag["name"]), tag.get_text()) for tag in form.find_all("textarea")]
    return FormData(pairs)


@given(st.text(LETTERS, max_size=200))
def test_nothing_that_a_person_wrote_is_markup(text: str) -> None:
    nasty = f'{text}{NASTY}<script>alert(1)</script><img src=x onerror="x()">" style="x'
    card = Card(
        nasty, (Text(nasty), Text(nasty, "quote"), Link(nasty, "https://x.example/" + nasty), Image("x" + nasty, nasty))
    )
    soup = BeautifulSoup(html(card, AROUND), "html.parser")
    assert soup.find_all(["script", "img", "iframe", "form", "input"]) == []
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= ALLOWED
    assert [str(a["href"])[:8] for a in soup.find_all("a")] == ["https://"] * 2


def test_only_safe_addresses_become_links() -> None:
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "map.png",
        "JaVaScRiPt:x",
        "http://[x",
        "HTTP:x",
        "http://<x",
        "https://a b/",
    ):
        soup = BeautifulSoup(html(Card("s", (Link("a", url), Image(url, "b"))), AROUND), "html.parser")
        assert len(soup.find_all("a")) == 1
        assert soup.find_all("img") == []
        assert url in soup.get_text()


def test_html_is_accessible_and_asks_for_nothing_from_afar() -> None:
    soup = BeautifulSoup(html(every_block(), AROUND), "html.parser")
    page, title = soup.html, soup.title
    assert page
    assert title
    assert (page["lang"], title.get_text()) == ("en", every_block().summary)
    assert all(str(img["alt"]).strip() for img in soup.find_all("img"))
    assert len(soup.find_all("img")) == 1
    assert soup.find_all(["link", "style", "script"]) == []
    assert all(table.find("th", scope="row") for table in soup.find_all("table"))


@pytest.mark.parametrize("blocks", [(), (Text(""),), (Text(" "),)])
def test_an_empty_card_still_says_its_summary(blocks: tuple[Text, ...]) -> None:
    card = Card("Only this", blocks)
    assert plain(card, AROUND).startswith("Only this\n")
    assert "Only this</p>" in html(card, AROUND)
