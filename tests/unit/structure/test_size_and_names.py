"""A stranger finds a behaviour by its name, in a file that fits in the head."""

from __future__ import annotations

import ast
import re

from tests.unit.structure.source_tree import ROOT, files, name, python_files, tree

LONGEST = 400
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "handler", "common", "misc", "cfg", "res", "proj"}
PRODUCTS = re.compile("(secret|resource)_?manager", re.IGNORECASE)
"""Services that their provider calls so."""


def _words(identifier: str) -> set[str]:
    """`HTTPHandler` and `http_handler` are made of `http` and `handler`."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", PRODUCTS.sub("", identifier))}


def test_no_file_is_longer_than_400_lines() -> None:
    """Longer files hold two things; tables made from contracts are data files, not Python."""
    lengths = {name(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_no_module_class_or_function_has_a_name_that_says_nothing() -> None:
    """A name tells what is inside; `utils` and `manager` fit everything."""
    wrong = [name(path) for path in files() if _words(path.stem) & EMPTY_WORDS]
    for path in python_files("baasctl", ".ci"):
        defined = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef | ast.FunctionDef))
        wrong += [f"{name(path)}:{node.lineno} {node.name}" for node in defined if _words(node.name) & EMPTY_WORDS]
    assert wrong == []


def test_every_folder_of_modules_is_a_package() -> None:
    """A forgotten `__init__.py` hides modules from the wheel, mypy and the import contracts."""
    folders = {path.parent for path in python_files("baasctl")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_the_top_level_holds_what_was_agreed() -> None:
    """Everything else has a folder; dot-files and dot-folders are for tools."""
    agreed = {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md"}
    agreed |= {"baasctl", "templates", "tests", "examples"}
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert visible <= agreed
