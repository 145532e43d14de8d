"""The JSON Schema of `access_tests`."""

from __future__ import annotations

from typing import Any, Final

from baasctl.render.schema_values import Schema

_TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_TEXTS: Final[Schema] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_VALUES: Final[Schema] = {"type": ["object", "null"]}
_ASKS: Final = r"^\s*(get|list|create|update|delete)\s+\S"
_PERSON: Final[Schema] = {
    "description": "Somebody who is signed in.",
    "type": "object",
    "properties": {
        "user": {"description": "The uid.", **_TEXT},
        "claims": {"description": "What the token says beside it.", "type": "object"},
        "groups": {"description": "Groups of the user.", **_TEXTS},
    },
    "required": ["user"],
    "additionalProperties": False,
}
_WHO: Final[Schema] = {"anyOf": [_TEXT, _PERSON]}
_REQUEST: Final[Schema] = {
    "anyOf": [
        {"type": "string", "pattern": _ASKS},
        {"type": "object", "propertyNames": {"pattern": _ASKS}, "additionalProperties": _VALUES},
    ]
}


def _described(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema}


def _one_or_more(member: Schema) -> Schema:
    return {"anyOf": [member, _some(member)]}


def _some(member: Schema) -> Schema:
    return {"type": "array", "items": member, "minItems": 1}


def access_tests_schema() -> Schema:
    """The section: people, what is there, and tests by name."""
    given: dict[str, Any] = {"type": "object", "additionalProperties": _VALUES}
    case: Schema = {
        "type": "object",
        "properties": {
            "as": _described("Who asks: `anonymous`, `service`, a name under `people`.", _one_or_more(_WHO)),
            "can": _described("Requests that are to be allowed: `get posts/p1`.", _one_or_more(_REQUEST)),
            "cannot": _described("Requests that are to be denied.", _one_or_more(_REQUEST)),
        },
        "required": ["as"],
        "anyOf": [{"required": ["can"]}, {"required": ["cannot"]}],
        "additionalProperties": False,
    }
    cases: Schema = _one_or_more(case)
    test: Schema = {
        "type": "object",
        "properties": {
            "targets": _described("Targets that it is for; left out, all.", _TEXTS),
            "given": _described("What is there besides; null takes a row away.", given),
            "at": _described("Time of the requests: 2026-01-31T12:00:00Z.", _TEXT),
            "cases": cases,
        },
        "required": ["cases"],
        "additionalProperties": False,
    }
    return {
        "description": "Who can do what, and who cannot; `baasctl test` tries it.",
        "type": "object",
        "properties": {
            "people": _described(
                "Who asks, by a name of your choice.", {"type": "object", "additionalProperties": _PERSON}
            ),
            "given": _described("What is there, by path: `posts/p1`.", given),
            "tests": {
                "description": "By name, in the words of a sentence.",
                "type": "object",
                "additionalProperties": {"anyOf": [_some(case), test]},
            },
        },
        "additionalProperties": False,
    }
