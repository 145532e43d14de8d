"""The tables of limits are what botocore's models say."""

from __future__ import annotations

import re

import botocore
import pytest

from baasctl.providers.amplify.bounds import source_of
from tests.contract.amplify.write_service_limits import FOLDER, OPERATIONS, as_text, described, table


@pytest.mark.parametrize("service", sorted(OPERATIONS))
def test_the_limits_are_those_of_the_model(service: str) -> None:
    """Byte for byte in the version that they were written from; another version of botocore may have other ones."""
    made_from = source_of(service).split(",")[0].removeprefix("botocore ")
    if made_from != botocore.__version__:
        pytest.skip(f"the limits were written from botocore {made_from}, and {botocore.__version__} is installed")
    assert (FOLDER / f"{service}.json").read_text() == as_text(table(service))


def test_a_shape_tells_everything_that_can_be_checked() -> None:
    """Type, lengths, choices, pattern, members and which are required."""
    shape = {"type": "string", "min": 1, "max": 3, "pattern": r"\w+", "documentation": "<p>a</p>"}
    assert described(shape) == {"type": "string", "min": 1, "max": 3, "pattern": "[A-Za-z0-9_]+"}


def test_every_pattern_compiles() -> None:
    """A pattern is read when a value is checked: too late to find out that it cannot be."""
    for path in FOLDER.glob("*.json"):
        for pattern in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', path.read_text()):
            re.compile(pattern.encode().decode("unicode_escape"))
