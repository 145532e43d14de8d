"""What is wrong with desired tables, policies and grants, seen from the live database: diagnostics with places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from baasctl.engines.postgres.catalog import Catalog, Name
from baasctl.engines.postgres.catalog import Table as CatalogTable
from baasctl.engines.postgres.shadow import ExpressionError
from baasctl.model.access_rendering import EXPRESSED
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.value import pointer
from baasctl.providers.spec_place import place_in, pointed_at, problem
from baasctl.providers.supabase.database_access.names import PUBLIC, read_table, table_text
from baasctl.providers.supabase.database_access.schemas import MANAGED_SCHEMAS
from baasctl.providers.supabase.database_access.state import DatabaseState

_NO_ROW_SECURITY = {"v": "view", "m": "materialised view", "f": "foreign table"}
_UNKNOWN_THINGS = frozenset({"42883", "42704", "42P01", "3F000"})
_OTHER_TYPE = {"operator does not exist: uuid = text": "string", "operator does not exist: text = uuid": "user"}
"""How PostgreSQL refuses to compare a user's id with a column whose type the `access` section has wrong."""
_COLUMN = re.compile(r'column "?(?:[^".]+\.)?([^"]+?)"? does not exist')


class Judge:
    """Looks at desired resources with the live state and the catalog that pending migrations will leave."""

    def __init__(self, live: DatabaseState, catalog: Catalog, missing: Sequence[str] = ()) -> None:
        self._live = live
        self._tables: dict[Name, CatalogTable] = {table.name: table for table in catalog.tables}
        self._names = tuple(table_text(name) for name in self._tables)
        self._roles = frozenset({PUBLIC, *live.roles, *catalog.roles})
        self._major = catalog.server_major
        self._missing = tuple(missing)

    def problems(self, resource: Resource) -> Iterator[Diagnostic]:
        """Everything but expressions. A name that is no table's is `validate`'s to report."""
        name = read_table(resource.address)
        if name is None:
            return
        table = self._tables.get(name)
        if table is None:
            detail = f"`{table_text(name)}` is neither live nor made by a migration of the target"
            hint = nearest(table_text(name), self._names)
            yield problem(resource, "PLAN150", "the table does not exist", detail, hint=hint)
            return
        if resource.address.kind == "grants":
            yield from self._grant_problems(resource, table)
            return
        if table.kind in _NO_ROW_SECURITY:
            detail = f"`{table_text(name)}` is a {_NO_ROW_SECURITY[table.kind]}"
            hint = "write about the tables below it; a view needs `security_invoker` to respect them"
            yield problem(resource, "PLAN151", "only tables have row level security", detail, hint=hint)
        yield from self._not_ours(resource, name)
        roles = resource.attributes.get("to")
        for index, role in enumerate(roles if isinstance(roles, tuple) else ()):
            yield from self.role_problems(resource, str(role), pointer("to", index))

    def _not_ours(self, resource: Resource, name: Name) -> Iterator[Diagnostic]:
        """Policies on the platform's tables are the exception that Supabase makes (`supautils.policy_grants`)."""
        live = self._live.tables.get(name)
        if live is not None and not live.is_ours and name[0] not in MANAGED_SCHEMAS:
            yield Diagnostic(
                code="PLAN863",
                severity=Severity.WARNING,
                summary="the table belongs to another role",
                detail=f"`{table_text(name)}` belongs to `{live.owner}`, and baasctl writes as `postgres`: PostgreSQL"
                " lets only the owner change row level security and policies, and would undo everything",
                hint=f"alter table {table_text(name)} owner to postgres, or let its owner grant `{live.owner}` to it",
                span=resource.declared_at,
                address=resource.address,
            )

    def has_table(self, name: Name) -> bool:
        """Whether it is live, or made by a migration."""
        return name in self._tables

    def expression_problem(self, resource: Resource, name: str, text: str, error: ExpressionError) -> Diagnostic:
        """Why the database would refuse an expression, at its place in the spec."""
        said = "\n".join(filter(None, (f"`{name}`: {error.message} (SQLSTATE {error.sqlstate})", error.detail)))
        return Diagnostic(
            code="PLAN156",
            summary="an expression is not valid on its table",
            detail=f"{said}\n{pointed_at(text, error.position)}",
            hint=self._expression_hint(resource, error),
            span=place_in(resource, name, text, error.position),
            address=resource.address,
        )

    def unread_live(self, resource: Resource, name: str, error: ExpressionError) -> Diagnostic:
        """That a live expression could not be brought into PostgreSQL's own form."""
        detail = f"`{name}` of `{resource.address.local}`: {error.message} (SQLSTATE {error.sqlstate})"
        return Diagnostic(
            code="PLAN157",
            severity=Severity.WARNING,
            summary="a live expression is compared as text",
            detail=detail + ("; the shadow lacks " + ", ".join(self._missing) if self._missing else ""),
            hint="a difference that the plan shows here may be one of writing only",
            address=resource.address,
        )

    def _grant_problems(self, resource: Resource, table: CatalogTable) -> Iterator[Diagnostic]:
        role = resource.address.segments[1]
        yield from self.role_problems(resource, role, "")
        live = self._live.tables.get(table.name)
        if self._live.roles.get(role) or (live is not None and live.owner == role):
            what = "a superuser" if self._live.roles.get(role) else "the table's owner"
            detail = f"`{role}` is {what}, whom no grant limits"
            yield problem(
                resource, "PLAN153", "the privileges of this role are not managed", detail, hint="take it out"
            )
        privileges = resource.attributes.get("privileges")
        if self._major < 17 and isinstance(privileges, tuple) and "maintain" in privileges:
            yield problem(
                resource,
                "PLAN154",
                "the privilege does not exist in this version of PostgreSQL",
                f"`maintain` exists from PostgreSQL 17; this project runs {self._major}",
                hint="take it out for this target",
                path="/privileges",
            )
        columns = resource.attributes.get("columns")
        known = tuple(field.name for field in table.fields)
        for column in columns if isinstance(columns, Mapping) else ():
            if column not in known:
                detail = f"`{table_text(table.name)}` has no column `{column}`"
                hint, path = nearest(column, known), pointer("columns", column)
                yield problem(resource, "PLAN155", "the column does not exist", detail, hint=hint, path=path)

    def role_problems(self, resource: Resource, role: str, path: str) -> Iterator[Diagnostic]:
        """That a role is missing; *path* is where the resource names it, empty for its address."""
        if role not in self._roles:
            hint = nearest(role, tuple(name for name in self._roles if not name.startswith("pg_")))
            detail = f"the project has no role `{role}`"
            yield problem(resource, "PLAN152", "the role does not exist", detail, hint=hint, path=path)

    def _expression_hint(self, resource: Resource, error: ExpressionError) -> str:
        table = self._tables.get(read_table(resource.address) or ("", ""))
        column = _COLUMN.search(error.message)
        if error.sqlstate == "42703" and column and table:
            return nearest(column[1], tuple(field.name for field in table.fields))
        if EXPRESSED in resource.facts and (of := _OTHER_TYPE.get(error.message)):
            return f"write `type: {of}` for the field under `access`: the column is of that type"
        if error.sqlstate in _UNKNOWN_THINGS and self._missing:
            return f"the shadow database lacks {', '.join(self._missing)}"
        return error.hint
