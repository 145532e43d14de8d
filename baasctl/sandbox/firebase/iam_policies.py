"""IAM policies of single resources: read, replaced whole under an etag, and asked by the rest of the sandbox.

One resource has one policy, whichever API is asked: `{version, etag, bindings[{role, members}]}`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Iterable
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal

DOCUMENT: Final = "iam_policies"
_NEVER_WRITTEN: Final = "ACAB"
_ROLE: Final = re.compile(r"(roles|(projects|organizations)/[^/]+/roles)/[A-Za-z0-9._]+")
_MEMBER: Final = re.compile(
    r"allUsers|allAuthenticatedUsers|(user|group|serviceAccount):[^@\s]+@[^@\s]+|domain:\S+|principal(Set)?://\S+"
    r"|project(Owner|Editor|Viewer):\S+|deleted:\S+"
)


def policy_of(project: Project, resource: str, default: JsonObject | None = None) -> JsonObject:
    """The policy as it is answered.

    Args:
        resource: Any name that is the same at every call: `run.googleapis.com/europe-west1/greet`.
        default: Bindings and so on before anything was written; `None`: none.
    """
    written = project.settings(DOCUMENT).get(resource)
    return cast("JsonObject", written) if written else {**(default or {}), "etag": _NEVER_WRITTEN}


def replace_policy(call: Call, resource: str, default: JsonObject | None = None) -> JsonObject:
    """Carry out `:setIamPolicy` and return the new policy.

    Raises:
        GoogleRefusal: 409, the etag that was sent is not the policy's; 400, a role or member that is none.
    """
    project = call.project
    sent = cast("JsonObject", call.body.get("policy") or {})
    with project.lock:
        before = policy_of(project, resource, default)
        if sent.get("etag") and sent["etag"] != before["etag"]:
            raise _changed_meanwhile(str(sent["etag"]), str(before["etag"]))
        bindings = [_checked(cast("JsonObject", each)) for each in cast("list[Json]", sent.get("bindings") or [])]
        policy: JsonObject = {"version": 1, "etag": ""}
        if merged := _merged(bindings):
            policy["bindings"] = cast("Json", merged)
        policy["etag"] = _etag(policy, str(before["etag"]))
        project.store(DOCUMENT, {**project.settings(DOCUMENT), resource: policy})
    return policy


def forget_policy(project: Project, resource: str) -> None:
    """The resource is deleted, and its policy with it."""
    with project.lock:
        policies = project.settings(DOCUMENT)
        project.store(DOCUMENT, {each: policies[each] for each in policies if each != resource})


def has_role(policy: JsonObject, roles: Collection[str], member: str) -> bool:
    """Whether a policy gives *member* one of *roles* without a condition."""
    bindings = cast("list[JsonObject]", policy.get("bindings", []))
    return any(
        str(each["role"]) in roles and member in cast("list[str]", each["members"])
        for each in bindings
        if "condition" not in each
    )


def _checked(binding: JsonObject) -> JsonObject:
    role = str(binding.get("role", ""))
    if not _ROLE.fullmatch(role):
        raise GoogleRefusal(400, f"Role {role or '(none)'} is not supported for this resource.")
    for member in cast("list[str]", binding.get("members") or []):
        if not _MEMBER.fullmatch(member):
            raise GoogleRefusal(400, f"Invalid member: {member}: the member type is not recognized.")
    return binding


def _merged(bindings: Iterable[JsonObject]) -> list[JsonObject]:
    """One binding for each role and condition; those without members are dropped."""
    by_role: dict[str, JsonObject] = {}
    for each in bindings:
        key = json.dumps([each["role"], each.get("condition")], sort_keys=True)
        kept = by_role.setdefault(key, {**each, "members": []})
        members = cast("list[Json]", kept["members"])
        members.extend(member for member in cast("list[Json]", each.get("members") or []) if member not in members)
    return [each for each in by_role.values() if each["members"]]


def _etag(policy: JsonObject, before: str) -> str:
    digest = hashlib.sha256(json.dumps([before, policy], sort_keys=True).encode()).digest()
    return base64.b64encode(b"\x07" + digest[:7]).decode()


def _changed_meanwhile(sent: str, current: str) -> GoogleRefusal:
    return GoogleRefusal(
        409,
        "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. The"
        f" request's ETag '{sent}' did not match the current policy's ETag '{current}'.",
        code="ABORTED",
    )
