"""Who may call a function over HTTP: the binding of `roles/run.invoker` in the IAM policy of its Cloud Run service."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from baasctl.providers.strict import expect_objects

EVERYONE: Final = "allUsers"
INVOKER: Final = "roles/run.invoker"
SECRET_READER: Final = "roles/secretmanager.secretAccessor"  # noqa: S105 - the name of a role


def members_of(policy: Mapping[str, object], document: str, role: str = INVOKER) -> frozenset[str]:
    """Members that a policy gives a role without a condition.

    Raises:
        UnexpectedAnswer: It is no policy.
    """
    return frozenset(
        str(member)
        for binding in expect_objects(policy.get("bindings", []), document, "/bindings")
        if binding.get("role") == role and "condition" not in binding
        for member in _listed(binding)
    )


def with_members(
    policy: Mapping[str, object], *, add: Collection[str] = (), remove: Collection[str] = (), role: str = INVOKER
) -> dict[str, object]:
    """The policy with and without some members of a role; all else, conditional bindings too, stays as it is."""
    bindings: list[object] = []
    missing = sorted(add)
    for binding in expect_objects(policy.get("bindings", []), "policy", "/bindings"):
        if binding.get("role") != role or "condition" in binding:
            bindings.append(binding)
            continue
        kept = [member for member in _listed(binding) if member not in remove]
        kept += [member for member in missing if member not in kept]
        missing = []
        if kept:
            bindings.append({**binding, "members": kept})
    if missing:
        bindings.append({"role": role, "members": missing})
    found = {name: value for name, value in policy.items() if name != "bindings"}
    return {**found, "bindings": bindings} if bindings or "bindings" in policy else found


def account(email: str) -> str:
    """A service account as a member of a policy."""
    return f"serviceAccount:{email}"


def _listed(binding: Mapping[str, object]) -> list[str]:
    members = binding.get("members")
    return [str(member) for member in members] if isinstance(members, list) else []
