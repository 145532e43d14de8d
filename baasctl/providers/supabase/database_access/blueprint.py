"""All that a copy of the project's database needs to answer requests as the database would."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.catalog_reading import CatalogDamaged
from baasctl.engines.postgres.definitions import read_definitions
from baasctl.engines.postgres.definitions_sql import definitions_expression
from baasctl.model.errors import EngineError
from baasctl.model.target import Target
from baasctl.providers.contract import Wanted
from baasctl.providers.supabase import database_functions, grants, policies, tables
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.database_access import default_privileges
from baasctl.providers.supabase.database_access.answer import wrong
from baasctl.providers.supabase.database_access.names import Scope
from baasctl.providers.supabase.database_access.pending_migrations import Pending
from baasctl.providers.supabase.database_access.state import DatabaseState
from baasctl.providers.supabase.database_access.statement import pinned

_NOT_COPIED: Final = (
    "cron",
    "graphql",
    "graphql_public",
    "net",
    "pgbouncer",
    "pgsodium",
    "supabase_functions",
    "vault",
)
"""Schemas of extensions, whose bodies no rule of a user depends on."""
_STATEMENT: Final = f"select case when {pinned()} is not null then {definitions_expression(_NOT_COPIED)} end as found"


def blueprint_of(api: ManagementApi, state: DatabaseState, pending: Pending, target: Target) -> Blueprint:
    """The database, and the migrations that are not live yet; one read-only statement.

    Raises:
        ProviderError: The database could not be read.
        EngineError: The migrations could not be read.
    """
    if pending.problems:
        raise EngineError(*pending.problems)
    rows = api.query_read_only(_STATEMENT)
    found = rows[0].get("found") if rows and isinstance(rows[0], dict) else None
    try:
        definitions = read_definitions(found)
    except CatalogDamaged as damaged:
        raise wrong("/found", damaged.diagnostics[0].detail) from damaged
    name = target.name
    live = (
        *tables.decode(state, name, _whole("tables", state)),
        *policies.decode(state, name, _whole("policies", state)),
        *grants.decode(state, name, _whole("grants", state)),
        *default_privileges.decode(state.security, name, _whole("grants", state)),
        *database_functions.decode(state.security, name, _whole(database_functions.KIND, state)),
    )
    return Blueprint(catalog=state.catalog, definitions=definitions, live=live, migrations=pending.migrations)


def _whole(kind: str, state: DatabaseState) -> Scope:
    """Every table, those of the platform too: rules of Storage stand on one of them."""
    kinds = frozenset({kind})
    return replace(Scope.of(Wanted(kinds=kinds, whole=kinds), kind), tables=frozenset(state.tables))
