"""The settings of a project outside of auth at run time: seven kinds, each with exactly one resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase import data_api, network, pooler, postgres_settings, realtime, ssl, storage_settings
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.service import Fetch, Service
from baasctl.providers.writing import write_together

SERVICES: Mapping[str, Service] = {
    module.SERVICE.kind: module.SERVICE
    for module in (data_api, network, pooler, postgres_settings, realtime, ssl, storage_settings)
}
_FETCHES: Mapping[str, Fetch] = {
    project_config.SOURCE: lambda api: api.project_config(),
    **{name: fetch for service in SERVICES.values() for name, fetch in service.fetches.items()},
}


class SettingsPart:
    """`data_api`, `network`, `pooler`, `postgres_settings`, `realtime`, `ssl` and `storage_settings`."""

    kinds = frozenset(SERVICES)

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The shared document of effective settings, and what each service needs beside it."""
        return tuple(
            Source(name, frozenset({kind}))
            for kind in sorted(self.kinds & wanted.kinds)
            for name in SERVICES[kind].documents(wanted, answers)
        )

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; the shared document is `None` where the project does not have it."""
        return _FETCHES[name](self._project.api)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The one resource of the kind."""
        del wanted
        return (SERVICES[kind].decode(answers, Address(self._project.target.name, kind)),)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See the services."""
        del vault
        for kind in sorted(self.kinds & state.desired.kinds()):
            state = SERVICES[kind].normalise(state, answers)
        return state

    def batch_key(self, change: Change) -> str:
        """Each service has an endpoint of its own."""
        return change.address.kind.replace("_", " ")

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See the services; a batch is one change."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(SERVICES[change.address.kind].write, self._project, change))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        return SERVICES[change.address.kind].describe(self._project.ref, change)
