"""A provider whose project is a dictionary: for laws about the stages, not about any service."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from baasctl.kinds.registry import NAMES
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Forbidden
from baasctl.model.field import Field
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Secret, Vault
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.model.value import ABSENT, Attributes, Value, freeze, put
from baasctl.providers.contract import Answers, Normalised, Source, Support, Wanted, Yes

TARGET = Target(name="prod", provider="memory", project="demo")
SUPPORT = Support(
    provider="memory",
    title="Memory",
    kinds={name: Yes() for name in NAMES},
    fields={"auth": {"password.minimum_length": Yes(wire="min")}},
    native={"auth": {"colour": Field(), "tags": Field(), "token": Field(sensitive=True)}},
)


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def resource(kind: str, *segments: str, facts: Attributes | None = None, **attributes: object) -> Resource:
    """A resource of the memory project."""
    frozen = freeze(attributes)
    assert isinstance(frozen, Mapping)
    return Resource(address=Address("prod", kind, segments), attributes=frozen, facts=facts or {})


def desired(*resources: Resource) -> DesiredState:
    return DesiredState(target=TARGET, resources=tuple(sorted(resources, key=lambda r: r.address)), root=Path())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class MemoryProvider:
    """Reads and writes `live`; `broken` kinds answer with 403, `dies_after` batches the process would be gone."""

    live: dict[Address, Attributes] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    dies_after: int | None = None
    target: Target = TARGET
    support: Support = SUPPORT
    calls: int = 0
    writes: list[Batch] = field(default_factory=list)

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        return [Source(kind, frozenset({kind})) for kind in sorted(wanted.kinds)]

    def fetch(self, source: Source) -> object:
        self.calls += 1
        if source.name in self.broken:
            raise Forbidden(Diagnostic(code="READ002", summary="forbidden", detail=source.name))
        return {address: value for address, value in self.live.items() if address.kind == source.name}

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        found = answers[kind]
        assert isinstance(found, dict)
        return [Resource(address=address, attributes=value) for address, value in found.items()]

    def normalise(self, desired: DesiredState, live: Snapshot, answers: Answers, vault: Vault) -> Normalised:
        resources = tuple(one.with_attributes(_digested(one.attributes, vault)) for one in desired.resources)
        return Normalised(desired=replace(desired, resources=resources), live=live)

    def batches(self, changes: Sequence[Change]) -> Sequence[Batch]:
        keys = {"auth": "settings", "email_templates": "settings", "auth_hooks": "settings"}
        groups: dict[str, list[Change]] = {}
        for change in changes:
            groups.setdefault(keys.get(change.address.kind, change.address.kind), []).append(change)
        return [Batch(key=key, changes=tuple(found)) for key, found in groups.items()]

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        if self.dies_after is not None and len(self.writes) >= self.dies_after:
            raise KeyboardInterrupt
        self.writes.append(batch)
        for change in batch.changes:
            self._write(change, vault)
        return [Outcome(change=change, status=Status.APPLIED) for change in batch.changes]

    def _write(self, change: Change, vault: Vault) -> None:
        if change.renamed_from is not None:
            old = Address(change.address.target, change.address.kind, change.renamed_from)
            self.live[change.address] = self.live.pop(old)
        if change.action is Action.DELETE:
            self.live.pop(change.address, None)
            return
        if change.action is Action.REPLACE:
            self.live.pop(change.address, None)
        value = self.live.get(change.address, {})
        fields = change.fields if change.action is not Action.REPLACE else ()
        for one in fields:
            after = one.after if one.after is not None else ABSENT
            value = put(value, one.path, after if after is ABSENT else _digested(after, vault))
        if change.action is Action.REPLACE and change.after is not None:
            replaced = _digested(change.after, vault)
            assert isinstance(replaced, Mapping)
            value = replaced
        self.live[change.address] = {**kind_named(change.address.kind).defaults, **value}

    def describe(self, change: Change) -> str:
        return str(change.address)

    def close(self) -> None: ...


def _digested(value: Value, vault: Vault) -> Value:
    if isinstance(value, Secret):
        return value.with_digest(digest(vault.reveal(value))) if value in vault else value
    if isinstance(value, Mapping):
        return freeze({key: _digested(member, vault) for key, member in value.items()})
    if isinstance(value, tuple):
        return tuple(_digested(member, vault) for member in value)
    return value
