"""A plan as plain JSON data and back; `plan_from_document(plan_to_document(plan)) == plan`.

Secrets are written as their references. Digests of secrets never are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin

from baasctl.model.plan import Plan
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, freeze

_VALUES: Final = frozenset({"before", "after", "facts", "settings"})
_OUTSIDE_DIGEST: Final = ("made_at", "calls", "seconds")
_ESCAPE: Final = "$"


def plan_to_document(plan: Plan) -> dict[str, object]:
    """The plan as JSON data, keys in the order of the dataclasses."""
    document = _encode(plan)
    assert isinstance(document, dict)
    return document


def plan_from_document(document: object) -> Plan:
    """Read what `plan_to_document` wrote.

    Raises:
        ValueError: The data is not a plan; the message names the first member that does not fit.
    """
    plan = _decode(Plan, document, "plan")
    assert isinstance(plan, Plan)
    return plan


def plan_digest(plan: Plan) -> str:
    """`sha256:…` of everything in a plan but when it was made and what that cost."""
    document = {key: value for key, value in plan_to_document(plan).items() if key not in _OUTSIDE_DIGEST}
    text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def value_to_document(value: Side) -> object:
    """One attribute value: secrets as `{"$secret": reference}`, the missing side as `{"$absent": true}`."""
    if value is ABSENT:
        return {"$absent": True}
    if isinstance(value, Secret):
        return {"$secret": value.reference}
    if isinstance(value, Mapping):
        return {
            _ESCAPE + key if key.startswith(_ESCAPE) else key: value_to_document(item) for key, item in value.items()
        }
    if isinstance(value, tuple):
        return [value_to_document(item) for item in value]
    return value


def value_from_document(document: object) -> Side:
    """The inverse of `value_to_document`."""
    if isinstance(document, dict):
        if document == {"$absent": True}:
            return ABSENT
        if document.keys() == {"$secret"}:
            return Secret(str(document["$secret"]))
        return freeze({key.removeprefix(_ESCAPE): value_from_document(item) for key, item in document.items()})
    if isinstance(document, list):
        return freeze([value_from_document(item) for item in document])
    return freeze(document)


def _encode(thing: object) -> object:
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {
            field.name: value_to_document(getattr(thing, field.name))
            if field.name in _VALUES
            else _encode(getattr(thing, field.name))
            for field in dataclasses.fields(thing)
        }
    if isinstance(thing, Mapping):
        return {key: _encode(item) for key, item in thing.items()}
    if isinstance(thing, frozenset):
        return sorted(_encode(item) for item in thing)  # type: ignore[type-var]
    if isinstance(thing, tuple):
        return [_encode(item) for item in thing]
    if isinstance(thing, datetime):
        return thing.isoformat()
    return str(thing) if isinstance(thing, StrEnum) else thing


def _decode(expected: Any, data: object, where: str) -> object:  # noqa: PLR0911 - one line a shape
    origin, arguments = get_origin(expected), get_args(expected)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in arguments:
            return None
        return _decode(next(one for one in arguments if one is not type(None)), data, where)
    if dataclasses.is_dataclass(expected) and isinstance(expected, type):
        return _decode_record(expected, data, where)
    if origin is tuple:
        return _decode_tuple(arguments, _typed(list, data, where), where)
    if origin is frozenset:
        return frozenset(_decode(arguments[0], item, where) for item in _typed(list, data, where))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _decode(arguments[1], item, f"{where}.{key}") for key, item in _typed(dict, data, where).items()}
    if expected is datetime:
        return datetime.fromisoformat(_typed(str, data, where))
    if isinstance(expected, type) and issubclass(expected, StrEnum):
        return expected(_typed(str, data, where))
    if expected is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return _typed(expected, data, where)


def _decode_record(expected: type, data: object, where: str) -> object:
    members = _typed(dict, data, where)
    fields = {field.name for field in dataclasses.fields(expected)}
    unknown = members.keys() - fields
    if unknown:
        message = f"{where} has an unknown member `{min(unknown)}`"
        raise ValueError(message)
    hints = typing.get_type_hints(expected, localns={"Value": object})
    values = {
        name: _value(item) if name in _VALUES else _decode(hints[name], item, f"{where}.{name}")
        for name, item in members.items()
    }
    try:
        return expected(**values)
    except TypeError as error:
        message = f"{where} is not complete: {error}"
        raise ValueError(message) from None


def _value(item: object) -> object:
    return None if item is None else value_from_document(item)


def _decode_tuple(arguments: tuple[Any, ...], items: list[object], where: str) -> tuple[object, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_decode(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(items))
    if len(arguments) != len(items):
        message = f"{where} has {len(items)} members instead of {len(arguments)}"
        raise ValueError(message)
    return tuple(_decode(expected, item, where) for expected, item in zip(arguments, items, strict=True))


def _typed(expected: Any, data: object, where: str) -> Any:
    if not isinstance(data, expected) or (expected is int and isinstance(data, bool)):
        message = f"{where} is {type(data).__name__} instead of {expected.__name__}"
        raise ValueError(message)
    return data
