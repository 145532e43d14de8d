"""`buckets`: read from `storage.buckets` with SQL, written through the project's own Storage API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Forbidden
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, freeze, thaw
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect, expect_objects, expect_or_none
from baasctl.providers.supabase.clients.api_keys import secret_key
from baasctl.providers.supabase.clients.storage import StorageApi, connect_storage
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings.effective_config import SOURCE as CONFIG
from baasctl.providers.supabase.project_settings.effective_config import block
from baasctl.providers.supabase.storage_buckets.entries import KIND, name_of
from baasctl.providers.writing import write_together

SOURCE: Final = "storage/buckets"
SQL: Final = (
    "select coalesce(jsonb_agg(to_jsonb(b) - 'created_at' - 'updated_at' order by b.id), '[]') as buckets"
    " from storage.buckets b"
)
WIRE: Final[Mapping[str, str]] = {
    "public": "public",
    "max_size": "file_size_limit",
    "mime_types": "allowed_mime_types",
}
_STANDARD: Final = (None, "STANDARD")


def decode(answer: Answer, target: str) -> tuple[Resource, ...]:
    """The buckets for files; those for analytics and vectors are of another sort.

    Raises:
        UnexpectedAnswer: The rows are not those of the statement.
    """
    rows = expect_objects(answer, SOURCE)
    entries = expect_objects(rows[0].get("buckets") if rows else [], SOURCE, "/0/buckets")
    return tuple(
        _bucket(entry, f"/0/buckets/{index}", target)
        for index, entry in enumerate(entries)
        if entry.get("type") in _STANDARD
    )


def encode(change: Change) -> dict[str, object]:
    """The settings to send: those that differ, or all that are declared for one that is made."""
    after = change.after or {}
    touched = {field.path[1:] for field in change.fields} if change.action is Action.UPDATE else set(after)
    return {wire: thaw(after[name]) for name, wire in WIRE.items() if name in touched and name in after}


def _bucket(entry: Mapping[str, object], place: str, target: str) -> Resource:
    name = expect(entry.get("id"), str, SOURCE, f"{place}/id")
    size = expect_or_none(entry.get("file_size_limit"), int, SOURCE, f"{place}/file_size_limit")
    types = expect_or_none(entry.get("allowed_mime_types"), list, SOURCE, f"{place}/allowed_mime_types")
    values: dict[str, Value] = {
        "name": name,
        "public": bool(expect_or_none(entry.get("public"), bool, SOURCE, f"{place}/public")),
    }
    if size is not None:
        values["max_size"] = size
    if types is not None:
        values["mime_types"] = freeze(
            sorted({expect(each, str, SOURCE, f"{place}/allowed_mime_types/{at}") for at, each in enumerate(types)})
        )
    unset = {f"/{field}" for field in ("max_size", "mime_types") if field not in values}
    return Resource(
        address=Address(target, KIND, (name,)), attributes=values, unset=frozenset({"/name", *unset}), remote_id=name
    )


class BucketsPart:
    """Buckets of one project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The rows, and the project's own limit."""
        del wanted, answers
        return (Source(SOURCE, self.kinds), Source(CONFIG, self.kinds))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        return self._project.api.project_config() if name == CONFIG else self._project.api.query_read_only(SQL)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`."""
        del kind, wanted
        return decode(answers[SOURCE], self._project.target.name)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Live buckets under the keys of the spec; sizes beyond the project's limit are problems."""
        del vault
        keys = {name_of(one): one.address for one in state.desired.of(KIND)}
        live = tuple(
            replace(one, address=keys.get(one.remote_id or "", one.address)) if one.address.kind == KIND else one
            for one in state.live.resources
        )
        problems = _too_large(state.desired, _limit(state.desired, answers))
        return replace(state, live=replace(state.live, resources=live), diagnostics=(*state.diagnostics, *problems))

    def batch_key(self, change: Change) -> str:
        """Each by itself."""
        return f"bucket {change.address.name}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """One request a bucket, two for one that is made again."""
        (change,) = batch.changes
        return write_together(batch.changes, lambda: self._with_storage(vault, lambda storage: _write(storage, change)))

    def describe(self, change: Change) -> str:
        """The requests, in order."""
        base = "/storage/v1/bucket"
        name, former = names_of(change)
        if change.action is Action.DELETE:
            return f"DELETE {base}/{name}"
        body = json.dumps(encode(change), ensure_ascii=False)
        if change.action is Action.UPDATE:
            return f"PUT {base}/{name} {body}"
        made = f"POST {base} {json.dumps({'name': name, **encode(change)}, ensure_ascii=False)}"
        return f"{made}\nDELETE {base}/{former}" if former else made

    def _with_storage(self, vault: Vault, write: Callable[[StorageApi], None]) -> None:
        key = secret_key(self._project.api)
        if not key:
            raise Forbidden(
                Diagnostic(
                    code="APPLY162",
                    summary="the project has no secret key",
                    detail="buckets are written with one, and neither a secret nor a `service_role` key is there",
                    hint="make one: `api_keys: {server: {type: secret}}`",
                )
            )
        vault.also_redact(key)
        storage = connect_storage(self._project.services_url(), key)
        try:
            write(storage)
        finally:
            storage.close()


def names_of(change: Change) -> tuple[str, str]:
    """The bucket's name, and the former one of a bucket that is made again under another."""
    after = change.after or {}
    written = after.get("name")
    if change.action is Action.DELETE or (change.action is Action.UPDATE and change.remote_id):
        return change.remote_id or change.address.segments[0], ""
    name = written if isinstance(written, str) else change.address.segments[0]
    former = change.remote_id or ""
    return name, former if former != name else ""


def _write(storage: StorageApi, change: Change) -> None:
    """A bucket of another name is made first; the former one goes if it is empty."""
    name, former = names_of(change)
    if change.action is Action.DELETE:
        storage.delete(name)
    elif change.action is Action.UPDATE:
        storage.update(name, encode(change))
    else:
        storage.create(name, encode(change))
        if former:
            storage.delete(former)


def _limit(desired: DesiredState, answers: Answers) -> int | None:
    """The project's largest file: as the spec says, else as it is."""
    for settings in desired.of("storage_settings"):
        size = settings.attributes.get("max_file_size")
        if isinstance(size, int):
            return size
    storage = block(answers.get(CONFIG), "storage") or {}
    limit = storage.get("file_size_limit")
    return limit if isinstance(limit, int) else None


def _too_large(desired: DesiredState, limit: int | None) -> list[Diagnostic]:
    problems = []
    for one in desired.of(KIND):
        size = one.attributes.get("max_size")
        if limit is not None and isinstance(size, int) and size > limit:
            problems.append(
                Diagnostic(
                    code="SPEC372",
                    summary="a bucket may not take larger files than its project",
                    detail=f"`{one.address.local}` takes {size:,} bytes; the limit of the project is {limit:,} bytes",
                    hint="lower it, or raise `storage_settings.max_file_size`",
                    span=one.span_of("/max_size"),
                    address=one.address,
                )
            )
    return problems
