"""`roles` of an app: those that its users act as, those that carry its tags, and those that the spec names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import ABSENT, freeze, thaw
from baasctl.providers.amplify.clients import iam as client
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.iam import role_names
from baasctl.providers.amplify.iam.role_names import ROLE
from baasctl.providers.amplify.iam.role_writing import RoleWriting, names_of
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.roles import KIND, decode, normal_form, role_name, tags_of
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

TAGGED: Final = "iam/tagged"
_FIXED: Final = ("/path",)


class RolesPart:
    """Roles of one app."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Who acts as what, then the roles."""
        known = found(answers)
        leading = [*role_names.leading(known), *([TAGGED] if wanted.is_whole(KIND) and known.app else [])]
        names = list(leading)
        if all(each in answers for each in leading):
            by_name = role_names.by_name(known, answers)
            tagged = answers.get(TAGGED)
            asked = (
                {*by_name.values(), *(tagged if isinstance(tagged, list) else ())} if wanted.is_whole(KIND) else set()
            )
            asked |= _declared(wanted, by_name)
            names += [ROLE + each for each in sorted(asked)]
        return tuple(Source(each, self.kinds) for each in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        aws = self._project.aws
        if name == TAGGED:
            app, branch = self._project.target.project, self._project.setting("branch") or "main"
            return client.tagged_roles(
                aws, {"amplify:app-id": app, "amplify:branch-name": branch, "created-by": "baasctl"}
            )
        if name.startswith(ROLE):
            return client.role(aws, name.removeprefix(ROLE))
        return role_names.fetched(aws, name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Roles that are there, under the name of who acts as them."""
        del kind
        known, target = found(answers), self._project.target
        keys = {role: name for name, role in role_names.by_name(known, answers).items()}
        declared = set() if wanted.is_whole(KIND) else _declared(wanted, role_names.by_name(known, answers))
        resources = []
        for source, answer in answers.items():
            name = source.removeprefix(ROLE)
            if not source.startswith(ROLE) or answer is None or (declared and name not in declared):
                continue
            role = expect(expect(answer, dict, source, "").get("Role"), dict, source, "/Role")
            tags = tags_of(role)
            key = keys.get(name, name)
            facts = facts_for(known, KIND, name, target, resource_type="AWS::IAM::Role", tags=tags)
            resources.append(
                decode(cast(Mapping[str, object], answer), Address(target.name, KIND, (key,)), dict(facts))
            )
        return tuple(resources)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Live roles under the keys of the spec, documents of both sides in one form."""
        del vault
        known = found(answers)
        names = role_names.by_name(known, answers)
        keys = {role_name(one, names): one.address for one in state.desired.of(KIND)}
        live = tuple(
            replace(one, address=keys.get(one.remote_id or "", one.address)) if one.address.kind == KIND else one
            for one in state.live.resources
        )
        resources = tuple(_normal(one, known) if one.address.kind == KIND else one for one in state.desired.resources)
        by_address = {one.address: one for one in live if one.address.kind == KIND}
        desired = replace(state.desired, resources=resources)
        problems = [each for one in desired.of(KIND) for each in _problems(one, by_address.get(one.address))]
        return replace(
            state,
            desired=desired,
            live=replace(state.live, resources=live),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """Each by itself."""
        return f"role {change.address.name}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One role."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, lambda: RoleWriting(self._project).write(change))

    def describe(self, change: Change) -> str:
        """What is sent to IAM, by field."""
        name, former = names_of(change)
        if change.action is Action.DELETE:
            return f"iam DeleteRole {name}, after its policies"
        first = [] if change.action is Action.UPDATE else [f"iam CreateRole {name}"]
        lines = [f"{name} {field.path}: {_shown(field.after)}" for field in change.fields]
        return "\n".join([*first, *lines, *([f"iam DeleteRole {former}"] if former else [])])


def _desired(wanted: Wanted) -> Iterator[Resource]:
    return wanted.desired.of(KIND) if wanted.desired is not None else iter(())


def _declared(wanted: Wanted, names: Mapping[str, str]) -> set[str]:
    """Names at IAM of what the spec names, former names too."""
    former = {names.get(one.renamed_from[0], one.renamed_from[0]) for one in _desired(wanted) if one.renamed_from}
    return {role_name(one, names) for one in _desired(wanted)} | former


def _normal(one: Resource, known: Found) -> Resource:
    app = {"amplify:app-id": known.app, "amplify:branch-name": known.branch} if known.app else {}
    tags = {**app, "amplify:friendly-name": one.address.segments[0], "created-by": "baasctl"}
    return replace(one.with_attributes(normal_form(one.attributes)), facts={**one.facts, "tags": freeze(tags)})


def _problems(one: Resource, live: Resource | None) -> Iterator[Diagnostic]:
    if live is None:
        if one.attributes.get("trust") is None:
            detail = f"`{one.address.local}` is not there yet, and the spec does not say who may act as it"
            yield problem(one, "READ360", "a role that is made needs `trust`", detail, hint="write `trust`")
        return
    for path in _FIXED:
        wanted, there = one.attributes.get(path[1:]), live.attributes.get(path[1:])
        if wanted is not None and wanted != there:
            detail = f"`{path}` of `{one.address.local}` is `{there}` and was to become `{wanted}`"
            yield problem(
                one, "READ361", "this cannot be changed in a role that is there", detail,
                hint="make another role, or write what it is", path=path,
            )  # fmt: skip


def _shown(value: object) -> str:
    return "" if value is ABSENT else json.dumps(thaw(freeze(value)), ensure_ascii=False)
