"""Fields of a resource, and rules for them that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.access.portable.literals import NUMBERS, literals, misfit
from baasctl.access.portable.parties import Parties
from baasctl.access.portable.written import Written
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.texts import compiled
from baasctl.model.access import FieldRule, FieldType, Filled
from baasctl.model.errors import MissingExtra
from baasctl.model.problems import Problems

_TEXT: Final = (FieldType.STRING, FieldType.USER, FieldType.REF)
_MEASURED: Final = (*NUMBERS, *_TEXT, FieldType.LIST)
_FILLED: Final[Mapping[Filled, tuple[FieldType, ...]]] = {
    Filled.NOW: (FieldType.TIMESTAMP,),
    Filled.UID: (FieldType.USER, FieldType.STRING),
}


def field_rules(resource: Written, provider: str, parties: Parties, problems: Problems) -> tuple[FieldRule, ...]:
    """The fields in written order; contradictions are noted."""
    return tuple(_field(name, node, provider, parties, problems) for name, node in resource.entries("fields"))


def _field(name: str, node: Written, provider: str, parties: Parties, problems: Problems) -> FieldRule:
    said: Mapping[str, Written] = dict(node.entries())
    one_of = said.get("in")
    rule = FieldRule(
        name=name,
        stored_as=_stored_as(said.get("name"), provider) or name,
        type=FieldType(said["type"].text) if "type" in said else None,
        required=_flag(said, "required"),
        immutable=_flag(said, "immutable"),
        guarded=_flag(said, "may_not_change"),
        one_of=literals(one_of, problems) if one_of else (),
        minimum=_number(said, "min"),
        maximum=_number(said, "max"),
        pattern=said["pattern"].text if "pattern" in said else "",
        filled=Filled(said["set"].text) if "set" in said else None,
        private_to=parties.read(node, "private_to"),
        spans=node.places(),
    )
    for member, detail in _contradictions(rule):
        problems.add("RENDER849", "rules of a field contradict each other", rule.span(member), detail)
    return rule


def _stored_as(node: Written | None, provider: str) -> str:
    if node is None or isinstance(node.value, str):
        return node.text if node else ""
    own = node.get(provider)
    return own.text if own else ""


def _flag(said: Mapping[str, Written], name: str) -> bool:
    return name in said and said[name].value is True


def _number(said: Mapping[str, Written], name: str) -> float | None:
    value = said[name].value if name in said else None
    return value if isinstance(value, int | float) else None


def _contradictions(rule: FieldRule) -> Iterator[tuple[str, str]]:
    """Member and what is wrong with it."""
    what = f"`{rule.name}` has " + (f"type {rule.type}" if rule.type else "no `type`")
    for member, limit in (("min", rule.minimum), ("max", rule.maximum)):
        if limit is not None and rule.type not in _MEASURED:
            yield member, f"{what}; `{member}` needs string, user, ref, list, int or float"
        elif limit is not None and rule.type not in NUMBERS and (limit < 0 or limit != int(limit)):
            yield member, f"`{member}` is {limit}, but lengths are whole numbers from 0"
    if rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
        yield "min", f"`min` is {rule.minimum}, more than `max`, {rule.maximum}"
    for value in rule.one_of:
        if wrong := misfit(value, rule.type):
            yield "in", f"{what}, and {wrong}"
    if rule.pattern and (wrong := _pattern_problem(rule)):
        yield "pattern", f"{what}; {wrong}"
    if rule.filled and rule.type is not None and rule.type not in _FILLED[rule.filled]:
        yield "set", f"{what}; `set: {rule.filled}` needs {' or '.join(_FILLED[rule.filled])}"
    if rule.filled and rule.guarded and not rule.immutable:
        yield "may_not_change", "whoever may write the row may write this value, and no other"


def _pattern_problem(rule: FieldRule) -> str:
    if rule.type not in _TEXT:
        return "`pattern` needs string, user or ref"
    try:
        compiled(rule.pattern)
    except Failure as failure:
        return str(failure)
    except MissingExtra:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            return f"the pattern cannot be read: {error}"
    return ""
