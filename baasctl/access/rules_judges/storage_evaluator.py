"""Our own evaluator as a judge of rulesets of Storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.probe import Exercised
from baasctl.access.rules.storage import StorageRequest, StorageRules
from baasctl.access.rules.values import Value
from baasctl.access.rules_judges.documents import stored
from baasctl.access.rules_judges.evaluated_rules import RulesText
from baasctl.access.rules_judges.evaluated_values import auth_of, fields_of, timestamp_of
from baasctl.access.rules_judges.evaluator import NAME
from baasctl.model.probe import Family, Operation, Probe, Special, Verdict, WhoKind

_BEFORE: Final = timedelta(seconds=1)
_NEW: Final = "new"


class StorageEvaluatorJudge:
    """One ruleset of Storage; satisfies `Judge`."""

    name = NAME

    def __init__(
        self,
        source: str,
        bucket: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        place: Callable[[int, int], str] = "{}:{}".format,
    ) -> None:
        """Parse the rules.

        Args:
            source: The ruleset.
            bucket: What the bucket of probes is called that name none.
            clock: Time of a request that says none.
            place: What a line and a column of the ruleset are called in verdicts and coverage.

        Raises:
            RulesProblem: They cannot be read.
        """
        self._text = RulesText(source, place)
        self._rules = StorageRules(self._text.tree, trace=self._text.trace)
        self._bucket = bucket
        self._clock = clock

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`."""
        return [self._judged(probe) for probe in probes]

    def coverage(self) -> Sequence[Exercised]:
        """See `RulesText.coverage`."""
        return list(self._text.coverage())

    def close(self) -> None:
        """Nothing is held."""

    def _judged(self, probe: Probe) -> Verdict:
        if probe.who.kind is WhoKind.SERVICE:
            return Verdict(allowed=True, reason="the service passes by the rules")
        if probe.family is not Family.OBJECTS:
            return Verdict(allowed=None, reason="rules of Storage say nothing about documents")
        now = probe.at or self._clock()
        before = now - _BEFORE
        row = probe.row or (_NEW if probe.operation is Operation.CREATE else "")
        request = StorageRequest(
            method=probe.operation.value,
            path=f"/{row}",
            bucket=probe.container or self._bucket,
            auth=auth_of(probe.who),
            object=_written(probe, now, before),
            time=timestamp_of(now),
        )
        objects = {
            f"/{each.row}": fields_of(stored(each.values, before))
            for each in probe.world
            if each.family is Family.OBJECTS and each.container == probe.container
        }
        if probe.existing is not None:
            objects[f"/{row}"] = fields_of(stored(probe.existing, before))
        return self._text.verdict(self._rules.decide(request, objects, _documents(probe, before)))


def _written(probe: Probe, now: datetime, before: datetime) -> Mapping[str, Value] | None:
    """What the object will be; `None` for what is no upload."""
    if probe.operation not in (Operation.CREATE, Operation.UPDATE):
        return None
    new = probe.new or {}
    there = stored(probe.existing or {}, before) if probe.operation is Operation.UPDATE else {}
    kept = {name: value for name, value in there.items() if new.get(name) is not Special.REMOVED}
    return fields_of({**kept, **stored(new, now)})


def _documents(probe: Probe, before: datetime) -> dict[str, Mapping[str, Value]]:
    """Documents of the usual database, which rules may ask for."""
    return {
        f"/{each.resource}/{each.row}": fields_of(stored(each.values, before))
        for each in probe.world
        if each.family is Family.ROWS and not each.container
    }
