"""Everybody's weights with everybody in whole rows at once: what ``parts`` says of two people, for thousands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, issparse

from bot.matching import candidates as weighed
from bot.matching.candidates import NEVER_MET, SINCE_MET, Candidate, Rules, bonus, lately

Ints = npt.NDArray[np.int64]
Block = npt.NDArray[np.int32]
FORBIDDEN = -(1 << 20)
"""Where a hard rule takes a link away; every link that is allowed weighs more than nothing."""
FINE = 16
"""Bits below the unit in which weights are told apart by a digest of seed and pair, never by the order of people."""
NARROW = 64
"""Up to so many different things a plain matrix product is faster than a sparse one."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Which things each person has, and which they look for in others."""

    ours: csr_array
    theirs: csr_array

    def counts(self, rows: Ints) -> npt.NDArray[np.float32]:
        """How many things of these people's are what each other person has."""
        product = self.ours[rows] @ self.theirs.T
        dense: npt.NDArray[np.float32] = product.toarray() if issparse(product) else product
        return dense

    def __getitem__(self, people: Ints) -> Shared:
        return Shared(self.ours[people], self.theirs[people])


@dataclass(frozen=True, slots=True)
class Crowd:
    """People as numbers, by place in the order of their ids; what nobody has is -1."""

    across: str
    bonus: Ints
    digest: npt.NDArray[np.uint32]
    partner: Ints
    region: Ints
    past: csr_array
    """What history adds to two people's weight: less than nothing where they met, FORBIDDEN where they may not meet."""
    help: Shared
    helped: Shared
    networks: Shared
    taskgroups: Shared
    languages: Shared
    interests: Shared
    platforms: Shared
    free: Shared

    def __len__(self) -> int:
        return len(self.bonus)

    def among(self, people: Ints) -> Crowd:
        """The same of fewer people, in their order here."""
        fewer = {
            one.name: getattr(self, one.name)[people] for one in fields(self) if one.name not in ("across", "past")
        }
        return replace(self, past=self.past[people][:, people], **fewer)

    def own(self, rows: Ints) -> Block:
        """What links of these people weigh with each other person, without what it counts that both have a group."""
        block = np.full((len(rows), len(self)), NEVER_MET, np.int32)
        for way in (self.help, self.helped):
            both = way.counts(rows)
            block += (weighed.MORE_HELP * both + (weighed.HELP - weighed.MORE_HELP) * (both > 0)).astype(np.int32)
        block += np.int32(weighed.TASKGROUP) * (self.taskgroups.counts(rows) > 0)
        block += np.minimum(weighed.MOST_INTEREST, weighed.INTEREST * self.interests.counts(rows)).astype(np.int32)
        block += np.int32(weighed.ORGANISATION) * (_other(self.partner, rows) & _both(self.partner >= 0, rows))
        apart = self.networks.counts(rows) == 0
        block += np.int32(weighed.NETWORK) * (apart & _both(_some(self.networks), rows))
        block += np.int32(weighed.PLATFORM) * (self.platforms.counts(rows) > 0)
        block += np.int32(weighed.REGION) * (~_other(self.region, rows) & _both(self.region >= 0, rows))
        block += self._slots(rows)
        past = self.past[rows]
        block[np.repeat(np.arange(len(rows)), np.diff(past.indptr)), past.indices] += past.data
        block[~self._allowed(rows, apart)] = FORBIDDEN
        block[np.arange(len(rows)), rows] = FORBIDDEN
        block[block < 0] = FORBIDDEN
        return block

    def fine(self, rows: Ints) -> npt.NDArray[np.uint32]:
        """Below ``1 << FINE``: the same for two people and a seed on every machine (a mixer of 32 bits)."""
        mixed = self.digest[rows][:, None] + self.digest[None, :]
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            mixed ^= mixed >> np.uint32(shift)
            mixed *= np.uint32(factor)
        return mixed >> np.uint32(32 - FINE)

    def _slots(self, rows: Ints) -> Block:
        found = np.minimum(2, self.free.counts(rows)).astype(np.int8)
        return np.where(_both(_some(self.free), rows), _SLOTS[found], 0)

    def _allowed(self, rows: Ints, apart: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        understood: npt.NDArray[np.bool_] = self.languages.counts(rows) > 0
        match self.across:
            case "organisation":
                return understood & _other(self.partner, rows)
            case "network":
                return understood & apart
            case "region":
                return understood & _other(self.region, rows)
            case "mentor":
                return understood & ((self.help.counts(rows) > 0) | (self.helped.counts(rows) > 0))
            case _:
                return understood


_SLOTS = np.array([weighed.NO_SLOT, weighed.SLOT, weighed.SLOTS], np.int32)


def crowd(people: Sequence[Candidate], rules: Rules, seed: int) -> Crowd:
    """People in the order of their ids as numbers."""
    can, want = _shared([one.can_help for one in people], [one.want_help for one in people])
    return Crowd(
        across=rules.across,
        bonus=np.array([bonus(one) for one in people], np.int64),
        digest=np.array([_digest(one.id, seed) for one in people], np.uint32),
        partner=_codes([one.partner for one in people]),
        region=_codes([one.region for one in people]),
        past=_past(people, rules),
        help=Shared(can, want),
        helped=Shared(want, can),
        networks=Shared(*_shared([one.networks for one in people])),
        taskgroups=Shared(*_shared([one.taskgroups for one in people])),
        languages=Shared(*_shared([one.languages for one in people])),
        interests=Shared(*_shared([one.interests for one in people])),
        platforms=Shared(*_shared([one.platforms for one in people])),
        free=Shared(*_shared([one.free for one in people])),
    )


def _shared(
    ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]] | None = None
) -> tuple[csr_array, csr_array]:
    theirs = ours if theirs is None else theirs
    number = {thing: place for place, thing in enumerate(sorted(frozenset().union(*ours, *theirs)))}
    both = _incidence(ours, number), _incidence(theirs, number)
    return both if len(number) > NARROW else (both[0].toarray(), both[1].toarray())


def _incidence(things: Sequence[frozenset[str]], number: dict[str, int]) -> csr_array:
    starts = np.cumsum([0, *map(len, things)])
    columns = np.array([number[thing] for each in things for thing in sorted(each)], np.int32)
    return csr_array((np.ones(len(columns), np.float32), columns, starts), shape=(len(things), len(number)))


def _past(people: Sequence[Candidate], rules: Rules) -> csr_array:
    place, rested = {one.id: number for number, one in enumerate(people)}, lately(len(people))
    added = {pair: FORBIDDEN if since <= rested else _since(since) for pair, since in rules.met.items()}
    added |= dict.fromkeys(rules.never, FORBIDDEN)
    found = [
        (place[one], place[other], weight)
        for (one, other), weight in _couples(added.items())
        if one in place and other in place
    ]
    rows, columns, weights = np.array(found, np.int32).reshape(-1, 3).T
    both = np.concatenate([weights, weights]), (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
    return csr_array(both, shape=(len(people), len(people)), dtype=np.int32)


def _couples(added: Iterable[tuple[frozenset[str], int]]) -> Iterable[tuple[tuple[str, ...], int]]:
    return ((tuple(pair), weight) for pair, weight in added if len(pair) == 2)


def _since(since: int) -> int:
    return min(0, SINCE_MET * since - NEVER_MET)


def _codes(names: Sequence[str]) -> Ints:
    number = {name: place for place, name in enumerate(sorted({*names} - {""}))}
    return np.array([number.get(name, -1) for name in names], np.int64)


def _other(codes: Ints, rows: Ints) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = codes[rows][:, None] != codes[None, :]
    return found


def _both(known: npt.NDArray[np.bool_], rows: Ints) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = known[rows][:, None] & known[None, :]
    return found


def _some(shared: Shared) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.asarray(shared.ours.sum(axis=1)).ravel() > 0
    return found


def _digest(id: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{id}".encode()).digest()[:4], "big")
