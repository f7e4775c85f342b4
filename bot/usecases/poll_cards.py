"""Polls as cards: the one that is posted, the form in which somebody answers, and the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Facts,
    Form,
    Input,
    Item,
    Listing,
    Option,
    Text,
)
from bot.events import Action
from bot.polls import MOST_RANKS, Answer, Poll, labels
from bot.usecases.poll_results import Results, summary
from bot.words import Words

MOST_TEXTS = 10
"""Answers in people's own words that a posted card shows."""
MOST_BUTTONS = 5
"""Options that stand side by side; more are a list to pick from."""


def posted(poll: Poll, words: Words, zone: str, results: Results) -> Card:
    """The card that stands where a poll was posted, as it is now."""
    names = labels(poll, words, zone)
    blocks: list[Block] = [Text(poll.question, "heading")]
    match poll.state:
        case "deleted":
            text = words("This poll was deleted.")
            return Card(text, (Text(text),))
        case "closed":
            blocks += result_blocks(poll, words, zone, results)
        case "draft" | "planned" | "open":
            blocks += voting_blocks(poll, words, names)
            if poll.live and results.voters:
                blocks += result_blocks(poll, words, zone, results)
    blocks.append(Context(state_line(poll, words, zone, results.voters)))
    return Card(_told(poll, words), tuple(blocks))


def voting_blocks(poll: Poll, words: Words, names: Mapping[str, str]) -> list[Block]:
    """How to answer: with one press where that is enough, else by a form."""
    quick = poll.kind in ("single", "slots", "rating", "nps", "agreement") and not poll.anonymous
    if quick and len(names) <= MOST_BUTTONS:
        return [Buttons(tuple(Button(name, Action("poll_vote", (poll.id, id))) for id, name in names.items()))]
    if quick:
        options = tuple(Option(name, id) for id, name in names.items())
        return [Choice(words("Your answer"), Action("poll_vote", (poll.id,)), options)]
    listed: list[Block] = (
        [Listing(tuple(Item(name) for name in names.values()))] if poll.kind != "meeting" and names else []
    )
    label = words("Vote in secret") if poll.anonymous else words("Answer")
    return [*listed, Buttons((Button(label, Action("poll", (poll.id,)), "primary"),))]


def answer_form(
    poll: Poll,
    words: Words,
    zone: str,
    action: Action,
    *,
    values: Mapping[str, str] | None = None,
    error: tuple[str, str] = ("", ""),
) -> Form:
    """The form in which somebody answers. ``values`` fill it in; ``error`` is a field's name and what is wrong."""
    filled = values or {}
    inputs = answer_inputs(poll, words, zone, filled, error)
    if poll.reasons:
        label = words("Your reason, if you like")
        inputs.append(_input("reason", label, "long_text", filled, error, required=False))
    return Form(poll.question, action, tuple(inputs), words("Vote"))


def answer_inputs(
    poll: Poll, words: Words, zone: str, filled: Mapping[str, str], error: tuple[str, str]
) -> list[Input]:
    """The fields of one kind of poll."""
    options = tuple(Option(name, id) for id, name in labels(poll, words, zone).items())
    match poll.kind:
        case "text":
            hint = words("Please leave out anything about a patient.")
            return [_input("text", words("Your answer"), "long_text", filled, error, hint=hint)]
        case "multiple":
            hint = words("Choose {least} to {most}.", least=poll.least, most=poll.most)
            return [_input("choice", words("Your answer"), "choices", filled, error, options=options, hint=hint)]
        case "ranked":
            number = min(len(options), MOST_RANKS)
            return [
                _input(
                    f"rank{n}", words("Preference {n}", n=n), "choice", filled, error, options=options, required=n == 1
                )
                for n in range(1, number + 1)
            ]
        case "meeting":
            fits = (Option(words("Yes"), "yes"), Option(words("If need be"), "maybe"), Option(words("No"), "no"))
            return [
                _input(
                    f"slot{option.value}",
                    option.label,
                    "choice",
                    {f"slot{option.value}": "no", **filled},
                    error,
                    options=fits,
                )
                for option in options
            ]
        case "single" | "slots" | "rating" | "nps" | "agreement":
            return [_input("choice", words("Your answer"), "choice", filled, error, options=options)]


def filled_in(poll: Poll, answer: Answer) -> dict[str, str]:
    """An answer as the values of its form."""
    reason = {"reason": answer.reason}
    match poll.kind:
        case "text":
            return {"text": answer.text, **reason}
        case "ranked":
            return {f"rank{n}": id for n, id in enumerate(answer.choices, start=1)} | reason
        case "meeting":
            said = dict.fromkeys(answer.choices, "yes") | dict.fromkeys(answer.maybe, "maybe")
            return {f"slot{id}": fits for id, fits in said.items()} | reason
        case _:
            return {"choice": ",".join(answer.choices), **reason}


def told(poll: Poll, answer: Answer, words: Words, zone: str, *, with_reason: bool = True) -> str:
    """An answer in words, for the person who gave it."""
    names = labels(poll, words, zone)
    match poll.kind:
        case "text":
            said = answer.text
        case "ranked":
            said = ", ".join(f"{n}. {names[id]}" for n, id in enumerate(answer.choices, start=1))
        case "meeting":
            maybe = [words("{time} (if need be)", time=names[id]) for id in answer.maybe]
            said = "; ".join([*(names[id] for id in answer.choices), *maybe]) or words("none of these times")
        case _:
            said = words.listing([names[id] for id in answer.choices])
    return f"{said} ({answer.reason})" if answer.reason and with_reason else said


def result_blocks(poll: Poll, words: Words, zone: str, results: Results, most_texts: int = MOST_TEXTS) -> list[Block]:
    """What came out: in words, as a chart, and some of what people wrote."""
    names = labels(poll, words, zone)
    blocks: list[Block] = [Text(summary(poll, results, words, zone))]
    rows = chart_rows(poll, results, names)
    if rows and results.voters:
        points = words("Points: two for yes, one for if need be")
        blocks.append(Chart(points if poll.kind == "meeting" else words("Answers by person"), rows))
    if results.partners is not None and results.voters:
        by_partner = tuple((names[id], float(number)) for id, number in results.partners.items())
        blocks.append(Chart(words("One vote an organisation"), by_partner))
    hidden = [names[id] for id, number in results.counts.items() if number is None]
    if hidden and results.voters:
        blocks.append(
            Context(
                words("Not shown, for small numbers tell who chose what: {options}.", options=words.listing(hidden))
            )
        )
    if results.run_off and results.voters:
        blocks.append(Facts(_rounds(results, words, names)))
    for title, said in ((words("What people wrote"), results.texts), (words("Reasons"), results.reasons)):
        if said:
            blocks += [Text(title, "heading"), Listing(tuple(Item(text) for text in said[:most_texts]))]
        if len(said) > most_texts:
            blocks.append(Context(words("and {n} more, in the file to download", n=len(said) - most_texts)))
    return blocks


def chart_rows(poll: Poll, results: Results, names: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """A bar for each count that is shown; of a meeting the best time first, by weight."""
    if poll.kind == "meeting":
        return tuple((names[slot.id], float(slot.weight)) for slot in results.slots)
    return tuple((names[id], float(number)) for id, number in results.counts.items() if number is not None)


def state_line(poll: Poll, words: Words, zone: str, voters: int) -> str:
    """How things stand: until when, how many, what happens with it."""
    said = [words.plural("{n} person has voted.", "{n} people have voted.", voters)]
    if poll.state == "closed":
        return " ".join([words("This poll is closed."), *said])
    if poll.closes:
        said.insert(0, words("Open until {moment} ({zone}).", moment=words.moment(poll.closes, zone), zone=zone))
    if poll.anonymous:
        said.append(words("Votes are secret: nobody can tell who chose what, not even the team."))
    if poll.is_secret_now:
        said.append(words("The result is shown when the poll closes."))
    if poll.by_partner:
        said.append(words("Counted one vote an organisation: what most of its people choose; if they are level, none."))
    said.append(words("You have one vote, wherever you answer."))
    return " ".join(said)


def details(poll: Poll, words: Words, audience: int) -> tuple[tuple[str, str], ...]:
    """A poll's settings, for whoever makes it."""
    rows = [
        (
            words("Who may vote"),
            words.plural("{audience}: {n} person", "{audience}: {n} people", audience, audience=poll.audience),
        )
    ]
    if poll.opens and poll.state in ("draft", "planned"):
        rows.append((words("Opens"), words.moment(poll.opens, poll.zone)))
    closes = words.moment(poll.closes, poll.zone) if poll.closes else words("when you close it")
    rows.append((words("Closes"), closes))
    if poll.every:
        rows.append((words("Comes again"), every_names(words)[poll.every]))
    if poll.quorum:
        rows.append((words("Quorum"), str(poll.quorum)))
    if not poll.changeable:
        rows.append((words("Votes"), words("cannot be changed")))
    if poll.reasons:
        rows.append((words("Reasons"), words("asked for, if people like")))
    return tuple(rows)


def every_names(words: Words) -> dict[str, str]:
    """How often a poll can come again."""
    return {
        "": words("only once"),
        "week": words("every week"),
        "fortnight": words("every two weeks"),
        "month": words("every month"),
    }


def _rounds(results: Results, words: Words, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    rounds = results.run_off.rounds if results.run_off else ()
    rows = []
    for number, turn in enumerate(rounds, start=1):
        votes = ", ".join(f"{names[id]} {count}" for id, count in turn.votes.items())
        out = words("out: {options}", options=words.listing([names[id] for id in turn.out])) if turn.out else ""
        rows.append((words("Round {n}", n=number), f"{votes}; {out}" if out else votes))
    return tuple(rows)


def _told(poll: Poll, words: Words) -> str:
    if poll.state == "closed":
        return words("Result: {question}", question=poll.question)
    return words("Poll: {question}", question=poll.question)


def _input(
    name: str,
    label: str,
    type: Literal["choice", "choices", "long_text"],
    filled: Mapping[str, str],
    error: tuple[str, str],
    *,
    options: Sequence[Option] = (),
    hint: str = "",
    required: bool = True,
) -> Input:
    wrong, value = error[1] if error[0] == name else "", filled.get(name, "")
    return Input(name, label, type, tuple(options), value, required, hint, wrong)
