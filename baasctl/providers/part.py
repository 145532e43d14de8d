"""What a group of kinds plugs into a provider: kinds that share documents, or that one request writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Belonging, Normalised, Source, Wanted


class Part(Protocol):
    """A group of kinds of one project. Built once per run; `fetch` is called by several threads."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds it speaks for; no other part has them."""
        ...

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """Documents needed for those of `wanted.kinds` that are its own; each names the kinds it is for. Pure."""
        ...

    def fetch(self, name: str) -> Answer:
        """One of the documents it named.

        Raises:
            ProviderError: The document could not be read.
        """
        ...

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Provider.decode`."""
        ...

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Bring its own kinds on both sides into normal form, leave the others, add diagnostics."""
        ...

    def batch_key(self, change: Change) -> str:
        """The name of what this change is written together with. Pure."""
        ...

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Provider.execute`."""
        ...

    def describe(self, change: Change) -> str:
        """See `Provider.describe`."""
        ...


class Discovery(Protocol):
    """What every part needs to know before it can name its own documents: where the project's resources are."""

    def has(self, name: str) -> bool:
        """Whether a document is one of these. Pure."""
        ...

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """What to fetch next, for all wanted kinds; empty when the parts can be asked. Pure."""
        ...

    def fetch(self, name: str) -> Answer:
        """One of the documents it named.

        Raises:
            ProviderError: The document could not be read.
        """
        ...

    def inventory(self, answers: Answers) -> Sequence[Belonging]:
        """See `Provider.inventory`."""
        ...

    def notes(self, answers: Answers) -> Iterable[Diagnostic]:
        """What could not be found out, as warnings. Pure."""
        ...


@runtime_checkable
class DividesChanges(Protocol):
    """A part whose changes may be written by several requests, each a batch of its own."""

    def pieces(self, change: Change) -> Sequence[tuple[str, Change]]:
        """The change by batch key, in the order of writing; each piece has some of its fields. Pure."""
        ...


@runtime_checkable
class HasContents(Protocol):
    """A part whose resources have files of their own (functions)."""

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """See `Provider.contents`."""
        ...
