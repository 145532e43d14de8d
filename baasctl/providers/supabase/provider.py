"""The provider protocol, by dispatch to the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.providers.contract import Answer, Answers, Connection, Normalised, Source, Support, Wanted
from baasctl.providers.supabase.access_token import access_token, direct_database, format_warnings
from baasctl.providers.supabase.clients.management import ManagementApi, connect_api
from baasctl.providers.supabase.functions import FunctionsPart
from baasctl.providers.supabase.part import BuildPart, Part, Project
from baasctl.providers.supabase.parts import PARTS, SELF_HOSTED_PARTS
from baasctl.providers.supabase.plan_check import PlanCheck
from baasctl.providers.supabase.project_url import project_url
from baasctl.providers.supabase.self_hosted import is_self_hosted
from baasctl.providers.supabase.support import SELF_HOSTED, SUPPORT, checked_ref


class SupabaseProvider:
    """One Supabase project."""

    def __init__(self, project: Project, parts: Sequence[BuildPart], warnings: tuple[Diagnostic, ...] = ()) -> None:
        self._project = project
        self._warnings = warnings
        self._plan_check = PlanCheck(project)
        self._parts: tuple[Part, ...] = tuple(build(project) for build in parts)
        self._part_of = {kind: part for part in self._parts for kind in part.kinds}

    @classmethod
    def connect(cls, connection: Connection) -> SupabaseProvider:
        """See `baasctl.providers.supabase.connect`."""
        if is_self_hosted(connection.target):
            return cls(_project(connection, direct_database(connection)), SELF_HOSTED_PARTS)
        checked_ref(connection.target)
        token = access_token(connection)
        return cls(_project(connection, connect_api(connection, token)), PARTS, format_warnings(token))

    @property
    def target(self) -> Target:
        return self._project.target

    @property
    def support(self) -> Support:
        return SELF_HOSTED if is_self_hosted(self.target) else SUPPORT

    @property
    def calls(self) -> int:
        return self._project.api.calls

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """See `Provider.sources`; a document that several parts name is one source for all their kinds."""
        merged: dict[str, Source] = {}
        for part in self._parts:
            if not part.kinds & wanted.kinds:
                continue
            for source in part.sources(wanted, answers):
                known = merged.get(source.name, source)
                merged[source.name] = Source(source.name, known.kinds | source.kinds)
        return tuple(merged.values())

    def fetch(self, source: Source) -> Answer:
        """See `Provider.fetch`."""
        part = next(part for part in self._parts if part.kinds & source.kinds)
        return part.fetch(source.name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Provider.decode`."""
        return self._part_of[kind].decode(kind, wanted, answers)

    def normalise(self, desired: DesiredState, live: Snapshot, answers: Answers, vault: Vault) -> Normalised:
        """See `Provider.normalise`."""
        state = Normalised(desired=desired, live=live)
        present = desired.kinds() | {resource.address.kind for resource in live.resources}
        for part in self._parts:
            if part.kinds & present:
                state = part.normalise(state, answers, vault)
        beyond_plan = self._plan_check.problems(state)
        return replace(state, diagnostics=(*self._warnings, *state.diagnostics, *beyond_plan))

    def batches(self, changes: Sequence[Change]) -> Sequence[Batch]:
        """See `Provider.batches`; batches and their changes keep the order of first appearance."""
        grouped: dict[str, list[Change]] = {}
        for change in changes:
            grouped.setdefault(self._part_of[change.address.kind].batch_key(change), []).append(change)
        return tuple(Batch(key=key, changes=tuple(members)) for key, members in grouped.items())

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Provider.execute`; all changes of a batch are of one part."""
        return self._part_of[batch.changes[0].address.kind].execute(batch, vault)

    def describe(self, change: Change) -> str:
        """See `Provider.describe`."""
        return self._part_of[change.address.kind].describe(change)

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """See `Provider.contents`; only functions have files."""
        part = self._part_of[resource.address.kind]
        return part.contents(resource, answers) if isinstance(part, FunctionsPart) else {}

    def close(self) -> None:
        self._project.api.close()


def _project(connection: Connection, api: ManagementApi) -> Project:
    return Project(
        target=connection.target,
        api=api,
        root=connection.root,
        cache=connection.cache,
        pause=connection.pause,
        progress=connection.progress,
        services_url=partial(project_url, connection.target, connection.environment),
    )
