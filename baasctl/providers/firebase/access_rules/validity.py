"""What a row must be to be written: the rules of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.model.access import FieldRule, FieldType, Filled
from baasctl.providers.firebase.access_rules.conditions import Condition, either, every
from baasctl.providers.firebase.access_rules.lookups import CALLER
from baasctl.providers.firebase.access_rules.people import ROW
from baasctl.providers.firebase.access_rules.scope import Row, Scope
from baasctl.providers.firebase.access_rules.texts import constant, listed, member, text
from baasctl.providers.firebase.access_rules.values import equal, one_of

_TYPES: Final = {
    FieldType.STRING: "string",
    FieldType.INT: "int",
    FieldType.FLOAT: "number",
    FieldType.BOOL: "bool",
    FieldType.TIMESTAMP: "timestamp",
    FieldType.USER: "string",
    FieldType.REF: "string",
    FieldType.LIST: "list",
    FieldType.MAP: "map",
}
"""`number` for float, since JavaScript stores 5.0 as the int 5."""
_NUMBERS: Final = (FieldType.INT, FieldType.FLOAT)
_FILLED: Final = {Filled.NOW: "request.time", Filled.UID: CALLER}


def valid(scope: Scope) -> Iterator[Condition]:
    """What holds of every row that is written, called `row`; nothing where the spec asks nothing."""
    resource = scope.resource
    if not resource.extra_fields:
        names = [rule.stored_as for rule in resource.fields if not scope.is_in_path(rule.name)]
        yield f"{ROW}.keys().hasOnly({listed(names)})"
    for rule in resource.fields:
        if scope.is_in_path(rule.name):
            yield every(_limits(rule, scope.value(rule.name, Row(ROW, scope.key))))
        elif rule.required:
            yield _required(rule)
        else:
            yield _optional(rule)


def _required(rule: FieldRule) -> Condition:
    """False, and never an error, where the field is missing.

    Google's emulator 1.19.9 loses an error on the left of `&&` where the right has lookups that fail beside an
    alternative that holds (measured), so nothing that decides over all entries may be one.
    """
    value = member(ROW, rule.stored_as)
    found = f"{ROW}.get({text(rule.stored_as)}, null)"
    there = [f"{found} is {_TYPES[rule.type]}"] if rule.type else [f"{found} != null"]
    return every([*there, *_limits(rule, value)])


def _optional(rule: FieldRule) -> Condition:
    value = member(ROW, rule.stored_as)
    asked = every([*_type(rule, value), *_limits(rule, value)])
    return either([f"{ROW}.get({text(rule.stored_as)}, null) == null", asked])


def _type(rule: FieldRule, value: str) -> Iterator[Condition]:
    if rule.type is not None:
        yield f"{value} is {_TYPES[rule.type]}"


def _limits(rule: FieldRule, value: str) -> Iterator[Condition]:
    measured = value if rule.type in _NUMBERS else f"{value}.size()"
    if rule.minimum is not None:
        yield f"{measured} >= {constant(rule.minimum)}"
    if rule.maximum is not None:
        yield f"{measured} <= {constant(rule.maximum)}"
    if rule.one_of:
        yield one_of(value, rule.one_of)
    if rule.pattern:
        yield f"{value}.matches({text(rule.pattern)})"


def filled_on_create(scope: Scope, row: Row) -> Iterator[Condition]:
    """Fields whose value is prescribed: there from the start where they can never be set later."""
    for rule in scope.resource.fields:
        if rule.filled is None:
            continue
        wanted = _FILLED[rule.filled]
        if scope.is_in_path(rule.name):
            yield equal(scope.value(rule.name, row), wanted)
        else:
            otherwise = "null" if rule.required or rule.immutable else wanted
            yield equal(f"{row.data}.get({text(rule.stored_as)}, {otherwise})", wanted)


def filled_on_update(scope: Scope, row: Row) -> Iterator[Condition]:
    """Fields whose value is prescribed whenever they change."""
    for rule in scope.resource.fields:
        if rule.filled is not None and not rule.immutable and not scope.is_in_path(rule.name):
            same = equal(f"{row.data}.get({text(rule.stored_as)}, null)", _FILLED[rule.filled])
            yield either([f"!changed().hasAny({listed([rule.stored_as])})", same])
