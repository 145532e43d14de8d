"""What is asked of PostgreSQL for one probe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baasctl.access.row_security.policies import CopiedPolicy, speaking
from baasctl.access.row_security.tables import Table
from baasctl.access.row_security.tasks import (
    BEFORE,
    COMMANDS,
    NotSayable,
    conditions_of,
    insertion,
    request_of,
    total_of,
    with_key,
)
from baasctl.access.row_security.who import role_of, settings_of
from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.engines.postgres.probing import Statement, Task
from baasctl.model.probe import Data, Operation, Probe, Who, WhoKind
from baasctl.model.problems import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A probe as a task.

    Attributes:
        policies: That have to do with it; empty for the service, which passes by them.
        conditions: (policy, part, about the row as it will be), as in the task.
        seeded: What each seed is, in words.
    """

    probe: Probe
    table: Table
    task: Task
    policies: tuple[CopiedPolicy, ...]
    conditions: tuple[tuple[CopiedPolicy, str, bool], ...]
    seeded: tuple[str, ...]


def asked(probe: Probe, tables: Mapping[Name, Table], policies: Mapping[Name, tuple[CopiedPolicy, ...]]) -> Asked:
    """The task for a probe.

    Raises:
        NotSayable: There is no such table or column, or nothing says which row is meant.
    """
    if probe.at is not None:
        _refuse_clock(probe, policies)
    table = table_of(tables, probe.resource)
    command, role = COMMANDS[probe.operation], role_of(probe.who)
    chosen = () if probe.who.kind is WhoKind.SERVICE else speaking(policies, table, command, role)
    conditions = [] if probe.operation is Operation.LIST else _conditions(chosen, command)
    texts = [(text, is_new) for _, _, text, is_new in conditions]
    seeds = [_seed(table_of(tables, row.resource), row.row, row.values, probe.who) for row in probe.world]
    words = [f"{row.resource} {row.row}".strip() for row in probe.world]
    if probe.existing is not None and probe.operation is not Operation.LIST:
        seeds.append(_seed(table, probe.row, probe.existing, probe.who))
        words.append(f"{probe.resource} {probe.row}".strip())
    task = Task(
        seeds=tuple(seeds),
        total=total_of(table, probe) if probe.operation is Operation.LIST else None,
        settings=settings_of(probe.who),
        conditions=tuple(conditions_of(table, probe, texts)) if texts else (),
        request=request_of(table, probe),
    )
    return Asked(
        probe=probe,
        table=table,
        task=task,
        policies=chosen,
        conditions=tuple((policy, part, is_new) for policy, part, _, is_new in conditions),
        seeded=tuple(words),
    )


def ids_in(probe: Probe, tables: Mapping[Name, Table]) -> frozenset[str]:
    """Names in a probe that stand for ids: the asking user's, and what rows around have in columns of ids."""
    found = {probe.who.uid} if probe.who.kind is WhoKind.USER else set()
    for row in probe.world:
        try:
            table = table_of(tables, row.resource)
        except NotSayable:
            continue
        kinds = {column.name: column.type for column in table.columns}
        found |= {value for name, value in row.values.items() if kinds.get(name) == "uuid" and isinstance(value, str)}
    return frozenset(found)


def table_of(tables: Mapping[Name, Table], text: str) -> Table:
    """The table of a name.

    Raises:
        NotSayable: There is none.
    """
    try:
        found = tables.get(table_name(text))
    except NotLexical as error:
        raise NotSayable(f"`{text}` is no name of a table: {error.reason}") from None
    if found is None:
        near = nearest(text, [_called(each, text) for each in tables.values()])
        raise NotSayable(f"there is no table `{text}`" + (f"; {near}" if near else ""))
    return found


def _called(table: Table, like: str) -> str:
    """Its name, without the schema `public` where another name has none."""
    return table.sql if "." in like else table.sql.removeprefix("public.")


def _seed(table: Table, row: str, values: Data, who: Who) -> Statement:
    return insertion(table, with_key(table, row, values), who, BEFORE)


def _conditions(policies: Sequence[CopiedPolicy], command: str) -> list[tuple[CopiedPolicy, str, str, bool]]:
    return [(policy, part, text, is_new) for policy in policies for part, text, is_new in policy.conditions(command)]


_CLOCKS = ("now()", "_timestamp", "current_date", "current_time", "localtime")


def _refuse_clock(probe: Probe, policies: Mapping[Name, tuple[CopiedPolicy, ...]]) -> None:
    for policy in (each for found in policies.values() for each in found):
        texts = f"{policy.using or ''} {policy.check or ''}".lower()
        if quote_identifier(*policy.table) == probe.resource and any(clock in texts for clock in _CLOCKS):
            raise NotSayable(f"`{policy.rule}` depends on the time, and PostgreSQL's clock cannot be set to {probe.at}")
