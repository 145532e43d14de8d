"""`tables`: row level security switches and guards of updates, between the catalog and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.supabase.database_access.names import Scope, table_of, table_text
from baasctl.providers.supabase.database_access.state import DatabaseState
from baasctl.providers.supabase.database_access.update_guards import creating, dropping

_SWITCHES = {
    ("/rls", True): "enable row level security",
    ("/rls", False): "disable row level security",
    ("/force_rls", True): "force row level security",
    ("/force_rls", False): "no force row level security",
}


def decode(state: DatabaseState, target: str, scope: Scope) -> Iterator[Resource]:
    """Plain and partitioned tables; views and foreign tables have no row level security.

    Lints ask for the names of their columns, the fact `columns`.
    """
    columns = {table.name: tuple(field.name for field in table.fields) for table in state.catalog.tables}
    for table in state.tables.values():
        if table.kind in "rp" and scope.has_own(table):
            yield Resource(
                address=Address(target, "tables", (table_text(table.name),)),
                attributes={
                    "rls": table.rls,
                    "force_rls": table.force_rls,
                    **({} if table.guard is None else {"update_guard": table.guard}),
                },
                unset=frozenset({"/update_guard"} if table.guard is None else ()),
                version=table.version,
                facts={"owner": table.owner, "columns": columns.get(table.name, ())},
            )


def encode(change: Change) -> Iterator[str]:
    """The statements that make the change, in order.

    Raises:
        NotLexical: A guard is not one expression.
    """
    table = table_of(change.address)
    name = table_text(table)
    for field in change.fields:
        if field.path == "/update_guard":
            written = change.facts.get("update_guard", field.after)
            yield from creating(table, str(written)) if isinstance(field.after, str) else dropping(table)
            continue
        switch = _SWITCHES.get((field.path, field.after is True))
        if switch:
            yield f"alter table {name} {switch}"
