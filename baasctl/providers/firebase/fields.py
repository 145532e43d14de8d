"""`fields`: `projects.databases.collectionGroups.fields` of Firestore v1, between wire and attributes.

Every field of every collection exists and follows its ancestor: `collection/*`, then `*` of the database. What the
server lists is what differs from that (research/firebase.md §1.4, §2.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import Value, freeze
from baasctl.providers.firebase.firestore.durations import whole_seconds
from baasctl.providers.firebase.firestore.field_paths import WILDCARD, canonical, canonical_or_same
from baasctl.providers.firebase.firestore.wire_names import path_segment
from baasctl.providers.firebase.indexes import APIS, SCOPES, api_of, encode_field, mode_of, scope_of
from baasctl.providers.strict import expect, expect_objects, expect_or_none, unexpected

KIND: Final = "fields"
DATABASE_DEFAULT: Final = "__default__"
_DURATION_UNIT: Final = "s"
_MEMBERS: Final = ("order", "contains", "vector", "search", "scope", "api")
_DEFAULTS: Final[Mapping[str, Value]] = {"scope": "collection", "api": "any"}


def standard_indexes() -> tuple[Mapping[str, Value], ...]:
    """What a database indexes of every field unless it is told otherwise."""
    return in_order(({"order": "ascending"}, {"order": "descending"}, {"contains": True}))


def in_order(indexes: Iterable[Mapping[str, Value]]) -> tuple[Mapping[str, Value], ...]:
    """Indexes of one field without what goes without saying, in the one order that both sides have."""
    short = [
        {name: each[name] for name in _MEMBERS if each.get(name) not in (None, _DEFAULTS.get(name))} for each in indexes
    ]
    found = freeze(sorted(short, key=lambda each: [str(each.get(name, "")) for name in _MEMBERS]))
    assert isinstance(found, tuple)
    return tuple(each for each in found if isinstance(each, Mapping))


def decode(wire: Mapping[str, object], document: str, place: str, target: str, database: str) -> Resource:
    """One field as it is live; `facts` say which parts are set there, and not inherited.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    key = _key(expect(wire.get("name"), str, document, f"{place}/name"), document, place)
    config = expect_or_none(wire.get("indexConfig"), dict, document, f"{place}/indexConfig") or {}
    ttl = expect_or_none(wire.get("ttlConfig"), dict, document, f"{place}/ttlConfig")
    where = f"{place}/indexConfig/indexes"
    indexes = in_order(
        _index(each, document, f"{where}/{index}")
        for index, each in enumerate(expect_objects(config.get("indexes", []), document, where))
    )
    is_inherited = (
        "indexConfig" not in wire or config.get("usesAncestorConfig") is True or config.get("reverting") is True
    )
    is_standard = key == WILDCARD and indexes == standard_indexes()
    written = (ttl or {}).get("expirationOffset")
    offset = whole_seconds(written, document, f"{place}/ttlConfig/expirationOffset") if written else 0
    return live_field(
        Address(target, KIND, (database, key)),
        indexes,
        ttl=ttl is not None,
        offset=offset,
        is_inherited=is_inherited or is_standard,
    )


def live_field(
    address: Address,
    indexes: tuple[Mapping[str, Value], ...],
    *,
    ttl: bool = False,
    offset: int = 0,
    is_inherited: bool = True,
) -> Resource:
    """A live field; without more than its indexes it is one that nothing was said about."""
    values: dict[str, Value] = {"ttl": ttl, "ttl_offset": offset, "indexes": indexes}
    unset = [] if ttl else ["/ttl"]
    unset += ["/indexes"] if is_inherited else []
    unset += [] if offset else ["/ttl_offset"]
    set_here = tuple(name for name, is_set in (("indexConfig", not is_inherited), ("ttlConfig", ttl)) if is_set)
    return Resource(
        address=address,
        attributes=values,
        unset=frozenset(unset),
        remote_id="/".join(wire_place(address.segments[1])),
        facts={"set": set_here, "ttl": ttl, "ttl_offset": offset},
    )


def encode(change: Change) -> tuple[tuple[str, ...], dict[str, object]]:
    """The update mask and the body; what is in the mask and not in the body follows its ancestor again."""
    key = change.address.segments[1]
    if change.action is Action.DELETE:
        found = change.facts.get("set")
        mask = tuple(map(str, found)) if isinstance(found, tuple) else ()
        return mask, {"indexConfig": _indexes(standard_indexes(), key)} if key == WILDCARD else {}
    after, paths = change.after or {}, {field.path for field in change.fields}
    changed: list[str] = []
    body: dict[str, object] = {}
    if "/indexes" in paths:
        changed.append("indexConfig")
        wanted = after.get("indexes")
        if wanted is None and key == WILDCARD:
            wanted = standard_indexes()
        if isinstance(wanted, tuple):
            body["indexConfig"] = _indexes([each for each in wanted if isinstance(each, Mapping)], key)
    if paths & {"/ttl", "/ttl_offset"}:
        changed.append("ttlConfig")
        config = _ttl(change)
        if config is not None:
            body["ttlConfig"] = config
    return tuple(changed), body


def ends_ttl(change: Change) -> bool:
    """Whether documents stop expiring by this field: another of its collection may begin only then."""
    if change.action is Action.DELETE:
        return (change.before or {}).get("ttl") is True
    field = change.field_at("/ttl")
    return field is not None and field.after is not True


def canonical_key(key: str) -> str:
    """The one spelling of `collection/field.path`, or `*`.

    Raises:
        ValueError: It is neither.
    """
    if key == WILDCARD:
        return key
    collection, slash, path = key.partition("/")
    if not slash or not collection or not path or collection == DATABASE_DEFAULT:
        message = f"`{key}` names no field: write `collection/field.path`, `collection/*` or `*`"
        raise ValueError(message)
    return f"{collection}/{canonical(path)}"


def wire_place(key: str) -> tuple[str, str]:
    """Collection group and field path as the API has them."""
    if key == WILDCARD:
        return DATABASE_DEFAULT, WILDCARD
    collection, _, path = key.partition("/")
    return collection, path


def _key(name: str, document: str, place: str) -> str:
    _, _, rest = name.partition("/collectionGroups/")
    collection, found, path = rest.partition("/fields/")
    if not found:
        raise unexpected(document, f"{place}/name", "expected .../collectionGroups/<id>/fields/<path>")
    collection, path = (path_segment(each, document, f"{place}/name") for each in (collection, path))
    if collection == DATABASE_DEFAULT:
        return path
    return f"{collection}/{canonical_or_same(path)}"


def _index(wire: Mapping[str, object], document: str, place: str) -> Mapping[str, Value]:
    fields = expect_objects(wire.get("fields", []), document, f"{place}/fields")
    mode = mode_of(fields[0], document, f"{place}/fields/0") if fields else {}
    return {**mode, "scope": scope_of(wire.get("queryScope")), "api": api_of(wire.get("apiScope"))}


def _indexes(indexes: Iterable[Mapping[str, Value]], key: str) -> dict[str, object]:
    path = wire_place(key)[1]
    found = []
    for each in indexes:
        api = str(each.get("api", "any"))
        one: dict[str, object] = {"queryScope": SCOPES[str(each.get("scope", "collection"))]}
        found.append(
            {
                **one,
                **({"apiScope": APIS[api]} if api != "any" else {}),
                "fields": [encode_field({**each, "path": path})],
            }
        )
    return {"indexes": found}


def _ttl(change: Change) -> dict[str, object] | None:
    """The wire's TTL after the change; `None` switches it off."""
    after, before = change.after or {}, change.before or {}
    if after.get("ttl", before.get("ttl", change.facts.get("ttl"))) is not True:
        return None
    offset = after.get("ttl_offset", change.facts.get("ttl_offset"))
    return {"expirationOffset": f"{offset}{_DURATION_UNIT}"} if isinstance(offset, int) and offset else {}
