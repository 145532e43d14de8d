"""What a provider offers to those who try rules that are not live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.model.probe import Probe, Verdict
from baasctl.model.resource import Resource


class TriesRules(Protocol):
    """Part of `contract.Provider`."""

    def tested(self, rules: Resource, probes: Sequence[Probe]) -> Sequence[Verdict] | None:
        """What the provider itself says about rules, one verdict for each probe; writes nothing.

        Args:
            rules: Of a kind of rules, in normal form.

        Returns:
            `None` where there is no way to ask it.

        Raises:
            ProviderError: It could not be asked.
        """
        ...

    def blueprint(self, answers: Mapping[str, object]) -> Blueprint | None:
        """The live database, to be copied without its rows; may read more, writes nothing.

        Args:
            answers: What was fetched.

        Returns:
            `None` where there is no database, or nothing of it was fetched.

        Raises:
            ProviderError, EngineError: It, or migrations that are not live yet, could not be read.
        """
        ...


@runtime_checkable
class PartThatTries(Protocol):
    """A part whose rules the provider itself tries."""

    def tested(self, rules: Resource, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `TriesRules.tested`."""
        ...


@runtime_checkable
class PartWithDatabase(Protocol):
    """A part that knows a database with rules in it."""

    def blueprint(self, answers: Mapping[str, object]) -> Blueprint | None:
        """See `TriesRules.blueprint`."""
        ...
