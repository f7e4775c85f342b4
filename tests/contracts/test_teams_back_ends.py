"""Back ends of the Teams door stay thin: docs/decisions/0007-small-back-ends.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "adapters" / "teams"


def code_lines(file: str) -> int:
    """Lines of a module without imports, docstrings, comments and blank ones."""
    text = (HERE / file).read_text(encoding="utf-8")
    tree, left_out = ast.parse(text), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            left_out.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                left_out.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    lines = enumerate(text.splitlines(), start=1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and n not in left_out for n, line in lines)


@pytest.mark.parametrize("files", [("botbuilder.py", "botbuilder_wire.py"), ("teams_sdk.py",)])
def test_a_back_end_is_a_thin_skin(files: tuple[str, ...]) -> None:
    counted = [code_lines(file) for file in files]
    assert all(0 < count < 60 for count in counted)
    assert sum(counted) < 75
