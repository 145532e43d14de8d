"""`roles`: IAM roles, between answers and attributes; documents of both sides in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value, freeze
from baasctl.providers.amplify.iam.policy_document import canonical, document_of
from baasctl.providers.amplify.tags import own_tags
from baasctl.providers.strict import expect, expect_or_none

KIND: Final = "roles"
STORAGE_POLICY: Final = "baasctl-storage"
"""The policy that `storage_access` writes; it is not shown here."""
USUAL_SESSION_S: Final = 3600


def decode(answer: Mapping[str, object], address: Address, facts: Attributes) -> Resource:
    """A role.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    role = expect(answer.get("Role"), dict, "role", "/Role")
    name = expect(role.get("RoleName"), str, "role", "/Role/RoleName")
    policies = expect(answer.get("Policies"), dict, name, "/Policies")
    attached = expect(answer.get("Attached"), list, name, "/Attached")
    labels = own_tags(tags_of(role))
    session = expect_or_none(role.get("MaxSessionDuration"), int, name, "/Role/MaxSessionDuration")
    values: dict[str, Value] = {
        "name": name,
        "path": str(role.get("Path") or "/"),
        "trust": normal_document(freeze(role.get("AssumeRolePolicyDocument"))),
        "policies": {each: normal_document(freeze(text)) for each, text in policies.items() if each != STORAGE_POLICY},
        "managed_policies": tuple(sorted(map(str, attached))),
        "max_session": session or USUAL_SESSION_S,
        "labels": labels,
        "description": str(role.get("Description") or ""),
    }
    boundary = answer.get("PermissionsBoundary")
    values |= {"permissions_boundary": str(boundary)} if boundary else {}
    unset = {"/name", "/permissions_boundary" if not boundary else "/name"}
    unset |= {"/path"} if values["path"] == "/" else set()
    unset |= {"/max_session"} if values["max_session"] == USUAL_SESSION_S else set()
    unset |= {f"/{each}" for each in ("policies", "managed_policies", "labels", "description") if not values[each]}
    return Resource(
        address=address,
        attributes=cast(Attributes, freeze(values)),
        unset=frozenset(unset),
        remote_id=name,
        marker=f"baasctl={KIND}/{name}" if tags_of(role).get("created-by") == "baasctl" else None,
        facts=facts,
    )


def normal_document(written: Value) -> Value:
    """A policy document in normal form; what is none stays as it is."""
    found = document_of(written)
    return canonical(found) if found is not None else written


def normal_form(attributes: Attributes) -> Attributes:
    """Desired attributes with their documents in normal form."""
    found = dict(attributes)
    if found.get("trust") is not None:
        found["trust"] = normal_document(found["trust"])
    policies = found.get("policies")
    if isinstance(policies, Mapping):
        found["policies"] = {name: normal_document(each) for name, each in policies.items()}
    return cast(Attributes, freeze(found))


def tags_of(role: Mapping[str, object]) -> dict[str, str]:
    """Tags of a role as a map."""
    rows = role.get("Tags")
    return {str(row["Key"]): str(row["Value"]) for row in rows} if isinstance(rows, list) else {}


def role_name(resource: Resource, names: Mapping[str, str]) -> str:
    """The role that a desired resource means: by `name`, by who acts as it, else its key is the name."""
    written = resource.attributes.get("name")
    key = resource.address.segments[0]
    return written if isinstance(written, str) else names.get(key, key)
