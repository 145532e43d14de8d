"""`buckets`: Cloud Storage v1, between wire and attributes. Who may read anything is in the bucket's IAM policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, put, thaw
from baasctl.providers.firebase.cloud_storage import cors, lifecycle, native
from baasctl.providers.strict import expect, expect_objects, expect_or_none

KIND: Final = "buckets"
ANYONE: Final = "allUsers"
READER: Final = "roles/storage.legacyObjectReader"
"""Objects by their name; `objectViewer` would list them too."""
_READERS: Final = (READER, "roles/storage.objectViewer")
_NATIVE: Final = "/native/firebase"
RULES: Final = "/native/firebase/lifecycle"


def decode(wire: Mapping[str, object], policy: object, document: str, place: str, target: str) -> Resource:
    """A bucket; `public` is told only where its policy was read.

    Args:
        policy: The answer of `b/{bucket}/iam`, `None` when nobody asked.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    name = expect(wire.get("name"), str, document, f"{place}/name")
    rules, others = lifecycle.split(wire.get("lifecycle"), document, f"{place}/lifecycle")
    versioning = expect_or_none(wire.get("versioning"), dict, document, f"{place}/versioning") or {}
    encryption = expect_or_none(wire.get("encryption"), dict, document, f"{place}/encryption") or {}
    labels = expect_or_none(wire.get("labels"), dict, document, f"{place}/labels") or {}
    own, usual = native.decode(wire)
    values: dict[str, Value] = {
        "name": name,
        "location": str(wire.get("location", "")).upper(),
        "cors": cors.decode(wire.get("cors"), document, f"{place}/cors"),
        "versioning": versioning.get("enabled") is True,
        "lifecycle": rules,
        "labels": {str(key): str(value) for key, value in labels.items()},
        "native": {"firebase": {**own, "lifecycle": others}},
    }
    key = expect_or_none(encryption.get("defaultKmsKeyName"), str, document, f"{place}/encryption/defaultKmsKeyName")
    if key:
        values["encryption_key"] = key
    if policy is not None:
        values["public"] = is_public(wire, policy, document, place)
    unset = {"/name", *(_NATIVE + path for path in usual)}
    unset |= {f"/{field}" for field in ("cors", "versioning", "lifecycle", "labels") if not values[field]}
    unset |= set() if key else {"/encryption_key"}
    unset |= set() if others else {RULES}
    return Resource(
        address=Address(target, KIND, (name,)),
        attributes=values,
        unset=frozenset(unset | ({"/public"} if values.get("public") is False else set())),
        remote_id=name,
        version=expect_or_none(wire.get("metageneration"), str, document, f"{place}/metageneration"),
        facts={"rules": rules, "other_rules": others},
    )


def is_public(wire: Mapping[str, object], policy: object, document: str, place: str) -> bool:
    """Whether anyone reads objects by their address: nothing prevents it, and the policy says so."""
    settings = expect_or_none(wire.get("iamConfiguration"), dict, document, f"{place}/iamConfiguration") or {}
    if settings.get("publicAccessPrevention") == "enforced":
        return False
    bindings = expect_objects(expect(policy, dict, document, place).get("bindings", []), document, f"{place}/bindings")
    return any(
        each.get("role") in _READERS and ANYONE in _members(each) for each in bindings if not each.get("condition")
    )


def with_readers(policy: Mapping[str, object], *, public: bool) -> dict[str, object]:
    """The policy with or without anyone as a reader; everything else stays."""
    found = policy.get("bindings")
    bindings = [dict(each) for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    if public:
        open_one = next((each for each in bindings if each.get("role") == READER and not each.get("condition")), None)
        if open_one is None:
            bindings.append({"role": READER, "members": [ANYONE]})
        elif ANYONE not in _members(open_one):
            open_one["members"] = [*_members(open_one), ANYONE]
    else:
        for each in bindings:
            if each.get("role") in _READERS:
                each["members"] = [member for member in _members(each) if member != ANYONE]
        bindings = [each for each in bindings if _members(each)]
    return {**policy, "bindings": bindings}


def encode(change: Change) -> dict[str, object]:
    """The members that differ, or all that are declared for a bucket that is made; null removes one."""
    after: Attributes = change.after or {}
    body: Attributes = {}
    paths = [field.path for field in change.fields]
    for path in paths:
        found = at(after, path)
        value = None if found is ABSENT else cast("Value", found)
        if path.startswith(f"{_NATIVE}/") and path != RULES:
            inner = path.removeprefix(_NATIVE)
            body = put(body, inner, native.encode(inner, value))
        elif path in _WRITERS:
            member, plain = _WRITERS[path](value, change)
            body = put(body, member, plain)
    if {"/lifecycle", RULES} & set(paths):
        body = put(body, "/lifecycle", _lifecycle(change))
    plain_body = thaw(dict(body))
    assert isinstance(plain_body, dict)
    return {key: value for key, value in plain_body.items() if value is not None or change.action is Action.UPDATE}


def _public(value: Value, change: Change) -> tuple[str, Value]:
    del change
    return "/iamConfiguration/publicAccessPrevention", "inherited" if value is True else "enforced"


def _cors(value: Value, change: Change) -> tuple[str, Value]:
    del change
    return "/cors", freeze(cors.encode(_rules(value))) if value else None


def _versioning(value: Value, change: Change) -> tuple[str, Value]:
    del change
    return "/versioning", {"enabled": value} if value is not None else None


def _encryption_key(value: Value, change: Change) -> tuple[str, Value]:
    del change
    return "/encryption/defaultKmsKeyName", value


def _location(value: Value, change: Change) -> tuple[str, Value]:
    del change
    return "/location", value


def _labels(value: Value, change: Change) -> tuple[str, Value]:
    """Labels merge like everything else, so those that go have to be named."""
    field = change.field_at("/labels")
    before = field.before if field is not None and isinstance(field.before, Mapping) else {}
    wanted = value if isinstance(value, Mapping) else {}
    return "/labels", {**dict.fromkeys(before), **wanted}


_WRITERS: Final = {
    "/public": _public,
    "/cors": _cors,
    "/versioning": _versioning,
    "/encryption_key": _encryption_key,
    "/location": _location,
    "/labels": _labels,
}


def _lifecycle(change: Change) -> Value:
    """All rules: those that the change does not speak of as they were read."""
    rules, others = at(change.after or {}, "/lifecycle"), at(change.after or {}, RULES)
    said = _rules(change.facts.get("rules") if rules is ABSENT else rules)
    beside = _rules(change.facts.get("other_rules") if others is ABSENT else others)
    whole = [*lifecycle.encode(lifecycle.normal_form(said)), *(thaw(each) for each in beside)]
    return {"rule": freeze(whole)} if whole else None


def _rules(value: Side) -> tuple[Mapping[str, Value], ...]:
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, tuple) else ()


def _members(binding: Mapping[str, object]) -> list[str]:
    found = binding.get("members")
    return [str(each) for each in found] if isinstance(found, list) else []


def name_of(resource: Resource) -> str:
    """The bucket's name at Google."""
    name = resource.attributes.get("name")
    return name if isinstance(name, str) else resource.address.segments[0]
