"""The provider itself as a judge: `--engine live`."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.access.probe import Exercised
from baasctl.access.testing.engines import LiveJudge
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.probe import Probe, Verdict
from baasctl.model.resource import Resource


class ProviderJudge:
    """One resource of rules at the provider; satisfies `Judge`. Nothing is written there."""

    name = "the provider"

    def __init__(self, rules: Resource, live: LiveJudge | None) -> None:
        """Nothing is sent.

        Raises:
            EngineError: The provider cannot be asked.
        """
        if live is None:
            detail = f"`{rules.address.local}`: the provider has no way to try rules that are not live"
            raise EngineError(Diagnostic(code="PLAN881", summary="the provider tests no rules", detail=detail))
        self._rules, self._live = rules, live

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`."""
        return self._live(self._rules, probes)

    def coverage(self) -> Sequence[Exercised]:
        """Nothing: the provider does not tell."""
        return ()

    def close(self) -> None:
        """Nothing is held."""
