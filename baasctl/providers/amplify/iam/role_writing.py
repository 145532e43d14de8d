"""Writes of one role: made with its trust, then what hangs on it; each step can be repeated after a death."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid
from baasctl.model.value import Attributes, Value, thaw
from baasctl.providers.amplify.clients import iam as client
from baasctl.providers.amplify.iam.policy_document import text_of
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.roles import USUAL_SESSION_S
from baasctl.providers.amplify.tags import own_tags


@dataclass(frozen=True, slots=True)
class RoleWriting:
    """Carries out one change."""

    project: Project

    def write(self, change: Change) -> None:
        """See the module. A role of another name is made first; the former one goes when the new one is complete.

        Raises:
            ProviderError: AWS refuses, or nobody knows.
        """
        name, former = names_of(change)
        if change.action is Action.DELETE:
            self._delete(name)
            return
        made = change.action is not Action.UPDATE and self._create(name, change)
        self._settings(name, change, skip=made)
        for field in change.fields:
            if field.path.startswith("/policies/") or field.path == "/policies":
                self._policies(name, change.after or {}, field.path)
        if change.field_at("/managed_policies"):
            self._attached(name, (change.after or {}).get("managed_policies"))
        if former:
            self._delete(former)

    def _create(self, name: str, change: Change) -> bool:
        after = change.after or {}
        if after.get("trust") is None:
            raise Invalid(
                Diagnostic(
                    code="APPLY362",
                    summary="a role that is made needs `trust`",
                    detail=f"role `{name}`: nobody could act as it",
                    span=change.span,
                )
            )
        said = change.facts.get("tags")
        tags = {**(said if isinstance(said, Mapping) else {}), **_labels(after)}
        written = {
            "Path": after.get("path"),
            "Description": after.get("description"),
            "MaxSessionDuration": after.get("max_session"),
            "PermissionsBoundary": after.get("permissions_boundary"),
            "Tags": [{"Key": key, "Value": text} for key, text in sorted(tags.items())],
        }
        known = {key: value for key, value in written.items() if value}
        try:
            client.write(
                self.project.aws, "create_role", name, AssumeRolePolicyDocument=text_of(after["trust"]), **known
            )
        except Conflict:
            if client.role(self.project.aws, name) is None:
                raise
            return False
        return True

    def _settings(self, name: str, change: Change, *, skip: bool) -> None:
        aws, after = self.project.aws, change.after or {}
        if skip:
            return
        if change.field_at("/trust"):
            client.write(aws, "update_assume_role_policy", name, PolicyDocument=text_of(after.get("trust")))
        if change.field_at("/description") or change.field_at("/max_session"):
            self._update(name, change)
        if change.field_at("/permissions_boundary"):
            boundary = after.get("permissions_boundary")
            if boundary is None:
                client.write(aws, "delete_role_permissions_boundary", name)
            else:
                client.write(aws, "put_role_permissions_boundary", name, PermissionsBoundary=boundary)
        if change.field_at("/labels"):
            self._tags(name, _labels(after))

    def _update(self, name: str, change: Change) -> None:
        """`UpdateRole` empties a description that it is not told."""
        after = change.after or {}
        live = (client.role(self.project.aws, name) or {}).get("Role", {})
        description = after.get("description") if change.field_at("/description") else live.get("Description")
        session = after.get("max_session") if change.field_at("/max_session") else live.get("MaxSessionDuration")
        client.write(
            self.project.aws,
            "update_role",
            name,
            Description=description or "",
            MaxSessionDuration=session or USUAL_SESSION_S,
        )

    def _tags(self, name: str, wanted: Mapping[str, str]) -> None:
        aws = self.project.aws
        role = (client.role(aws, name) or {}).get("Role", {})
        found = own_tags(client.tags_of(role.get("Tags")))
        gone = sorted(found.keys() - wanted.keys())
        if gone:
            client.write(aws, "untag_role", name, TagKeys=gone)
        changed = {key: text for key, text in wanted.items() if found.get(key) != text}
        if changed:
            client.write(
                aws, "tag_role", name, Tags=[{"Key": key, "Value": text} for key, text in sorted(changed.items())]
            )

    def _policies(self, name: str, after: Attributes, path: str) -> None:
        aws, policies = self.project.aws, after.get("policies")
        if not isinstance(policies, Mapping):
            for each in (client.role(aws, name) or {}).get("Policies", {}):
                client.delete_policy(aws, name, each)
            return
        policy = path.removeprefix("/policies/").replace("~1", "/").replace("~0", "~")
        document = policies.get(policy)
        if isinstance(document, Mapping):
            client.put_policy(aws, name, policy, document)
        else:
            client.delete_policy(aws, name, policy)

    def _attached(self, name: str, wanted: Value) -> None:
        aws = self.project.aws
        arns = {str(each) for each in wanted} if isinstance(wanted, tuple) else set()
        live = set((client.role(aws, name) or {}).get("Attached", ()))
        for arn in sorted(arns - live):
            client.write(aws, "attach_role_policy", name, PolicyArn=arn)
        for arn in sorted(live - arns):
            client.write(aws, "detach_role_policy", name, PolicyArn=arn)

    def _delete(self, name: str) -> None:
        """A role goes when nothing hangs on it any more."""
        aws = self.project.aws
        found = client.role(aws, name)
        if found is None:
            return
        for arn in found["Attached"]:
            client.write(aws, "detach_role_policy", name, PolicyArn=arn)
        for policy in found["Policies"]:
            client.delete_policy(aws, name, policy)
        client.write(aws, "delete_role", name)


def names_of(change: Change) -> tuple[str, str]:
    """The role's name, and the former one of a role that is made again under another."""
    if change.action in (Action.DELETE, Action.UPDATE) and change.remote_id:
        return change.remote_id, ""
    written = (change.after or {}).get("name")
    name = written if isinstance(written, str) else change.address.segments[0]
    former = change.remote_id or ""
    return name, former if former != name else ""


def _labels(after: Attributes) -> dict[str, str]:
    labels = after.get("labels")
    plain = thaw(labels) if isinstance(labels, Mapping) else {}
    return {str(key): str(text) for key, text in plain.items()} if isinstance(plain, dict) else {}
