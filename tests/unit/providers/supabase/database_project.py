"""A sandbox project, seen through the provider: plan and apply a spec of tables, policies and grants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from baasctl.diff.resources import Comparison, compare
from baasctl.kinds.reading import attributes_of
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Plan
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.span import Span
from baasctl.model.spec import Prune, PruneMode, Terms
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.model.value import thaw
from baasctl.normalise.both_sides import both_sides
from baasctl.plan.make import Differences, blank, make
from baasctl.providers.contract import Connection, Normalised, Provider, Reading, Wanted
from baasctl.providers.supabase.clients.management import ManagementApi, connect_api
from baasctl.providers.supabase.provider import connect as connect_provider
from baasctl.read.live import live
from baasctl.workers import SerialWorkers
from tests.sandbox_fixtures import SupabaseProject

KINDS = ("tables", "policies", "grants", "database_functions", "views", "webhooks")
PRUNE = Terms(prune={"policies": Prune(mode=PruneMode.ALL), "grants": Prune(mode=PruneMode.ALL)})
SpecData = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseProject:
    """One project through one connected provider."""

    sandbox: SupabaseProject
    provider: Provider
    api: ManagementApi
    root: Path

    def sql(self, statements: str) -> list[dict[str, Any]]:
        return self.sandbox.project.database.script(statements)[-1].json_records()

    def desired(self, spec: SpecData) -> DesiredState:
        return DesiredState(
            target=self.provider.target, resources=resources_of(spec, self.provider.target.name), root=self.root
        )

    def read(self, desired: DesiredState | None = None, *, everything: bool = False) -> Reading:
        kinds = frozenset(KINDS) if desired is None else desired.kinds()
        wanted = Wanted(kinds=kinds, desired=desired, whole=kinds if everything else frozenset())
        return live(self.provider, wanted, SerialWorkers(), lambda: datetime(2026, 11, 22, tzinfo=UTC))

    def normal(self, spec: SpecData, *, everything: bool = False) -> Normalised:
        desired = self.desired(spec)
        return both_sides(self.provider, desired, self.read(desired, everything=everything), Vault())

    def compare(self, spec: SpecData, terms: Terms = PRUNE) -> Comparison:
        normal = self.normal(spec)
        errors = [each for each in normal.diagnostics if each.is_error]
        assert not errors, "\n".join(map(str, errors))
        return compare(normal.desired, normal.live, terms, self.provider.support)

    def plan(self, spec: SpecData, terms: Terms = PRUNE) -> Plan:
        normal = self.normal(spec)
        found = compare(normal.desired, normal.live, terms, self.provider.support)
        base = blank(
            normal.desired, normal.live, allowed=frozenset(), warnings=(), made_at=datetime(2026, 11, 22, tzinfo=UTC)
        )
        differences = Differences(changes=found.changes, unlisted=found.unlisted, live_counts=found.live_counts)
        return make(base, differences, terms, self.provider.batches)

    def apply(self, spec: SpecData, terms: Terms = PRUNE) -> list[Outcome]:
        return self.execute(self.plan(spec, terms))

    def execute(self, plan: Plan) -> list[Outcome]:
        return [outcome for batch in plan.batches for outcome in self.provider.execute(batch, Vault())]

    def errors(self, spec: SpecData) -> list[Diagnostic]:
        """What `validate` and normalising find wrong."""
        desired = self.desired(spec)
        offline = [each for check in self.provider.support.checks for each in check(desired) if each.is_error]
        return offline or [each for each in self.normal(spec).diagnostics if each.is_error]

    def adopted(self) -> dict[str, Any]:
        """Everything that is live, as a spec."""
        found: dict[str, Any] = {}
        for resource in self.read(everything=True).snapshot.resources:
            place = found.setdefault(resource.address.kind, {})
            for segment in resource.address.segments[:-1]:
                place = place.setdefault(segment, {})
            place[resource.address.segments[-1]] = thaw(resource.attributes)
        return found

    def policies(self) -> list[dict[str, Any]]:
        return self.sql(
            "select schemaname || '.' || tablename as table, policyname as name, permissive, roles::text, cmd, qual,"
            " with_check from pg_policies order by 1, 2"
        )


def connect(sandbox: SupabaseProject, root: Path, *, cache: Path | None = None, **settings: Any) -> DatabaseProject:
    target = Target(
        name="prod", provider="supabase", project=sandbox.ref, settings={"api_url": sandbox.url, **settings},
        span=Span(file="baas.yaml", line=4, column=3),
    )  # fmt: skip
    connection = Connection(
        target=target, root=root, vault=Vault(), environment={"SUPABASE_ACCESS_TOKEN": sandbox.token}, cache=cache
    )
    api = connect_api(connection, sandbox.token)
    return DatabaseProject(sandbox=sandbox, provider=connect_provider(connection), api=api, root=root)


def resources_of(spec: SpecData, target: str) -> tuple[Resource, ...]:
    """What render would make of the three sections; every resource gets a line of its own."""
    found: list[Resource] = []
    for kind_name in KINDS:
        kind = kind_named(kind_name)
        for segments, written in _entries(spec.get(kind_name, {}), kind.depth):
            value = dict(written) if isinstance(written, Mapping) else {str(kind.shorthand): written}
            former = value.pop("renamed_from", None)
            attributes = {**kind.defaults, **attributes_of(kind, value)}
            found.append(
                Resource(
                    address=Address(target, kind_name, segments),
                    attributes=attributes,
                    declared_at=Span(file="baas.yaml", line=10 + len(found), column=3),
                    renamed_from=(*segments[:-1], former) if former else None,
                )
            )
    return tuple(sorted(found, key=lambda resource: resource.address))


def _entries(section: Mapping[str, Any], depth: int) -> list[tuple[tuple[str, ...], Any]]:
    if depth == 1:
        return [((name,), written) for name, written in section.items()]
    return [((outer, name), written) for outer, inner in section.items() for name, written in inner.items()]


def lines(changes: Sequence[Change]) -> list[str]:
    """Changes as a plan prints them: sign, address, and the paths that differ."""
    return [
        f"{change.action} {change.address.local}"
        + "".join(f" {field.path}" for field in change.fields if change.before)
        for change in changes
    ]
