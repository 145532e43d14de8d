"""The part that reads and writes hosting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.amplify import discovery
from baasctl.providers.amplify.clients import hosting as client
from baasctl.providers.amplify.hosting import KIND, Live, Wire, by_member, decode, named_webhooks, steps
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.web_hosting.normal_form import normal, notes, problems_of
from baasctl.providers.amplify.web_hosting.rows import SECTIONS
from baasctl.providers.amplify.web_hosting.writing import described, send
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.writing import write_together

_APP: Final = "hosting app"
_LISTS: Final = {section: f"hosting {section}" for section in SECTIONS}


class HostingPart:
    """Hosting of one app; satisfies `Part`. A target that names no app has none."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._app = project.target.project if project.target.named_by == "app" else ""
        self._digests = SecretDigests()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The app, and the lists of which the spec names something; branches also for what leads to one."""
        del answers
        if not self._app:
            return ()
        declared = {name for one in _declared(wanted) for name in one.attributes}
        if wanted.is_whole(KIND):
            declared = {_APP, *SECTIONS}
        names = [_APP] if declared - set(SECTIONS) else []
        if declared & set(SECTIONS):
            declared.add("branches")
        names += [document for section, document in _LISTS.items() if section in declared]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        aws = self._project.aws
        if name == _APP:
            return client.app(aws, self._app)
        read = {"branches": client.branches, "domains": client.domains, "webhooks": client.webhooks}
        return next(read[section] for section, document in _LISTS.items() if document == name)(aws, self._app)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The one resource there is."""
        del kind
        if not any(name in answers for name in (_APP, *_LISTS.values())):
            return ()
        live = _live(wanted_webhooks(_declared(wanted)), answers)
        known = discovery.found(answers)
        facts = discovery.facts_for(
            known, KIND, self._app, self._project.target, resource_type="AWS::Amplify::App",
            tags=(live.app or {}).get("tags"),
        )  # fmt: skip
        address = Address(self._project.target.name, KIND)
        return (decode(address, self._app, live, self._digests, facts),)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Digests, what does not fit the app, and notes about builds and domains."""
        beside = next((one.attributes for one in state.live.of(KIND)), {})
        live = _live(wanted_webhooks(tuple(state.desired.of(KIND))), answers)
        resources: list[Resource] = []
        problems: list[Diagnostic] = []
        for one in state.desired.resources:
            if one.address.kind != KIND:
                resources.append(one)
                continue
            resource = normal(one, self._digests, vault, live)
            resources.append(resource)
            problems += [*problems_of(resource, live, beside), *notes(resource, live, beside)]
        return replace(
            state,
            desired=replace(state.desired, resources=tuple(resources)),
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """The app with all that belongs to it."""
        return str(change.address.local)

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Some requests; the first that fails ends the batch."""
        return write_together(batch.changes, partial(self._write, batch.changes[0], vault))

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        return "\n".join(described(step) for step in steps(change))

    def _write(self, change: Change, vault: Vault) -> None:
        for step in steps(change):
            self._project.progress(f"hosting {step.verb} {step.of} {step.name}".rstrip())
            send(step, self._project.aws, self._app, vault)


def wanted_webhooks(declared: Sequence[Resource]) -> frozenset[str]:
    """What the spec calls webhooks: descriptions or ids."""
    maps = [one.attributes.get("webhooks") for one in declared]
    return frozenset(name for each in maps if isinstance(each, Mapping) for name in each)


def _declared(wanted: Wanted) -> tuple[Resource, ...]:
    return tuple(wanted.desired.of(KIND)) if wanted.desired is not None else ()


def _live(webhooks: frozenset[str], answers: Answers) -> Live:
    named: dict[str, Mapping[str, Wire]] = {}
    ambiguous: Mapping[str, tuple[str, ...]] = {}
    for section, member in (("branches", "branchName"), ("domains", "domainName")):
        if (document := _LISTS[section]) in answers:
            named[section] = by_member(answers[document], member, document)
    if (document := _LISTS["webhooks"]) in answers:
        named["webhooks"], ambiguous = named_webhooks(expect_objects(answers[document], document), webhooks)
    app = expect(answers[_APP], dict, _APP, "") if _APP in answers else None
    return Live(app=app, named=named, ambiguous=ambiguous)
