"""The slash command and the message shortcut: answered for the person's eyes, wherever they are."""

from __future__ import annotations

import pytest

from bot.events import Action, Place
from bot.store.database import Database
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.trial import seen


async def test_a_slash_command_is_answered_for_the_persons_eyes_wherever_it_was_written(trial: House) -> None:
    ann = trial.person("UANN")
    answer = await ann.command("hello", channel="C404")
    assert (answer.status, answer.text) == (200, "")
    await trial.settle()
    (whisper,) = trial.slack.world.whispers
    assert (whisper["response_type"], whisper["text"].splitlines()[0]) == ("ephemeral", "you said: hello")
    assert seen[0].place == Place("slack", "T1", "DANN")
    await ann.press("Replace", "C404")
    await trial.settle()
    assert trial.slack.world.whispers[-1]["replace_original"] is True
    await ann.command("")
    await trial.settle()
    assert seen[1].text == "help"


async def test_an_answer_whose_address_ran_out_goes_to_the_direct_conversation(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.command("hello")
    await trial.settle()
    for kept in trial.slack.world.response_urls.values():
        kept["answers"] = [{}] * 5
    (whisper,) = trial.slack.world.whispers
    button = whisper["blocks"][1]["elements"][1]
    payload = ann.pressed(whisper, button, "C9")
    payload["response_url"] = f"{trial.slack.origin}/response/unknown"
    await trial.sending.send("interactive", {"user": {"id": "UANN", "team_id": "T1"}, "team": {"id": "T1"}, **payload})
    await trial.settle()
    assert ann.heard() == ["replaced"]


async def test_the_message_shortcut_opens_the_form_with_the_messages_words(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.shortcut("is there &lt;any&gt; budget?")
    await trial.settle()
    assert (seen[0].action, seen[0].values) == (Action("ask_team_form"), ("is there <any> budget?",))
    assert ann.modal()["callback_id"] == "sign_up|7"


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket mode"])
async def test_the_subcommands_of_the_slash_command(sqlite: Database, *, socket: bool) -> None:
    async with inhabited(sqlite, socket=socket) as running:
        ann, whispers = running.person("UANN"), running.slack.world.whispers
        for text, told in (
            ("", "I answer questions about"),
            ("help", "You can also write:"),
            ("settings", "Your settings"),
            ("my groups", "taskgroup"),
            ("privacy", "I do not keep what you write to me."),
            ("Who leads the Mental Health taskgroup?", "Farah Wintergreen"),
            ("questions", "Only the hub team can do that."),
            ("setings", '"setings" is not known. Did you mean "settings"?'),
        ):
            assert (await ann.command(text, "C404")).status == 200
            await running.settle()
            assert told in whispers[-1]["text"], text
            assert whispers[-1]["response_type"] == "ephemeral"
        await ann.press("settings", "C404")
        await running.settle()
        assert "Your settings" in whispers[-1]["text"]
        assert [one for one in ann.heard() if one] == []
