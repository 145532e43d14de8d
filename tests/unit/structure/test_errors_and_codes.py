"""Errors are caught where the design says, and every message has a code of its own."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from tests.unit.structure.source_tree import name, python_files, tree

MOST_PRAGMAS = 5
CODE = re.compile(r"(SPEC|RENDER|READ|PLAN|APPLY|SANDBOX|LINT)\d{3}")


def _constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_everything_is_caught_in_two_places_only() -> None:
    """The command line says "a bug in baasctl", the sandbox answers 500; others catch all only to raise again."""
    places = {
        name(path)
        for path in python_files("baasctl")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises(node)
    }
    assert places <= {"baasctl/cli/main.py", "baasctl/sandbox/server.py"}


def _catches_all(handler: ast.ExceptHandler) -> bool:
    broad = {"Exception", "BaseException"}
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in broad)


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for statement in handler.body for node in ast.walk(statement))


def test_little_is_left_out_of_coverage() -> None:
    """Each pragma needs a reason; their number may not grow."""
    pragmas = [
        f"{name(path)}:{number}"
        for path in python_files("baasctl")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "pragma: no cover" in line
    ]
    assert len(pragmas) <= MOST_PRAGMAS, pragmas


def test_a_code_has_one_summary() -> None:
    """Who searches for a code finds one explanation; a code is never used for something else."""
    summaries: dict[str, set[str]] = defaultdict(set)
    for path in python_files("baasctl"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            arguments = {keyword.arg: keyword.value for keyword in node.keywords}
            code, summary = _constant(arguments.get("code")), _constant(arguments.get("summary"))
            if code is not None and summary is not None:
                summaries[code].add(summary)
    assert {code: texts for code, texts in summaries.items() if len(texts) > 1} == {}
    assert [code for code in summaries if not CODE.fullmatch(code)] == []
