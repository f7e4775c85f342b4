"""Answers about one record: who leads it, when it is, how to join. A field that is not recorded is said to be so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.knowledge.asking_on import next_questions
from bot.knowledge.attributes import PATTERNS, Attribute, asked
from bot.knowledge.context import Context
from bot.knowledge.found import Answer, Kind
from bot.knowledge.names import Key, Mention
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content, terms
from bot.knowledge.values import PROFILES, Desk, kind_of, label, moment, source, title, value
from bot.records import CoalitionEvent, Contact, Network, Partner, Record, Taskgroup
from bot.words import Words

SURE = 0.95
DOUBT = 0.6
"""What each word that was not understood leaves of the certainty."""
UNSURE_NAME = 0.7
VAGUE: frozenset[Attribute] = frozenset({"about", "purpose", "region", "kind", "meets", "when", "people", "partners"})
"""Asked for in words that ask for much else too: with a word that was not understood, they are probably not meant."""
CHOICES = 3
LITTLE = 2
"""Words not understood up to which a question is taken to ask for one thing that is not recorded."""
_LED = re.compile(r"\b(?:led|leads?|leading|lead(?:er)?|chair\w*|run|runs|headed|heads?)\b")
DENIED = re.compile(
    r"\b(?:(?:is|are|do|does|was|were|have|has)nt|not|never|except(?: for)?|apart from|other than|outside(?: of)?|all but|everything but|without)\b"
)
"""Asks for what is not so."""
COMPARED = 6
"""Records that are told of together at most."""
COMPARES = re.compile(
    r"\b(?:compar\w+(?: to| with)?|contrast(?: with)?|versus|vs?|diff(?:er(?:s|ent|ently|ences?)?)?(?: between| from)?|(?:in )?common|alike|similar\w*"
    r"|(?:on |at |in )?the same(?: (?:day|time|place|way|thing))?|side by side|both|than|two)\b"
)
"""What is said of several records and asks nothing of any one."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A record that a question may be about, what it asks of it, and the words that this does not explain."""

    record: Record
    attribute: Attribute | None
    left: tuple[str, ...]
    sure: bool

    @property
    def confidence(self) -> float:
        """How sure it is that this is the question."""
        doubts = len(self.left) * (2 if self.attribute in VAGUE else 1)
        certain = self.sure or (self.attribute is not None and not self.left)
        return float(SURE * DOUBT**doubts * (1 if certain else UNSURE_NAME))


def understand(reading: Reading, desk: Desk, context: Context | None) -> list[Understood]:
    """What the question may be about, best first; records of the same name stand side by side."""
    found = [
        _understood(reading, record, mention, context)
        for mention in reading.mentions
        for record in _records(mention.records, desk)
    ]
    if not found and context:
        remembered = [_understood(reading, record, None, context) for record in _remembered(context, desk)]
        alone = not (reading.date or DENIED.search(reading.text))
        found = [one for one in remembered if reading.leans or (one.attribute and not one.left and alone)]
    return sorted(found, key=lambda one: (one.attribute is None, -one.confidence, isinstance(one.record, Contact)))


def leant(reading: Reading, about: list[Understood]) -> bool:
    """Whether the record that was talked about explains all that is asked: "which organisation is she from?"; who and how
    many may come is asked of it also where nothing points at it."""
    return (
        (reading.leans or bool(about and about[0].attribute in {"capacity", "guests"}))
        and not (reading.mentions or reading.date)
        and bool(about and about[0].attribute and not about[0].left)
    )


def _remembered(context: Context, desk: Desk) -> list[Record]:
    """The record that was talked about, or those that were told of together."""
    kind, ids = context.kind, (context.id,) if context.id else context.ids or ()
    if kind not in PATTERNS:
        return []
    return [record for id in ids if (record := desk.records.get(kind, id, desk.viewer))]


def _understood(reading: Reading, record: Record, mention: Mention | None, context: Context | None) -> Understood:
    kind = kind_of(record)
    found = asked(kind, reading.without_names())
    attribute, places = found or (None, [])
    if len(reading.mentions) != 1:
        places = [*places, *(one.span() for one in COMPARES.finditer(reading.text))]
    left = reading.left(*places)
    carried = context.attribute if context and reading.carries_on and (mention or not left) else None
    if attribute is None and carried in dict(PATTERNS[kind]):
        attribute = carried
    return Understood(record, attribute, tuple(left), mention is None or mention.sure)


def _records(keys: tuple[Key, ...], desk: Desk) -> list[Record]:
    """The records of a name. Of events with one title, the next one, or the last when all are over."""
    records = [record for kind, id in keys if (record := desk.records.get(kind, id, desk.viewer))]
    events = sorted((record for record in records if isinstance(record, CoalitionEvent)), key=lambda event: event.start)
    if len({event.title for event in events}) == 1:
        coming = [event for event in events if (event.end or event.start) >= desk.now]
        events = coming[:1] or events[-1:]
    return [*(record for record in records if not isinstance(record, CoalitionEvent)), *events]


def reply(one: Understood, desk: Desk, question: str) -> Answer:
    """The answer about one record."""
    kind, name = kind_of(one.record), title(one.record)
    context = Context(kind, one.record.id, one.attribute, question=question)
    words, sure = desk.words, one.confidence
    outcome: Kind = "answer"
    further: tuple[str, ...] = ()
    if kind == "person" and one.attribute == "contact":
        text = words(
            "I do not give out people's addresses. Shall I ask the team to put you in touch with {name}?", name=name
        )
        outcome, why = "unknown", "private"
    elif one.attribute and (said := value(one.record, one.attribute, desk)) is not None:
        text, why = sentence(one.record, one.attribute, said, words, desk), f"{kind} {one.attribute}"
        further = next_questions(one.record, one.attribute, desk)
    elif one.attribute:
        field = label(one.attribute, kind, words)
        text = words("For {name} this is not recorded: {label}. Shall I ask the team?", name=name, label=field)
        outcome, why = "unknown", f"{kind} {one.attribute} is not recorded"
    elif one.left and (found := _told(one, desk)):
        text, why, sure = found, f"{kind} record says so", SURE
    elif one.left:
        return silent(one, desk, question)
    else:
        return Answer("answer", name, profile(one.record, desk), sources=(source(one.record),), confidence=sure,
                      context=context, why="profile")  # fmt: skip
    return Answer(
        outcome, text, sources=(source(one.record),), confidence=sure, suggestions=further, context=context, why=why
    )


def profile(record: Record, desk: Desk) -> tuple[tuple[str, str], ...]:
    """What is recorded, in short."""
    kind = kind_of(record)
    return tuple(
        (label(attribute, kind, desk.words), said)
        for attribute in PROFILES[kind]
        if (said := value(record, attribute, desk))
    )


def member_of(reading: Reading, desk: Desk, context: Context | None, question: str) -> Answer | None:
    """Whether a partner or person that is named, or was talked about, is in a network or taskgroup that is named."""
    if not reading.text.startswith(("is ", "are ", "does ")) or _LED.search(reading.without_names()):
        return None
    records = [record for mention in reading.mentions for record in _records(mention.records, desk)]
    if reading.leans and context:
        records += _remembered(context, desk)
    one = next((record for record in records if isinstance(record, Partner | Contact)), None)
    group = next((record for record in records if isinstance(record, Network | Taskgroup)), None)
    if isinstance(one, Partner) and isinstance(group, Network):
        inside, of = group.name in one.networks, "networks"
    elif isinstance(one, Contact) and isinstance(group, Taskgroup):
        inside, of = one.name in (group.lead, *group.members) or group.name in one.leads, "taskgroups"
    elif isinstance(one, Partner) and group is None and re.search(r"\bpartners?$", reading.text):
        return _is_partner(one, desk, question)
    else:
        return None
    words, names = desk.words, {"partner": one.name, "network": group.name}
    text = (
        words("Yes, {partner} is in {network}.", **names)
        if inside
        else words("No, {partner} is not recorded as a member of {network}.", **names)
    )
    context = Context(kind_of(one), one.id, of, question=question)
    cited = one if isinstance(one, Partner) else group
    return Answer("answer", text, sources=(source(cited),), confidence=SURE, context=context, why="member of a group")


def _is_partner(partner: Partner, desk: Desk, question: str) -> Answer:
    text = desk.words("Yes, {partner} is a partner.", partner=partner.name)
    since = (
        sentence(partner, "joined", desk.words.short_date(partner.joined), desk.words, desk) if partner.joined else ""
    )
    context = Context("partner", partner.id, "joined", question=question)
    return Answer(
        "answer",
        f"{text} {since}".strip(),
        sources=(source(partner),),
        confidence=SURE,
        context=context,
        why="is a partner",
    )


def which(ones: list[Understood], reading: Reading, desk: Desk, question: str) -> Answer:
    """Ask back which of several records of one name is meant."""
    options = tuple(_renamed(one.record, reading, desk) for one in ones[:CHOICES])
    return Answer(
        "clarify",
        desk.words("Which one do you mean?"),
        items=tuple((title(one.record), _distinction(one.record, desk), "") for one in ones[:CHOICES]),
        suggestions=options,
        confidence=0.5,
        context=Context(question=question),
        why="several records of that name",
    )


def _renamed(record: Record, reading: Reading, desk: Desk) -> str:
    mention = next(mention for mention in reading.mentions if (kind_of(record), record.id) in mention.records)
    start, end = reading.place(mention)
    full = f"{title(record)} {kind_of(record)}" if kind_of(record) == "taskgroup" else title(record)
    rest = reading.text[end:].removeprefix(" taskgroup").removeprefix(" network")
    text = f"{reading.text[:start]}{full}{rest}".strip()
    return text[:1].upper() + text[1:] + "?"


def _distinction(record: Record, desk: Desk) -> str:
    return next((said for _, said in profile(record, desk)), "")


def _told(one: Understood, desk: Desk) -> str | None:
    """A field of the record that holds every word that was not understood."""
    wanted = set(content(one.left))
    kind = kind_of(one.record)
    for attribute, _ in PATTERNS[kind]:
        if attribute in {"partners", "people"}:
            continue
        said = value(one.record, attribute, desk)
        if said and wanted <= set(content(terms(said))):
            return sentence(one.record, attribute, said, desk.words, desk)
    return None


def silent(one: Understood, desk: Desk, question: str) -> Answer:
    """The record is known, what is asked of it is not among what is recorded: say so, and show what there is."""
    words, name = desk.words, title(one.record)
    context = Context(kind_of(one.record), one.record.id, None, question=question)
    lead = words(
        "I have nothing on record about that for {name}. Shall I ask the team? This is what is recorded:", name=name
    )
    return Answer(
        "unknown" if len(one.left) <= LITTLE else "suggestions",
        lead,
        profile(one.record, desk),
        sources=(source(one.record),),
        confidence=one.confidence / 2,
        context=context,
        why=f"no field for {' '.join(one.left)}",
    )


def sentence(record: Record, attribute: Attribute, said: str, words: Words, desk: Desk) -> str:
    """What is recorded, as a sentence."""
    name, end = title(record), said.rstrip(".")
    match attribute:
        case "lead":
            return words("{value} leads {name}.", name=name, value=end)
        case "when" if isinstance(record, CoalitionEvent) and (record.end or record.start) < desk.now:
            return words("{name} was on {value}.", name=name, value=moment(record, desk))
        case "when":
            return words("{name} is on {value}.", name=name, value=end)
        case "capacity":
            return words("{name} has {value} places.", name=name, value=end)
        case "partner":
            return words("{name} is from {value}.", name=name, value=end)
        case "started":
            return words("{name} started on {value}.", name=name, value=end)
        case "joined":
            return words("{name} has been a partner since {value}.", name=name, value=end)
        case "leads":
            return words("{name} leads {value}.", name=name, value=end)
        case _:
            return f"{name}, {label(attribute, kind_of(record), words).lower()}: {said}"
