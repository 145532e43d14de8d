"""The provider protocol, by dispatch to the parts of a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.probe import Probe, Verdict
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.providers.contract import Answer, Answers, Belonging, Normalised, Source, Support, Wanted
from baasctl.providers.deferred_places import problems_after_reading
from baasctl.providers.part import Discovery, DividesChanges, HasContents, Part
from baasctl.providers.rules_on_trial import PartThatTries, PartWithDatabase


def no_problems(state: Normalised) -> Iterable[Diagnostic]:
    """For providers that find everything in their parts."""
    del state
    return ()


def nothing_to_export(changes: Sequence[Change], answers: Answers) -> str:
    """For providers whose resources nobody else owns."""
    del changes, answers
    return ""


def as_it_is(desired: DesiredState, answers: Answers) -> DesiredState:
    """For providers whose references are texts before anything is read."""
    del answers
    return desired


def no_references(answers: Answers) -> Mapping[str, str]:
    """For providers whose specs name no ids of the project."""
    del answers
    return {}


@dataclass(frozen=True, kw_only=True)
class PartedProvider:
    """One connected target; satisfies `Provider`.

    Attributes:
        parts: In the order in which they normalise; no two speak for the same kind.
        calls_so_far: Requests made.
        close_connections: Called once, when the run ends.
        warnings: What was noticed while connecting.
        problems: Rules over all kinds, on the normal form (limits of the project's plan).
        export: Writes changes in the words of who else owns resources.
        resolve: Replaces deferred references as far as the answers tell their texts.
        reverse: See `Provider.references`.
        discovery: Documents that are there before a part is asked for its own; `None` where a project needs none.
    """

    target: Target
    support: Support
    parts: Sequence[Part]
    calls_so_far: Callable[[], int]
    close_connections: Callable[[], None]
    warnings: tuple[Diagnostic, ...] = ()
    problems: Callable[[Normalised], Iterable[Diagnostic]] = field(default=no_problems)
    discovery: Discovery | None = None
    export: Callable[[Sequence[Change], Answers], str] = field(default=nothing_to_export)
    resolve: Callable[[DesiredState, Answers], DesiredState] = field(default=as_it_is)
    reverse: Callable[[Answers], Mapping[str, str]] = field(default=no_references)

    @cached_property
    def _part_of(self) -> Mapping[str, Part]:
        return {kind: part for part in self.parts for kind in part.kinds}

    @property
    def calls(self) -> int:
        return self.calls_so_far()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """See `Provider.sources`; a document that several parts name is one source for all their kinds."""
        if self.discovery is not None and (first := self.discovery.sources(wanted, answers)):
            return first
        wanted = self._resolved(wanted, answers)
        merged: dict[str, Source] = {}
        for part in self.parts:
            if not part.kinds & wanted.kinds:
                continue
            for source in part.sources(wanted, answers):
                known = merged.get(source.name, source)
                merged[source.name] = Source(source.name, known.kinds | source.kinds)
        return tuple(merged.values())

    def fetch(self, source: Source) -> Answer:
        """See `Provider.fetch`."""
        if self.discovery is not None and self.discovery.has(source.name):
            return self.discovery.fetch(source.name)
        part = next(part for part in self.parts if part.kinds & source.kinds)
        return part.fetch(source.name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Provider.decode`."""
        return self._part_of[kind].decode(kind, self._resolved(wanted, answers), answers)

    def normalise(self, desired: DesiredState, live: Snapshot, answers: Answers, vault: Vault) -> Normalised:
        """See `Provider.normalise`."""
        resolved = self.resolve(desired, answers)
        state = Normalised(desired=resolved, live=live)
        present = desired.kinds() | {resource.address.kind for resource in live.resources}
        for part in self.parts:
            if part.kinds & present:
                state = part.normalise(state, answers, vault)
        beyond = (*problems_after_reading(desired, resolved, self.support), *self.problems(state))
        notes = self.discovery.notes(answers) if self.discovery is not None else ()
        return replace(state, diagnostics=(*self.warnings, *notes, *state.diagnostics, *beyond))

    def batches(self, changes: Sequence[Change]) -> Sequence[Batch]:
        """See `Provider.batches`; batches and their changes keep the order of first appearance."""
        grouped: dict[str, list[Change]] = {}
        for change in changes:
            part = self._part_of[change.address.kind]
            pieces = part.pieces(change) if isinstance(part, DividesChanges) else ((part.batch_key(change), change),)
            for key, piece in pieces:
                grouped.setdefault(key, []).append(piece)
        return tuple(Batch(key=key, changes=tuple(members)) for key, members in grouped.items())

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Provider.execute`; all changes of a batch are of one part."""
        return self._part_of[batch.changes[0].address.kind].execute(batch, vault)

    def describe(self, change: Change) -> str:
        """See `Provider.describe`."""
        return self._part_of[change.address.kind].describe(change)

    def inventory(self, answers: Answers) -> Sequence[Belonging]:
        """See `Provider.inventory`."""
        return self.discovery.inventory(answers) if self.discovery is not None else ()

    def exported(self, changes: Sequence[Change], answers: Answers) -> str:
        """See `Provider.exported`."""
        return self.export(changes, answers)

    def references(self, answers: Answers) -> Mapping[str, str]:
        """See `Provider.references`."""
        return self.reverse(answers)

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """See `Provider.contents`."""
        part = self._part_of[resource.address.kind]
        return part.contents(resource, answers) if isinstance(part, HasContents) else {}

    def tested(self, rules: Resource, probes: Sequence[Probe]) -> Sequence[Verdict] | None:
        """See `TriesRules.tested`."""
        part = self._part_of[rules.address.kind]
        return part.tested(rules, probes) if isinstance(part, PartThatTries) else None

    def blueprint(self, answers: Answers) -> Blueprint | None:
        """See `TriesRules.blueprint`."""
        found = (part.blueprint(answers) for part in self.parts if isinstance(part, PartWithDatabase))
        return next((each for each in found if each is not None), None)

    def close(self) -> None:
        self.close_connections()

    def _resolved(self, wanted: Wanted, answers: Answers) -> Wanted:
        return wanted if wanted.desired is None else replace(wanted, desired=self.resolve(wanted.desired, answers))
