"""Request bodies checked as the Management API checks them.

The texts are those of zod 3, which the API puts behind the field's name, for example
`db_max_pool_size_unit: Invalid enum value. Expected 'connections' | 'percent', received ''`
(supabase/cli issue 4536, 2025-11-27). Keys outside the contract are dropped without a word, because no schema of
the contract forbids them; the request log names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from baasctl.sandbox.exchange import Json, JsonObject, Refusal, json_type

Kind = Literal["string", "integer", "number", "boolean", "array", "object"]

_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_FORMAT_MESSAGES = {"email": "Invalid email", "date-time": "Invalid datetime", "uri": "Invalid url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Bounds of one member of a request body; `None` means no bound.

    *minimum* and *maximum* bound the value of numbers, the length of strings and the element count of arrays.
    """

    kind: Kind
    nullable: bool = False
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""
    format: str = ""
    members: Mapping[str, Field] | None = None
    items: Field | None = None
    secret: bool = False


def checked(fields: Mapping[str, Field], body: JsonObject) -> JsonObject:
    """The members of *body* that *fields* knows.

    Raises:
        Refusal: 400 with one line per problem.
    """
    problems = [
        problem
        for name, field in fields.items()
        for problem in _member_problems(name, field, present=name in body, value=body.get(name))
    ]
    if problems:
        raise Refusal(400, ", ".join(problems))
    return {name: value for name, value in body.items() if name in fields}


def checked_list(item: Field, body: Json, *, maximum: int | None = None) -> list[Json]:
    """A body that is an array of *item*.

    Raises:
        Refusal: 400 with one line per problem.
    """
    if not isinstance(body, list):
        raise Refusal(400, f"Expected array, received {json_type(body)}")
    if maximum is not None and len(body) > maximum:
        raise Refusal(400, f"Array must contain at most {maximum} element(s)")
    problems = [problem for index, value in enumerate(body) for problem in _problems(str(index), item, value)]
    if problems:
        raise Refusal(400, ", ".join(problems))
    return body


def unknown_keys(fields: Mapping[str, Field], body: JsonObject) -> str:
    """A note for the request log; empty when every key is known."""
    unknown = sorted(set(body) - set(fields))
    return f"ignored unknown keys: {', '.join(unknown)}" if unknown else ""


def _member_problems(name: str, field: Field, *, present: bool, value: Json) -> list[str]:
    if not present:
        return [f"{name}: Required"] if field.required else []
    return _problems(name, field, value)


def _problems(name: str, field: Field, value: Json) -> list[str]:
    if value is None and field.nullable:
        return []
    if (type_problem := _type_problem(field.kind, value)) is not None:
        return [f"{name}: {type_problem}"]
    if isinstance(value, dict) and field.members is not None:
        return [
            problem
            for member, inner in field.members.items()
            for problem in _member_problems(f"{name}.{member}", inner, present=member in value, value=value.get(member))
        ]
    problems = [f"{name}: {text}" for text in _bound_problems(field, value)]
    if isinstance(value, list) and field.items is not None:
        problems += [
            text for index, item in enumerate(value) for text in _problems(f"{name}.{index}", field.items, item)
        ]
    return problems


def _type_problem(kind: Kind, value: Json) -> str | None:
    received = json_type(value)
    expected = "number" if kind == "integer" else kind
    if received != expected:
        return f"Expected {expected}, received {received}"
    if kind == "integer" and isinstance(value, float) and not value.is_integer():
        return "Expected integer, received float"
    return None


def _bound_problems(field: Field, value: Json) -> list[str]:
    if isinstance(value, str):
        return _text_problems(field, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _size_problems(field, value, "Number must be {} than or equal to {}", "greater", "less")
    if isinstance(value, list):
        return _size_problems(field, len(value), "Array must contain {} {} element(s)", "at least", "at most")
    return []


def _size_problems(field: Field, size: float, text: str, low: str, high: str) -> list[str]:
    if field.minimum is not None and size < field.minimum:
        return [text.format(low, field.minimum)]
    if field.maximum is not None and size > field.maximum:
        return [text.format(high, field.maximum)]
    return []


def _text_problems(field: Field, value: str) -> list[str]:
    if field.enum and value not in field.enum:
        options = " | ".join(f"'{option}'" for option in field.enum)
        return [f"Invalid enum value. Expected {options}, received '{value}'"]
    problems = _size_problems(field, len(value), "String must contain {} {} character(s)", "at least", "at most")
    if field.pattern and not _compiled(field.pattern).search(value):
        problems.append(_FORMAT_MESSAGES.get(field.format, "Invalid"))
    elif field.format == "date-time" and not _DATE_TIME.fullmatch(value):
        problems.append(_FORMAT_MESSAGES["date-time"])
    return problems


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """JavaScript's `$` matches at the very end only, Python's also before a final line feed."""
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern)
