"""`functions`: edge functions, their sources and who may call them."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.model.change import Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.supabase.part import Project

LIST = "functions"


class FunctionsPart:
    """Edge functions of a project."""

    kinds = frozenset({"functions"})

    def __init__(self, project: Project) -> None:
        self._project = project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list."""
        del wanted, answers
        return (Source(LIST, self.kinds),)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        del name
        return self._project.api.functions()

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `Part.decode`."""
        raise NotImplementedError

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `Part.normalise`."""
        raise NotImplementedError

    def batch_key(self, change: Change) -> str:
        """See `Part.batch_key`."""
        raise NotImplementedError

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `Part.execute`."""
        raise NotImplementedError

    def describe(self, change: Change) -> str:
        """See `Part.describe`."""
        raise NotImplementedError
