"""What Supabase answers about functions and their secrets, offline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.model.value import freeze
from baasctl.providers.contract import No, Yes
from baasctl.providers.supabase.support import SUPPORT


def leaves(field: Field, path: str = "") -> list[str]:
    if field.shape is not Shape.RECORD or not field.members:
        return [path]
    return [
        leaf for name, member in field.members.items() for leaf in leaves(member, f"{path}.{name}" if path else name)
    ]


@pytest.mark.parametrize("name", ["functions", "function_secrets"])
def test_every_field_has_an_answer(name: str) -> None:
    """Yes with a source, or no with a reason and the day it was true."""
    for path in leaves(kind(name).fields):
        if path == "native":
            continue
        answer = SUPPORT.answer(name, "", path)
        assert answer is not None, path
        assert answer.source
        if isinstance(answer, No):
            assert answer.reason


def test_native_settings_are_in_the_table() -> None:
    """Each native setting of a function has a field and an answer."""
    for name in SUPPORT.native["functions"]:
        assert isinstance(SUPPORT.answer("functions", "", f"native.{name}"), Yes)


def test_support_needs_no_client() -> None:
    """Asking what Supabase can do imports neither HTTP nor a database driver."""
    code = (
        "import sys; from baasctl.providers import supabase; supabase.support();"
        "print([name for name in ('urllib3', 'stamina', 'pg8000', 'click', 'jinja2') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def codes(kind_name: str, key: str, /, **attributes: Any) -> list[str]:
    values = {name: freeze(value) for name, value in attributes.items()}
    resource = Resource(address=Address("prod", kind_name, (key,)), attributes=values)
    target = Target(name="prod", provider="supabase", project="a" * 20)
    desired = DesiredState(target=target, resources=(resource,), root=Path("/nowhere"))
    return [problem.code for check in SUPPORT.checks for problem in check(desired)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("API_KEY", []), ("SUPABASE_URL", ["SPEC310"]), ("A" * 256, []), ("A" * 257, ["SPEC311"])],
)
def test_names_that_the_api_refuses_are_refused_offline(name: str, expected: list[str]) -> None:
    """Reserved and too long names of secrets."""
    assert codes("function_secrets", name, value="any") == expected


def test_a_secret_without_a_value_is_refused() -> None:
    """There is nothing to send."""
    assert codes("function_secrets", "API_KEY") == ["SPEC312"]


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [("hello", None, []), ("he llo", None, ["SPEC314"]), ("1st", None, ["SPEC314"]), ("1st", "first", [])],
)
def test_a_key_is_a_name_unless_there_is_one(key: str, name: str | None, expected: list[str]) -> None:
    """Supabase's pattern holds for what it gets."""
    assert codes("functions", key, **({"name": name} if name else {})) == expected


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        ({"static_files": ["*.html"], "import_map": "a.json", "name": "A"}, []),
        ({"static_files": "*.html"}, ["SPEC315"]),
        ({"static_files": [1]}, ["SPEC315"]),
        ({"import_map": 5}, ["SPEC315"]),
        ({"name": ["a"]}, ["SPEC315"]),
    ],
)
def test_native_settings_have_types(native: dict[str, Any], expected: list[str]) -> None:
    """What no model checks is checked here."""
    assert codes("functions", "hello", native={"supabase": native}) == expected


def test_the_address_of_a_function_is_known_before_it_exists() -> None:
    """`${ref:functions/NAME.url}` may stand in a hook that is created together with its function."""
    target = Target(name="prod", provider="supabase", project="a" * 20)
    assert SUPPORT.references == {"functions": ("url",)}
    assert SUPPORT.refer is not None
    assert SUPPORT.refer(target, "functions", "hello", "url") == f"https://{'a' * 20}.supabase.co/functions/v1/hello"
