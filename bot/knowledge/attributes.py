"""What people ask about each kind of record, and the words in which they ask it.

Patterns are matched on words joined by single spaces, without punctuation; the first that fits wins. Their only groups
are gaps, whose words they do not explain.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.records import RecordKind

Attribute = Literal[
    "about", "capacity", "contact", "end", "format", "how_to_join", "job", "joined", "kind", "lead", "leads", "link",
    "meets", "members", "milestones", "networks", "partner", "partners", "people", "place", "programme", "purpose",
    "guests", "region", "reports", "roles", "started", "status", "taskgroup", "taskgroups", "when",
]  # fmt: skip

_LEAD = (
    r"(?:who )?(?:the )?(?:leads?|leaders?|leading|led|chair(?:s|ed|ing|person|man|woman)?|heads?(?: up)?|headed|runs?|running"
    r"|in charge|responsible|conven[eo]rs?|coordinat\w+|facilitat\w+|boss|manages?|manager|organis(?:es|er)|looks? after)"
    r"(?: (?:by|of|for))?"
)
_CONTACT = (
    r"(?:main |right )?(?:contact(?:s|ing)?(?: person| details?| name| address)?|(?:get |be )?in touch(?: with)?|e ?mail(?: address)?"
    r"|reach|speak (?:to|with)|talk to|write to|ask about|(?:get )?hold of|chase|ring|phone|call)"
)
_JOIN = (
    r"(?:how (?:do|can|could|would) (?:i|we|you|one|someone|people) )?(?:join(?:ing)?(?: in)?|(?:get|become|be|getting) involved(?: in| with)?"
    r"|involved(?: in)?|take part(?: in)?|taking part(?: in)?|sign(?:ed)?(?: me| us)? up(?: for| to)?|come along(?: to)?|become (?:a )?(?:member|part)(?: of)?|be (?:a )?part of"
    r"|participate(?: in)?|apply|volunteer|help with|book(?: a (?:place|seat|ticket))?|register|rsvp|registration|tickets?)"
)
_LINK = r"(?:links?|web ?sites?|url|web ?pages?|home ?page|on ?line page|find (?:it |them )?online)"
_PURPOSE = (
    r"(?:purpose|aims?|goals?|objectives?|mission|remit|focus(?:es|ing)?(?: on)?|about|working on|works? on|work|trying to (?:do|achieve)"
    r"|achieve|set up to do|what (?:do|does|is|are) (.*)\bdo(?:es|ing)?\b|what (.*)\bfor$|why(?! not))"
)
_WHEN = r"(?:when|how (?:long|soon|many (?:days|weeks|months|sleeps))(?: is it)?(?: until| till| before| to go(?: until)?)?(?! (?:is|does)\b)|what (?:time|date|day)|which (?:day|date)|start(?:s|ing)?|begin(?:s|ning)?|time|dates?|held|taking place|takes? place|happen(?:s|ing)?)"

PATTERNS: dict[RecordKind, tuple[tuple[Attribute, str], ...]] = {
    "taskgroup": (
        ("started", r"how long (?:has|have) (.*)\b(?:been|existed|run)(?: running| going| active)?|(?:when (?:was|did|were) (.*)\b)?(?:started|start|began|begin|set up|launched|founded|established|created|formed)"),
        ("how_to_join", _JOIN),
        ("contact", _CONTACT),
        ("lead", _LEAD),
        ("members", r"(?:everyone|everybody|members?|membership|who(?:s| is| are| else is)? (?:in|on|part of|involved)|participants|belongs? to|(?:how many |the )?people(?: (?:in|on|of|behind))?)"),
        ("milestones", r"(?:milestones?|next steps?|deadlines?|timeline|road ?map|achieved|achievements?|done so far|planned|plans?|deliver\w*|(?:what|when)(?!.*\breports?\b)(.*)\bdue|coming next|happen(?:s|ing)? next|working towards)"),
        ("reports", r"(?:reports?|reporting|publish(?:es|ed|ing)?|publications?|findings|outputs?)"),
        ("programme", r"(?:(?:part of )?(?:which |what )?(?:programmes?|programs?|strand)|part of(?: (?:which|what))?)"),
        ("link", _LINK),
        ("status", r"(?:status|state|progress(?:ing)?|how (?:is|are|s) (.*)\b(?:doing|going|getting on|coming along)|how far|finished|closed|still (?:active|going|running)|active|stage|phase|on track|complete[d]?|forming)"),
        ("meets", r"(?:meets?|meetings?|meet up|how often|get together|when|what (?:day|time)|where|frequency|gather)"),
        ("purpose", _PURPOSE),
    ),
    "network": (
        ("how_to_join", _JOIN),
        ("lead", _LEAD),
        ("contact", _CONTACT),
        ("partners", r"(?:how many (?:people|organisations)|partners?|members?|membership|who(?:s| is| are| else is)? (?:in|on|part of)|organisations?|belongs? to)"),
        ("link", _LINK),
        ("kind", r"(?:what (?:kind|type|sort) of(?: a)? network|kind|type|sort)"),
        ("about", _PURPOSE),
    ),
    "partner": (
        ("joined", r"(?:when (?:did|was) (.*)\bjoin(?:ed)?|joined|join|since when(?: (?:is|has) (.*)\b(?:a )?partner)?|how long|member since|partner since|become a partner)"),
        ("contact", _CONTACT + r"|(?:who (?:is|are) (?:our|the) (?:person|contact) (?:at|for|in|from))"),
        ("people", r"(?:everyone|everybody|who (?:works?|is|are)(?: there)?(?: from| at)|people|staff|works? (?:at|for)|members?)"),
        ("networks", r"(?:(?:which|what) networks?|networks?|part of)"),
        ("link", _LINK),
        ("region", r"(?:where|regions?|areas?|based|located|location|covers?|serves?)"),
        ("kind", r"(?:what (?:kind|type|sort) of(?: an?)? (?:organisation|partner|body)|kind|type|sort)"),
        ("about", _PURPOSE),
    ),
    "event": (
        ("link", r"(?:(?:joining |join |zoom |video )?(?:links?|url)|dial in|join(?:ing)? (?:online|remotely|by video))"),
        ("how_to_join", _JOIN),
        ("guests", r"(?:who(?:d| would)?(?: all| else)?(?: be| is| are| was| will be)? (?:coming|come|comes|going|goes|attend\w*|there|registered|signed up|speaking|invited)|how many (?:people )?(?:are|is|have|will be|were)(?: already)? (?:coming|going|attending|registered|signed up|booked)|attendees|attendance|participants|guests?(?: list)?|speakers?)(?: to| at| for)?"),
        ("capacity", r"(?:capacity|how many (?:(?:people|places|seats|spaces|tickets)(?: are there| can (?:come|attend|go))?|are there|can (?:come|attend|go))|places|seats|spaces|limit|full|how big)"),
        ("end", r"(?:(?:when|what time) (.*)\b(?:end|finish|over)s?|ends?|finish(?:es)?|how long(?! until| till| before| to go)(?: is| does)?|duration|(?<!the )(?<!our )(?<!your )last)"),
        ("format", r"(?:format|online|in person|hybrid|face to face|virtual(?:ly)?|remote(?:ly)?|live stream)"),
        ("place", r"(?:where|venue|place|location|address|room|building|held (?:at|in))"),
        ("taskgroup", r"(?:(?:which|what) (?:task)?group(?: (?:organis|run|hold|host|lead)\w*)?|who(?: is)? (?:organis(?:es|ed|ing)|runs?|running|hosts?|hosting|arrang(?:es|ing))|(?<!\ba )taskgroup)"),
        ("when", _WHEN),
        ("about", _PURPOSE),
    ),
    "person": (
        ("contact", _CONTACT + r"|phone|telephone|number"),
        ("leads", r"(?:(?:which|what) (?:taskgroups? |groups? )?(?:does|do|is|are)?(.*)\b(?:leads?|leading|chairs?|runs?)|leads?|leading|chairs?|runs?|in charge of)"),
        ("taskgroups", r"(?:(?:which|what) (?:taskgroups?|groups?)|taskgroups?|groups?|(?:a )?member of|belongs? to|part of)"),
        ("partner", r"(?:works? (?:for|at)|organisation|employer|partner|from|who does (.*)\bwork|where does (.*)\bwork|represents?)"),
        ("roles", r"(?:roles?|champion|member|staff)"),
        ("job", r"(?:job(?: title)?|position|title|what (?:does|do) (.*)\bdo|work as)"),
    ),
}  # fmt: skip

COMPILED = {
    kind: tuple((attribute, re.compile(rf"\b(?:{pattern})\b")) for attribute, pattern in rows)
    for kind, rows in PATTERNS.items()
}


def asked(kind: RecordKind, text: str) -> tuple[Attribute, list[tuple[int, int]]] | None:
    """What a text asks of a record of this kind, and the characters that say so."""
    for attribute, pattern in COMPILED[kind]:
        places = [place for match in pattern.finditer(text) for place in explained(match)]
        if places:
            return attribute, places
    return None


def explained(match: re.Match[str]) -> list[tuple[int, int]]:
    """The characters that a match explains: all but its gaps, which are its only groups."""
    places, start = [], match.start()
    for gap in range(1, len(match.groups()) + 1):
        if match.start(gap) >= 0:
            places.append((start, match.start(gap)))
            start = match.end(gap)
    return [*places, (start, match.end())]
