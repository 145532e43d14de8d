"""`views`: whose rights a view reads with, between `pg_class.reloptions` and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.supabase.database_access.names import Scope, table_of, table_text
from baasctl.providers.supabase.database_access.state import DatabaseState

KIND = "views"


def decode(state: DatabaseState, target: str, scope: Scope) -> Iterator[Resource]:
    """Views; materialised ones always read with their owner's rights."""
    for view in state.security.views.values():
        table = state.tables.get(view.name)
        if table is not None and scope.has_own(table):
            yield Resource(
                address=Address(target, KIND, (table_text(view.name),)),
                attributes={"security_invoker": view.security_invoker},
                version=view.version,
            )


def encode(change: Change) -> Iterator[str]:
    """The statement that makes the change."""
    name = table_text(table_of(change.address))
    field = change.field_at("/security_invoker")
    if field is not None:
        yield f"alter view {name} set (security_invoker = {'true' if field.after is True else 'false'})"
