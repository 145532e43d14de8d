"""`storage_access` of an app: the policies of the roles that its users act as, as paths of buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.model.value import Attributes, Value
from baasctl.providers.amplify.clients import iam as client
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.discovery.ownership import mode
from baasctl.providers.amplify.iam import role_names
from baasctl.providers.amplify.iam.access_checks import lost
from baasctl.providers.amplify.iam.access_table import Place, owners, table_of, writes
from baasctl.providers.amplify.iam.role_names import ROLE
from baasctl.providers.amplify.object_storage.bucket_names import physical_name, physical_names
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.roles import STORAGE_POLICY
from baasctl.providers.amplify.storage_access import KIND, Operations, Roles, attributes_of, normal_form, operations_of
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.spec_place import problem
from baasctl.providers.writing import write_together

_SUBJECTS = {"guest": "unauth", "authenticated": "auth", "entity": "auth"}


class StorageAccessPart:
    """Access to the buckets of one app."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Who acts as what, then those roles."""
        del wanted
        known = found(answers)
        leading = role_names.leading(known)
        roles = _roles(known, answers).names() if all(each in answers for each in leading) else ()
        return tuple(Source(each, self.kinds) for each in (*leading, *(ROLE + each for each in sorted(roles))))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        if name.startswith(ROLE):
            return client.role(self._project.aws, name.removeprefix(ROLE))
        return role_names.fetched(self._project.aws, name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Paths of the app's buckets, and of those that the spec names."""
        del kind
        known, target = found(answers), self._project.target
        roles = _roles(known, answers)
        policies = {name: _policies(answers.get(ROLE + name)) for name in roles.names()}
        keys = _keys(known, wanted.desired)
        foreign = owners(policies)
        resources = []
        for (bucket, path), operations in table_of(policies).items():
            key = keys.get(bucket)
            if key is None:
                continue
            facts: dict[str, Value] = {"bucket": bucket, "roles": roles.as_facts()}
            if (bucket, path) in foreign:
                facts |= self._owner(known, roles, foreign[bucket, path])
            resources.append(
                Resource(
                    address=Address(target.name, KIND, (key, path)),
                    attributes=attributes_of(operations, roles),
                    remote_id=f"{bucket}/{path}",
                    marker=None if (bucket, path) in foreign else f"baasctl={KIND}/{bucket}/{path}",
                    facts=facts,
                )
            )
        return tuple(resources)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """What is declared as operations of the roles that there are."""
        del vault
        known = found(answers)
        roles = _roles(known, answers)
        buckets = {key: bucket for bucket, key in _keys(known, state.desired).items()}
        problems: list[Diagnostic] = []
        resources = []
        for one in state.desired.resources:
            if one.address.kind == KIND:
                problems.extend(_problems(one, roles))
                bucket = buckets.get(one.address.segments[0], one.address.segments[0])
                facts: Attributes = {**one.facts, "bucket": bucket, "roles": roles.as_facts()}
                resources.append(replace(one.with_attributes(normal_form(one.attributes, roles)), facts=facts))
            else:
                resources.append(one)
        desired = replace(state.desired, resources=tuple(resources))
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """All together: a role has one policy for all paths."""
        del change
        return KIND

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Policies of all roles."""
        del vault
        return write_together(batch.changes, lambda: self._write(batch.changes))

    def describe(self, change: Change) -> str:
        """What each role will be able to do."""
        bucket, path = _place(change)
        roles = Roles.from_facts(change.facts)
        said = operations_of(change.after or {}, roles)
        lines = [
            f"iam PutRolePolicy {role} {STORAGE_POLICY}: {', '.join(sorted(said.get(role, ()))) or 'nothing'}"
            for role in roles.names()
        ]
        return "\n".join([f"s3://{bucket}/{path}", *lines])

    def _write(self, changes: Sequence[Change]) -> None:
        """Fresh policies, so that a grant of somebody else's in the meantime stays."""
        aws = self._project.aws
        roles = Roles.from_facts(changes[0].facts)
        policies = {name: _policies(client.role(aws, name)) for name in roles.names()}
        changed: dict[Place, Mapping[str, Operations] | None] = {
            _place(change): None if change.action is Action.DELETE else operations_of(change.after or {}, roles)
            for change in changes
        }
        for each in writes(policies, changed):
            if each.document is None:
                client.delete_policy(aws, each.role, each.policy)
            else:
                client.put_policy(aws, each.role, each.policy, each.document)

    def _owner(self, known: Found, roles: Roles, policies: tuple[str, ...]) -> Mapping[str, str]:
        """A path that another policy grants has the owner of the roles, where they have one."""
        target = self._project.target
        for role in roles.names():
            said = facts_for(known, KIND, role, target, resource_type="AWS::IAM::Role")
            if said and any(each.endswith(f" of role {role}") for each in policies):
                return said
        return {"owner": f"policy {policies[0]}", "ownership": mode(target, KIND)}


def _roles(known: Found, answers: Answers) -> Roles:
    return Roles.of(role_names.users(known, answers), role_names.groups(known, answers))


def _policies(answer: object) -> Mapping[str, object]:
    found_there = answer.get("Policies") if isinstance(answer, Mapping) else None
    return found_there if isinstance(found_there, Mapping) else {}


def _keys(known: Found, desired: DesiredState | None) -> Mapping[str, str]:
    """Physical name of each bucket to the name it has in the spec."""
    names = physical_names(known)
    found_there = {bucket: name for name, bucket in names.items()}
    for one in desired.of("buckets") if desired is not None else ():
        found_there[physical_name(one, names)] = one.address.segments[0]
    for one in desired.of(KIND) if desired is not None else ():
        key = one.address.segments[0]
        if key not in found_there.values():
            found_there[names.get(key, key)] = key
    return found_there


def _problems(one: Resource, roles: Roles) -> Iterator[Diagnostic]:
    yield from lost(one, set(roles.groups))
    present = {"auth": roles.authenticated, "unauth": roles.guest}
    for name, user in _SUBJECTS.items():
        if one.attributes.get(name) and not present[user]:
            detail = f"`{name}` of `{one.address.local}`: the identity pool has no role for them"
            yield problem(
                one, "READ362", "there is no role to give access to", detail,
                hint="set the role in `identity_pool`", path=f"/{name}",
            )  # fmt: skip
    groups = one.attributes.get("groups")
    for group, operations in groups.items() if isinstance(groups, Mapping) else ():
        if operations and group not in roles.groups:
            detail = f"group `{group}` in `{one.address.local}` is not there, or has no role of its own"
            yield problem(
                one, "READ363", "there is no role to give access to", detail,
                hint="give the group an `iam_role` in `groups`", path=f"/groups/{group}",
            )  # fmt: skip


def _place(change: Change) -> Place:
    bucket = change.facts.get("bucket")
    key, path = change.address.segments
    return (bucket if isinstance(bucket, str) else key), path
