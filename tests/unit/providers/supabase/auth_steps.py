"""Plan and apply auth settings on a sandbox project, from values as a spec has them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.normalise.both_sides import both_sides
from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Connection, Wanted
from baasctl.providers.supabase.auth_settings.config import KINDS
from baasctl.providers.supabase.provider import connect as connect_provider
from baasctl.read.live import live
from baasctl.workers import SerialWorkers
from tests.sandbox_fixtures import SupabaseProject

TARGET = "prod"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One plan: what was read, what differs, what is wrong."""

    desired: DesiredState
    live: Snapshot
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]
    not_compared: tuple[str, ...]

    def lines(self) -> list[str]:
        """`~ auth /password/minimum_length: 6 -> 12`, secrets as `***`; `+ identity_providers/google` alone."""
        return [line for change in self.changes for line in _lines(change)]


def connect(project: SupabaseProject) -> PartedProvider:
    """The provider on a sandbox project."""
    target = Target(name=TARGET, provider="supabase", project=project.ref)
    environment = {"BAASCTL_SUPABASE_API_URL": project.url, "SUPABASE_ACCESS_TOKEN": project.token}
    vault = Vault(credentials=[project.token])
    connection = Connection(target=target, root=Path(), vault=vault, environment=environment)
    return connect_provider(connection)


def desired(ref: str, spec: Mapping[str, Any]) -> DesiredState:
    """Sections of a spec by kind; the text `${secret:…}` is a reference."""
    resources = [
        Resource(
            address=Address(TARGET, kind, name),
            attributes=attributes_of(kind_named(kind), _with_references(written)),  # type: ignore[arg-type]
        )
        for kind, section in spec.items()
        for name, written in ([((), section)] if kind == "auth" else [((key,), each) for key, each in section.items()])
    ]
    target = Target(name=TARGET, provider="supabase", project=ref)
    return DesiredState(target=target, resources=tuple(resources), root=Path())


def vault_of(texts: Mapping[str, str]) -> Vault:
    """Secrets by the name in `${secret:env:NAME}`."""
    return Vault({f"${{secret:env:{name}}}": text for name, text in texts.items()})


def plan(
    provider: PartedProvider, spec: Mapping[str, Any] | DesiredState, vault: Vault, terms: Terms | None = None
) -> Planned:
    """Read, normalise and compare all four kinds."""
    state = spec if isinstance(spec, DesiredState) else desired(provider.target.project, spec)
    wanted = Wanted(kinds=KINDS, desired=state, whole=KINDS)
    reading = live(provider, wanted, SerialWorkers(), lambda: NOW)
    assert not reading.snapshot.unreadable, reading.snapshot.unreadable
    normal = both_sides(provider, state, reading, vault)
    found = compare(normal.desired, normal.live, terms or Terms(), provider.support)
    return Planned(
        desired=normal.desired,
        live=normal.live,
        changes=found.changes,
        diagnostics=tuple(each for each in normal.diagnostics if each.code.startswith("SPEC")),
        not_compared=tuple(path for _, path in found.not_compared),
    )


def apply(provider: PartedProvider, changes: Sequence[Change], vault: Vault) -> list[Outcome]:
    """Write every batch."""
    return [outcome for batch in provider.batches(changes) for outcome in provider.execute(batch, vault)]


def checked(provider: PartedProvider, state: DesiredState) -> list[Diagnostic]:
    """What the checks of the support table say."""
    return [found for check in provider.support.checks for found in check(state)]


def _lines(change: Change) -> list[str]:
    head = f"{change.action.value} {change.address.local}"
    if change.action.value != "~":
        return [head]
    return [f"{head} {field.path}: {_shown(field.before)} -> {_shown(field.after)}" for field in change.fields]


def _shown(side: object) -> str:
    if isinstance(side, tuple):
        return "[" + ", ".join(map(_shown, side)) + "]"
    if isinstance(side, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(member)}" for key, member in sorted(side.items())) + "}"
    if side is None or isinstance(side, bool):
        return json.dumps(side)
    return str(side)


def _with_references(written: object) -> object:
    if isinstance(written, str) and written.startswith("${secret:"):
        return Secret(written)
    if isinstance(written, Mapping):
        return {str(key): _with_references(member) for key, member in written.items()}
    if isinstance(written, list):
        return [_with_references(member) for member in written]
    return written
