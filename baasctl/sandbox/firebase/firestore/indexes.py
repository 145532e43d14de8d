"""`collectionGroups.indexes`: what Google adds and refuses is recorded (research/firebase.md §2.2)."""

from __future__ import annotations

import base64
import secrets
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.firestore import stored as state
from baasctl.sandbox.firebase.firestore.paths import checked_path
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_MEMBER: Final = "indexes"
_NAME: Final = "__name__"
_MOST_FIELDS: Final = 100
_MOST: Final = {True: 1000, False: 200}
"""Composite indexes of a database, with and without billing."""
_UNSET: Final = ("", "QUERY_SCOPE_UNSPECIFIED")
_MODES: Final = ("order", "arrayConfig", "vectorConfig", "searchConfig")
_HIDDEN: Final = ("operation", "readsLeft")


def list_all(call: Call) -> Answer:
    """`GET collectionGroups/{collection}/indexes`; `-` is every collection. In no order of creation."""
    collection, project = call.parameter("collection"), call.project
    with project.lock:
        stored = state.find(call)
        known = state.members(stored, _MEMBER)
        asked = {key: each for key, each in known.items() if collection in ("-", _collection(each))}
        shown = [_shown(call, each) for _, each in sorted(asked.items())]
        _count_reads(call, stored, asked)
    return page(call, "indexes", shown, usual=1000)


def read(call: Call) -> Answer:
    """`GET …/indexes/{index}`."""
    with call.project.lock:
        stored = state.find(call)
        found = state.members(stored, _MEMBER).get(call.parameter("index"))
        if found is None or _collection(found) != call.parameter("collection"):
            raise GoogleRefusal(404, "Requested index was not found.")
        _count_reads(call, stored, {call.parameter("index"): found})
    return call.answer(_shown(call, found))


def create(call: Call) -> Answer:
    """`POST …/indexes`: an operation; the index is `CREATING` until it is done."""
    project, collection = call.project, call.parameter("collection")
    with project.lock:
        stored = state.find(call)
        made = _complete(call.body, str(state.described(stored)["databaseEdition"]))
        known = state.members(stored, _MEMBER)
        for key, each in known.items():
            if _collection(each) == collection and all(each.get(name) == made.get(name) for name in made):
                raise GoogleRefusal(409, f"index already exists with index ID = {key}")
        if len(known) >= _MOST[project.options.billing]:
            raise GoogleRefusal(429, "The database has reached its limit of composite indexes.")
        key = base64.urlsafe_b64encode(secrets.token_bytes(9)).decode()
        parent = f"projects/{project.id}/databases/{call.parameter('database')}"
        name = f"{parent}/collectionGroups/{collection}/indexes/{key}"
        answer = operations.begun(
            call,
            parent,
            response={"@type": f"{state.TYPE_URL}.Index", "name": name, **made, "state": "READY"},
            metadata={
                "@type": f"{state.TYPE_URL}.IndexOperationMetadata",
                "index": name,
                "startTime": state.timestamp(),
                "state": "INITIALIZING",
            },
        )
        hidden: JsonObject = {"operation": answer["name"], "readsLeft": project.options.pending_reads}
        _save(call, stored, {**known, key: {"name": name, **made, **hidden}})
    return json_answer(200, answer)


def delete(call: Call) -> Answer:
    """`DELETE …/indexes/{index}`; one that is gone is no problem (recorded)."""
    with call.project.lock:
        stored = state.find(call)
        known = state.members(stored, _MEMBER)
        _save(call, stored, {key: each for key, each in known.items() if key != call.parameter("index")})
    return call.answer({})


def with_name(fields: list[JsonObject]) -> list[JsonObject]:
    """The fields with the `__name__` that the server adds: last, or before a vector; as the last sorted field is."""
    if any(each.get("fieldPath") == _NAME for each in fields):
        return fields
    tail = fields[-1:] if fields and "vectorConfig" in fields[-1] else []
    head = fields[: len(fields) - len(tail)]
    order = head[-1].get("order", "ASCENDING") if head else "ASCENDING"
    return [*head, {"fieldPath": _NAME, "order": order}, *tail]


def _complete(body: JsonObject, edition: str) -> JsonObject:
    if str(body.get("queryScope", "")) in _UNSET:
        raise GoogleRefusal(400, "query_scope must be specified.")
    fields = cast("list[JsonObject]", body.get("fields", []))
    if not 0 < len(fields) <= _MOST_FIELDS:
        raise GoogleRefusal(400, f"An index must have between 1 and {_MOST_FIELDS} fields.")
    for each in fields:
        checked_path(str(each.get("fieldPath", "")))
        if not any(mode in each for mode in _MODES):
            raise GoogleRefusal(400, "one of order, array_config or vector_config must be specified.")
    if edition == "STANDARD":
        plain = [each for each in fields if each.get("fieldPath") != _NAME]
        if len(plain) < 2 and not any("vectorConfig" in each or "searchConfig" in each for each in plain):
            message = "this index is not necessary, configure using single field index controls"
            raise GoogleRefusal(400, message)
        fields = with_name(fields)
    kept = ("queryScope", "apiScope", "multikey", "unique", "shardCount", "searchIndexOptions")
    return {
        **{name: body[name] for name in kept if body.get(name) and body[name] != "ANY_API"},
        "fields": cast("list[Json]", fields),
        "density": body.get("density") or "SPARSE_ALL",
    }


def _shown(call: Call, index: JsonObject) -> JsonObject:
    is_ready = not index["readsLeft"] or operations.is_done(call.project, str(index["operation"]))
    shown = {name: value for name, value in index.items() if name not in _HIDDEN}
    return {**shown, "state": "READY" if is_ready else "CREATING"}


def _count_reads(call: Call, stored: state.Stored, asked: dict[str, JsonObject]) -> None:
    """One read nearer to the end of building, for clients that do not ask for the operation."""
    pending = {key: each for key, each in asked.items() if each["readsLeft"]}
    if pending:
        known = state.members(stored, _MEMBER)
        nearer = {key: {**each, "readsLeft": cast("int", each["readsLeft"]) - 1} for key, each in pending.items()}
        _save(call, stored, {**known, **nearer})


def _collection(index: JsonObject) -> str:
    return str(index["name"]).split("/")[5]


def _save(call: Call, stored: state.Stored, indexes: dict[str, JsonObject]) -> None:
    state.put(call.project, call.parameter("database"), {**stored, _MEMBER: cast("JsonObject", indexes)})
