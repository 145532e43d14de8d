"""`firestore` of firebase.json: databases, rules, and `firestore.indexes.json`.

Format of the indexes: npm firebase-tools 15.34.2, src/firestore/api-spec.ts; older files say `mode` for `order`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.value import Value, freeze
from baasctl.providers.firebase.fields import in_order
from baasctl.providers.firebase.indexes import api_of, mode_of, readable_name, scope_of
from baasctl.providers.firebase.project_files.gathering import Gathering, entries_of
from baasctl.providers.firebase.project_files.json_file import read_object

_EDITIONS: Final = ("standard", "enterprise")
_NATIVE: Final = ("multikey", "unique")


def firestore_into(gathering: Gathering, section: object) -> None:
    """Every database that the section names."""
    for key, entry in entries_of("firestore", section):
        rules, indexes = entry.pop("rules", None), entry.pop("indexes", None)
        location, edition = entry.pop("location", None), entry.pop("edition", None)
        for database in gathering.targets_of("firestore", entry, "database", key):
            if rules is not None:
                gathering.put_file("firestore_rules", (database,), f"{key}.rules", rules)
            if indexes is not None:
                _indexes_into(gathering, database, f"{key}.indexes", indexes)
            if isinstance(location, str) and location:
                gathering.put("databases", (database,), "/location", location)
            if isinstance(edition, str) and edition.lower() in _EDITIONS:
                gathering.put("databases", (database,), "/edition", edition.lower())
        gathering.rest(key, entry)


def _indexes_into(gathering: Gathering, database: str, key: str, path: object) -> None:
    if not isinstance(path, str) or not gathering.has_file(path):
        gathering.leave(key, f"there is no file {path}" if isinstance(path, str) else "expected a path")
        return
    described = read_object(gathering.files, path)
    for member, write in (("indexes", _index), ("fieldOverrides", _field)):
        for index, entry in enumerate(_objects(described.pop(member, []))):
            try:
                write(gathering, database, entry)
            except UnexpectedAnswer as error:
                gathering.leave(f"{path}: {member}[{index}]", error.diagnostics[0].detail)
    for name in described:
        gathering.leave(f"{path}: {name}", "no key that this version of baasctl knows")


def _index(gathering: Gathering, database: str, entry: dict[str, object]) -> None:
    values: dict[str, Value] = {
        "collection": str(entry.pop("collectionGroup", entry.pop("collectionId", ""))),
        "scope": scope_of(entry.pop("queryScope", None)),
        "api": api_of(entry.pop("apiScope", None)),
        "fields": freeze([_index_field(each) for each in _objects(entry.pop("fields", []))]),
    }
    density = entry.pop("density", None)
    if isinstance(density, str):
        values["density"] = density.lower()
    native = {name: freeze(entry.pop(name)) for name in _NATIVE if entry.get(name)}
    if native:
        values["native"] = {"firebase": native}
    name = readable_name(values)
    if ("indexes", (database, name)) in gathering.values:
        name = readable_name(values, exact=True)
    number = 1
    while ("indexes", (database, name)) in gathering.values:
        number += 1
        name = f"{readable_name(values, exact=True)}_{number}"
    shown = {key: value for key, value in values.items() if (key, value) not in _SAID_BY_DEFAULT}
    gathering.values["indexes", (database, name)] = shown


_SAID_BY_DEFAULT: Final = (("scope", "collection"), ("api", "any"))


def _index_field(wire: dict[str, object]) -> Mapping[str, Value]:
    return {"path": str(wire.get("fieldPath", "")), **mode_of(_with_order(wire), "indexes", "/fields")}


def _field(gathering: Gathering, database: str, entry: dict[str, object]) -> None:
    collection, path = str(entry.pop("collectionGroup", "")), str(entry.pop("fieldPath", ""))
    name = path if collection == "__default__" else f"{collection}/{path}"
    values: dict[str, Value] = {}
    if isinstance(ttl := entry.pop("ttl", None), bool):
        values["ttl"] = ttl
    if isinstance(found := entry.pop("indexes", None), list):
        indexes = [
            {
                **mode_of(_with_order(each), "fieldOverrides", "/indexes"),
                "scope": scope_of(each.get("queryScope")),
                "api": api_of(each.get("apiScope")),
            }
            for each in _objects(found)
        ]
        values["indexes"] = freeze(in_order(indexes))
    gathering.values["fields", (database, name)] = values


def _with_order(wire: dict[str, object]) -> dict[str, object]:
    """A field that says its order as files of before 2019 did."""
    mode = wire.get("mode")
    return {**wire, "order": mode} if isinstance(mode, str) and mode in ("ASCENDING", "DESCENDING") else wire


def _objects(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
