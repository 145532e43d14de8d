"""`realtime` of a self-hosted project: its publication only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase import realtime
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import realtime_publication
from baasctl.providers.writing import write_together


class PublicationPart:
    """The tables whose changes Realtime sends."""

    kinds = frozenset({realtime.KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One statement."""
        del wanted, answers
        return (Source(realtime_publication.SOURCE, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return self._project.api.query_read_only(realtime_publication.STATEMENT)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The publication; one that covers whole schemas has no list of tables."""
        del wanted
        found = realtime_publication.parse(answers[realtime_publication.SOURCE])
        attributes = {} if found.is_wide else {"publication": found.tables}
        return (Resource(address=Address(self._project.target.name, kind), attributes=attributes),)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `realtime.normalise`."""
        del vault
        return realtime.normalise(state, answers)

    def batch_key(self, change: Change) -> str:
        """One transaction."""
        return change.address.kind

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `realtime.publication_sql`."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._project.api.query, realtime.publication_sql(change)))

    def describe(self, change: Change) -> str:
        """The SQL."""
        return f"{realtime.publication_sql(change)};"
