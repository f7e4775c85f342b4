"""YAML files: lists of records under ``partners:``, ``networks:``, ``taskgroups:``, ``people:``, ``events:``, ``faq:``.

Every value stays the text that was written (``no`` is not False, ``10:30`` is not 630), with its line.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from bot.knowledge.importers.fields import Cell
from bot.knowledge.importers.kinds import KINDS, Kind, read_row, unknown_keys
from bot.knowledge.importers.reading import Context, Item, Problem, Reading, Unreadable

DEEPEST = 12
NULL = "tag:yaml.org,2002:null"


class _Loader(yaml.SafeLoader):
    """Composes nodes with their marks. No aliases, so that a small file cannot grow; no bottomless nesting."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not accepted, write it out", mark)
        self.depth += 1
        if self.depth > DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, f"more than {DEEPEST} levels deep", mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read(text: str, context: Context) -> Reading:
    """Every record of a YAML file.

    Raises:
        Unreadable: it is not YAML, or none of the accepted keys stands at the top.
    """
    top = parse(text)
    if not isinstance(top.value, Mapping) or not top.value.keys() & KINDS.keys():
        found = list(top.value) if isinstance(top.value, Mapping) else []
        reasons = list(unknown_keys(KINDS, found).values())
        raise Unreadable(reasons[0] if reasons else f"expected one of the keys {', '.join(KINDS)} at the top", top.line)
    problems = [
        Problem(context.name, top.value[key].line, reason) for key, reason in unknown_keys(KINDS, top.value).items()
    ]
    items: list[Item] = []
    for name in KINDS:
        if name in top.value:
            reading = _section(KINDS[name], top.value[name], context)
            items += reading.items
            problems += reading.problems
    return Reading(tuple(items), tuple(problems))


def parse(text: str) -> Cell:
    """The whole file as cells.

    Raises:
        Unreadable: it is not YAML, with the line.
    """
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"not valid YAML: {error.problem or error.context}; a text with special characters needs quotes"
        raise Unreadable(reason, mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        raise Unreadable(f"not valid YAML: {' '.join(str(error).split())}") from error
    return Cell(1, "") if node is None else _cell(node)


def _cell(node: yaml.Node) -> Cell:
    line = node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            return Cell(line, _mapping(node))
        case yaml.SequenceNode():
            return Cell(line, tuple(_cell(part) for part in node.value))
        case _:
            return Cell(line, "" if node.tag == NULL else str(node.value))


def _mapping(node: yaml.MappingNode) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable("not valid YAML here: a key must be text", line)
        name = str(key.value).strip()
        if name in cells:
            raise Unreadable(f"the key {name[:60]!r} stands twice, first on line {cells[name].line}", line)
        cell = _cell(value)
        cells[name] = Cell(line, cell.value)
    return cells


def _section(kind: Kind, section: Cell, context: Context) -> Reading:
    if section.is_blank:
        return Reading()
    if not isinstance(section.value, tuple):
        reason = f"{kind.name}: expected a list, each record beginning with '- '"
        return Reading((), (Problem(context.name, section.line, reason),))
    items: list[Item] = []
    problems: list[Problem] = []
    for row in section.value:
        if not isinstance(row.value, Mapping):
            problems.append(Problem(context.name, row.line, f"{kind.name}: expected keys and values such as name: ..."))
            continue
        cells = {kind.synonyms.get(key, key): cell for key, cell in row.value.items()}
        problems += (
            Problem(context.name, cells[key].line, reason, lost=False)
            for key, reason in unknown_keys(kind.fields, cells).items()
        )
        reading = read_row(kind, cells, row.line, context)
        items += reading.items
        problems += reading.problems
    return Reading(tuple(items), tuple(problems))
