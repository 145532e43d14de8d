"""`native.amplify.Schema`: attributes of users by name. They can be added, never changed or removed.

Custom attributes read back as `custom:<name>`; standard ones are there only for a spec that names them, since they
can be set only when the pool is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, pointer, put, same, thaw
from baasctl.providers.amplify.user_pool.documents import POOL, Message
from baasctl.providers.amplify.user_pool.rows import native
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects

SCHEMA: Final = native("Schema")
MOST_A_CALL: Final = 25
MOST: Final = 50
_PREFIX: Final = re.compile(r"^(dev:)?custom:")
_NAME: Final = re.compile(r"[^\s:]{1,20}")
_TYPES: Final = ("String", "Number", "DateTime", "Boolean")
_LIMITS: Final[Mapping[str, tuple[str, tuple[str, str]]]] = {
    "StringAttributeConstraints": ("String", ("MinLength", "MaxLength")),
    "NumberAttributeConstraints": ("Number", ("MinValue", "MaxValue")),
}
_DEFAULTS: Final[Mapping[str, Value]] = {
    "AttributeDataType": "String",
    "DeveloperOnlyAttribute": False,
    "Mutable": True,
    "Required": False,
}
STANDARD: Final = frozenset(
    (
        *("address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "identities"),
        *("locale", "middle_name", "name", "nickname", "phone_number", "phone_number_verified", "picture"),
        *("preferred_username", "profile", "sub", "updated_at", "website", "zoneinfo"),
    )
)
FIELD: Final = Field(
    shape=Shape.RECORD,
    element=Field(
        shape=Shape.RECORD,
        members={
            **{name: Field() for name in _DEFAULTS},
            **{
                name: Field(shape=Shape.RECORD, members={limit: Field() for limit in limits})
                for name, (_, limits) in _LIMITS.items()
            },
        },
        doc="One attribute of users.",
    ),
    doc="Attributes of users by name; they can be added, never changed or removed.",
)


def decode(pool: Message, spec: Attributes | None) -> Side:
    """Attribute name to what it is, `ABSENT` where there is none to tell."""
    named = declared_at(spec, SCHEMA)
    wanted = set(named) if isinstance(named, Mapping) else set()
    found = {
        name: each for name, each in _live(pool).items() if _PREFIX.match(str(each.get("Name", ""))) or name in wanted
    }
    return freeze({name: _described(each) for name, each in found.items()}) if found else ABSENT


def filled(attributes: Attributes, pool: Message) -> Attributes:
    """Declared attributes that are not there yet, with their type: one of which nothing is said would be no change."""
    declared, live = declared_at(attributes, SCHEMA), _live(pool)
    for name, member in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(member, Mapping) and name not in live and "AttributeDataType" not in member:
            path = f"{SCHEMA}{pointer(name)}/AttributeDataType"
            attributes = put(attributes, path, _DEFAULTS["AttributeDataType"])
    return attributes


def additions(pool: Message, spec: Attributes) -> list[dict[str, object]]:
    """Declared attributes that are not there yet, as `AddCustomAttributes` takes them."""
    declared = declared_at(spec, SCHEMA)
    live = _live(pool)
    return [
        {"Name": name, **dict(_DEFAULTS), **_plain(member)}
        for name, member in (declared.items() if isinstance(declared, Mapping) else ())
        if isinstance(member, Mapping) and name not in live
    ]


def impossible(resource: Resource, live: Resource | None, pool: Message) -> Iterator[Diagnostic]:
    """What Cognito can never do with attributes, beside those that are live."""
    declared = declared_at(resource.attributes, SCHEMA)
    if declared is None:
        yield _refused(resource, SCHEMA, "null would remove every custom attribute", "take the line out")
    known = _live(pool)
    for name, member in declared.items() if isinstance(declared, Mapping) else ():
        path = SCHEMA + pointer(name)
        if name not in known:
            if name in STANDARD:
                why = f"`{name}` is a standard attribute, which a pool gets only when it is made"
                yield _refused(resource, path, why, "take it out, or make a new pool")
            continue
        if member is None:
            yield _refused(resource, path, f"`{name}` is there and cannot be removed", "take the line out")
            continue
        for below, value in _leaves(member):
            now = at(live.attributes, path + below) if live is not None else ABSENT
            if not same(value, now):
                yield _refused(
                    resource,
                    path + below,
                    f"`{name}` has {_word(below)} {_shown(now)} and cannot get {_shown(value)}",
                    "write what is live, or add an attribute of another name",
                )


def check(resource: Resource) -> Iterator[Diagnostic]:
    """Attributes that Cognito would not take, found offline."""
    declared = declared_at(resource.attributes, SCHEMA)
    members = declared if isinstance(declared, Mapping) else {}
    if len(members) > MOST:
        yield _wrong(resource, SCHEMA, f"{len(members)} attributes are declared; Cognito takes {MOST} custom ones")
    for name, member in members.items():
        path = SCHEMA + pointer(name)
        if not _NAME.fullmatch(name):
            yield _wrong(resource, path, f"`{name}`: a name has 1 to 20 characters, no space and no `custom:`")
        for each in _breaks(member) if isinstance(member, Mapping) else ():
            yield _wrong(resource, path, f"`{name}`: {each}")
        if name not in STANDARD and declared_at(resource.attributes, f"{path}/Required") is True:
            yield _wrong(resource, f"{path}/Required", f"`{name}`: a custom attribute cannot be required")


def _live(pool: Message) -> dict[str, dict[str, object]]:
    listed = expect_objects(pool.get("SchemaAttributes") or [], POOL, "/SchemaAttributes")
    return {_PREFIX.sub("", expect(each.get("Name"), str, POOL, "/SchemaAttributes/Name")): each for each in listed}


def _described(attribute: Mapping[str, object]) -> dict[str, object]:
    return {
        name: attribute.get(name, _DEFAULTS.get(name))
        for name in (*_DEFAULTS, *_LIMITS)
        if attribute.get(name, _DEFAULTS.get(name)) not in (None, {})
    }


def _plain(member: Mapping[str, Value]) -> dict[str, object]:
    return {name: thaw(value) for name, value in member.items() if value is not None}


def _leaves(member: Value) -> Iterator[tuple[str, Value]]:
    for name, value in member.items() if isinstance(member, Mapping) else ():
        if isinstance(value, Mapping):
            yield from ((pointer(name) + below, leaf) for below, leaf in _leaves(value))
        else:
            yield pointer(name), value


def _breaks(member: Mapping[str, Value]) -> Iterator[str]:
    kind = member.get("AttributeDataType", "String")
    if kind not in _TYPES:
        yield f"`AttributeDataType` must be one of: {', '.join(_TYPES)}"
    for name in ("DeveloperOnlyAttribute", "Mutable", "Required"):
        if not isinstance(member.get(name, False), bool):
            yield f"`{name}` must be true or false"
    for name, (needed, limits) in _LIMITS.items():
        written = member.get(name)
        if isinstance(written, Mapping) and kind in _TYPES and kind != needed:
            yield f"`{name}` is for attributes of type {needed}"
        for limit, value in written.items() if isinstance(written, Mapping) else ():
            if (
                limit in limits
                and value is not None
                and not (isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value))
            ):
                yield f'`{name}.{limit}` must be a number in quotes: "256"'


def _refused(resource: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    summary = "attributes of users can be added, never changed or removed"
    return problem(resource, "SPEC725", summary, f"{detail}; the limit is Cognito's", hint=hint, path=path)


def _wrong(resource: Resource, path: str, detail: str) -> Diagnostic:
    return problem(resource, "SPEC726", "this attribute of users cannot be made", detail, path=path)


def _word(below: str) -> str:
    return below[1:].replace("/", ".")


def _shown(value: object) -> str:
    if value is ABSENT or value is None:
        return "nothing"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def in_calls(wanted: Sequence[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    """The additions in as many calls as they need."""
    for start in range(0, len(wanted), MOST_A_CALL):
        yield list(wanted[start : start + MOST_A_CALL])
