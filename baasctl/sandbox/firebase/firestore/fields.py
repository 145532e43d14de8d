"""`collectionGroups.fields`: every field is there and follows its ancestor until it is told otherwise.

Recorded: the shape of inherited settings, TTL states, the refusals (research/firebase.md §2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.firestore import stored as state
from baasctl.sandbox.firebase.firestore.paths import checked_path
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_MEMBER: Final = "fields"
_DEFAULT: Final = "__default__"
_ANY: Final = "*"
_WILDCARD: Final = f"{_DEFAULT}/{_ANY}"
_STANDARD: Final[tuple[JsonObject, ...]] = (
    {"order": "ASCENDING"},
    {"order": "DESCENDING"},
    {"arrayConfig": "CONTAINS"},
)
_PARTS: Final = ("indexConfig", "ttlConfig")
_OVERRIDDEN: Final = re.compile(r"indexConfig\.usesAncestorConfig\s*[=:]\s*false")
_EXPIRING: Final = re.compile(r"ttlConfig\s*:\s*\*")


def list_all(call: Call) -> Answer:
    """`GET …/fields?filter=`: only what was told something, and `__default__/fields/*`."""
    stored, wanted = state.find(call), call.query("filter")
    overridden, expiring = _OVERRIDDEN.search(wanted) is not None, _EXPIRING.search(wanted) is not None
    if not overridden and not expiring:
        message = "Only filters indexConfig.usesAncestorConfig:false and ttlConfig:* are supported."
        raise GoogleRefusal(400, message)
    places = {_WILDCARD, *state.members(stored, _MEMBER)}
    collection = call.parameter("collection")
    shown = [_shown(call, stored, place) for place in sorted(places) if collection in ("-", place.partition("/")[0])]
    kept = [each for each in shown if _fits(each, overridden=overridden, expiring=expiring)]
    return page(call, "fields", kept, usual=1000)


def read(call: Call) -> Answer:
    """`GET …/fields/{field}`: whatever is asked for is there."""
    return call.answer(_shown(call, state.find(call), _place(call)))


def update(call: Call) -> Answer:
    """`PATCH …/fields/{field}?updateMask=`: an operation; a part that the body leaves out is inherited again."""
    project, place = call.project, _place(call)
    mask = call.mask()
    for path in mask:
        if path.partition(".")[0] not in _PARTS:
            raise GoogleRefusal(400, f'Invalid update field mask: paths: \t "{path}"\n')
    touched = {path.partition(".")[0] for path in mask} or set(_PARTS)
    with project.lock:
        stored = state.find(call)
        before = state.members(stored, _MEMBER).get(place, {})
        after = {name: value for name, value in before.items() if name not in touched}
        if "indexConfig" in touched and "indexConfig" in call.body:
            config = cast("JsonObject", call.body["indexConfig"])
            indexes = cast("list[JsonObject]", config.get("indexes", []))
            after["indexConfig"] = cast("list[Json]", [_plain_index(each) for each in indexes])
        if "ttlConfig" in touched and "ttlConfig" in call.body:
            _check_ttl(stored, place)
            after["ttlConfig"] = cast("JsonObject", call.body["ttlConfig"])
        answer = _begun(call, place, before, after)
        if "ttlConfig" in after and "ttlConfig" in touched:
            after["operation"] = answer["name"]
        known = {name: each for name, each in state.members(stored, _MEMBER).items() if name != place}
        is_told = any(part in after for part in _PARTS)
        told = {**known, **({place: after} if is_told else {})}
        state.put(project, call.parameter("database"), {**stored, _MEMBER: cast("JsonObject", told)})
    return json_answer(200, answer)


def _place(call: Call) -> str:
    return f"{call.parameter('collection')}/{checked_path(call.parameter('field'))}"


def _shown(call: Call, stored: state.Stored, place: str) -> JsonObject:
    path = place.partition("/")[2]
    known = state.members(stored, _MEMBER)
    own = known.get(place, {})
    source = next((each for each in _ancestors(place) if "indexConfig" in known.get(each, {})), _WILDCARD)
    is_inherited = "indexConfig" not in own and place != _WILDCARD
    config: JsonObject = {"indexes": cast("list[Json]", _indexes(known, place if not is_inherited else source, path))}
    if place != _WILDCARD:
        config["ancestorField"] = _name(call, source)
    if is_inherited:
        config["usesAncestorConfig"] = True
    shown: JsonObject = {"name": _name(call, place), "indexConfig": config}
    if "ttlConfig" in own:
        is_done = operations.is_done(call.project, str(own.get("operation", "")))
        shown["ttlConfig"] = {**cast("JsonObject", own["ttlConfig"]), "state": "ACTIVE" if is_done else "CREATING"}
    return shown


def _ancestors(place: str) -> Iterator[str]:
    collection, _, path = place.partition("/")
    if path != _ANY:
        yield f"{collection}/{_ANY}"
    yield _WILDCARD


def _indexes(known: dict[str, JsonObject], place: str, path: str) -> list[JsonObject]:
    """The indexes that a place was told, as those of *path*; of the database itself, the usual ones."""
    told = known.get(place, {}).get("indexConfig")
    if told is None:
        standard: list[JsonObject] = [{"queryScope": "COLLECTION", "mode": each} for each in _STANDARD]
        told = cast("list[Json]", standard)
    return [
        {
            "queryScope": each["queryScope"],
            **({"apiScope": each["apiScope"]} if "apiScope" in each else {}),
            "fields": [{"fieldPath": path, **cast("JsonObject", each["mode"])}],
            "state": "READY",
        }
        for each in cast("list[JsonObject]", told)
    ]


def _plain_index(index: JsonObject) -> JsonObject:
    fields = cast("list[JsonObject]", index.get("fields", []))
    if len(fields) != 1:
        raise GoogleRefusal(400, "Single field indexes must have exactly one field.")
    mode: JsonObject = {name: value for name, value in fields[0].items() if name != "fieldPath"}
    if not mode:
        raise GoogleRefusal(400, "one of order or array_config must be specified.")
    scope = str(index.get("queryScope", "QUERY_SCOPE_UNSPECIFIED"))
    if scope == "QUERY_SCOPE_UNSPECIFIED":
        raise GoogleRefusal(400, "query_scope must be specified.")
    api: JsonObject = {"apiScope": index["apiScope"]} if index.get("apiScope", "ANY_API") != "ANY_API" else {}
    return {"queryScope": scope, **api, "mode": mode}


def _check_ttl(stored: state.Stored, place: str) -> None:
    collection, _, path = place.partition("/")
    if path == _ANY:
        raise GoogleRefusal(400, "TTL cannot be configured on a wildcard field.")
    for other, each in state.members(stored, _MEMBER).items():
        if other != place and other.partition("/")[0] == collection and "ttlConfig" in each:
            raise GoogleRefusal(
                429,
                f"The collection group '{collection}' can only have at most '1' field(s) marked with TTL but already"
                f" has TTL configurations set on path '{other.partition('/')[2]}'. Please delete at least one and try"
                " again.",
            )


def _begun(call: Call, place: str, before: JsonObject, after: JsonObject) -> JsonObject:
    metadata: JsonObject = {
        "@type": f"{state.TYPE_URL}.FieldOperationMetadata",
        "field": _name(call, place),
        "startTime": state.timestamp(),
        "state": "INITIALIZING",
    }
    if ("ttlConfig" in before) is not ("ttlConfig" in after):
        metadata["ttlConfigDelta"] = {"changeType": "ADD" if "ttlConfig" in after else "REMOVE"}
    response: JsonObject = {"@type": f"{state.TYPE_URL}.Field", "name": _name(call, place)}
    if "ttlConfig" in after:
        response["ttlConfig"] = {"state": "ACTIVE"}
    parent = f"projects/{call.project.id}/databases/{call.parameter('database')}"
    return operations.begun(call, parent, response=response, metadata=metadata)


def _fits(field: JsonObject, *, overridden: bool, expiring: bool) -> bool:
    config = cast("JsonObject", field["indexConfig"])
    return (overridden and not config.get("usesAncestorConfig")) or (expiring and "ttlConfig" in field)


def _name(call: Call, place: str) -> str:
    collection, _, path = place.partition("/")
    database = f"projects/{call.project.id}/databases/{call.parameter('database')}"
    return f"{database}/collectionGroups/{collection}/fields/{path}"
