"""Fields of rows as fields of a model: what their types and `@validate` can hold, and what they cannot.

`@validate` looks at values that are written and not null (aws-amplify/amplify-category-api: packages/
amplify-graphql-validate-transformer/src/vtl-generator.ts); lengths are Java's, in UTF-16 units.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from baasctl.model.access import AccessResource, FieldRule, FieldType, Filled
from baasctl.model.diagnostic import Diagnostic

NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
AUTOMATIC: Final = {"createdAt": True, "updatedAt": False}
"""Fields that Amplify fills in with the time, and whether they stay as they are."""
_TYPES: Final = {
    FieldType.STRING: "String",
    FieldType.INT: "Int",
    FieldType.FLOAT: "Float",
    FieldType.BOOL: "Boolean",
    FieldType.TIMESTAMP: "AWSDateTime",
    FieldType.USER: "String",
    FieldType.REF: "String",
    FieldType.LIST: "[String]",
    FieldType.MAP: "AWSJSON",
}
_NUMBERS: Final = (FieldType.INT, FieldType.FLOAT)
_TEXTS: Final = (FieldType.STRING, FieldType.USER, FieldType.REF)
_BESIDE: Final = "check it in a function of your own, and keep the field out of `fields` at this target"


def enum_of(field: FieldRule, model: str) -> tuple[str, tuple[str, ...]] | None:
    """Name and values of the enumeration that a field becomes; `None`: it becomes none."""
    if not field.one_of:
        return None
    name = f"{model}{field.stored_as[:1].upper()}{field.stored_as[1:]}"
    return name, tuple(str(each) for each in field.one_of)


def type_of(field: FieldRule, model: str) -> str:
    """The type of the model's field, `!` included."""
    enum = enum_of(field, model)
    found = enum[0] if enum else _TYPES[field.type or FieldType.STRING]
    return f"{found}!" if field.required and field.filled is not Filled.NOW else found


def checks_of(field: FieldRule) -> tuple[str, ...]:
    """Directives of `@validate`."""
    names = ("gte", "lte") if field.type in _NUMBERS else ("minLength", "maxLength")
    limits = zip(names, (field.minimum, field.maximum), strict=True)
    return tuple(f"@validate(type: {name}, value: {json.dumps(_number(each))})" for name, each in limits
                 if each is not None and not field.one_of)  # fmt: skip


def problems_of(resource: AccessResource) -> Iterator[Diagnostic]:
    """What fields say and a model cannot."""
    if not NAME.fullmatch(resource.place.path) or resource.place.path.startswith("__"):
        detail = f"`{resource.place.path}` of `{resource.name}` is no name of a GraphQL type"
        yield _problem("this is no model", detail, "write `at: {amplify: Post}` with the model's name",
                       resource, None)  # fmt: skip
    if resource.extra_fields:
        detail = f"`{resource.name}` lets rows have fields that are not listed, and a GraphQL type has those it lists"
        yield _problem("Amplify's models are closed", detail, "list its `fields`, and write `extra_fields: deny`",
                       resource, None)  # fmt: skip
    for field in resource.fields:
        yield from _of_field(resource, field)


def _of_field(resource: AccessResource, field: FieldRule) -> Iterator[Diagnostic]:
    if not NAME.fullmatch(field.stored_as):
        yield _wrong(resource, field, "", f"`{field.stored_as}` is no name of a GraphQL field", "give it a `name`")
    if field.type is None and not field.one_of:
        yield _wrong(resource, field, "", "it has no `type`, and every field of a model has one", "write its `type`")
    if field.pattern:
        why = "`pattern` is RE2's, and `matches` of `@validate` is Java's: they do not mean the same"
        yield _wrong(resource, field, "pattern", why, _BESIDE)
    if field.type is FieldType.LIST and (field.minimum is not None or field.maximum is not None):
        yield _wrong(resource, field, "max", "`@validate` is not for lists", _BESIDE)
    if field.one_of and not all(isinstance(each, str) and NAME.fullmatch(each) for each in field.one_of):
        why = "values of an enumeration are names such as `draft`: letters, digits and `_`"
        yield _wrong(resource, field, "in", why, _BESIDE)
    elif field.one_of and (field.minimum is not None or field.maximum is not None):
        yield _wrong(resource, field, "max", "`@validate` is not for enumerations", "leave out what `in` says")
    if field.filled is Filled.NOW and AUTOMATIC.get(field.stored_as) is not field.immutable:
        why = "Amplify fills in the time of creation in `createdAt`, which is immutable, and of a change in `updatedAt`"
        yield _wrong(resource, field, "set", why, "name it `createdAt` with `immutable: true`, or `updatedAt`")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _wrong(resource: AccessResource, field: FieldRule, member: str, why: str, hint: str) -> Diagnostic:
    detail = f"`{field.name}` of `{resource.name}`: {why}"
    return _problem("Amplify cannot hold a field to this", detail, hint, resource, (field, member))


def _problem(
    summary: str, detail: str, hint: str, resource: AccessResource, at: tuple[FieldRule, str] | None
) -> Diagnostic:
    span = (at[0].span(at[1]) if at else None) or resource.span
    return Diagnostic(code="RENDER872", summary=summary, detail=detail, hint=hint, span=span)
