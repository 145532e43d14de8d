"""Requests that show what lints about row level security mean, answered by PostgreSQL before they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from baasctl.access.lints.privileged_names import is_privileged
from baasctl.access.lints.rule import Finding, Witness
from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.access.row_security.tables import Column, Table
from baasctl.access.row_security.tasks import COMMANDS
from baasctl.access.verdict import Verdict
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import table_name
from baasctl.model.probe import Data, Datum, Operation, Probe, Who, WhoKind

_ANYBODY: Final = (Who(kind=WhoKind.ANONYMOUS), Who(kind=WhoKind.USER, uid="stranger"))
_USER: Final = _ANYBODY[1:]
_WRITES: Final = (Operation.DELETE, Operation.UPDATE, Operation.CREATE)
_EVERY: Final = (*_WRITES, Operation.GET)
_OWNER: Final = "policy_gives_rows_away"
_PRIVILEGES: Final = "policy_changes_privileges"


@dataclass(frozen=True, slots=True)
class _Tried:
    """Who is tried, and doing what, until something is allowed."""

    who: tuple[Who, ...]
    operations: tuple[Operation, ...]


_TRIED: Final[Mapping[str, _Tried]] = {
    "rls_disabled_in_public": _Tried(_ANYBODY, _EVERY),
    "policy_exists_rls_disabled": _Tried(_ANYBODY, _EVERY),
    "rls_policy_always_true": _Tried(_ANYBODY, _WRITES),
    "policy_reads_every_row": _Tried(_ANYBODY[:1], (Operation.GET,)),
    "policy_for_any_user": _Tried(_USER, _EVERY),
    _OWNER: _Tried(_USER, (Operation.UPDATE,)),
    _PRIVILEGES: _Tried(_USER, (Operation.UPDATE,)),
}
_SAMPLES: Final[Mapping[str, Datum]] = {
    "uuid": "somebody",
    "text": "x",
    "character varying": "x",
    "smallint": 1,
    "integer": 1,
    "bigint": 1,
    "numeric": 1,
    "real": 1.0,
    "double precision": 1.0,
    "boolean": True,
    "timestamp with time zone": datetime(2026, 1, 1, tzinfo=UTC),
    "timestamp without time zone": "2026-01-01",
    "date": "2026-01-01",
    "jsonb": {},
    "json": {},
}
_RAISED: Final[Mapping[str, str | int]] = {
    **dict.fromkeys(("text", "character varying"), "admin"),
    **dict.fromkeys(("integer", "bigint", "numeric"), 1_000_000),
    "boolean": True,
}
"""What somebody would write who wants more."""
_IDS: Final = ("uuid", "text")


def with_witnesses(found: Verdict, judge_of: Callable[[], RowSecurityJudge | None]) -> Verdict:
    """The same findings, with a request where one shows what is meant.

    Args:
        judge_of: Makes a judge with the rules as they will be, only if there is a finding to show; closed here.
    """
    findings = found.sifted.findings
    if not any(each.rule.name in _TRIED and each.witness is None for each in findings):
        return found
    judge = judge_of()
    if judge is None:
        return found
    with judge:
        shown = tuple(each if each.witness else replace(each, witness=_witness(each, judge)) for each in findings)
    return replace(found, sifted=replace(found.sifted, findings=shown))


def _witness(finding: Finding, judge: RowSecurityJudge) -> Witness | None:
    tried = _TRIED.get(finding.rule.name)
    table = _table(finding, judge) if tried else None
    if tried is None or table is None:
        return None
    rule = "/".join(("policies", *finding.address.segments)) if finding.address.kind == "policies" else ""
    own = {_OWNER: _giving_away, _PRIVILEGES: _rising}.get(finding.rule.name)
    probes = own(table) if own is not None else _plain(table, tried)
    for text, probe in probes:
        (verdict,) = judge.judge([probe])
        if verdict.allowed and (not rule or verdict.rule == rule):
            return Witness(text=f"{text} is allowed", probe=probe, judge=judge.name)
    return None


def _table(finding: Finding, judge: RowSecurityJudge) -> Table | None:
    try:
        return judge.table(table_name(finding.address.segments[0]))
    except NotLexical:
        return None


def _plain(table: Table, tried: _Tried) -> Iterator[tuple[str, Probe]]:
    row = sample(table)
    changed = _changed(table)
    for who in tried.who:
        name = "anonymous" if who.kind is WhoKind.ANONYMOUS else "any user"
        for operation in tried.operations:
            if operation is Operation.UPDATE and not changed:
                continue
            new = {Operation.CREATE: row, Operation.UPDATE: changed}.get(operation)
            existing = None if operation is Operation.CREATE else row
            probe = Probe(who=who, operation=operation, resource=table.sql, existing=existing, new=new)
            yield f"{name} {COMMANDS[operation].upper()} {table.sql}", probe


def _giving_away(table: Table) -> Iterator[tuple[str, Probe]]:
    """A user who owns the row by a column puts somebody else's id into it."""
    (who,) = _USER
    for column in table.columns:
        if column.type in _IDS and not column.is_made and column.key is None:
            existing, new = {**sample(table), column.name: who.uid}, {column.name: "somebody"}
            probe = Probe(who=who, operation=Operation.UPDATE, resource=table.sql, existing=existing, new=new)
            yield f"a user UPDATE {table.sql}: another user's id in `{column.name}`", probe


def _rising(table: Table) -> Iterator[tuple[str, Probe]]:
    """A user who owns the row by a column, or by its key, changes what the row says of privileges."""
    (who,) = _USER
    privileged = [each for each in table.columns if is_privileged(each.name) and each.type in _RAISED]
    for owner in (each for each in table.columns if each.type in _IDS and each not in privileged):
        for column in privileged:
            existing, new = {**sample(table), owner.name: who.uid}, {column.name: _RAISED[column.type]}
            probe = Probe(who=who, operation=Operation.UPDATE, resource=table.sql, existing=existing, new=new)
            yield f"a user UPDATE {table.sql}: {_RAISED[column.type]} in `{column.name}` of the own row", probe


def sample(table: Table) -> Data:
    """A row that fits, as far as types tell: its key, and what it may not be without."""
    return {
        column.name: _SAMPLES[column.type]
        for column in table.columns
        if (column.is_needed or column.key is not None) and not column.is_made and column.type in _SAMPLES
    }


def _changed(table: Table) -> Data:
    """A column that an update may write."""
    chosen: list[Column] = [
        column
        for column in table.columns
        if column.key is None and not column.is_made and column.type in _SAMPLES and not column.is_needed
    ]
    chosen += [column for column in table.columns if column.key is None and column.is_needed]
    return {column.name: _SAMPLES.get(column.type) for column in chosen[:1]}
