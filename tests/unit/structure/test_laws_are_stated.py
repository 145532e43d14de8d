"""Every test says which law it holds."""

from __future__ import annotations

import ast

from tests.unit.structure.source_tree import name, python_files, tree


def test_every_test_has_its_law_as_docstring() -> None:
    """A failing test tells the reader what was promised, not only what was compared."""
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_file_of_tests_says_what_it_is_about() -> None:
    """The module docstring is the heading above the laws."""
    tests = [path for path in python_files("tests") if path.name.startswith("test_")]
    assert [name(path) for path in tests if not ast.get_docstring(tree(path))] == []
