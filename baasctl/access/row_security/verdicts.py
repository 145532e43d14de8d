"""What PostgreSQL's answer means: allowed, denied, or nothing that can be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.access.row_security.asking import Asked
from baasctl.access.row_security.tasks import COMMANDS
from baasctl.access.row_security.who import role_of
from baasctl.engines.postgres.probing import Outcome
from baasctl.model.probe import Operation, Verdict

_REFUSALS: Final = ("42501", "42P17", "P0001", "428C9")
"""A right is missing, policies go round in circles, a trigger raises, a column is the database's own."""
_REFUSAL_CLASSES: Final = ("22", "23", "44")
"""A value that the column or a policy cannot read, a constraint, a view's check option."""
_NOT_COPIED: Final = "BC003"


def verdict_of(question: Asked, outcome: Outcome, missing: Sequence[str]) -> Verdict:
    """The verdict on one probe.

    Args:
        missing: What the copy lacks of the live database, in clauses.
    """
    if outcome.sqlstate:
        return _failed(question, outcome, missing)
    if question.probe.operation is Operation.LIST:
        return _listed(outcome)
    if outcome.touched:
        return Verdict(allowed=True, reason=_reason(question, outcome), rule=_allowing(question, outcome))
    return Verdict(allowed=False, reason=_reason(question, outcome) or "there is no such row")


def _failed(question: Asked, outcome: Outcome, missing: Sequence[str]) -> Verdict:
    said = f"{outcome.sqlstate}: {outcome.message}"
    if outcome.stage == "seeds":
        which = question.seeded[outcome.place] if outcome.place < len(question.seeded) else "the list's rows"
        return Verdict(allowed=None, reason=f"the row {which} does not fit the database: {said}")
    if outcome.sqlstate in _REFUSALS or outcome.sqlstate[:2] in _REFUSAL_CLASSES:
        more = _reason(question, outcome) if outcome.sqlstate == "42501" and "row-level" in outcome.message else ""
        return Verdict(allowed=False, reason=said + (f"; {more}" if more else ""))
    if outcome.sqlstate == _NOT_COPIED:
        said = f"a rule calls a function whose body is not in the copy ({outcome.context.partition(chr(10))[0]})"
    lacks = f"; the copy lacks {', '.join(missing[:3])}" if missing else ""
    return Verdict(allowed=None, reason=f"PostgreSQL failed in a way that decides nothing: {said}{lacks}")


def _listed(outcome: Outcome) -> Verdict:
    given, there = outcome.touched or 0, outcome.total or 0
    if given < there:
        return Verdict(allowed=False, reason=f"{given} of the {there} rows that meet the query are given")
    what = "no row meets the query" if not there else f"all {there} rows that meet the query are given"
    return Verdict(allowed=True, reason=what)


def _reason(question: Asked, outcome: Outcome) -> str:
    """What each policy that was asked said."""
    command, role = COMMANDS[question.probe.operation], role_of(question.probe.who)
    if not question.policies:
        is_held_back = role != "service_role" and not outcome.touched
        return f"no policy lets {role} {command} rows of {question.table.sql}" if is_held_back else ""
    return "; ".join(_said(question, outcome)) or ", ".join(f"`{each.name}`" for each in question.policies)


def _said(question: Asked, outcome: Outcome) -> Iterator[str]:
    for (policy, part, _), answer in zip(question.conditions, outcome.conditions, strict=False):
        yield f"`{policy.name}`: {part} is {answer}"


def _allowing(question: Asked, outcome: Outcome) -> str:
    """The first permissive policy whose conditions all hold."""
    held: dict[str, bool] = {}
    for (policy, _, _), answer in zip(question.conditions, outcome.conditions, strict=False):
        held[policy.rule] = held.get(policy.rule, True) and answer == "true"
    return next((each.rule for each in question.policies if each.is_permissive and held.get(each.rule)), "")
