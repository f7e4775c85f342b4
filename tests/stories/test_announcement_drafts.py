"""Drafts of announcements: what was typed is kept, what is wrong with it is told beside it, and how it will look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.announcement_states import STATES
from bot.events import Action, Sender
from bot.people import RIGHTS
from bot.platform import Capabilities
from bot.store import announcements, people, preferences
from bot.store.tables.people import RoleRow
from tests.conftest import NOW
from tests.stories.announcements import (
    GOOD,
    acting,
    got,
    launched,
    pass_on,
    state_of,
)
from tests.stories.door import FakeDoor, Talk


async def test_urgent_takes_a_right_of_whoever_wrote_it_last(nell: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, "announce_urgently", frozenset())
    assert "The draft is kept." in await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, "urgent": "yes"})
    assert nell.field("urgent").error == "You may not mark it urgent: quiet hours are kept."


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"audience": "partner:Brige"}, "audience", 'Did you mean "Bridge"?'),
        ({"audience": "partner:Bridge and role:staff"}, "audience", "Nobody is in this audience."),
        ({"audience": "partner"}, "audience", "Write everyone, or one of"),
        ({"audience": "olu.fairweather@example.org, x@x.example"}, "audience", 'There is no person "x@x.example"'),
        ({"when": "moment", "date": "2026-03-01", "time": "09:00"}, "date", "is past"),
        ({"when": "moment", "date": "2026-03-29", "time": "01:30"}, "time", "there is no 01:30"),
        ({"body": "Dear {firstname}"}, "body", "Did you mean {first_name}?"),
        ({"reply_to": "nobody"}, "reply_to", "There is no person nobody"),
        ({"event": "nothing"}, "event", "There is no event nothing"),
    ],
)
async def test_a_mistake_is_told_where_it_was_typed_and_the_draft_is_kept(
    nell: Talk, values: dict[str, str], field: str, sentence: str
) -> None:
    said = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, **values})
    assert "The draft is kept." in said
    form = nell.form
    by_name = {one.name: one for one in form.inputs}
    if field in by_name:
        assert sentence in by_name[field].error
        assert by_name[field].value == {**GOOD, **values}[field]
    id = form.action.args[0]
    with nell.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
        assert kept
        assert kept.state == "draft"
        assert kept.values["title"] == "Summer fair"
    assert "The draft is kept." in await nell.act(Action("announcement_send", (id,)))
    assert state_of(nell, id) == "draft"
    assert "Preview" in await nell.submit(form.action, **GOOD)
    assert "on its way" in await nell.press("Send it")


async def test_without_the_right_nothing_is_drafted(nell: Talk) -> None:
    hana = acting(nell, "hana-brightwater")
    assert "Only the hub team can do that." in await hana.say("announce")
    assert "Only the hub team can do that." in await hana.submit(Action("announcement_draft", ("",)), **GOOD)
    with nell.dispatch.database.read() as tx:
        assert not announcements.listed(tx, ("draft",), 5)


async def test_a_text_that_is_too_long_for_a_platform_is_told_before_sending(nell: Talk) -> None:
    nell.door.capabilities = Capabilities(max_text=500, max_blocks=50, max_buttons=5, max_options=10, max_total=900)
    said = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, "body": "A sentence here. " * 100})
    pages = [said]
    while "[More" in pages[-1]:
        label = next(line for line in pages[-1].splitlines() if line.startswith("[More"))
        pages.append(await nell.press(label.strip("[]")))
    assert "Too long for one message on Fake" in "".join(pages)
    assert "link to it" in "".join(pages)


async def test_a_template_is_kept_and_begun_with_in_the_chat(nell: Talk) -> None:
    id = await launched(nell)
    await nell.act(Action("announcement", (id,)))
    assert "Kept as a template." in await nell.press("Keep as a template")
    assert "- Summer fair\n  template" in await nell.say("announcements")
    await nell.press("Begin with it")
    form = nell.form
    assert {one.name: one.value for one in form.inputs}["body"] == GOOD["body"]
    assert "Preview: Autumn fair" in await nell.submit(form.action, **{**GOOD, "title": "Autumn fair"})
    await nell.press("Send it")
    await pass_on(nell)
    assert "Autumn fair" in got(nell, "hana-brightwater")[-1]


async def test_a_copy_is_a_new_draft(nell: Talk) -> None:
    id = await launched(nell)
    await nell.act(Action("announcement_copy", (id,)))
    form = nell.form
    assert form.action.args[0] != id
    assert {one.name: one.value for one in form.inputs}["title"] == "Summer fair"


async def test_a_list_of_addresses_is_an_audience_and_a_file_of_them_is_a_link_away(nell: Talk) -> None:
    assert "/staff/audiences" in await nell.say("announce")
    listed = "olu.fairweather@example.org; Hana.Brightwater@example.org"
    assert "Get it: 2 people" in await nell.submit(nell.form.action, **{**GOOD, "audience": listed})


async def test_what_is_typed_is_one_draft_however_often_it_is_sent(nell: Talk) -> None:
    await nell.say("announce")
    action = nell.form.action
    for values in ({"title": ""}, {"audience": "partner:Brige"}, {}):
        await nell.submit(action, **{**GOOD, **values})
    with nell.dispatch.database.read() as tx:
        (kept,) = announcements.listed(tx, STATES, 9)
    assert (kept.id, kept.values["audience"]) == (action.args[0], "partner:Bridge")


@pytest.mark.parametrize(("audience", "shown"), [("partner:Bridge", "Preview: Summer fair"), ("x", "is not known")])
async def test_changes_that_come_too_late_are_kept_as_a_draft_of_their_own(
    nell: Talk, audience: str, shown: str
) -> None:
    id = await launched(nell)
    told = await nell.submit(Action("announcement_draft", (id,)), **{**GOOD, "body": "Too late.", "audience": audience})
    assert "What you typed is kept as a new draft." in told
    assert shown in told
    with nell.dispatch.database.read() as tx:
        found = {kept.state: kept for kept in announcements.listed(tx, STATES, 9)}
    assert found["done"].values["body"] == GOOD["body"]
    assert found["draft"].values["body"] == "Too late."


async def test_a_correction_that_comes_too_late_is_given_back(nell: Talk) -> None:
    id = await launched(nell)
    await nell.act(Action("announcement_do", (id, "withdraw", "yes")))
    told = await nell.submit(Action("announcement_correct", (id,)), title="Summer fair", body="It is on Saturday.")
    assert "What you typed\nSummer fair\nIt is on Saturday." in told


async def test_who_has_lost_the_right_meanwhile_gets_back_what_they_typed(nell: Talk) -> None:
    await nell.say("announce")
    form = nell.form
    with nell.dispatch.database.write() as tx:
        tx.execute(delete(RoleRow).where(RoleRow.person_id == nell.who))
    told = await nell.submit(form.action, **GOOD)
    assert "Only the hub team can do that." in told
    assert "What you typed\nSummer fair\nDear {first_name}, the fair is on Friday." in told


async def test_it_is_shown_as_each_platform_will_show_it(nell: Talk) -> None:
    with nell.dispatch.database.write() as tx:
        people.link(tx, "olu-fairweather", Sender("narrow", "T1", "olu"), NOW)
        preferences.choose(tx, "olu-fairweather", replace(nell.dispatch.settings.usual, route="narrow"))
    narrow = FakeDoor("narrow", replace(nell.door.capabilities, max_text=100, max_total=300))
    doors = {**nell.dispatch.platforms, "narrow": narrow}
    nell = replace(nell, dispatch=replace(nell.dispatch, platforms=doors))
    short = await nell.submit(Action("announcement_draft", ("",)), **GOOD)
    assert "As it looks in Fake and Narrow:" in short
    assert short.count("the fair is on Friday.") == 1
    long = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, "body": "Please bring a cake. " * 20})
    wide, _, in_narrow = long.partition("As it looks in Narrow:")
    assert "As it looks in Fake:" in wide
    assert "More (2 of" not in wide
    assert "With the buttons: More (2 of 2)" in in_narrow
    assert "Too long for one message on Narrow" in in_narrow
    assert in_narrow.count("Please bring a cake.") == wide.count("Please bring a cake.") == 20
