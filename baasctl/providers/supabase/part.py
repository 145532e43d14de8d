"""What a group of kinds plugs into the provider: kinds that share documents, or that one request writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase.clients.management import ManagementApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One connected project, as parts see it.

    Attributes:
        root: The spec's folder.
        cache: Folder for what may be lost; `None`: nothing is kept.
        pause: Waits some seconds between tries; ends early when the user stops the run.
        progress: Told what a long write is waiting for.
        services_url: Address of the project's own services (Storage); raises `UsageError` where it is not known.
    """

    target: Target
    api: ManagementApi
    root: Path
    cache: Path | None = None
    pause: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = lambda _: None
    services_url: Callable[[], str] = field(default=lambda: "", repr=False)

    @property
    def ref(self) -> str:
        return self.target.project


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


BuildPart: TypeAlias = Callable[[Project], Part]
