"""`buckets` of a self-hosted project: rows of `storage.buckets`, written in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.change import Action, Change
from baasctl.model.plan import Batch
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Source, Wanted
from baasctl.providers.supabase.buckets import SOURCE, SQL, BucketsPart, encode, names_of
from baasctl.providers.supabase.project import Project
from baasctl.providers.writing import write_together


class SqlBucketsPart(BucketsPart):
    """Reads as the platform's part does, and writes rows instead of requests."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._api = project.api

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The rows; nobody tells the project's own limit."""
        del wanted, answers
        return (Source(SOURCE, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return self._api.query_read_only(SQL)

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One transaction a bucket."""
        del vault
        (change,) = batch.changes
        return write_together(batch.changes, partial(self._api.query, statements(change)))

    def describe(self, change: Change) -> str:
        """The SQL."""
        return f"{statements(change)};"


def statements(change: Change) -> str:
    """The SQL of one change, in order; sent in one request it is one transaction."""
    name, former = names_of(change)
    if change.action is Action.DELETE:
        return _delete(name)
    values = {column: _literal(value) for column, value in encode(change).items()}
    if change.action is Action.UPDATE:
        written = ", ".join(f"{column} = {value}" for column, value in values.items())
        return f"update storage.buckets set {written} where id = {quote_literal(name)}"  # noqa: S608  quoted
    made = _insert(name, values)
    return f"{made};\n{_delete(former)}" if former else made


def _insert(name: str, values: Mapping[str, str]) -> str:
    row = {"id": quote_literal(name), "name": quote_literal(name), **values}
    return f"insert into storage.buckets ({', '.join(row)}) values ({', '.join(row.values())})"  # noqa: S608  quoted


def _delete(name: str) -> str:
    """A bucket that holds objects stays: their foreign key refuses. Storage asks for the setting since 2026."""
    allowed = "select set_config('storage.allow_delete_query', 'true', true)"
    return f"{allowed};\ndelete from storage.buckets where id = {quote_literal(name)}"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"array[{', '.join(quote_literal(str(each)) for each in value)}]::text[]"
    return str(value) if isinstance(value, int) else quote_literal(str(value))
