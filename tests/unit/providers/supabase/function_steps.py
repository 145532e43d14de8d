"""Plan and apply functions and their secrets on a sandbox project, from sections as a spec has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from baasctl.diff.resources import compare
from baasctl.kinds.reading import attributes_of
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Secret, Vault
from baasctl.model.spec import Prune, PruneMode, Terms
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.normalise.both_sides import both_sides
from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Answers, Connection, Wanted
from baasctl.providers.supabase.provider import connect as connect_provider
from baasctl.read.live import live
from baasctl.workers import SerialWorkers
from tests.sandbox_fixtures import SupabaseProject

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = frozenset({"functions", "function_secrets"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One plan: what was read, what differs, what is wrong."""

    live: Snapshot
    answers: Answers
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]

    def lines(self) -> list[str]:
        return [f"{change.action} {change.address.local} {_paths(change)}".strip() for change in self.changes]

    def notes(self) -> list[str]:
        return [note.summary for note in self.live.notes]


@dataclass(slots=True, kw_only=True)
class Workshop:
    """A folder with a spec's files, a project, and what one user does with them."""

    project: SupabaseProject
    root: Path
    cache: Path | None = None
    secrets: dict[str, str] = field(default_factory=dict)
    prune: bool = False

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def connect(self, url: str = "") -> PartedProvider:
        target = Target(name="prod", provider="supabase", project=self.project.ref)
        environment = {"BAASCTL_SUPABASE_API_URL": url or self.project.url, "SUPABASE_ACCESS_TOKEN": self.project.token}
        connection = Connection(target=target, root=self.root, vault=Vault(), environment=environment, cache=self.cache)
        return connect_provider(connection)

    def vault(self) -> Vault:
        return Vault({f"${{secret:env:{name}}}": text for name, text in self.secrets.items()})

    def desired(self, spec: Mapping[str, Mapping[str, Any]]) -> DesiredState:
        target = Target(name="prod", provider="supabase", project=self.project.ref)
        resources = [
            _resource(kind, name, written) for kind, section in spec.items() for name, written in section.items()
        ]
        return DesiredState(target=target, resources=tuple(resources), root=self.root)

    def plan(self, spec: Mapping[str, Mapping[str, Any]], provider: PartedProvider | None = None) -> Planned:
        connected = provider or self.connect()
        desired = self.desired(spec)
        kinds = KINDS if self.prune else desired.kinds()
        reading = live(connected, Wanted(kinds=kinds, desired=desired), SerialWorkers(), lambda: NOW)
        assert not reading.failures, reading.failures
        normal = both_sides(connected, desired, reading, self.vault())
        terms = Terms(prune=dict.fromkeys(KINDS, Prune(mode=PruneMode.ALL)) if self.prune else {})
        comparison = compare(normal.desired, normal.live, terms, connected.support)
        if provider is None:
            connected.close()
        return Planned(
            live=normal.live, answers=reading.answers, changes=comparison.changes, diagnostics=normal.diagnostics
        )

    def apply(self, spec: Mapping[str, Mapping[str, Any]]) -> list[Outcome]:
        """Plan, then write every batch; the statuses are for the test to judge."""
        provider = self.connect()
        planned = self.plan(spec, provider)
        assert not planned.diagnostics, planned.diagnostics
        outcomes = [
            outcome for batch in provider.batches(planned.changes) for outcome in provider.execute(batch, self.vault())
        ]
        provider.close()
        return outcomes

    def converge(self, spec: Mapping[str, Mapping[str, Any]]) -> None:
        """Apply wholly; a new plan is empty."""
        assert {outcome.status for outcome in self.apply(spec)} <= {"applied"}
        assert self.plan(spec).lines() == []

    def calls(self) -> list[str]:
        """`METHOD path below the project`, in order."""
        return [call.replace(f"/v1/projects/{self.project.ref}", "") for call in self.project.calls()]


def details(diagnostics: Sequence[Diagnostic]) -> list[str]:
    return [f"{each.code} {each.detail}" for each in diagnostics]


def _resource(kind: str, name: str, written: Mapping[str, Any]) -> Resource:
    content = dict(written)
    former = content.pop("renamed_from", None)
    attributes = dict(attributes_of(kind_named(kind), _with_secrets(content)))
    folder = attributes.get("source")
    return Resource(
        address=Address("prod", kind, (name,)),
        attributes=attributes,
        facts={"source": folder} if folder else {},
        renamed_from=(former,) if former else None,
    )


def _with_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_secrets(member) for key, member in value.items()}
    return Secret(value) if isinstance(value, str) and value.startswith("${secret:") else value


def _paths(change: Change) -> str:
    return " ".join(each.path for each in change.fields) if change.before is not None and change.after else ""
