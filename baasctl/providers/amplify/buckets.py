"""`buckets`: S3, between documents and attributes. Who may read anything is in the policy and in what blocks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, pointer, put, thaw, tokens_of
from baasctl.providers.amplify.object_storage import bucket_policy, cors, lifecycle, native
from baasctl.providers.amplify.tags import is_own, own_tags
from baasctl.providers.attribute_paths import declared_at, overlap, unset_with_records
from baasctl.providers.strict import expect_objects, expect_or_none

KIND: Final = "buckets"
NATIVE: Final = "/native/amplify"
RULES: Final = f"{NATIVE}/{native.RULES}"
STATEMENTS: Final = f"{NATIVE}/{native.STATEMENTS}"
NEUTRAL: Final[Mapping[str, tuple[str, ...]]] = {
    "public": ("public_access", "policy"),
    "cors": ("cors",),
    "versioning": ("versioning",),
    "lifecycle": ("lifecycle",),
    "encryption_key": ("encryption",),
    "labels": ("tagging",),
}
"""Fields to the documents that hold them."""
_KMS_KEY: Final = "/ApplyServerSideEncryptionByDefault/KMSMasterKeyID"
_ALGORITHM: Final = "/ApplyServerSideEncryptionByDefault/SSEAlgorithm"
_CLOSED: Final = ("BlockPublicPolicy", "RestrictPublicBuckets")

Bodies = Mapping[str, Mapping[str, object]]
"""Bodies of a bucket's documents by the names of `clients.object_storage.DOCUMENTS`; what was not read is not there."""


def documents_for(paths: Iterable[str]) -> frozenset[str]:
    """The documents that hold what stands at these pointers."""
    found: set[str] = set()
    for path in paths:
        found.update(NEUTRAL.get(tokens_of(path)[0], ()))
        found.update(leaf.document for name, leaf in native.LEAVES.items() if overlap(path, f"{NATIVE}/{name}"))
        found.update({"lifecycle"} if overlap(path, RULES) else ())
        found.update({"policy"} if overlap(path, STATEMENTS) else ())
    return frozenset(found)


def decode(bucket: str, location: str, bodies: Bodies, address: Address, facts: Attributes) -> Resource:
    """A bucket, as far as its documents were read.

    Raises:
        UnexpectedAnswer: A document is not what the API promises.
    """
    where = f"bucket {bucket}"
    values: dict[str, Value] = {"name": bucket, "location": location}
    own: Attributes = {}
    follows = "owner" in facts or address.segments[-1] == bucket
    unset: set[str] = {"/name"} if follows else set()
    for document, body in bodies.items():
        found, usual = native.decode(document, body)
        own = _merged(own, found)
        unset.update(NATIVE + path for path in usual)
    if "cors" in bodies:
        values["cors"] = cors.decode(bodies["cors"], where)
    if "versioning" in bodies:
        values["versioning"] = bodies["versioning"].get("Status") == "Enabled"
    if "lifecycle" in bodies:
        values["lifecycle"], others = lifecycle.split(bodies["lifecycle"], where)
        own = {**own, native.RULES: others}
        unset.update(() if others else (RULES,))
    if "encryption" in bodies:
        own, key = _key(own, bodies["encryption"], unset)
        values |= {"encryption_key": key} if key else {}
        unset.update(() if key else ("/encryption_key",))
    if "tagging" in bodies:
        values["labels"] = own_tags(tags_of(bodies["tagging"], where))
    if "policy" in bodies:
        policy = bucket_policy.policy_of(bodies["policy"], where)
        named = bucket_policy.named_statements(policy)
        own = {**own, native.STATEMENTS: named} if named else own
        public = _public(policy, bucket, bodies.get("public_access"))
        values |= {"public": public} if public is not None else {}
        unset.update({"/public"} if public is False else ())
    unset.update(f"/{name}" for name in ("cors", "versioning", "lifecycle", "labels") if not values.get(name))
    attributes = freeze_mapping({**values, "native": {"amplify": own}} if own else values)
    whole = unset_with_records(unset, (f"{NATIVE}/{name}" for name in native.LEAVES))
    return Resource(address=address, attributes=attributes, unset=whole, remote_id=bucket, facts=facts)


def tags_of(body: Mapping[str, object], document: str) -> dict[str, str]:
    """All tags of a tagging document.

    Raises:
        UnexpectedAnswer: It holds no list of tags.
    """
    rows = expect_objects(body.get("TagSet") or [], document, "/TagSet")
    return {str(row.get("Key")): str(row.get("Value", "")) for row in rows}


def changed_body(document: str, body: Mapping[str, object], change: Change, bucket: str) -> dict[str, object]:
    """A document as a change makes it, from the one that is there; empty: it goes."""
    after: Attributes = change.after or {}
    paths = [field.path for field in change.fields]
    own = {
        name: side
        for name in native.LEAVES
        if any(overlap(path, f"{NATIVE}/{name}") for path in paths)
        and (side := declared_at(after, f"{NATIVE}/{name}")) is not ABSENT
    }
    found: Attributes = native.overlaid(document, body, own)
    if document == "cors" and "/cors" in paths:
        found = freeze_mapping(cors.encode(_rules(after.get("cors"))))
    elif document == "versioning" and "/versioning" in paths:
        if after.get("versioning") is True or body.get("Status"):
            found = put(found, "/Status", "Enabled" if after.get("versioning") is True else "Suspended")
    elif document == "lifecycle":
        found = _lifecycle(found, body, after)
    elif document == "encryption":
        found = _encryption(found, after, paths, own)
    elif document == "tagging" and "/labels" in paths:
        found = _labels(body, after)
    elif document == "policy":
        found = _policy(body, change, bucket)
    elif document == "public_access" and "/public" in paths:
        found = _public_access(found, after, own)
    plain = thaw(without_empty(found))
    assert isinstance(plain, dict)
    return plain


def _public(policy: Mapping[str, Value], bucket: str, blocks: Mapping[str, object] | None) -> bool | None:
    """`None` where nothing is open and nothing would prevent it: neither word of a spec says that."""
    if blocks is None:
        return None
    if bucket_policy.lets_anyone_read(policy, bucket) and blocks.get("RestrictPublicBuckets") is not True:
        return True
    return False if all(blocks.get(name) is True for name in _CLOSED) else None


def _key(own: Attributes, body: Mapping[str, object], unset: set[str]) -> tuple[Attributes, str]:
    frozen = freeze_mapping(body)
    key = expect_or_none(None if (side := at(frozen, _KMS_KEY)) is ABSENT else side, str, "encryption", _KMS_KEY) or ""
    algorithm = at(own, "/Encryption/SSEAlgorithm")
    if key and algorithm == "aws:kms":
        unset.add(f"{NATIVE}/Encryption/SSEAlgorithm")
    return own, key


def _encryption(found: Attributes, after: Attributes, paths: list[str], own: Mapping[str, object]) -> Attributes:
    algorithm = f"{NATIVE}/Encryption/SSEAlgorithm"
    if "/encryption_key" in paths:
        key = after.get("encryption_key")
        found = put(found, _KMS_KEY, key if isinstance(key, str) else ABSENT)
        if at(after, algorithm) in (ABSENT, None):
            found = put(found, _ALGORITHM, "aws:kms" if key else "AES256")
    elif own and at(found, _ALGORITHM) in (ABSENT, "AES256"):
        found = put(put(found, _ALGORITHM, "AES256"), _KMS_KEY, ABSENT)
    return found


def _lifecycle(found: Attributes, body: Mapping[str, object], after: Attributes) -> Attributes:
    """All rules: those that the spec does not speak of as they are live."""
    said, others = lifecycle.split(body, "lifecycle")
    if "lifecycle" in after:
        said = lifecycle.normal_form(_rules(after["lifecycle"]))
    written = at(after, RULES)
    if written is not ABSENT:
        others = _rules(written)
    rules = [*lifecycle.encode(said), *others]
    return {**found, "Rules": freeze(rules)} if rules else {}


def _labels(body: Mapping[str, object], after: Attributes) -> Attributes:
    kept = {key: text for key, text in tags_of(body, "tagging").items() if not is_own(key)}
    wanted = after.get("labels")
    whole = {**kept, **(wanted if isinstance(wanted, Mapping) else {})}
    return {"TagSet": tuple({"Key": key, "Value": text} for key, text in sorted(whole.items()))} if whole else {}


def _policy(body: Mapping[str, object], change: Change, bucket: str) -> Attributes:
    after: Attributes = change.after or {}
    changed: dict[str, Value | None] = {}
    for field in change.fields:
        if field.path == "/public":
            changed[bucket_policy.PUBLIC_READ] = (
                bucket_policy.public_read(bucket) if after.get("public") is True else None
            )
        elif field.path == STATEMENTS:
            changed |= dict.fromkeys(bucket_policy.named_statements(bucket_policy.policy_of(body, "policy")))
        elif field.path.startswith(f"{STATEMENTS}/"):
            sid = tokens_of(field.path)[3]
            said = at(after, STATEMENTS + pointer(sid))
            changed[sid] = said if isinstance(said, Mapping) else None
    text = bucket_policy.with_statements(bucket_policy.policy_of(body, "policy"), changed)
    return {"Policy": text} if text else {}


def _public_access(found: Attributes, after: Attributes, own: Mapping[str, object]) -> Attributes:
    closed = after.get("public") is not True
    lists = {"BlockPublicAcls": True, "IgnorePublicAcls": True} if closed else {}
    declared = {name: value for name, value in found.items() if f"PublicAccessBlock/{name}" in own}
    usual = {"BlockPublicAcls": True, "IgnorePublicAcls": True}
    return {**usual, **found, **lists, **declared, **dict.fromkeys(_CLOSED, closed)}


def _rules(value: Side) -> tuple[Mapping[str, Value], ...]:
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, tuple) else ()


def freeze_mapping(value: object) -> Attributes:
    """A record as immutable data."""
    found = freeze(value)
    assert isinstance(found, Mapping)
    return found


def without_empty(record: Attributes) -> Attributes:
    """The record without empty records in it."""
    found: dict[str, Value] = {}
    for name, value in record.items():
        inner = without_empty(value) if isinstance(value, Mapping) else value
        if not isinstance(inner, Mapping) or inner:
            found[name] = inner
    return found


def _merged(one: Attributes, other: Attributes) -> Attributes:
    found = dict(one)
    for name, value in other.items():
        known = found.get(name)
        found[name] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return found
