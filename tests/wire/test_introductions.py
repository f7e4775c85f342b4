"""Introductions through the real doors: one champion in Slack, one in Teams, one who has only e-mail, on one database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from bot.store.database import Database
from tests.wire.introduced import AMINA, DEV, MORWENNA, NAMES, Champions
from tests.wire.slack.people import Partner
from tests.wire.teams.house import Talker
from tests.wire.test_loop import Somebody
from tests.wire.three_doors import Correspondent, address, three_doors

REGRET = "did not come about this time"


@pytest.fixture
async def champions(database: Database) -> AsyncIterator[Champions]:
    async with (
        three_doors(database) as doors,
        AsyncClient(base_url=doors.pages.settings.public_url, timeout=30) as browser,
    ):
        amina, dev = doors.at_slack("amina", AMINA), doors.at_teams("dev", DEV)
        morwenna = Correspondent(doors, address(MORWENNA), browser)
        here = Champions(doors, amina, dev, morwenna, Somebody(doors, doors.slack.person("USAM")))
        for one in here.all.values():
            assert "You can say no every time: nobody learns of it." in await one.say("introductions on")
            await one.press("Yes, introduce me")
        yield here
        await here.close()


async def test_a_round_from_opt_in_to_outcome(champions: Champions) -> None:
    """Paused after the plan, declined by e-mail; barred after the plan, run out; at last all agree, write and meet."""
    await paused_after_the_plan_and_declined(champions)
    await barred_after_the_plan_and_run_out(champions)
    await everybody_agrees(champions)
    await they_write(champions)
    await amina_edits_and_deletes_in_slack(champions)
    await dev_edits_and_deletes_in_teams(champions)
    await they_find_a_time(champions)
    await they_tell_how_it_was(champions)


async def both_put_in_touch(champions: Champions, amina: Somebody, dev: Somebody) -> None:
    """Amina and Dev, who take part alone, say yes where they are now."""
    await champions.morwenna.say("stop introductions")
    await champions.planned()
    await champions.sent()
    for one in (amina, dev):
        await one.press("Yes, introduce me")
    await champions.doors.deliver()


async def test_in_one_workspace_a_conversation_of_both_is_opened(champions: Champions) -> None:
    """Dev has come to Slack too: they meet there, and nobody else and none of what they write is heard."""
    dev, world = champions.doors.at_slack("dev", DEV), champions.doors.slack.slack.world
    champions.doors.clock.pass_(minutes=1)
    await dev.say("help")
    await both_put_in_touch(champions, champions.amina, dev)
    (group,) = [one for one in world.channels.values() if one.id.startswith("G")]
    assert group.members == {"UAMINA", "UDEV", world.workspaces["T1"].bot_user}
    (opener,) = world.texts(group.id)
    assert f"{AMINA} and {DEV}, meet each other" in opener
    assert "This conversation is yours: I take no part in it." in opener
    assert sum(f"Meet {DEV}" in said for said in champions.amina.heard()) == 1


async def test_without_the_scope_they_still_have_the_relayed_chat(champions: Champions) -> None:
    """A workspace that installed the bot before it asked for this scope."""
    dev, world = champions.doors.at_slack("dev", DEV), champions.doors.slack.slack.world
    workspace = world.workspaces["T1"]
    workspace.scopes = workspace.scopes.replace(",mpim:write", "")
    champions.doors.clock.pass_(minutes=1)
    await dev.say("help")
    await both_put_in_touch(champions, champions.amina, dev)
    assert not [one for one in world.channels.values() if one.id.startswith("G")]
    await champions.amina.fill(f"Write to {DEV}", text="Shall we?")
    await champions.doors.deliver()
    assert sum(f"{AMINA} writes to you" in said and "Shall we?" in said for said in dev.heard()) == 1


async def test_in_one_tenant_a_chat_link_comes_with_the_address_that_it_holds(champions: Champions) -> None:
    amina = champions.doors.at_teams("amina", AMINA)
    champions.doors.clock.pass_(minutes=1)
    await amina.say("help")
    await both_put_in_touch(champions, amina, champions.dev)
    card = champions.dev.heard()[-1]
    assert "Partner Bridge" in card
    assert "Role a champion for Social prescribing" in card
    assert not [said for one in (amina, champions.dev) for said in one.heard() if "@example.org" in said]
    await amina.press("Share my e-mail address")
    await champions.doors.deliver()
    shared = champions.dev.heard()[-1]
    assert f"[Chat with {AMINA}](https://teams.microsoft.com/l/chat/0/0?users={address(AMINA)})" in shared
    assert not [said for said in amina.heard() if address(DEV) in said], "only Amina has shared hers"


async def paused_after_the_plan_and_declined(champions: Champions) -> None:
    amina, dev, morwenna = champions.amina, champions.dev, champions.morwenna
    preview = await champions.planned()
    assert "1 introduction is planned." in preview
    assert all(name in preview for name in NAMES)
    tomorrow = champions.doors.clock.now.date() + dt.timedelta(days=1)
    assert "I introduce you to nobody before" in await dev.say(f"pause introductions until {tomorrow}")
    await champions.sent()
    assert champions.asking() == {"amina", "morwenna"}
    assert "Would you like to meet?" in amina.heard()[-1]
    assert "Would you like to meet?" in morwenna.heard()[-1]
    assert "Would you like to meet?" not in "\n".join(dev.heard())

    await amina.press("Yes, introduce me")
    assert "Thank you. I tell you" in amina.heard()[-1]
    assert "Nobody learns that you said no." in await morwenna.press("No, thank you")
    await champions.doors.deliver()
    assert REGRET not in "\n".join(amina.heard()), "a no is told when the time is over, like silence"
    await champions.later(days=8)
    assert REGRET in amina.heard()[-1]
    champions.nobody_is_named()


async def barred_after_the_plan_and_run_out(champions: Champions) -> None:
    await champions.planned()
    assert f"never introduce you to {DEV}" in await champions.amina.say(f"avoid {DEV}")
    await champions.sent()
    asked = champions.asking()
    assert asked in ({"amina", "morwenna"}, {"dev", "morwenna"})
    hopeful = champions.amina if "amina" in asked else champions.dev
    await hopeful.press("Yes, introduce me")
    before = len(champions.morwenna.heard())
    await champions.later(days=8)
    assert REGRET in hopeful.heard()[-1]
    assert champions.morwenna.heard()[before:] == [], "who said nothing is left in peace"
    assert "may be introduced to you again" in await champions.amina.say(f"stop avoiding {DEV}")
    for one in (champions.dev, champions.morwenna):
        assert AMINA not in "\n".join(one.heard())


async def everybody_agrees(champions: Champions) -> None:
    await champions.later(days=31)
    await champions.planned()
    await champions.sent()
    assert champions.asking() == {"amina", "dev", "morwenna"}
    before = {name: len(one.heard()) for name, one in champions.all.items()}
    await champions.morwenna.press("Yes, introduce me")
    await champions.dev.press("Yes, introduce me")
    await champions.doors.deliver()
    for name, one in champions.all.items():
        assert not [other for other in NAMES if other != name and other in "\n".join(one.heard()[before[name] :])]
    await champions.amina.press("Yes, introduce me")
    await champions.doors.deliver()
    for name, one in champions.all.items():
        said = "\n".join(one.heard())
        assert all(other in said for other in NAMES if other != name), name


async def they_write(champions: Champions) -> None:
    """Each writes once, by the form of their own door; the two others get it once, and nobody their own."""
    amina, dev, morwenna = champions.amina, champions.dev, champions.morwenna
    await morwenna.press(f"Write to {AMINA} and {DEV}")
    assert f"Passed on to {AMINA} and {DEV}." in await morwenna.fill("Pass it on", text="Hello from the harbour")
    await champions.doors.deliver()
    await amina.fill("Answer", text="Hello from the & hill")
    await dev.fill("Answer", text="Hello from the *lab*")
    await champions.doors.deliver()
    for words, writer in (
        ("Hello from the harbour", MORWENNA),
        ("Hello from the & hill", AMINA),
        ("Hello from the *lab*", DEV),
    ):
        for name, one in champions.all.items():
            got = [said for said in one.heard() if f"{writer} writes to you" in said and _plain(words) in _plain(said)]
            assert len(got) == (name != writer), (name, words, one.heard()[-3:])


async def amina_edits_and_deletes_in_slack(champions: Champions) -> None:
    """In Teams the copy changes and goes; an e-mail stays as it is, so the new words follow."""
    here, dev, doors = champions.doors.slack, champions.dev, champions.doors
    assert isinstance(champions.amina.at, Partner)
    amina, ts = champions.amina.at, here.slack.world.ts()
    told = f"tell {DEV}: the hub at nien"
    await amina.say(told, ts=ts, subtype="file_share", files=[{"id": "F1", "name": "map.pdf"}])
    await here.settle()
    assert "Passed on to" in amina.heard()[-1]
    assert "I have not opened the file that came with them" in amina.heard()[-1]
    await doors.deliver()
    await amina.edit(ts, told, f"tell {DEV}: the hub at nine")
    await here.settle()
    assert "Changed." in amina.heard()[-1]
    await doors.deliver()
    assert "the hub at nien" not in "\n".join(dev.heard())
    assert sum("the hub at nine" in said for said in dev.heard()) == 1
    mails = "\n".join(champions.morwenna.heard())
    assert (mails.count("the hub at nien"), mails.count("the hub at nine")) == (1, 1)
    await amina.delete(ts, told)
    await here.settle()
    assert f"Taken back, but {MORWENNA} has it as an e-mail already" in amina.heard()[-1]
    await doors.deliver()
    assert "the hub at nine" not in "\n".join(dev.heard())
    assert f"{AMINA} has taken this message back." in "\n".join(dev.heard())


async def dev_edits_and_deletes_in_teams(champions: Champions) -> None:
    """In Slack the copy changes and goes."""
    assert isinstance(champions.dev.at, Talker)
    dev, amina, doors = champions.dev.at, champions.amina, champions.doors
    first = dev.activity(text=f"tell {AMINA}: the lab on Mnday", attachments=[{"contentType": "image/png"}])
    told = await dev.send(first)
    assert "Passed on to" in told
    assert "I have not opened the file that came with them" in told
    await doors.deliver()
    edited = {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}}
    await dev.send(first | edited | {"text": f"tell {AMINA}: the lab on Monday"})
    await doors.deliver()
    assert "the lab on Mnday" not in "\n".join(amina.heard())
    assert sum("the lab on Monday" in said for said in amina.heard()) == 1
    await dev.send(first | {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}})
    await doors.deliver()
    assert "the lab on Monday" not in "\n".join(amina.heard())
    assert f"{DEV} has taken this message back." in "\n".join(amina.heard())


async def they_find_a_time(champions: Champions) -> None:
    amina, dev, morwenna = champions.amina, champions.dev, champions.morwenna
    await dev.press("Find a time")
    offered = re.search(r"(?:Mon|Tues|Wednes|Thurs|Fri)day \d+ \w+ \d{4}, \d\d:\d\d", dev.heard()[-1])
    assert offered
    await dev.press(offered[0])
    await champions.doors.deliver()
    assert f"{DEV} suggests to meet on {offered[0]}" in amina.heard()[-1]
    assert f"You meet {AMINA} and {DEV} on" in await morwenna.press("That suits me")
    await champions.doors.deliver()
    files = [found for one in (amina, dev) for found in re.findall(r"http://[^\s|>)]+\.ics", one.heard()[-1])]
    assert len(files) == 2
    assert len(set(files)) == 1
    file = await morwenna.browser.get(files[0])
    assert file.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in file.text


async def they_tell_how_it_was(champions: Champions) -> None:
    amina, dev, morwenna = champions.amina, champions.dev, champions.morwenna
    await champions.later(days=11)
    for one in (amina, dev, morwenna):
        assert sum("Did you meet" in said for said in one.heard()) == 1
    await amina.fill("Yes, we met", story="We now share a rota.", quote="yes", again="yes")
    await dev.press("Not yet")
    assert "it happens" in await morwenna.press("No, and that is fine")
    await champions.doors.deliver()
    assert "We now share a rota." in await champions.sam.say("introduction stories")
    await champions.later(days=15)
    await champions.later(days=15)
    assert [sum("Did you meet" in said for said in one.heard()) for one in (amina, dev, morwenna)] == [1, 2, 1]


def _plain(text: str) -> str:
    """Without what a platform's own markup adds."""
    return re.sub(r"[\\*_]|&amp;|&|amp;", "", text)
