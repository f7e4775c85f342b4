"""Every kind of payload, over signed requests and over Socket Mode, does what the person meant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.slack.surface import PATIENCE
from bot.cards import Button, Buttons, Card, Choice, Form, Input, Option, Reply, Text
from bot.events import Action, Arrival, Message, Place, Press, Sender, Submission
from bot.router import Router
from bot.services import Services
from bot.store import people
from bot.store.database import Database, DatabaseDown
from bot.store.tables.traffic import InboundEventRow, InteractionRow
from tests.wire.slack.house import House, inhabited

ROUTER = Router("trial")
SEEN: list[Any] = []
LONG = "one of everything, " * 20
SLOW: dict[str, Any] = {}


def said(text: str, *blocks: Any, how: Any = "say") -> Reply:
    return Reply(Card(text, (Text(text), *blocks)), how=how, led_to="trial")


def form(error: str = "", *blocks: Any) -> Reply:
    fields = (
        Input("why", "Why", "long_text", error=error),
        Input("meal", "Meal", "choice", (Option("Soup", "s"), Option("Bread", "b"), Option("All", LONG))),
    )
    return Reply(
        Card("Sign up", (Text("Please"), *blocks, Form("Sign up", Action("sign_up", ("7",)), fields, "Send"))),
        how="open_form",
        led_to="form",
    )


@ROUTER.message
def on_message(event: Message, services: Services) -> Reply | None:
    SEEN.append(event)
    if event.text == "silence":
        return None
    if event.text == "slowly":
        time.sleep(PATIENCE + 0.2)
    if event.text == "form":
        return form()
    if event.text == "whisper":
        return said("only you", how="whisper")
    buttons = Buttons(
        (Button("Form", Action("form")), Button("Replace", Action("replace")), Button("Whisper", Action("whisper")))
    )
    forms = Buttons((Button("Another", Action("another_form")), Button("Slow form", Action("slow_form"))))
    choice = Choice("Pick", Action("pick", ("1",)), (Option("A", "a"), Option("B", "b"), Option("C", LONG)))
    return said(f"you said: {event.text}", buttons, choice, forms)


@ROUTER.press("form")
@ROUTER.press("ask_team_form")
def on_form(event: Press, services: Services) -> Reply:
    SEEN.append(event)
    return form()


@ROUTER.press("another_form")
def on_another_form(event: Press, services: Services) -> Reply:
    return form("", Buttons((Button("Another", Action("another_form")),)))


@ROUTER.press("slow_form")
def on_slow_form(event: Press, services: Services) -> Reply:
    SEEN.append(event)
    if len(SEEN) > 2:
        time.sleep(SLOW["seconds"])
    return form() if SLOW["ends"] == "form" else said("there is no form today")


@ROUTER.press("replace")
def on_replace(event: Press, services: Services) -> Reply:
    return said("replaced", how="replace")


@ROUTER.press("whisper")
def on_whisper(event: Press, services: Services) -> Reply:
    return said("psst", how="whisper")


@ROUTER.press("pick")
def on_pick(event: Press, services: Services) -> Reply:
    return said(f"picked {event.values[0]}")


@ROUTER.submission("sign_up")
def on_sign_up(event: Submission, services: Services) -> Reply:
    SEEN.append(event)
    why = event.values["why"]
    if why == "slowly":
        time.sleep(0.6)
    return form("Say more.") if why == "no" else form() if why == "again" else said(f"thanks: {why}")


@ROUTER.arrival("opened")
def on_opened(event: Arrival, services: Services) -> Reply:
    done = sum(isinstance(one, Submission) for one in SEEN)
    buttons = Buttons((Button("Replace", Action("replace")), Button("Form", Action("form"))))
    return said(f"home, done {done}", buttons)


@ROUTER.arrival("joined")
@ROUTER.arrival("installed")
def on_arrival(event: Arrival, services: Services) -> Reply:
    SEEN.append(event)
    return said(f"welcome: {event.what}")


@pytest.fixture(params=["http", "socket mode"])
async def running(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    SEEN.clear()
    async with inhabited(sqlite, socket=request.param == "socket mode", router=ROUTER) as opened:
        yield opened
        await opened.settle()
        assert opened.slack.world.refused == []


async def test_a_direct_message(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello <@U9|sam> &amp; all")
    await running.settle()
    assert ann.heard()[0].startswith("you said: hello sam &amp; all")
    event = SEEN[0]
    assert (event.sender, event.place) == (Sender("slack", "T1", "UANN"), Place("slack", "T1", "DANN"))
    assert (event.profile.email, event.profile.zone, event.profile.locale) == (
        "ann@example.org",
        "Europe/London",
        "en-GB",
    )


async def test_a_message_in_a_thread_is_answered_there(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello", thread_ts="111.222")
    await running.settle()
    assert running.slack.world.channels[ann.direct].messages[-1]["thread_ts"] == "111.222"


async def test_a_mention_is_answered_in_its_thread_and_is_not_private(running: House) -> None:
    ann = running.person("UANN")
    await ann.mention("C1", "hello", ts="111.222")
    await running.settle()
    (answer,) = running.slack.world.channels["C1"].messages
    assert (answer["text"].splitlines()[0], answer["thread_ts"]) == ("you said: hello", "111.222")
    assert SEEN[0].place == Place("slack", "T1", "C1", "111.222", private=False)
    await ann.mention("C1", "again", thread_ts="111.222")
    await running.settle()
    assert SEEN[1].place == SEEN[0].place


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": "UBOT1"},
        {"channel_type": "channel", "channel": "C1"},
        {"channel_type": "mpim", "channel": "G1"},
    ],
)
async def test_what_is_not_said_to_the_bot_is_acknowledged_and_left(running: House, more: dict[str, Any]) -> None:
    assert (await running.person("UANN").say("hello", **more)).status == 200
    await running.settle()
    assert SEEN == []


async def test_home_is_published_and_refreshed_after_a_press(running: House) -> None:
    ann = running.person("UANN")
    await ann.open_home()
    await running.settle()
    assert "home" in str(running.slack.world.homes["UANN"]["blocks"])
    await ann.press_at_home("Replace")
    await running.settle()
    assert ann.heard() == ["replaced"]
    assert len(running.slack.world.called("views.publish")) == 2


async def test_what_is_done_from_home_shows_there_and_opens_nothing_anew(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    await ann.open_home()
    await running.settle()
    await ann.press_at_home("Form")
    await running.settle()
    await ann.submit(ann.modal(), why="because", meal="b")
    await running.settle()
    assert ann.heard() == ["thanks: because"]
    assert "done 1" in str(world.homes["UANN"]["blocks"])
    with running.dispatch.database.read() as tx:
        kinds = tx.execute(select(InteractionRow.kind, func.count()).group_by(InteractionRow.kind)).all()
        assert dict(map(tuple, kinds)) == {"arrival": 1, "press": 1, "submission": 1, "reply": 3}
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 3


async def test_a_home_that_cannot_be_drawn_again_stays_as_it_is(
    running: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise DatabaseDown("locked")

    ann = running.person("UANN")
    await ann.open_home()
    await running.settle()
    monkeypatch.setattr("bot.dispatch.Dispatch._look", down)
    await ann.press_at_home("Replace")
    await running.settle()
    assert ann.heard() == ["replaced"]
    assert len(running.slack.world.called("views.publish")) == 1


async def test_the_messages_tab_offers_prompts(running: House) -> None:
    await running.person("UANN").open_home("messages")
    await running.settle()
    (call,) = running.slack.world.called("assistant.threads.setSuggestedPrompts")
    assert "thread_ts" not in call
    assert 1 <= len(call["prompts"]) <= 4


async def test_a_workspace_without_the_agent_surface_is_left_alone(running: House) -> None:
    running.slack.world.script["assistant.threads.setSuggestedPrompts"] = ["not_allowed_token_type"]
    for _ in range(3):
        await running.person("UANN").open_home("messages")
        await running.settle()
    assert len(running.slack.world.called("assistant.threads.setSuggestedPrompts")) == 1


async def test_a_button_and_a_choice(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    message = running.slack.world.channels[ann.direct].messages[0]
    await ann.pick("pick|1", "b")
    await running.settle()
    assert ann.heard()[-1] == "picked b"
    await ann.press("Replace")
    await running.settle()
    assert message["text"] == "replaced"
    assert len(ann.heard()) == 2


async def test_a_whisper_in_a_channel_is_for_one_person(running: House) -> None:
    ann = running.person("UANN")
    await ann.mention("C1", "whisper")
    await running.settle()
    assert running.slack.world.whispers[0]["user"] == "UANN"
    await ann.mention("C1", "hello")
    await running.settle()
    await ann.press("Whisper", "C1")
    await running.settle()
    assert running.slack.world.whispers[1]["text"] == "psst"
    assert len(running.slack.world.texts("C1")) == 1


async def test_a_modal_with_errors_beside_its_fields(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    await ann.press("Form")
    await running.settle()
    view = ann.modal()
    refused = await ann.submit(view, why="no", meal="s")
    assert refused.body == {"response_action": "errors", "errors": {view["blocks"][1]["block_id"]: "Say more."}}
    next_step = await ann.submit(view, why="again", meal="s")
    assert next_step.body["response_action"] == "update"
    closed = await ann.submit(view, why="because", meal="b")
    assert (closed.status, closed.body) == (200, {})
    await running.settle()
    assert ann.heard()[-1] == "thanks: because"
    assert SEEN[-1].values == {"why": "because", "meal": "b"}


async def test_values_too_long_for_slack_come_back_whole(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    accessory = running.slack.world.channels[ann.direct].messages[0]["blocks"][2]["accessory"]
    await ann.pick("pick|1", accessory["options"][2]["value"])
    await ann.press("Form")
    await running.settle()
    assert ann.heard()[-1] == f"picked {LONG}"
    meal = ann.modal()["blocks"][2]["element"]["options"][2]
    await ann.submit(ann.modal(), why="because", meal=meal["value"])
    await running.settle()
    assert SEEN[-1].values == {"why": "because", "meal": LONG}


async def test_a_form_opened_within_a_modal_stands_above_it(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    await ann.say("hello")
    await running.settle()
    await ann.press("Another")
    await running.settle()
    first = ann.modal()
    await ann.press_in_modal("Another", first)
    await running.settle()
    second = ann.modal()
    assert (second["previous_view_id"], len(world.called("views.push"))) == (first["id"], 1)
    closed = await ann.submit(second, why="because", meal="b")
    await running.settle()
    assert (closed.body, list(world.views), ann.heard()[-1]) == ({}, [first["id"]], "thanks: because")


async def test_a_form_that_cannot_be_pushed_stands_in_the_message(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    await ann.say("hello")
    await running.settle()
    await ann.press("Another")
    await running.settle()
    for _ in range(3):
        await ann.press_in_modal("Another", ann.modal())
        await running.settle()
    assert len(world.views) == 3
    assert "[Send]" in ann.heard()[-1]


async def test_a_form_that_takes_longer_than_its_trigger_fills_the_modal_that_waits_for_it(
    running: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, world = running.person("UANN"), running.slack.world
    monkeypatch.setattr("adapters.slack.replies.MOMENT", 0.3)
    world.trigger_life = 1.2
    SLOW.update(seconds=1.4, ends="form")
    await ann.say("hello")
    await running.settle()
    await ann.press("Slow form")  # from now on it is known to open a form
    await running.settle()
    await ann.press("Slow form")
    while len(world.views) < 2:
        await asyncio.sleep(0.01)
    assert ann.modal()["title"]["text"] == "One moment…"
    await running.settle()
    assert ann.modal()["callback_id"] == "sign_up|7"
    assert len(world.called("views.update")) == 1
    await ann.submit(ann.modal(), why="because", meal="b")
    await running.settle()
    assert ann.heard()[1:] == ["thanks: because"]

    SLOW.update(ends="nothing")
    await ann.press("Slow form")
    await running.settle()
    assert "there is no form today" in str(ann.modal()["blocks"])
    assert ann.heard()[-1] == "there is no form today"

    SLOW.update(ends="form")
    world.script["views.update"] = ["not_found"]  # the person has closed it
    await ann.press("Slow form")
    await running.settle()
    assert "[Send]" in ann.heard()[-1]


async def test_a_sent_modal_closes_in_time_though_its_answer_takes_longer(
    running: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    await ann.press("Form")
    await running.settle()
    monkeypatch.setattr("adapters.slack.replies.MOMENT", 0.3)
    closed = await ann.submit(ann.modal(), why="slowly", meal="b")
    assert (closed.status, closed.body, len(ann.heard())) == (200, {}, 1)
    await running.settle()
    assert ann.heard()[-1] == "thanks: slowly"


async def test_a_status_shows_while_an_answer_takes_its_time_and_never_outlasts_it(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    await ann.say("hello")
    await running.settle()
    assert world.statuses == {}
    await ann.say("slowly")
    await running.settle()
    shown, taken_back = world.called("assistant.threads.setStatus")
    assert shown["channel_id"] == ann.direct
    assert (shown["status"], taken_back["status"]) == ("is looking for the answer…", "")
    assert list(world.statuses.values()) == [""]
    methods = [name for name, _ in world.calls]
    assert methods.index("assistant.threads.setStatus") < len(methods) - 1 - methods[::-1].index("chat.postMessage")


async def test_a_plan_without_a_status_gets_the_answer_alone(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    world.script["assistant.threads.setStatus"] = ["not_allowed_token_type"]
    for _ in range(2):
        await ann.say("slowly")
        await running.settle()
    assert len(world.called("assistant.threads.setStatus")) == 1
    assert len(ann.heard()) == 2


async def test_a_closed_modal_is_acknowledged(running: House) -> None:
    closed = {"type": "view_closed", "user": {"id": "UANN"}, "view": {"id": "V1"}, "is_cleared": False}
    assert (await running.sending.send("interactive", closed)).status == 200


async def test_a_form_without_a_trigger_stands_in_the_message(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("form")
    await running.settle()
    message = running.slack.world.channels[ann.direct].messages[-1]
    ids = [block["block_id"] for block in message["blocks"] if block["type"] == "input"]
    state = {
        ids[0]: {"value": {"type": "plain_text_input", "value": "because"}},
        ids[1]: {"value": {"type": "static_select", "selected_option": None}},
    }
    button = next(element for block in message["blocks"] for element in block.get("elements", ()))
    await ann.act(message, button, ann.direct, state={"values": state})
    await running.settle()
    assert ann.heard()[-1].startswith("thanks: because")
    state[ids[0]]["value"]["value"] = "no"
    await ann.act(message, button, ann.direct, state={"values": state})
    await running.settle()
    assert "Say more." in str(ann.modal()["blocks"])


async def test_a_trigger_that_ran_out_leaves_the_form_in_the_message(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    running.slack.world.trigger_life = -1
    await ann.press("Form")
    await running.settle()
    assert "[Send]" in ann.heard()[-1]


async def test_a_slash_command_is_answered_for_the_persons_eyes_wherever_it_was_written(running: House) -> None:
    ann = running.person("UANN")
    answer = await ann.command("hello", channel="C404")
    assert (answer.status, answer.text) == (200, "")
    await running.settle()
    (whisper,) = running.slack.world.whispers
    assert (whisper["response_type"], whisper["text"].splitlines()[0]) == ("ephemeral", "you said: hello")
    assert SEEN[0].place == Place("slack", "T1", "DANN")
    await ann.press("Replace", "C404")
    await running.settle()
    assert running.slack.world.whispers[-1]["replace_original"] is True
    await ann.command("")
    await running.settle()
    assert SEEN[1].text == "help"


async def test_an_answer_whose_address_ran_out_goes_to_the_direct_conversation(running: House) -> None:
    ann = running.person("UANN")
    await ann.command("hello")
    await running.settle()
    for kept in running.slack.world.response_urls.values():
        kept["answers"] = [{}] * 5
    (whisper,) = running.slack.world.whispers
    button = whisper["blocks"][1]["elements"][1]
    payload = ann.pressed(whisper, button, "C9")
    payload["response_url"] = f"{running.slack.origin}/response/unknown"
    await running.sending.send(
        "interactive", {"user": {"id": "UANN", "team_id": "T1"}, "team": {"id": "T1"}, **payload}
    )
    await running.settle()
    assert ann.heard() == ["replaced"]


async def test_the_message_shortcut_opens_the_form_with_the_messages_words(running: House) -> None:
    ann = running.person("UANN")
    await ann.shortcut("is there &lt;any&gt; budget?")
    await running.settle()
    assert (SEEN[0].action, SEEN[0].values) == (Action("ask_team_form"), ("is there <any> budget?",))
    assert ann.modal()["callback_id"] == "sign_up|7"


async def test_somebody_who_joined_is_greeted_alone_and_the_bot_introduces_itself_to_all(running: House) -> None:
    ann = running.person("UANN")
    joined = {"type": "member_joined_channel", "channel": "C1", "channel_type": "C", "team": "T1"}
    await ann.event({**joined, "user": "UANN"})
    await ann.event({**joined, "user": "UBOT1", "inviter": "USAM"})
    await running.settle()
    assert [(one["user"], one["text"]) for one in running.slack.world.whispers] == [("UANN", "welcome: joined")]
    assert running.slack.world.texts("C1") == ["welcome: installed"]


async def test_the_same_event_three_times_is_one_interaction_and_one_reply(running: House) -> None:
    ann = running.person("UANN")
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": ann.direct,
        "user": "UANN",
        "text": "hello",
        "ts": running.slack.world.ts(),
    }
    answers = await asyncio.gather(*(ann.event(event, id="Ev-same", retry=retry) for retry in (0, 1, 2)))
    assert [answer.status for answer in answers] == [200, 200, 200]
    await running.settle()
    assert len(ann.heard()) == 1
    with running.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 1
        assert tx.scalar(select(func.count()).select_from(InteractionRow).where(InteractionRow.kind == "message")) == 1


async def test_the_same_press_twice_is_one_press(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("hello")
    await running.settle()
    message = running.slack.world.channels[ann.direct].messages[0]
    payload = ann.pressed(message, message["blocks"][1]["elements"][2], ann.direct)
    payload |= {"user": {"id": "UANN", "team_id": "T1"}, "team": {"id": "T1"}}
    for _ in range(3):
        assert (await running.sending.send("interactive", payload)).status == 200
    await running.settle()
    assert ann.heard()[1:] == ["psst"]


async def test_reordered_events_are_all_answered(running: House) -> None:
    ann = running.person("UANN")
    world = running.slack.world
    early, late = world.ts(), world.ts()
    for ts in (late, early):
        await ann.say(f"at {ts}", ts=ts)
    await running.settle()
    assert {text.splitlines()[0] for text in ann.heard()} == {f"you said: at {early}", f"you said: at {late}"}


async def test_slack_connect_people_are_known_by_team_and_user(running: House) -> None:
    world = running.slack.world
    world.person("UEXT", "Eve Elsewhere", "sam@example.org", team="T9", stranger=True)
    world.channel("C1", "UANN", "USAM", "UEXT")
    ann, eve = running.person("UANN"), running.person("UEXT", team="T9")
    await ann.mention("C1", "hello")
    await running.settle()
    await eve.press("Whisper", "C1")
    await running.settle()
    assert (world.whispers[-1]["user"], world.whispers[-1]["text"]) == ("UEXT", "psst")
    with running.dispatch.database.read() as tx:
        person = people.of_account(tx, Sender("slack", "T9", "UEXT"))
    assert person
    assert person.id != "sam"
    assert person.zone is None


async def test_a_confirmed_address_makes_the_account_a_known_person(running: House) -> None:
    running.slack.world.person("UFOE", "Fo Unconfirmed", "sam@example.org", confirmed=False)
    await running.person("USAM").say("hello")
    await running.person("UFOE").say("hello")
    await running.settle()
    with running.dispatch.database.read() as tx:
        sam, foe = (people.of_account(tx, Sender("slack", "T1", id)) for id in ("USAM", "UFOE"))
    assert sam
    assert foe
    assert (sam.id, foe.is_guest) == ("sam", True)


async def test_without_the_scope_for_addresses_nobody_is_taken_for_somebody(running: House) -> None:
    running.slack.world.workspaces["T1"].scopes = "chat:write,im:write,users:read"
    await running.person("USAM").say("hello")
    await running.settle()
    assert SEEN[0].profile.name == "Sam Hub"
    assert SEEN[0].profile.email is None


async def test_unfamiliar_payloads_are_acknowledged(running: House) -> None:
    for kind, payload in (
        ("interactive", {"type": "workflow_step_edit"}),
        ("interactive", {"type": "block_actions", "actions": []}),
        ("events_api", {"type": "app_rate_limited", "team_id": "T1"}),
        ("events_api", {"type": "event_callback", "event": {"type": "team_join"}}),
        ("events_api", {"type": "event_callback", "event_id": "E", "event": {"type": "message", "channel_type": "im"}}),
    ):
        answer = await running.sending.send(kind, payload)  # type: ignore[arg-type]
        assert answer.status == 200


async def test_the_older_assistant_gets_its_prompts_in_its_thread(running: House) -> None:
    thread = {"user_id": "UANN", "channel_id": running.person("UANN").direct, "thread_ts": "1.2"}
    await running.person("UANN").event({"type": "assistant_thread_started", "assistant_thread": thread})
    await running.settle()
    assert running.slack.world.called("assistant.threads.setSuggestedPrompts")[0]["thread_ts"] == "1.2"
