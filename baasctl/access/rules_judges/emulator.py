"""Google's Firestore emulator as a judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Final

from baasctl.access.probe import Exercised
from baasctl.access.rules_judges.emulated_ruleset import NAME, EmulatedRuleset
from baasctl.model.probe import Probe, Verdict
from baasctl.workers import SerialWorkers, Workers

_MOST_AT_ONCE: Final = 4
_WORTH_ANOTHER: Final = 20
"""Probes for which a further copy of the rules pays off: to compile it takes as long as to ask about a dozen."""


class EmulatorJudge:
    """One ruleset of Firestore on a running emulator; satisfies `Judge`."""

    name = NAME

    def __init__(
        self,
        address: str,
        source: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        workers: Workers | None = None,
    ) -> None:
        """Put the rules.

        Args:
            address: `host:port` of a running emulator, which stays its owner's.
            source: The ruleset.
            clock: The time, for rows that were written now.
            workers: Ask many probes at once, each of a few copies of the ruleset its share; `None`: one by one.

        Raises:
            EmulatorFailed: The rules do not compile, or it does not answer.
        """
        self._make = partial(EmulatedRuleset, address, source, clock)
        self._copies = [self._make()]
        self._workers = workers or SerialWorkers()

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`; no verdict where the emulator cannot be asked: its clock cannot be set.

        Raises:
            EmulatorFailed: It does not answer.
            Cancelled: The user stopped the run.
        """
        shares = self._shares(probes)
        while len(self._copies) < len(shares):
            self._copies.append(self._make())
        calls = {index: self._asking(self._copies[index], share) for index, share in enumerate(shares)}
        found = {each.key: each.result() for each in self._workers.run(calls)}
        return [verdict for index in sorted(found) for verdict in found[index]]

    def coverage(self) -> Sequence[Exercised]:
        """Nothing: what the emulator counts, our evaluator counts as well, with the names of rules."""
        return ()

    def reports(self) -> Sequence[Sequence[object]]:
        """What the emulator says about each expression, by copy of the ruleset; see `EmulatorProject.coverage`."""
        return [each.report() for each in self._copies]

    def close(self) -> None:
        """See `Judge.close`; the emulator goes on."""
        for each in self._copies:
            each.close()

    def _shares(self, probes: Sequence[Probe]) -> Sequence[Sequence[Probe]]:
        """Neighbours stay together: they mostly share what is there."""
        number = max(1, min(_MOST_AT_ONCE, len(probes) // _WORTH_ANOTHER))
        ends = [len(probes) * each // number for each in range(number + 1)]
        return [probes[first:behind] for first, behind in pairwise(ends)]

    def _asking(self, of: EmulatedRuleset, share: Sequence[Probe]) -> Callable[[], list[Verdict]]:
        def ask() -> list[Verdict]:
            verdicts = []
            for probe in share:
                self._workers.stop.check()
                verdicts.append(of.judged(probe))
            return verdicts

        return ask
