"""Strict reading of answers: a wrong type is an error that names its place; unknown keys are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer

_WORDS: Mapping[type, str] = {
    bool: "a boolean",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "an array",
    str: "text",
    type(None): "null",
}

Expected = TypeVar("Expected", bound=object)


def unexpected(document: str, place: str, problem: str) -> UnexpectedAnswer:
    """The error for an answer that is not what the API promises; `problem` holds no value of the answer."""
    at = f" at `{place}`" if place else ""
    return UnexpectedAnswer(
        Diagnostic(
            code="READ120",
            summary="the provider's answer is not what its API promises",
            detail=f"document `{document}`{at}: {problem}",
            hint="try again; if it stays so, the API changed and baasctl needs an update",
        )
    )


def expect(value: object, kind: type[Expected], document: str, place: str) -> Expected:
    """The value, if it is of exactly this JSON type (a boolean is no number).

    Args:
        value: Any part of an answer.
        kind: `bool`, `dict`, `int`, `list` or `str`.
        document: The source's name.
        place: JSON Pointer inside the document.

    Raises:
        UnexpectedAnswer: Another type.
    """
    if type(value) is not kind:
        problem = f"expected {_WORDS[kind]}, got {_WORDS.get(type(value), type(value).__name__)}"
        raise unexpected(document, place, problem)
    return value


def expect_or_none(value: object, kind: type[Expected], document: str, place: str) -> Expected | None:
    """As `expect`, but null and a missing member are `None`."""
    return None if value is None else expect(value, kind, document, place)


def expect_objects(value: object, document: str, place: str = "") -> list[dict[str, object]]:
    """An array of objects.

    Raises:
        UnexpectedAnswer: It is none, or a member is none.
    """
    members = expect(value, list, document, place)
    return [expect(member, dict, document, f"{place}/{index}") for index, member in enumerate(members)]
