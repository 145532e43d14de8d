"""Inputs of mutations: what GraphQL and `@validate` refuse before any rule is asked.

Every field of an input of `update` may be null, required or not (aws-amplify/amplify-category-api: packages/
amplify-graphql-model-transformer/src/graphql-types/mutation.ts); `@validate` looks at values that are not null
(packages/amplify-graphql-validate-transformer/src/vtl-generator.ts).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from baasctl.access.graphql_auth.matrix import role_of
from baasctl.access.graphql_auth.model import Limit, Member, Schema, Type
from baasctl.access.queries import KEY_IN_QUERIES
from baasctl.model.probe import Probe, Special
from baasctl.model.problems import nearest

UNSURE: Final = frozenset({"matches"})
"""Kinds of `@validate` that are Java's regular expressions, and are not decided here."""
_STAMPS: Final = frozenset({"createdAt", "updatedAt"})
_INT: Final = 1 << 31
_SCALARS: Final[Mapping[str, Callable[[object], bool]]] = {
    "Boolean": lambda value: isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "ID": lambda value: isinstance(value, str),
    "Int": lambda value: isinstance(value, int) and not isinstance(value, bool) and -_INT <= value < _INT,
    "String": lambda value: isinstance(value, str),
    "AWSDateTime": lambda value: isinstance(value, datetime | str) or value is Special.NOW,
    "AWSTimestamp": lambda value: isinstance(value, datetime | int) or value is Special.NOW,
    "AWSJSON": lambda value: isinstance(value, str | Mapping | tuple),
}
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
    "minLength": lambda value, limit: value >= limit,
    "maxLength": lambda value, limit: value <= limit,
}


def refusals(schema: Schema, model: Type, new: Mapping[str, object], *, is_create: bool) -> Iterator[str]:
    """Why an input is refused; nothing for one that is taken."""
    filled = {model.key, *_STAMPS, *_dynamic(model)}
    for name in sorted(new):
        member = model.members.get(name)
        if member is None and name not in filled:
            yield f"`{model.name}` has no field `{name}`"
        elif member is not None:
            yield from _value(schema, member, new[name], is_create=is_create)
    for name, member in model.members.items() if is_create else ():
        if member.is_required and name not in new and name not in {model.key, *_STAMPS}:
            yield f"`{name}` is required"


def unknown_name(schema: Schema, probe: Probe) -> str:
    """A model or a field of the row or the query that the schema does not have, with the nearest; empty: none."""
    model = schema.types.get(probe.resource)
    if model is None or not model.is_model:
        near = nearest(probe.resource, [each.name for each in schema.models])
        return f"the schema has no model `{probe.resource}`; {near}"
    known = [KEY_IN_QUERIES, model.key, *model.members, *_STAMPS, *_dynamic(model)]
    for name in (*(probe.existing or {}), *(each.field.partition(".")[0] for each in probe.query.filters)):
        if name not in known:
            return f"`{model.name}` has no field `{name}`; {nearest(name, list(model.members))}"
    return ""


def is_unsure(model: Type, new: Mapping[str, object]) -> bool:
    """Whether a limit of a written field is not decided here."""
    written = (model.members[name] for name, value in new.items() if name in model.members and value is not None)
    return any(limit.kind in UNSURE for member in written for limit in member.limits)


def _dynamic(model: Type) -> Iterator[str]:
    """Fields that the compiler adds where rules look at them."""
    rules = (*(model.rules or ()), *(each for member in model.members.values() for each in member.rules or ()))
    yield from (role.field for rule in rules for role in role_of(rule) if role.field)


def _value(schema: Schema, member: Member, value: object, *, is_create: bool) -> Iterator[str]:
    if value is None:
        if member.is_required and is_create:
            yield f"`{member.name}` is required"
        return
    values = value if member.is_list and isinstance(value, tuple | list) else (value,)
    check = _SCALARS.get(member.type)
    allowed = schema.enums.get(member.type)
    for each in values:
        if member.is_list and not isinstance(value, tuple | list):
            yield f"`{member.name}` is a list"
        elif check is not None and not check(each):
            yield f"`{member.name}` is a {member.type}"
        elif allowed is not None and each not in allowed:
            yield f"`{member.name}` is one of {', '.join(allowed)}"
        else:
            yield from (
                f"`{member.name}`: {limit.kind} {limit.value}" for limit in member.limits if not _holds(limit, each)
            )


def _holds(limit: Limit, value: object) -> bool:
    compare = _COMPARED.get(limit.kind)
    if compare is not None:
        size = len(value.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else value
        try:
            return isinstance(size, int | float) and compare(size, float(limit.value))
        except ValueError:
            return False
    if isinstance(value, str) and limit.kind in ("startsWith", "endsWith"):
        return value.startswith(limit.value) if limit.kind == "startsWith" else value.endswith(limit.value)
    return limit.kind in UNSURE
