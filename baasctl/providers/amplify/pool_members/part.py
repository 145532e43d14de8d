"""The way all members of a user pool go: a list, perhaps a document for each wanted one, a batch for each change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, ProviderError
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.amplify.clients.user_pool_members import UserPoolMembers
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.discovery.dead_ends import nothing_leads
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.secret_digests import SecretDigests
from baasctl.providers.writing import write_together

OF_RISK: Final = "/risk"
"""After a client's id: the document of its own threat protection."""
POOL: Final = "user_pool"
"""Member of `Resource.facts`: the pool that a resource is, or will be, of."""


class PoolMembersPart(ABC):
    """One kind of members of the app's user pool."""

    kind: ClassVar[str]
    resource_type: ClassVar[str]

    def __init__(self, project: Project) -> None:
        self.project = project
        self.digests = SecretDigests()
        self._denied: Sequence[str] = ()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset({self.kind})

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list of the pool, then what it leads to; without a pool nothing, unless the spec wants something."""
        known = found(answers)
        self._denied = known.denied
        if not known.user_pool:
            is_declared = wanted.desired is not None and any(wanted.desired.of(self.kind))
            return (Source(self.list_name(""), self.kinds),) if is_declared else ()
        return tuple(Source(name, self.kinds) for name in self.names(wanted, answers, known))

    def names(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[str]:
        """Names of the documents that are needed so far."""
        del wanted, answers
        return (self.list_name(known.user_pool),)

    def list_name(self, pool: str) -> str:
        """Name of the list's document."""
        return f"{self.kind}/{pool}"

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`; secrets are digests."""
        kind, pool, *rest = name.split("/", 2)
        if not pool:
            raise self._no_pool()
        return fetched(self.api(pool), kind, rest[0] if rest else "")

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Provider.decode`."""
        del kind
        known = found(answers)
        return tuple(self.decoded(wanted, answers, known)) if known.user_pool else ()

    @abstractmethod
    def decoded(self, wanted: Wanted, answers: Answers, known: Found) -> Iterable[Resource]:
        """The live resources of the pool."""

    def facts(self, known: Found, physical_id: str) -> Mapping[str, str]:
        """Of a live resource: its pool, and who owns it."""
        owner = facts_for(known, self.kind, physical_id, self.project.target, resource_type=self.resource_type)
        return {POOL: known.user_pool, **owner}

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Tell desired resources their pool, bring both sides into normal form, add what is wrong."""
        known = found(answers)
        desired = tuple(self.normal(one, known, answers, vault) for one in state.desired.of(self.kind))
        live = tuple(one for one in state.live.resources if one.address.kind == self.kind)
        desired, live = self.matched(desired, live)
        others = (one for one in state.live.resources if one.address.kind != self.kind)
        by_address = {one.address: one for one in desired}
        resources = tuple(by_address.get(one.address, one) for one in state.desired.resources)
        return replace(
            state,
            desired=replace(state.desired, resources=resources),
            live=replace(state.live, resources=tuple(sorted((*others, *live), key=lambda one: one.address))),
            diagnostics=(*state.diagnostics, *self.problems(desired, live, state, answers)),
        )

    def normal(self, resource: Resource, known: Found, answers: Answers, vault: Vault) -> Resource:
        """One desired resource in the form that `decoded` gives."""
        del answers
        attributes = self.digests.put_in(resource.attributes, vault)
        return replace(resource, attributes=attributes, facts={**resource.facts, POOL: known.user_pool})

    def matched(
        self, desired: tuple[Resource, ...], live: tuple[Resource, ...]
    ) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
        """Both sides with the same names for the same things."""
        return desired, live

    def problems(
        self, desired: Sequence[Resource], live: Sequence[Resource], state: Normalised, answers: Answers
    ) -> Iterable[Diagnostic]:
        """What is wrong with desired ones, seen beside the live ones."""
        del desired, live, state, answers
        return ()

    def batch_key(self, change: Change) -> str:
        """Each resource is a batch of its own."""
        return change.address.local

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Part.execute`."""
        (change,) = batch.changes
        api = self.api(str(change.facts.get(POOL, "")), vault)
        return write_together(batch.changes, partial(self.write, change, api, vault))

    @abstractmethod
    def write(self, change: Change, api: UserPoolMembers, vault: Vault) -> None:
        """Carry out one change."""

    @abstractmethod
    def describe(self, change: Change) -> str:
        """See `Provider.describe`."""

    def api(self, pool: str, vault: Vault | None = None) -> UserPoolMembers:
        """Requests about the pool's members."""
        return UserPoolMembers(
            aws=self.project.aws, pool=pool, digest=self.digests.of, hide=vault.also_redact if vault else lambda _: None
        )

    def refuse_loss(self, change: Change, lost: Sequence[str], hint: str) -> None:
        """The error for a write that AWS answered and did not keep.

        Raises:
            Invalid: Something was lost.
        """
        if lost:
            raise Invalid(
                Diagnostic(
                    code="APPLY340",
                    summary="AWS took the request and did not keep all of it",
                    detail=f"{change.address.local}: {', '.join(f'`{path}`' for path in lost)} reads otherwise",
                    hint=hint,
                    span=change.span,
                    address=change.address,
                )
            )

    def _no_pool(self) -> ProviderError:
        return nothing_leads(
            self._denied,
            Diagnostic(
                code="READ340",
                summary="the app has no user pool",
                detail=f"`{self.kind}` belong to a user pool, and nothing leads to one",
                hint="name it in the target: `user_pool: eu-west-1_…`; or deploy `auth` with Amplify first",
                span=self.project.target.span,
            ),
        )


def fetched(api: UserPoolMembers, kind: str, name: str) -> Answer:
    """A list, or the document of one member."""
    if kind == "app_clients" and name.endswith(OF_RISK):
        return api.client_risk(name.removesuffix(OF_RISK))
    if kind == "app_clients":
        return api.client(name) if name else api.clients()
    if kind == "identity_providers":
        return api.identity_provider(name) if name else api.identity_providers()
    return api.groups() if kind == "groups" else api.resource_servers()
