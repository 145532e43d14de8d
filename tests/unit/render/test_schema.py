"""The JSON Schema and the reader agree, as far as a schema can know."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ValidationError

from baasctl.kinds.kind import Kind
from baasctl.kinds.reading import attributes_of
from baasctl.kinds.registry import all_kinds
from baasctl.load.parse import parse
from baasctl.model.field import Field, Shape
from baasctl.model.secret import Secret
from baasctl.render.schema import json_schema
from baasctl.resolve.nodes import value_of

REPOSITORY = Path(__file__).parents[3]
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPEC_SECTIONS = {kind.name for kind in all_kinds()} | {
    "access",
    "access_tests",
    "baasctl",
    "targets",
    "variables",
    "include",
    "prune",
    "guards",
}


@cache
def validator() -> Draft7Validator:
    schema = json_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def problems(document: Any) -> list[str]:
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator().iter_errors(document)]


def cases() -> list[Any]:
    found = []
    for file in sorted((REPOSITORY / "tests" / "cases" / "spec").glob("*.yaml")):
        for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if "seen_by_editors" in case:
                found.append(pytest.param(case, id=f"{file.stem}-{name}"))
    return found


def documents() -> list[Any]:
    found = [
        pytest.param(file.read_text(encoding="utf-8"), id=str(file.relative_to(REPOSITORY)))
        for file in sorted(REPOSITORY.glob("examples/*/baas*.yaml"))
    ]
    for file in (REPOSITORY / "README.md", *sorted(REPOSITORY.glob("docs/**/*.md"))):
        texts = BLOCK.findall(file.read_text(encoding="utf-8")) if file.exists() else []
        for number, text in enumerate(texts, 1):
            content = yaml.safe_load(text)
            if isinstance(content, dict) and content.keys() <= SPEC_SECTIONS | {"keep", "ignore", "lint"}:
                found.append(pytest.param(text, id=f"{file.name}-block-{number}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_editors_see_what_the_case_says_they_see(case: dict[str, Any]) -> None:
    """A bad spec that a schema can know is bad is underlined in the editor too."""
    document = yaml.safe_load(case["files"]["baas.yaml"])

    assert bool(problems(document)) == case["seen_by_editors"]


@pytest.mark.parametrize("text", documents())
def test_examples_and_docs_are_valid_by_the_schema(text: str) -> None:
    """Everything that we show to users passes in their editors."""
    node = parse(text.encode(), "example.yaml")

    assert node is not None
    assert problems(plain(value_of(node))) == []


def plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {key: plain(member) for key, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, tuple) else value


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 70000),
    st.sampled_from(["", "1h", "90s", "1h30m", "5MiB", "text", "none", "totp", "digit", "select", "all", "10 MiB"]),
    st.lists(st.sampled_from(["totp", "sms", "digit", "select", "text"]), max_size=2),
    st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["text", "1h"]), max_size=2),
    st.just("${secret:env:X}"),
)


def leaves_of(field: Field, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Field]]:
    if field.shape is Shape.RECORD:
        return [leaf for name, below in field.members.items() for leaf in leaves_of(below, (*path, name))]
    return [(path, field)]


LEAVES = [
    (kind, path, field) for kind in all_kinds() for path, field in leaves_of(kind.fields) if path[:1] != ("native",)
]


def with_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_secrets(member) for key, member in value.items()}
    return Secret(value) if isinstance(value, str) and value.startswith("${secret") else value


def is_read(kind: Kind, written: dict[str, Any]) -> bool:
    """Whether the reader takes it; that something is missing is not for editors to tell: overrides are partial."""
    try:
        attributes_of(kind, written)
    except ValidationError as error:
        return all(each["type"] == "missing" or not each["loc"] for each in error.errors())
    return True


@given(st.sampled_from(LEAVES), VALUES)
def test_the_schema_takes_what_the_kind_takes(leaf: tuple[Kind, tuple[str, ...], Field], value: Any) -> None:
    """For every field of every kind and any value, editor and reader give the same answer."""
    kind, path, field = leaf
    holds_secret = "${secret" in str(value)
    assume(not holds_secret or field.sensitive or (field.element and field.element.sensitive))
    written: Any = value
    for name in reversed(path):
        written = {name: written}
    resource: Any = written
    for _ in range(kind.depth):
        resource = {next(iter(known_names(kind)), "name"): resource}

    by_schema = not problems({kind.name: resource})

    assert by_schema == is_read(kind, with_secrets(written))


def known_names(kind: Kind) -> list[str]:
    section = json_schema()["definitions"][kind.name]["anyOf"][0]
    return list(section.get("properties", {})) if kind.depth == 1 else []
