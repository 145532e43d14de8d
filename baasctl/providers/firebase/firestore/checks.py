"""Rules of Firestore that can be held against a spec before anything is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Value, at
from baasctl.providers.firebase.databases import KIND as DATABASES
from baasctl.providers.firebase.databases import id_of, is_realtime
from baasctl.providers.firebase.fields import KIND as FIELDS
from baasctl.providers.firebase.fields import canonical_key, in_order, wire_place
from baasctl.providers.firebase.firestore.field_paths import WILDCARD, canonical
from baasctl.providers.firebase.firestore.index_matching import same_content
from baasctl.providers.firebase.indexes import KIND as INDEXES
from baasctl.providers.firebase.indexes import fields_of, folded, normal_form
from baasctl.providers.spec_place import problem

_ID: Final = re.compile(r"\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9]")
_INSTANCE_ID: Final = re.compile(r"\(default\)|[a-z0-9-]{4,63}")
_MOST_INDEXES: Final = 1_000
_RESERVED_COLLECTION: Final = re.compile(r"\.\.?|__.*__")


def check_databases(desired: DesiredState) -> Iterator[Diagnostic]:
    """Ids that Google refuses, and backups that say half of what they need."""
    for one in desired.of(DATABASES):
        name = id_of(one)
        if not (_INSTANCE_ID if is_realtime(one.attributes) else _ID).fullmatch(name):
            yield problem(
                one,
                "SPEC584",
                "this is no id of a database",
                f"`{name}`: Google takes 4 to 63 lower-case letters, digits and hyphens, beginning with a letter, or"
                " `(default)`",
                hint="choose another id",
            )
        for path in ("/backups/daily/retention", "/backups/weekly/retention", "/backups/weekly/day"):
            parent, _, member = path.rpartition("/")
            if isinstance(at(one.attributes, parent), Mapping) and at(one.attributes, path) in (ABSENT, None):
                yield problem(
                    one,
                    "SPEC585",
                    "a backup schedule is not whole",
                    f"`{parent[1:].replace('/', '.')}` of `{one.address.local}` has no `{member}`",
                    hint="write `daily: {retention: 7d}` or `weekly: {day: sunday, retention: 30d}`",
                    path=parent,
                )


def check_indexes(desired: DesiredState) -> Iterator[Diagnostic]:
    """Indexes that Firestore refuses, and two names for one index."""
    sound = []
    for one in desired.of(INDEXES):
        problems = tuple(_index_problems(one))
        yield from problems
        if not problems:
            sound.append(one.with_attributes(normal_form(one.attributes)))
    yield from _too_many(desired)
    for one, twin in same_content(sound):
        yield problem(
            one,
            "SPEC586",
            "two names for one index",
            f"`{one.address.local}` says what `{twin.address.local}` says ({twin.declared_at})",
            hint="keep one of them",
        )


def _too_many(desired: DesiredState) -> Iterator[Diagnostic]:
    """Google refuses what is beyond its quota one by one, in the middle of an apply; it can be raised on request."""
    counts = Counter(one.address.segments[0] for one in desired.of(INDEXES))
    for one in desired.of(INDEXES):
        database = one.address.segments[0]
        if (count := counts.pop(database, 0)) > _MOST_INDEXES:
            detail = f"{count:,} in database `{database}`; Firestore takes {_MOST_INDEXES:,}, and 200 without billing"
            hint = "drop those that no query needs, or ask Google for more: https://firebase.google.com/docs/firestore/quotas"
            found = problem(one, "SPEC598", "more composite indexes than Firestore takes", detail, hint=hint)
            yield replace(found, severity=Severity.WARNING)


def check_fields(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys that name no field, two keys for one field, and settings that Firestore refuses."""
    seen: dict[tuple[str, str], Resource] = {}
    expiring: dict[tuple[str, str], Resource] = {}
    for one in desired.of(FIELDS):
        database, key = one.address.segments
        try:
            spelled = canonical_key(key)
        except ValueError as error:
            yield problem(one, "SPEC589", "this key names no field", str(error), hint="such as `orders/customer.name`")
            continue
        twin = seen.setdefault((database, spelled), one)
        if twin is not one:
            detail = f"`{one.address.local}` is what `{twin.address.local}` is ({twin.declared_at})"
            yield problem(one, "SPEC592", "two keys for one field", detail, hint="keep one of them")
        yield from _setting_problems(one, spelled)
        if one.attributes.get("ttl") is True:
            collection = wire_place(spelled)[0]
            other = expiring.setdefault((database, collection), one)
            if other is not one:
                yield problem(
                    one,
                    "SPEC590",
                    "documents of a collection expire by one field",
                    f"`{one.address.local}` and `{other.address.local}` ({other.span_of('/ttl')}) both have `ttl`",
                    hint="keep one of them",
                    path="/ttl",
                )


def _index_problems(one: Resource) -> Iterator[Diagnostic]:
    collection = str(one.attributes.get("collection"))
    if "/" in collection or _RESERVED_COLLECTION.fullmatch(collection):
        detail = f"`{collection}` of `{one.address.local}`: an id without `/`, not `.`, `..` or `__name__`"
        yield problem(one, "SPEC593", "this is no id of a collection", detail, path="/collection")
    fields = fields_of(one.attributes)
    for index, field in enumerate(fields):
        try:
            canonical(str(field.get("path")))
        except ValueError as error:
            detail = f"{error} (in `{one.address.local}`)"
            hint = "such as `address.city`, or `` `user-id` ``"
            yield problem(one, "SPEC588", "this is no field path", detail, hint=hint, path=f"/fields/{index}/path")
            return
    if any("vector" in each for each in fields[:-1]):
        detail = f"`{one.address.local}` has fields behind its vector"
        yield problem(one, "SPEC594", "a vector is the last field of an index", detail, path="/fields")
    left = folded(fields)
    is_special = any(mode in each for each in left for mode in ("vector", "search"))
    if len(left) < 2 and not is_special and one.attributes.get("api") != "mongodb":
        yield problem(
            one,
            "SPEC587",
            "an index over one field is not declared here",
            f"`{one.address.local}` has one field; Firestore refuses it:"
            " `this index is not necessary, configure using single field index controls`",
            hint=_as_field(one, left),
            path="/fields",
        )


def _as_field(one: Resource, fields: tuple[Mapping[str, Value], ...]) -> str:
    """How the same index is written under `fields`."""
    path = str(fields[0].get("path")) if fields else "field"
    order = fields[0].get("order") if fields else None
    mode = f"order: {order}" if order else "contains: true"
    scope = one.attributes.get("scope")
    inner = f"{{{mode}{f', scope: {scope}' if scope == 'collection_group' else ''}}}"
    key = f"{one.attributes.get('collection')}/{path}"
    return f'write it as `fields: {{"{one.address.segments[0]}": {{"{key}": {{indexes: [{inner}]}}}}}}`'


def _setting_problems(one: Resource, key: str) -> Iterator[Diagnostic]:
    indexes = one.attributes.get("indexes")
    if isinstance(indexes, tuple):
        whole = in_order(each for each in indexes if isinstance(each, Mapping))
        if len({repr(sorted(each.items(), key=str)) for each in whole}) < len(whole):
            detail = f"`indexes` of `{one.address.local}` has an index twice"
            yield problem(one, "SPEC595", "an index stands here twice", detail, path="/indexes")
    if one.attributes.get("ttl") is True and key.rpartition("/")[2] == WILDCARD:
        detail = f"`{one.address.local}` is every field; `ttl` needs one that holds a time"
        yield problem(one, "SPEC596", "this field cannot make documents expire", detail, path="/ttl")
    if one.attributes.get("ttl_offset") and one.attributes.get("ttl") is not True:
        detail = f"`{one.address.local}` has `ttl_offset` without `ttl: true`"
        yield problem(one, "SPEC597", "an offset of nothing", detail, hint="add `ttl: true`", path="/ttl_offset")
