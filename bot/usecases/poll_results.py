"""What came out of a poll: counted, small numbers of anonymous polls kept back, and told in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot import meeting_times, ranked, suppression, tally
from bot.meeting_times import Slot
from bot.polls import Answer, Poll, labels
from bot.ranked import RunOff
from bot.store import ballots, polls
from bot.store.database import Transaction
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Results:
    """A poll counted. Counts by option id; None where a number is kept back.

    ``leaders`` are the options with the most votes, or the winners of a ranking, as far as they may be named.
    ``partners`` counts one vote an organisation, ``choices`` names what each chose. ``turnout`` is how many of each
    organisation voted, for anonymous polls.
    """

    voters: int
    electorate: int
    counts: Mapping[str, int | None] = field(default_factory=dict)
    leaders: tuple[str, ...] = ()
    average: float | None = None
    score: int | None = None
    run_off: RunOff | None = None
    slots: tuple[Slot, ...] = ()
    texts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    partners: Mapping[str, int] | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    turnout: Mapping[str, int | None] = field(default_factory=dict)

    def is_quorate(self, poll: Poll) -> bool:
        """Whether enough people (or organisations) voted for a result."""
        return poll.quorum <= (len(self.choices) if poll.by_partner else self.voters)

    @property
    def leading(self) -> tuple[str, ...]:
        """Who is ahead by the count that the poll goes by."""
        return self.leaders if self.partners is None else tally.leaders(self.partners)


def results_of(tx: Transaction, poll: Poll) -> Results:
    """Count a poll as it is now. Whether that may be shown is ``poll.is_secret_now``."""
    electorate = polls.electorate(tx, poll.id)
    if poll.anonymous:
        answers = ballots.secret(tx, poll.id)
        turnout = dict(polls.turnout(tx, poll.id))
        return secret_results(poll, answers, electorate, turnout)
    votes = ballots.named(tx, poll.id)
    return named_results(poll, [(vote.answer, vote.partner) for vote in votes], electorate)


def standing(tx: Transaction, poll: Poll) -> Results:
    """What may be shown now: the results, or only how many voted while they are secret."""
    if poll.is_secret_now or poll.state in ("draft", "planned", "deleted"):
        voted = ballots.voters(tx, poll.id) if poll.anonymous else ballots.voices(tx, poll.id)
        return Results(voted, polls.electorate(tx, poll.id))
    return results_of(tx, poll)


def named_results(poll: Poll, votes: Sequence[tally.Ballot], electorate: int) -> Results:
    """Count votes that carry names."""
    answers = [answer for answer, _ in votes]
    counted = tally.counts(poll, answers)
    choices = tally.partner_choices(poll, votes) if poll.by_partner else {}
    run_off = ranked.run_off(poll.ids, tally.rankings(answers)) if poll.kind == "ranked" else None
    return Results(
        voters=len(answers),
        electorate=electorate,
        counts=counted,
        leaders=run_off.winners if run_off else tally.leaders(counted),
        average=tally.mean(counted) if poll.kind == "rating" else None,
        score=tally.promoter_score(counted) if poll.kind == "nps" else None,
        run_off=run_off,
        slots=meeting_times.best_first(poll.ids, votes) if poll.kind == "meeting" else (),
        texts=_texts(answers),
        reasons=_reasons(answers),
        partners=tally.partner_counts(poll, choices) if poll.by_partner else None,
        choices=choices,
    )


def secret_results(poll: Poll, answers: Sequence[Answer], electorate: int, turnout: Mapping[str, int]) -> Results:
    """Count secret ballots, and keep back what could tell who chose what."""
    by_partner = suppression.shown(turnout)
    if len(answers) < suppression.SMALL:
        hidden: dict[str, int | None] = dict.fromkeys(poll.ids)
        return Results(len(answers), electorate, hidden, turnout=by_partner)
    counted = tally.counts(poll, answers)
    shown = _shown(poll, counted, len(answers))
    leaders = tally.leaders(counted)
    if poll.kind == "ranked":
        count = ranked.run_off(poll.ids, tally.rankings(answers))
        leaders = () if suppression.withheld(count.rounds[-1].votes) else count.winners
    elif any(shown[id] is None for id in leaders):
        leaders = ()
    return Results(
        voters=len(answers),
        electorate=electorate,
        counts=shown,
        leaders=leaders,
        average=tally.mean(counted) if poll.kind == "rating" and not _is_telling(poll, counted) else None,
        score=tally.promoter_score(counted) if poll.kind == "nps" and not _is_telling(poll, counted) else None,
        texts=_texts(answers),
        reasons=_reasons(answers),
        turnout=by_partner,
    )


def _is_telling(poll: Poll, counted: Mapping[str, int]) -> bool:
    """Whether the average (the score, of a recommendation) tells what nearly everybody chose."""
    number = sum(counted.values())
    if poll.kind == "nps":
        return suppression.is_telling(tally.balance(counted), number, -1, 1)
    return suppression.is_telling(sum(int(id) * times for id, times in counted.items()), number, 1, len(counted))


def _shown(poll: Poll, counted: Mapping[str, int], voters: int) -> dict[str, int | None]:
    if poll.kind == "multiple":  # each option by itself: those who chose it, and those who did not
        small = suppression.SMALL
        return {id: number if small <= number <= voters - small else None for id, number in counted.items()}
    shown = suppression.shown(counted)
    if poll.kind in ("rating", "nps") and None in shown.values():  # an average beside some of the counts tells others
        return dict.fromkeys(shown)
    return shown


def _texts(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What was written, by alphabet: in no order that anybody answered in."""
    return tuple(sorted((answer.text for answer in answers if answer.text), key=str.casefold))


def _reasons(answers: Sequence[Answer]) -> tuple[str, ...]:
    return tuple(sorted((answer.reason for answer in answers if answer.reason), key=str.casefold))


def summary(poll: Poll, results: Results, words: Words, zone: str) -> str:
    """The result in a sentence or two."""
    if not results.voters:
        return words("Nobody has voted.")
    said = [_outcome(poll, results, words, labels(poll, words, zone))]
    if poll.quorum:
        said.append(
            words("The quorum of {n} was reached.", n=poll.quorum)
            if results.is_quorate(poll)
            else words("The quorum of {n} was not reached, so nothing is decided.", n=poll.quorum)
        )
    return " ".join(said)


def _outcome(poll: Poll, results: Results, words: Words, names: Mapping[str, str]) -> str:
    if poll.anonymous and results.voters < suppression.SMALL:
        return words.plural(
            "{n} person voted: too few to show what, for that could tell who chose what.",
            "{n} people voted: too few to show what, for that could tell who chose what.",
            results.voters,
        )
    match poll.kind:
        case "rating" | "nps" if results.average is None and results.score is None:
            return words(
                "{n} people voted. The average is not shown, for that could tell who chose what.", n=results.voters
            )
        case "rating":
            return words("On average {average} of 5, from {n} answers.", average=_rounded(results), n=results.voters)
        case "nps":
            return words("The net promoter score is {score}, from {n} answers.", score=results.score, n=results.voters)
        case "text" | "slots":
            return words.plural("{n} person has answered.", "{n} people have answered.", results.voters)
        case "meeting":
            return _best_times(results, words, names)
        case "single" | "multiple" | "ranked" | "agreement":
            return _leading(results, words, names)


def _rounded(results: Results) -> str:
    return f"{results.average:.1f}"


def _leading(results: Results, words: Words, names: Mapping[str, str]) -> str:
    leading = [names[id] for id in results.leading]
    if not leading and results.partners is not None:
        return words("No organisation has agreed on an option.")
    if not leading:
        return words(
            "{n} people voted. What came first is not shown, for that could tell who chose what.", n=results.voters
        )
    if len(leading) > 1:
        return words("{options} are level.", options=words.listing(leading))
    first = results.leading[0]
    if results.partners is not None:
        return words(
            '"{option}" has most: the votes of {n} of {all} organisations.',
            option=leading[0],
            n=results.partners[first],
            all=len(results.choices),
        )
    if results.run_off:
        last = results.run_off.rounds[-1].votes
        return words(
            '"{option}" wins in round {round}, with {n} of {all} votes.',
            option=leading[0],
            round=len(results.run_off.rounds),
            n=last[first],
            all=sum(last.values()),
        )
    if results.counts[first] is None:
        return words('"{option}" wins.', option=leading[0])
    return words(
        '"{option}" has most: {n} of {all} people chose it.',
        option=leading[0],
        n=results.counts[first],
        all=results.voters,
    )


def _best_times(results: Results, words: Words, names: Mapping[str, str]) -> str:
    best, widest = results.slots[0], meeting_times.most_partners(results.slots)
    if not best.weight:
        return words("Nobody can come at any of these times.")
    said = [
        words(
            "The best time is {time}: {yes} can come, {maybe} if need be, from {partners} organisations.",
            time=names[best.id],
            yes=best.yes,
            maybe=best.maybe,
            partners=best.partners,
        )
    ]
    if widest.partners > best.partners:
        said.append(words("Most organisations, {n}, are there at {time}.", n=widest.partners, time=names[widest.id]))
    return " ".join(said)
