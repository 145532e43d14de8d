"""Our evaluator of `@auth` as a judge of probes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.access.graphql_auth.callers import callers_of
from baasctl.access.graphql_auth.deciding import Caller, Decision, Request, decide, may_list, rules_that_speak
from baasctl.access.graphql_auth.gates import Ways, let_in
from baasctl.access.graphql_auth.inputs import is_unsure, refusals, unknown_name
from baasctl.access.graphql_auth.matrix import role_of
from baasctl.access.graphql_auth.model import CREATE, MODES, Mode, Schema, Strategy
from baasctl.access.graphql_auth.schema import Unreadable, schema_of
from baasctl.access.probe import Exercised
from baasctl.access.queries import asked_for
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.probe import Data, Datum, Family, Operation, Probe, Special, Verdict, WhoKind

_FIELDS: Final = {
    Operation.GET: ("Query", "get{0}"),
    Operation.LIST: ("Query", "list{0}s"),
    Operation.CREATE: ("Mutation", "create{0}"),
    Operation.UPDATE: ("Mutation", "update{0}"),
    Operation.DELETE: ("Mutation", "delete{0}"),
}


class GraphqlAuthJudge:
    """What a schema lets through; of a schema as a live API carries it, what it keeps out.

    A row's `get`, `update` and `delete` are denied where the row is not there. A `get` is allowed whichever fields of
    the row are null for the caller.

    The service may write a table itself: what GraphQL refuses does not stop it.

    Args:
        schema: With `@model` and `@auth`, or compiled.
        ways: Into the API; `None`: not known, all there are.
        source: What the schema is called in reports.

    Raises:
        EngineError: The schema cannot be read; one diagnostic for each reason.
        MissingExtra: graphql-core is not installed.
    """

    name = "baasctl's evaluator of @auth"

    def __init__(self, schema: str, ways: Ways | None = None, *, source: str = "schema.graphql") -> None:
        try:
            self._schema = schema_of(schema)
        except Unreadable as unreadable:
            raise EngineError(*_told(unreadable, source)) from None
        self._ways = ways
        self._source = source
        self._outcomes: dict[tuple[str, str, int, int], set[str]] = {key: set() for key in self._parts()}

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`."""
        return [self._verdict(each) for each in probes]

    def coverage(self) -> Sequence[Exercised]:
        """See `Judge.coverage`: one part for each rule and operation."""
        return [
            Exercised(rule=rule, part=part, outcomes=frozenset(outcomes), line=line, column=column)
            for (rule, part, line, column), outcomes in self._outcomes.items()
        ]

    def close(self) -> None:
        """See `Judge.close`; nothing is held."""

    def _verdict(self, probe: Probe) -> Verdict:
        if probe.family is not Family.ROWS:
            return Verdict(allowed=None, reason="rules of a GraphQL API say nothing about files")
        unknown = "" if self._schema.is_compiled else unknown_name(self._schema, probe)
        if unknown:
            return Verdict(allowed=None, reason=unknown)
        answers = [self._answer(probe, caller) for caller in callers_of(probe.who, self._modes(probe.resource))]
        for wanted in (True, None):
            for each in answers:
                if each.allowed is wanted:
                    return Verdict(allowed=wanted, reason=each.reason, rule=self._rule(probe.resource, each))
        reasons = dict.fromkeys(each.reason for each in answers)
        nobody = f"no rule of `{probe.resource}` speaks of anyone who comes as {probe.who.kind} does"
        return Verdict(allowed=False, reason="; ".join(reasons) or nobody)

    def _modes(self, model: str) -> frozenset[Mode]:
        """Those that the API has and, where there are rules, some rule of the model speaks of."""
        ways = frozenset(Mode) if self._ways is None else self._ways.all
        kind = self._schema.types.get(model)
        if self._schema.is_compiled or kind is None:
            return ways
        rules = [*(kind.rules or ()), *(each for member in kind.members.values() for each in member.rules or ())]
        if not rules and self._schema.everywhere is not None:
            rules = [self._schema.everywhere]
        return ways & {MODES[each.provider] for each in rules}

    def _answer(self, probe: Probe, caller: Caller) -> Decision:
        if self._schema.is_compiled:
            return self._at_the_gate(probe, caller)
        if probe.operation is Operation.LIST:
            return self._list(probe, caller)
        row = _row(self._schema, probe.resource, probe.row, probe.existing)
        request = _request(probe, caller, row, _owners_key(self._schema, probe.resource))
        self._note(request)
        if probe.operation is not Operation.CREATE and probe.existing is None:
            return Decision(allowed=False, reason=f"there is no such row of `{probe.resource}`")
        found = decide(self._schema, request)
        is_checked = found.allowed and request.new is not None and probe.who.kind is not WhoKind.SERVICE
        return self._as_taken(request, found) if is_checked else found

    def _as_taken(self, request: Request, found: Decision) -> Decision:
        """What rules let through, unless the input is refused before."""
        model, new = self._schema.types[request.model], request.new or {}
        refused = next(refusals(self._schema, model, new, is_create=request.operation == CREATE), "")
        if refused:
            return Decision(allowed=False, reason=f"the input is refused: {refused}")
        if is_unsure(model, new):
            return Decision(allowed=None, reason="a regular expression of `@validate` decides, which is Java's")
        return found

    def _list(self, probe: Probe, caller: Caller) -> Decision:
        """Rows that a rule filters out are rows that the caller does not get."""
        found = may_list(self._schema, caller, probe.resource)
        if not found.allowed:
            self._note(_request(probe, caller, None))
            return found
        for one in asked_for(probe):
            request = _request(probe, caller, _row(self._schema, probe.resource, one.row, one.values))
            self._note(request)
            each = decide(self._schema, request)
            if not each.allowed:
                return each
        return found

    def _at_the_gate(self, probe: Probe, caller: Caller) -> Decision:
        """Directives keep out; whom they let in a resolver decides about, which is not looked into."""
        type_name, field = _FIELDS[probe.operation]
        if self._ways is None:
            return Decision(allowed=None, reason="the schema is compiled, and the ways into the API are not known")
        found = let_in(self._schema, type_name, field.format(probe.resource), caller, self._ways)
        if not found.allowed:
            return found
        return Decision(allowed=None, reason=f"{found.reason}; what its resolver decides is not known")

    def _note(self, request: Request) -> None:
        for rule, means in rules_that_speak(self._schema, request):
            key = (self._place(rule.place.line, rule.place.column), request.operation, rule.place.line,
                   rule.place.column)  # fmt: skip
            if key in self._outcomes and means is not None:
                self._outcomes[key].add("true" if means else "false")

    def _parts(self) -> Iterator[tuple[str, str, int, int]]:
        for model in self._schema.models:
            members = (each for member in model.members.values() for each in member.rules or ())
            for rule in (*(model.rules or ()), *members):
                line, column = rule.place.line, rule.place.column
                for operation in Operation:
                    if operation.value in rule.allows and rule.strategy is not Strategy.CUSTOM:
                        yield self._place(line, column), operation.value, line, column

    def _rule(self, model: str, decision: Decision) -> str:
        kind = self._schema.types.get(model)
        role = decision.role
        for rule in (kind.rules or ()) if kind is not None and role is not None else ():
            if role is not None and role in role_of(rule):
                return self._place(rule.place.line, rule.place.column)
        return ""

    def _place(self, line: int, column: int) -> str:
        return f"{self._source}:{line}:{column}"


def _request(probe: Probe, caller: Caller, row: Data | None, key: str = "") -> Request:
    """A request for a probe.

    Args:
        key: Field of the row's key, where a create has to say it: a rule compares it.
    """
    new = None if probe.new is None else {name: _null(value) for name, value in probe.new.items()}
    if new is not None and key and probe.row and probe.operation is Operation.CREATE:
        new = {key: probe.row, **new}
    return Request(caller=caller, model=probe.resource, operation=probe.operation.value, row=row, new=new)


def _null(value: Datum) -> Datum:
    return None if value is Special.REMOVED else value


def _row(schema: Schema, model: str, key: str, values: Data | None) -> Data | None:
    """A row with its key in it."""
    kind = schema.types.get(model)
    if values is None or kind is None or not key or kind.key in values:
        return values
    return {**values, kind.key: key}


def _owners_key(schema: Schema, model: str) -> str:
    """The key of a model where a rule takes it for the owner; else empty."""
    kind = schema.types.get(model)
    if kind is None:
        return ""
    rules = (*(kind.rules or ()), *(each for member in kind.members.values() for each in member.rules or ()))
    return kind.key if any(each.owner_field == kind.key for each in rules) else ""


def _told(unreadable: Unreadable, source: str) -> Iterator[Diagnostic]:
    for each in unreadable.wrong:
        yield Diagnostic(
            code="SPEC871",
            summary="rules of this schema cannot be read",
            detail=f"{source}:{each.place}: {each.reason}" if each.place.line else f"{source}: {each.reason}",
        )
