"""Our own evaluator as a judge of rulesets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.probe import Exercised
from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.values import Value
from baasctl.access.rules_judges.documents import NULL_TESTS, OPERATORS, stored, times_in
from baasctl.access.rules_judges.evaluated_rules import RulesText
from baasctl.access.rules_judges.evaluated_values import DEFAULT, auth_of, fields_of, timestamp_of, value_of
from baasctl.model.probe import Data, Datum, Family, Filter, Operation, Probe, Reference, Special, Verdict, WhoKind

NAME: Final = "baasctl's evaluator"
_NEW: Final = "new"
_MOST_READ: Final = 100_000
_BEFORE: Final = timedelta(seconds=1)
"""`NOW` of a row that is there is not the time of the request that comes later."""


class EvaluatorJudge:
    """One ruleset of Firestore; satisfies `Judge`."""

    name = NAME

    def __init__(
        self,
        source: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        place: Callable[[int, int], str] = "{}:{}".format,
    ) -> None:
        """Parse the rules.

        Args:
            source: The ruleset.
            clock: Time of a request that says none.
            place: What a line and a column of the ruleset are called in verdicts and coverage.

        Raises:
            RulesProblem: They cannot be read.
        """
        self._text = RulesText(source, place)
        self._rules = Rules(self._text.tree, trace=self._text.trace)
        self._clock = clock
        self._read: dict[int, tuple[Data, Mapping[str, Value]]] = {}

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
        if probe.family is not Family.ROWS:
            return Verdict(allowed=None, reason=f"{NAME} does not know buckets")
        now = probe.at or self._clock()
        before = now - _BEFORE
        decision = self._rules.decide(_request(probe, now, before), self._documents(probe, before))
        return self._text.verdict(decision)

    def _documents(self, probe: Probe, before: datetime) -> dict[str, Mapping[str, Value]]:
        database = probe.container or DEFAULT
        found: dict[str, Mapping[str, Value]] = {
            f"/{each.resource}/{each.row}": self._fields_of(each.values, before, database)
            for each in probe.world
            if each.family is Family.ROWS and (each.container or DEFAULT) == database
        }
        if probe.existing is not None:
            found[_path(probe)] = self._fields_of(probe.existing, before, database)
        return found

    def _fields_of(self, data: Data, before: datetime, database: str) -> Mapping[str, Value]:
        """The fields of a row; many probes share rows, which are read once unless they depend on the time."""
        known = self._read.get(id(data))
        if known is not None and known[0] is data:
            return known[1]
        fields = fields_of(stored(data, before), database)
        if next(times_in(data), None) is None and len(self._read) < _MOST_READ:
            self._read[id(data)] = (data, fields)
        return fields


def _path(probe: Probe) -> str:
    row = probe.row or (_NEW if probe.operation is Operation.CREATE else "")
    return f"/{probe.resource}/{row}" if row else f"/{probe.resource}"


def _request(probe: Probe, now: datetime, before: datetime) -> Request:
    database = probe.container or DEFAULT
    document = None
    if probe.operation in (Operation.CREATE, Operation.UPDATE):
        document = fields_of(_merged(probe, now, before), database)
    return Request(
        method=probe.operation.value,
        path=_path(probe),
        auth=auth_of(probe.who),
        document=document,
        written=tuple(probe.new or ()),
        query=_query(probe, database),
        time=timestamp_of(now),
        database=database,
    )


def _merged(probe: Probe, now: datetime, before: datetime) -> dict[str, Datum]:
    """The document as it will be; of an update, fields are replaced whole."""
    new = probe.new or {}
    there = stored(probe.existing or {}, before) if probe.operation is Operation.UPDATE else {}
    kept = {name: value for name, value in there.items() if new.get(name) is not Special.REMOVED}
    return {**kept, **stored(new, now)}


def _query(probe: Probe, database: str) -> Query:
    asked = probe.query
    return Query(
        filters=tuple(_filter(each, database) for each in asked.filters),
        limit=asked.limit,
        offset=asked.offset,
        order=tuple((name, "DESCENDING" if descends else "ASCENDING") for name, descends in asked.order),
        collection_group=asked.everywhere,
    )


def _filter(asked: Filter, database: str) -> tuple[str, str, Value]:
    operator = OPERATORS[asked.comparing]
    if asked.value is None and operator in NULL_TESTS:
        return asked.field, NULL_TESTS[operator], None
    value = Reference(asked.value) if asked.field == "__name__" and isinstance(asked.value, str) else asked.value
    return asked.field, operator, value_of(value, database)
