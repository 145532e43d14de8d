"""`indexes`: `projects.databases.collectionGroups.indexes` of Firestore v1, between wire and attributes.

The server appends `__name__` with the direction of the last sorted field (before the vector of a vector index) and
fills in the density (research/firebase.md §2.2); both are folded away, so that an index reads as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value, freeze, thaw
from baasctl.providers.firebase.firestore.field_paths import NAME, canonical_or_same
from baasctl.providers.firebase.firestore.wire_names import path_segment
from baasctl.providers.strict import expect, expect_objects, expect_or_none

KIND: Final = "indexes"
NATIVE: Final = ("multikey", "unique", "shardCount", "searchIndexOptions")
DEFAULT_DENSITY: Final = "sparse_all"
SCOPES: Final[Mapping[str, str]] = {
    "collection": "COLLECTION",
    "collection_group": "COLLECTION_GROUP",
    "collection_recursive": "COLLECTION_RECURSIVE",
}
APIS: Final[Mapping[str, str]] = {
    "any": "ANY_API",
    "datastore": "DATASTORE_MODE_API",
    "mongodb": "MONGODB_COMPATIBLE_API",
}
_FROM_SCOPE: Final = {wire: scope for scope, wire in SCOPES.items()}
_FROM_API: Final = {wire: api for api, wire in APIS.items()}


def decode(wire: Mapping[str, object], document: str, place: str, target: str, database: str) -> Resource:
    """One live index under the readable name that its content gives; `facts` say what state it is in.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    path = ["", "", *expect(wire.get("name"), str, document, f"{place}/name").split("/")]
    density = (expect_or_none(wire.get("density"), str, document, f"{place}/density") or "").lower()
    fields = tuple(
        _field(each, document, f"{place}/fields/{index}")
        for index, each in enumerate(expect_objects(wire.get("fields", []), document, f"{place}/fields"))
    )
    values: dict[str, Value] = {
        "collection": path_segment(path[-3], document, f"{place}/name"),
        "scope": scope_of(wire.get("queryScope")),
        "api": api_of(wire.get("apiScope")),
        "density": density or DEFAULT_DENSITY,
        "fields": folded(fields),
    }
    native = {name: freeze(wire[name]) for name in NATIVE if wire.get(name)}
    if native:
        values["native"] = {"firebase": native}
    return Resource(
        address=Address(target, KIND, (database, readable_name(values))),
        attributes=values,
        unset=frozenset({"/density"} if values["density"] == DEFAULT_DENSITY else ()),
        remote_id=path_segment(path[-1], document, f"{place}/name"),
        facts={"state": expect_or_none(wire.get("state"), str, document, f"{place}/state") or ""},
    )


def encode(attributes: Attributes) -> dict[str, object]:
    """The body that makes an index; the server adds what is folded away."""
    api = str(attributes.get("api", "any"))
    density = attributes.get("density")
    native = attributes.get("native")
    own = native.get("firebase") if isinstance(native, Mapping) else None
    return {
        "queryScope": SCOPES[str(attributes.get("scope", "collection"))],
        **({"apiScope": APIS[api]} if api != "any" else {}),
        **({"density": str(density).upper()} if density else {}),
        "fields": [encode_field(each) for each in fields_of(attributes)],
        **{name: thaw(value) for name, value in (own.items() if isinstance(own, Mapping) else ())},
    }


def encode_field(field: Mapping[str, Value]) -> dict[str, object]:
    """One field of an index, composite or single."""
    body: dict[str, object] = {"fieldPath": str(field["path"])} if "path" in field else {}
    vector = field.get("vector")
    if field.get("order"):
        body["order"] = str(field["order"]).upper()
    elif field.get("contains"):
        body["arrayConfig"] = "CONTAINS"
    elif isinstance(vector, Mapping):
        body["vectorConfig"] = {"dimension": vector["dimension"], "flat": {}}
    elif field.get("search") is not None:
        body["searchConfig"] = thaw(field["search"])
    return body


def normal_form(attributes: Attributes) -> Attributes:
    """The attributes with canonical field paths and without what the server adds by itself."""
    return {**attributes, "fields": folded(fields_of(attributes))}


def content_of(attributes: Attributes) -> tuple[object, ...]:
    """What makes an index this one and no other, whatever it is called; density and native members stay outside."""
    return (
        attributes.get("collection"),
        attributes.get("scope", "collection"),
        attributes.get("api", "any"),
        tuple(
            repr(sorted((name, repr(thaw(value))) for name, value in each.items())) for each in fields_of(attributes)
        ),
    )


def fields_of(attributes: Attributes) -> tuple[Mapping[str, Value], ...]:
    """The fields of an index, in order."""
    found = attributes.get("fields")
    return tuple(each for each in found if isinstance(each, Mapping)) if isinstance(found, tuple) else ()


def folded(fields: Sequence[Mapping[str, Value]]) -> tuple[Mapping[str, Value], ...]:
    """Fields with canonical paths, without members that are null, and without the `__name__` that goes by itself."""
    plain = [
        freeze(
            {
                name: canonical_or_same(str(value)) if name == "path" else value
                for name, value in each.items()
                if value is not None
            }
        )
        for each in fields
    ]
    records = [each for each in plain if isinstance(each, Mapping)]
    tail = [each for each in records if "vector" in each][:1] if records and "vector" in records[-1] else []
    head = records[: len(records) - len(tail)]
    if head and head[-1].get("path") == NAME and head[-1].get("order") == implied_order(head[:-1]):
        head = head[:-1]
    return (*head, *tail)


def implied_order(fields: Sequence[Mapping[str, Value]]) -> str:
    """The direction of the `__name__` that the server appends to these fields."""
    return str(fields[-1].get("order") or "ascending") if fields else "ascending"


def readable_name(attributes: Attributes, *, exact: bool = False) -> str:
    """A name from the content: `orders_by_customer_and_date`; *exact* also tells directions and scope."""
    words = []
    for field in fields_of(attributes):
        word = "_".join(str(field.get("path", "")).replace("`", "").split("."))
        mode = (
            "contains" if field.get("contains") else next((each for each in ("vector", "search") if each in field), "")
        )
        suffix = mode or ("descending" if field.get("order") == "descending" else "")
        words.append(f"{word}_{suffix}" if exact and suffix else word)
    scope = str(attributes.get("scope", "collection"))
    told = f"_in_{scope}" if exact and scope != "collection" else ""
    name = f"{attributes.get('collection', '')}_by_{'_and_'.join(words)}{told}"
    return "".join(each if each.isalnum() or each in "_-" else "_" for each in name)


def _field(wire: Mapping[str, object], document: str, place: str) -> Mapping[str, Value]:
    path = expect(wire.get("fieldPath"), str, document, f"{place}/fieldPath")
    return {"path": canonical_or_same(path), **mode_of(wire, document, place)}


def mode_of(wire: Mapping[str, object], document: str, place: str) -> dict[str, Value]:
    """How the wire's field is indexed, as exactly one member."""
    order = expect_or_none(wire.get("order"), str, document, f"{place}/order")
    if order:
        return {"order": order.lower()}
    if wire.get("arrayConfig"):
        return {"contains": True}
    vector = expect_or_none(wire.get("vectorConfig"), dict, document, f"{place}/vectorConfig")
    if vector is not None:
        dimension = expect(vector.get("dimension"), int, document, f"{place}/vectorConfig/dimension")
        return {"vector": {"dimension": dimension}}
    search = expect_or_none(wire.get("searchConfig"), dict, document, f"{place}/searchConfig")
    return {"search": freeze(search)} if search is not None else {}


def scope_of(wire: object) -> str:
    """The wire's scope in our words; one that we do not know in lower case."""
    return _FROM_SCOPE.get(str(wire), str(wire).lower())


def api_of(wire: object) -> str:
    """The wire's API scope in our words; it is absent for every API."""
    return _FROM_API.get(str(wire), "any") if wire else "any"
