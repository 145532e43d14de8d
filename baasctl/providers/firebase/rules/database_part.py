"""The part for rules of Realtime Database instances: one text each, under the instance's own address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.engines.rules_language.database_rules import same_meaning
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, NotFound
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import realtime_database as client
from baasctl.providers.firebase.clients.realtime_instances import SOURCE as INSTANCES
from baasctl.providers.firebase.clients.realtime_instances import instances as ask_instances
from baasctl.providers.firebase.database_rules import (
    DEFAULT,
    KIND,
    Instance,
    instance_named,
    instances_of,
    key_of,
)
from baasctl.providers.firebase.databases import REALTIME_SUFFIX, is_default_key, is_realtime
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.rules.comparing import compared
from baasctl.providers.firebase.rules.releases import declared_keys
from baasctl.providers.firebase.rules.ruleset_text import text_to_write
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

RULES: Final = "rules/database "
"""Before the host of each instance whose rules are read."""


class DatabaseRulesPart:
    """Rules of Realtime Database instances; satisfies `Part`."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The instances; then the rules of each that is wanted and active."""
        found = [Source(INSTANCES, self.kinds)]
        if INSTANCES in answers:
            declared = declared_keys(wanted, KIND)
            found += [
                Source(f"{RULES}{instance.host}", self.kinds)
                for instance in instances_of(answers[INSTANCES], INSTANCES)
                if instance.is_active and (wanted.is_whole(KIND) or key_of(instance, declared) in declared)
            ]
        return found

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        if name == INSTANCES:
            return ask_instances(self._project.google, self._project.id)
        return client.rules(self._project.google, name.removeprefix(RULES))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The rules of every active instance; the text only of those that are wanted.

        Raises:
            UnexpectedAnswer: The list is not what the API promises.
        """
        declared = declared_keys(wanted, KIND)
        return tuple(
            self._resource(kind, instance, key_of(instance, declared), answers.get(f"{RULES}{instance.host}"))
            for instance in instances_of(answers[INSTANCES], INSTANCES)
            if instance.is_active
        )

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Tell formatting from meaning, and say which instances are not there."""
        del vault
        if KIND in state.live.unreadable:
            return state
        live = state.live.by_address()
        instances = tuple(instances_of(answers.get(INSTANCES) or [], INSTANCES))
        resources = tuple(
            compared(each, live.get(each.address), same_meaning) if each.address.kind == KIND else each
            for each in state.desired.resources
        )
        found = [found for each in state.desired.of(KIND) for found in _unreachable(each, instances, state)]
        desired = replace(state.desired, resources=resources)
        return replace(state, desired=desired, diagnostics=(*state.diagnostics, *found))

    def batch_key(self, change: Change) -> str:
        """Each instance is written by itself."""
        return f"rules of {change.address.local}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Have the text checked, put it, read it back."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._put, change))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        host = change.facts.get("host", f"<{change.address.segments[0]}>")
        return f"PUT https://{host}/.settings/rules.json"

    def _resource(self, kind: str, instance: Instance, key: str, text: Answer) -> Resource:
        return Resource(
            address=Address(self._project.target.name, kind, (key,)),
            attributes={} if text is None else {"source": expect(text, str, instance.host, "")},
            remote_id=instance.id,
            facts={"host": instance.host},
        )

    def _put(self, change: Change) -> None:
        google, text = self._project.google, text_to_write(change)
        known = change.facts.get("host")
        host = known if isinstance(known, str) else self._host(change)
        client.check_rules(google, host, text)
        client.put_rules(google, host, text)
        if not same_meaning(client.rules(google, host), text):
            raise Conflict(
                Diagnostic(
                    code="APPLY252",
                    summary="rules read back otherwise than they were written",
                    detail=f"`{host}`: another tool wrote other rules at the same moment",
                    hint="make a new plan",
                    address=change.address,
                )
            )

    def _host(self, change: Change) -> str:
        """Where an instance is that was made by the same plan."""
        listed = instances_of(ask_instances(self._project.google, self._project.id), INSTANCES)
        found = instance_named(tuple(listed), change.address.segments[0])
        if found is None:
            raise NotFound(
                Diagnostic(
                    code="APPLY253",
                    summary="the Realtime Database instance is not there",
                    detail=f"`{change.address.local}`",
                    hint="declare it under `databases`, or make it in the console",
                    address=change.address,
                )
            )
        return found.host


def _unreachable(resource: Resource, instances: tuple[Instance, ...], state: Normalised) -> Iterator[Diagnostic]:
    key = resource.address.segments[0]
    found = instance_named(instances, key)
    if found is None and not any(_makes(each, key) for each in state.desired.of("databases")):
        is_taken = any(each.address.segments[0] == key for each in state.desired.of("databases"))
        name = f"{key}{REALTIME_SUFFIX}" if is_taken else key
        hint = f'declare it: `databases: {{"{name}": {{type: realtime, location: …}}}}`'
        detail = f"`{key}`" if key != DEFAULT else "the project has no default instance"
        yield problem(resource, "SPEC558", "the Realtime Database instance is not there", detail, hint=hint)
    elif found is not None and not found.is_active:
        detail = f"the rules of `{found.id}` cannot be read or written while it is disabled"
        yield problem(resource, "SPEC559", "the Realtime Database instance is disabled", detail)


def _makes(database: Resource, key: str) -> bool:
    """Whether a declared database is the instance that is meant."""
    name = database.address.segments[0].removesuffix(REALTIME_SUFFIX)
    is_meant = name == key or (is_default_key(name) and is_default_key(key))
    return is_meant and is_realtime(database.attributes)
