"""The part that reads and publishes a project's template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, PlanStale
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients import remote_config as client
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.remote_config import KIND, SOURCE, decode, encode
from baasctl.providers.firebase.remote_template.ownership import condition_problems, owned_whole
from baasctl.providers.writing import write_together


class RemoteConfigPart:
    """The client template of a project; satisfies `Part`."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """One document."""
        del wanted, answers
        return (Source(SOURCE, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        template, etag = client.template(self._project.google, self._project.id)
        return {"template": template, "etag": etag}

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`."""
        del kind, wanted
        return (decode(answers[SOURCE], self._project.target.name),)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Say what a declared template takes away, and which conditions are missing."""
        del answers, vault
        live = next(state.live.of(KIND), None)
        if live is None:
            return state
        whole = {each.address: owned_whole(each, live) for each in state.desired.of(KIND)}
        problems = [problem for each in whole.values() for problem in condition_problems(each, live)]
        resources = tuple(whole.get(each.address, each) for each in state.desired.resources)
        return replace(
            state,
            desired=replace(state.desired, resources=resources),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """One document, one write."""
        del change
        return "remote config"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Validate the new template, then publish it in the place of the one that the plan was made for."""
        del vault
        return write_together(batch.changes, partial(self._publish, batch.changes[0]))

    def describe(self, change: Change) -> str:
        """See `Part.describe`; what is live already is not repeated."""
        body = json.dumps(encode({}, change.after or {}), ensure_ascii=False)
        return f"PUT https://{client.HOST}{client.path(self._project.id)} {body}"

    def _publish(self, change: Change) -> None:
        template, etag = client.template(self._project.google, self._project.id)
        if etag != change.version:
            raise _stale()
        body = encode(template, change.after or {})
        try:
            client.validate(self._project.google, self._project.id, body, etag)
            client.publish(self._project.google, self._project.id, body, etag)
        except Conflict as error:
            raise _stale() from error


def _stale() -> PlanStale:
    return PlanStale(
        Diagnostic(
            code="APPLY280",
            summary="another Remote Config template was published since the plan was made",
            detail="nothing was written",
            hint="make a new plan: it shows what the other one brings",
        )
    )
