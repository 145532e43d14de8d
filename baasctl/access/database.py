"""What is known of a PostgreSQL database that a Data API serves: its security, taken from resources in normal form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baasctl.access.facts import Facts
from baasctl.engines.postgres.lexer import NotLexical, TokenKind, tokens
from baasctl.engines.postgres.names import identifier, table_name
from baasctl.model.resource import Resource
from baasctl.model.value import Value

Name = tuple[str, str]
"""(schema, name), as stored."""

KINDS = frozenset({"tables", "policies", "grants", "database_functions", "buckets", "data_api"})
"""Kinds that these facts come from."""

OPERATIONS = ("select", "insert", "update", "delete")
API_ROLES = ("anon", "authenticated")
"""The roles that requests with a project's public key run as: without and with a signed-in user."""

EVERYONE = "public"
"""The pseudo-role that every role is a member of."""

_SERVED_BY_DEFAULT = ("public",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose row level security is known.

    Attributes:
        columns: Their names; empty also where they are not known.
    """

    name: Name
    is_rls_on: bool
    columns: tuple[str, ...]
    resource: Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A row level security policy.

    Attributes:
        operations: The statements that it speaks of; more than one only where it is `for all`.
        roles: `public` is every role.
        using, check: In the form of `pg_get_expr`; `None` when there is none.
    """

    table: Name
    name: str
    operation: str
    is_permissive: bool
    roles: frozenset[str]
    using: str | None
    check: str | None
    resource: Resource

    @property
    def operations(self) -> tuple[str, ...]:
        return OPERATIONS if self.operation == "all" else (self.operation,)

    def speaks_of(self, role: str) -> bool:
        return bool(self.roles & {role, EVERYONE})

    def expressions(self) -> Iterator[tuple[str, str]]:
        """(field, text) of those that it has."""
        for field, text in (("using", self.using), ("check", self.check)):
            if text is not None:
                yield field, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a role may do with a table or view.

    Attributes:
        privileges: On the whole table.
        columns: Column to privileges on it alone.
        relation: `view`, `materialized view` or `foreign table`; empty for a table, and where it is not known.
        reads_accounts: Whether it is a view whose own query reads `auth.users`.
    """

    table: Name
    role: str
    privileges: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    relation: str
    reads_accounts: bool
    resource: Resource

    @property
    def column_privileges(self) -> frozenset[str]:
        """On some of the columns, whichever."""
        return frozenset().union(*self.columns.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function in the database.

    Attributes:
        signature: With schema and argument types.
        execute: Roles that may call it.
    """

    signature: str
    name: Name
    is_security_definer: bool
    has_search_path: bool
    execute: frozenset[str]
    resource: Resource

    def may_be_called_by(self, role: str) -> bool:
        return bool(self.execute & {role, EVERYONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A storage bucket; the objects of a public one are read by their address alone."""

    name: str
    is_public: bool
    resource: Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Tables, who may do what with their rows, and what the Data API shows of them.

    Attributes:
        served_schemas: Schemas that the Data API shows.
    """

    tables: Mapping[Name, Table]
    policies: tuple[Policy, ...]
    grants: Mapping[Name, tuple[Grant, ...]]
    functions: tuple[Function, ...]
    buckets: tuple[Bucket, ...]
    served_schemas: tuple[str, ...]

    def is_rls_on(self, table: Name) -> bool:
        """Tables whose switch is not known belong to the platform, which has it on."""
        return table not in self.tables or self.tables[table].is_rls_on

    def is_granted(self, table: Name, role: str, privilege: str) -> bool:
        """Whether the role may use the privilege on the table or on some columns."""
        return any(
            grant.role in (role, EVERYONE) and privilege in grant.privileges | grant.column_privileges
            for grant in self.grants.get(table, ())
        )

    def is_column_granted(self, table: Name, column: str, role: str, privilege: str) -> bool:
        """Whether the role may use the privilege on the table or on that column."""
        return any(
            grant.role in (role, EVERYONE) and privilege in grant.privileges | grant.columns.get(column, frozenset())
            for grant in self.grants.get(table, ())
        )

    def policies_by_table(self) -> dict[Name, list[Policy]]:
        """Both sorted by name; tables without policies are not there."""
        found: dict[Name, list[Policy]] = {}
        for policy in sorted(self.policies, key=lambda policy: policy.name):
            found.setdefault(policy.table, []).append(policy)
        return dict(sorted(found.items()))


def database_of(facts: Facts) -> Database:
    """The database that *facts* tell of, read once; what has a name that cannot be read is left out."""
    return facts.once(_database)


def _database(facts: Facts) -> Database:
    tables = (table for each in facts.of("tables") for table in _table(each))
    grants: dict[Name, tuple[Grant, ...]] = {}
    for grant in (grant for each in facts.of("grants") for grant in _grant(each)):
        grants[grant.table] = (*grants.get(grant.table, ()), grant)
    return Database(
        tables={table.name: table for table in tables},
        policies=tuple(policy for each in facts.of("policies") for policy in _policy(each)),
        grants=grants,
        functions=tuple(function for each in facts.of("database_functions") for function in _function(each)),
        buckets=tuple(_bucket(each) for each in facts.of("buckets")),
        served_schemas=_served(facts.of("data_api")),
    )


def _table(resource: Resource) -> Iterator[Table]:
    name = _name(resource)
    if name is not None:
        columns = resource.facts.get("columns")
        yield Table(
            name=name,
            is_rls_on=resource.attributes.get("rls") is True,
            columns=tuple(str(each) for each in columns) if isinstance(columns, tuple) else (),
            resource=resource,
        )


def _policy(resource: Resource) -> Iterator[Policy]:
    name = _name(resource)
    if name is None:
        return
    found = resource.attributes
    yield Policy(
        table=name,
        name=resource.address.segments[1],
        operation=_text(found.get("for")) or "all",
        is_permissive=found.get("as") != "restrictive",
        roles=_texts(found.get("to")) or frozenset({EVERYONE}),
        using=_text(found.get("using")),
        check=_text(found.get("check")),
        resource=resource,
    )


def _grant(resource: Resource) -> Iterator[Grant]:
    name = _name(resource)
    if name is None:
        return
    columns = resource.attributes.get("columns")
    granted = columns if isinstance(columns, Mapping) else {}
    yield Grant(
        table=name,
        role=resource.address.segments[1],
        privileges=_texts(resource.attributes.get("privileges")),
        columns={column: _texts(privileges) for column, privileges in granted.items()},
        relation=_text(resource.facts.get("relation")) or "",
        reads_accounts=resource.facts.get("reads_accounts") is True,
        resource=resource,
    )


def _function(resource: Resource) -> Iterator[Function]:
    signature = resource.address.segments[0]
    try:
        opening = next((token for token in tokens(signature) if token.kind is TokenKind.OPEN), None)
        parts = identifier(signature[: opening.start] if opening else signature)
    except NotLexical:
        return
    found = resource.attributes
    yield Function(
        signature=signature,
        name=(parts[0], parts[1]) if len(parts) == 2 else ("public", parts[0]),
        is_security_definer=found.get("security_definer") is True,
        has_search_path=_text(found.get("search_path")) is not None,
        execute=_texts(found.get("execute")),
        resource=resource,
    )


def _bucket(resource: Resource) -> Bucket:
    name = _text(resource.attributes.get("name")) or resource.address.segments[0]
    return Bucket(name=name, is_public=resource.attributes.get("public") is True, resource=resource)


def _served(found: tuple[Resource, ...]) -> tuple[str, ...]:
    schemas = found[0].attributes.get("schemas") if found else None
    return tuple(str(each) for each in schemas) if isinstance(schemas, tuple) else _SERVED_BY_DEFAULT


def _name(resource: Resource) -> Name | None:
    try:
        return table_name(resource.address.segments[0])
    except NotLexical:
        return None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, tuple) else frozenset()
