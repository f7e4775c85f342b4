"""Announcements on the staff pages, through HTTP: seen before, watched while, corrected and counted after."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape

import pytest
from sqlalchemy import update

from bot.announcement_states import STATES
from bot.cards import words_of
from bot.platform import Later, Never, Unknown
from bot.store import announcements, broadcasts, mailboxes
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from tests.conftest import NOW
from tests.stories.door import FakeDoor
from tests.wire.web.announcing import BRIDGE, GOOD, House, id_of, sent


@pytest.fixture
def house(database: Database) -> House:
    return House(database, {})


def test_before_it_goes_each_platform_is_shown_and_everybody_is_counted(house: House) -> None:
    staff = house.staff()
    assert staff.see("/staff/audiences/count?field.audience=partner:Bridge") == "3 people"
    assert "Did you mean" in staff.see("/staff/audiences/count?field.audience=partner:Brige")
    page = staff.see(staff.write(body="A sentence to read. " * 500))
    assert "As Slack shows it" in page
    assert "As Teams shows it" in page
    assert re.search(r"<button [^>]*disabled>Got it", page)
    assert "Too long for one message on Teams" in page
    assert re.search(r"<dt>Slack</dt><dd>2 people \(the only place", page)
    assert re.search(r"<dt>Teams</dt><dd>1 person \(the only place", page)
    assert "<dt>Takes</dt>" in page


def test_progress_is_asked_for_every_second_until_it_is_done(house: House) -> None:
    staff = house.staff()
    path = staff.write()
    staff.do(path, "submit")
    part = f"/staff/announcement/progress?id={id_of(path)}"
    assert 'hx-trigger="every 1s"' in staff.see(part)
    house.tick()
    assert f'hx-get="/staff/announcement?id={id_of(path)}" hx-trigger="load"' in staff.see(f"{part}&state=scheduled")
    done = staff.see(part)
    assert "hx-trigger" not in done
    assert '<progress value="100"' in done
    assert "<dt>delivered</dt><dd>3</dd>" in done


def test_everybodys_state_has_a_reason_and_a_next_step_and_goes_into_a_file(house: House) -> None:
    staff = house.staff()
    path = staff.write()
    staff.do(path, "submit")
    house.doors["teams"].outcomes = [Unknown("the connection broke")]
    house.tick()
    house.clock.pass_(seconds=60)
    house.tick()
    page = staff.see(f"{path}&status=uncertain")
    assert "may have arrived" in page
    assert "Ask them, or send it again." in page
    assert f'name="person" value="{BRIDGE[2]}"' in page
    again = staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="resend", person=BRIDGE[0])
    assert "sending it again to 0 people" in staff.see(again.headers["location"])
    answer = staff.ask("GET", f"/staff/announcement.csv?id={id_of(path)}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert head[:4] == ["Name", "Partner", "State", "Route"]
    assert sorted(row[2] for row in rows) == ["delivered", "delivered", "may have arrived"]
    with house.database.write() as tx:
        tx.execute(update(PersonRow).where(PersonRow.id == BRIDGE[0]).values(name="=HYPERLINK(1)"))
    assert "\n'=HYPERLINK(1)," in staff.see(f"/staff/announcement.csv?id={id_of(path)}"), (
        "no spreadsheet computes a name"
    )
    before = len(house.doors["teams"].sent)
    staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="resend", person=BRIDGE[2])
    house.tick()
    assert len(house.doors["teams"].sent) == before + 1
    assert "<dt>delivered</dt><dd>3</dd>" in staff.see(path)


def test_what_waits_for_its_platform_says_so(house: House) -> None:
    staff = house.staff()
    house.doors["teams"].outcomes = [Later(600, "too many requests")]
    path = sent(staff, house)
    part = staff.see(f"/staff/announcement/progress?id={id_of(path)}")
    assert "Teams cannot take more until Tuesday 3 March 2026, 10:10" in part
    assert "Slack cannot take more" not in part
    house.clock.pass_(minutes=11)
    house.tick()
    assert "cannot take more" not in staff.see(path)
    assert "<dt>delivered</dt><dd>3</dd>" in staff.see(path)


def test_why_somebody_cannot_be_reached_keeps_what_the_mail_server_said(house: House) -> None:
    with house.database.write() as tx:
        mailboxes.bounce(tx, "farah.wintergreen@example.org", "no such mailbox", NOW)
    house.doors["email"] = FakeDoor("email")
    house.dispatch.platforms["email"] = house.doors["email"]  # type: ignore[index]
    staff = house.staff()
    path = sent(staff, house, audience="partner:Harbourlight")
    page = staff.see(path)
    assert "their address takes nothing: no such mailbox" in page
    assert "Ask their partner for an address that works." in page


def test_a_state_that_is_no_longer_recorded_is_not_called_delivered(house: House) -> None:
    staff = house.staff()
    house.doors["teams"].outcomes = [Never("the person blocked the bot")]
    path = sent(staff, house)
    with house.database.write() as tx:
        broadcasts.purge(tx, house.clock() + dt.timedelta(days=200))
    assert "<dt>no longer recorded</dt><dd>3</dd>" in staff.see(path)


def test_only_those_who_have_not_confirmed_are_listed_and_reminded(house: House) -> None:
    staff = house.staff()
    path = sent(staff, house)
    house.confirmed_by("hana-brightwater", id_of(path))
    silent = staff.see(f"{path}&silent=yes")
    assert "Olu Fairweather" in silent
    assert "Hana Brightwater" not in silent
    before = [len(door.sent) for door in house.doors.values()]
    assert staff.do(path, "chase") == "I am reminding 2 people."
    house.tick()
    assert [len(door.sent) - n for door, n in zip(house.doors.values(), before, strict=True)] == [1, 1]


def test_it_is_corrected_and_withdrawn_from_the_page(house: House) -> None:
    staff = house.staff()
    path = sent(staff, house)
    assert "This cannot be undone." in staff.see(path)
    form = staff.see(f"/staff/announcements/new?id={id_of(path)}&correct=yes")
    assert "Correct an announcement" in form
    fields = {"field.title": "Summer fair", "field.body": "It is on Saturday."}
    gone = staff.ask("POST", "/staff/announcements/draft", id=id_of(path), correct="yes", **fields).headers["location"]
    assert "Corrected." in staff.see(gone)
    assert "Withdrawn" in staff.do(path, "withdraw")
    assert "withdrawn" in staff.see(path)


def test_a_second_person_approves_and_not_the_author(database: Database) -> None:
    house = House(database, {"approval_from": 2})
    nell, priya = house.staff(), house.staff("priya-marchbank")
    path = nell.write()
    nell.do(path, "submit")
    house.tick()
    assert not house.doors["slack"].sent
    assert "Approve and send" not in nell.see(path)
    assert "somebody else has to approve it" in nell.do(path, "approve")
    assert "Approve and send" in priya.see(path)
    priya.do(path, "approve")
    house.tick()
    assert len(house.doors["slack"].sent) == 2
    assert "Priya Marchbank" in nell.see(path)


def test_what_the_weekly_limit_holds_back_is_shown(database: Database) -> None:
    house = House(database, {"weekly_cap": 1})
    staff = house.staff()
    sent(staff, house)
    path = staff.write(title="Another")
    assert "In their weekly message" in staff.see(path)
    staff.do(path, "submit")
    house.tick()
    page = staff.see(path)
    assert "<dt>held back for their weekly message</dt><dd>3</dd>" in page
    assert "they have had enough this week" in page


def test_a_template_is_copied_and_an_unknown_field_is_told_beside_the_text(house: House) -> None:
    staff = house.staff()
    path = staff.write(links="Map https://hub.example/map")
    kept = staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="template").headers["location"]
    assert "Begin with it" in staff.see(kept)
    copy = staff.ask("POST", "/staff/announcement/do", id=id_of(kept), do="copy").headers["location"]
    assert id_of(copy) not in (id_of(kept), id_of(path))
    fields = {f"field.{name}": value for name, value in {**GOOD, "body": "Dear {firstname}"}.items()}
    wrong = staff.ask("POST", "/staff/announcements/draft", id=id_of(copy), **fields)
    assert wrong.status_code == 200
    assert "Did you mean {first_name}?" in unescape(wrong.text)
    assert "Dear {firstname}" in unescape(wrong.text)
    sent(staff, house, links="Map https://hub.example/map")
    assert "Map: https://hub.example/map" in words_of(house.doors["slack"].sent[0][1])


def test_links_are_counted_only_if_asked_for_and_never_by_whom(house: House) -> None:
    staff, address = house.staff(), "https://hub.example/map?a=1&b=2"
    sent(staff, house, links=f"Map {address}")
    assert f"Map: {address}" in words_of(house.doors["slack"].sent[-1][1])
    path = sent(staff, house, links=f"Map {address}", counted="yes")
    shown = words_of(house.doors["slack"].sent[-1][1])
    assert "It is counted how often these links are opened, and never by whom." in shown
    found = re.search(r"Map: http://[^/]+(/go/\S+)", shown)
    assert found
    for _ in range(2):
        led = staff.ask("GET", found[1])
        assert (led.status_code, led.headers["location"]) == (303, address)
    assert f"<dt>opened: {address}</dt><dd>2</dd>" in staff.see(path)
    fields = {"field.title": "Summer fair", "field.body": "Moved.", "field.links": "Plan https://hub.example/plan"}
    staff.ask("POST", "/staff/announcements/draft", id=id_of(path), correct="yes", **fields)
    assert staff.ask("GET", found[1]).headers["location"] == address  # an e-mail still shows the old one
    assert staff.ask("GET", f"{found[1]}0").status_code == 404


def test_members_see_none_of_it(house: House) -> None:
    member = house.staff("hana-brightwater")
    path = house.staff().write()
    for address in ("/staff/announcements", path, f"/staff/announcement.csv?id={id_of(path)}", "/staff/run-book"):
        assert member.ask("GET", address).status_code == 403
    fields = {f"field.{name}": value for name, value in GOOD.items()}
    refused = member.ask("POST", "/staff/announcements/draft", id="", **fields)
    assert refused.status_code == 403
    assert "Your roles do not include this page." in refused.text
    assert f"<blockquote>{GOOD['body']}</blockquote>" in unescape(refused.text)  # nothing that was typed is lost
    assert member.ask("POST", "/staff/announcement/do", id=id_of(path), do="submit").status_code == 403
    with house.database.read() as tx:
        assert [(kept.id, kept.state) for kept in announcements.listed(tx, STATES, 5)] == [(id_of(path), "draft")]
