"""`indexes` of a project: read by database, built all at once and waited for together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import firestore_admin as client
from baasctl.providers.firebase.firestore import wanted_databases
from baasctl.providers.firebase.firestore.index_matching import match_indexes
from baasctl.providers.firebase.firestore.together import begin_then_wait, one_after_another
from baasctl.providers.firebase.indexes import KIND, decode, encode, normal_form
from baasctl.providers.firebase.project import Project
from baasctl.providers.strict import expect_objects

PREFIX: Final = "firestore/indexes/"


class IndexesPart:
    """Composite indexes of one project."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """See `wanted_databases.sources`."""
        return wanted_databases.sources(wanted, answers, KIND, PREFIX)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        if name == wanted_databases.LIST:
            return client.databases(google, project)
        return client.indexes(google, project, name.removeprefix(PREFIX))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """Every index of the databases that were read, under readable names."""
        del kind, wanted
        live = [
            decode(each, name, f"/{index}", self._project.target.name, name.removeprefix(PREFIX))
            for name in sorted(answers)
            if name.startswith(PREFIX) and answers[name] is not None
            for index, each in enumerate(expect_objects(answers[name], name))
        ]
        return match_indexes((), live).live

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Both sides without what the server adds; live indexes under the spec's names."""
        del vault
        desired = [one.with_attributes(normal_form(one.attributes)) for one in state.desired.of(KIND)]
        matched = match_indexes(desired, list(state.live.of(KIND)))
        problems = (
            *wanted_databases.missing(state.desired, KIND, answers, PREFIX),
            *_unfinished(matched.live, {one.address for one in desired}),
        )
        others = tuple(one for one in state.desired.resources if one.address.kind != KIND)
        live_others = tuple(one for one in state.live.resources if one.address.kind != KIND)
        return replace(
            state,
            desired=replace(state.desired, resources=(*others, *matched.desired)),
            live=replace(state.live, resources=(*live_others, *matched.live)),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """What is built in one database goes together: building takes minutes each."""
        database = change.address.segments[0]
        return f"indexes of {database}, delete" if change.action is Action.DELETE else f"indexes of {database}"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Begin all, then wait for all; deletes one after another."""
        del vault
        if batch.changes[0].action is Action.DELETE:
            return one_after_another(batch.changes, self._delete)
        return begin_then_wait(batch.changes, self._begin, self._wait)

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        side = change.before if change.action is Action.DELETE else change.after
        collection = (side or {}).get("collection")
        database = f"/v1/projects/{self._project.id}/databases/{change.address.segments[0]}"
        base = f"{database}/collectionGroups/{collection}/indexes"
        if change.action is Action.DELETE:
            return f"DELETE {base}/{change.remote_id}"
        return f"POST {base} {json.dumps(encode(change.after or {}), ensure_ascii=False)}"

    def _begin(self, change: Change) -> Mapping[str, object] | None:
        after = change.after or {}
        database, collection = change.address.segments[0], str(after.get("collection"))
        return client.create_index(self._project.google, self._project.id, database, collection, encode(after))

    def _wait(self, change: Change, operation: Mapping[str, object]) -> None:
        client.wait_for(self._project, dict(operation), f"index `{change.address.name}` to be built")

    def _delete(self, change: Change) -> None:
        database, collection = change.address.segments[0], str((change.before or {}).get("collection"))
        client.delete_index(self._project.google, self._project.id, database, collection, change.remote_id or "")


_STATES: Final[Mapping[str, tuple[str, str, str]]] = {
    "CREATING": (
        "READ260",
        "an index is still being built",
        "queries that need it fail until it is ready; nothing has to be done",
    ),
    "NEEDS_REPAIR": (
        "READ261",
        "an index could not be built",
        "take it out of the spec under `prune`, apply, and put it in again",
    ),
}


def _unfinished(live: Sequence[Resource], declared: set[object]) -> Iterator[Diagnostic]:
    for one in live:
        code, summary, hint = _STATES.get(str(one.facts.get("state")), ("", "", ""))
        if code and one.address in declared:
            yield Diagnostic(
                code=code,
                summary=summary,
                severity=Severity.WARNING,
                detail=f"`{one.address.local}` is {one.facts['state']} at Google",
                hint=hint,
                address=one.address,
            )
