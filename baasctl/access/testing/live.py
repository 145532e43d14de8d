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
        """Nothing is sent."""
        self._rules, self._live = rules, live

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`.

        Raises:
            EngineError: The provider has no way to try such rules.
            ProviderError: It could not be asked.
        """
        verdicts = self._live(self._rules, probes) if self._live else None
        if verdicts is None:
            detail = f"`{self._rules.address.local}`: there is no way to try them before they are live"
            raise EngineError(Diagnostic(code="PLAN881", summary="the provider tries no rules", detail=detail))
        return verdicts

    def coverage(self) -> Sequence[Exercised]:
        """Nothing: the provider does not tell."""
        return ()

    def close(self) -> None:
        """Nothing is held."""
