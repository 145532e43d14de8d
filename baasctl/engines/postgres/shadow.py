"""The shadow: a throw-away server with a bare copy of a live catalog, where expressions get PostgreSQL's own form.

PostgreSQL stores a policy's expression as a tree and writes it back in its own words, so the text of a spec and the
text of a live policy differ even when they mean the same. Here both become views over the copied tables, are read
back, and that is repeated until nothing changes; then equal texts are equal expressions. A view is parsed and never
planned, so no function of an expression runs.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from baasctl.engines.postgres import binaries
from baasctl.engines.postgres.building import OWN_SCHEMA, Step, building_steps
from baasctl.engines.postgres.canonical_sql import CANONICALISE, MODIFIERS, RUN_STEPS
from baasctl.engines.postgres.catalog import Catalog, Extension, Field, Name
from baasctl.engines.postgres.catalog_reading import CatalogDamaged, read_catalog
from baasctl.engines.postgres.catalog_sql import catalog_expression
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.definitions import Definitions, defining_steps
from baasctl.engines.postgres.errors import PostgresError
from baasctl.engines.postgres.lexer import NotLexical, require_expression
from baasctl.engines.postgres.migrations import ExtensionWanted, Migration, MigrationNote, apply_migration
from baasctl.engines.postgres.names import quote_identifier
from baasctl.engines.postgres.server import PostgresServer
from baasctl.engines.postgres.stubs import stub_catalog

OWNER = "postgres"
READER = "baasctl_reader"
BUILDER = "baasctl_builder"
ROUNDS = 6
STATEMENT_TIMEOUT_S = 60.0
SYNTAX_ERROR = "42601"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyExpression:
    """A USING or WITH CHECK expression.

    Attributes:
        table: What the policy sits on, as (schema, name).
        text: The expression without its outer parentheses, or with them.
        search_path: Schemas where its unqualified names are found; empty for text that the server itself wrote.
    """

    table: Name
    text: str
    search_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalExpression:
    """PostgreSQL's own form; two expressions on one table are the same if and only if these texts are equal."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionError:
    """Why an expression is refused.

    Attributes:
        sqlstate: 42601 syntax, 42703 unknown column, 42883 unknown function, 42P01 unknown table, 42804 not boolean, ….
        position: Offset in characters into the given text, from 0; `None` when unknown.
    """

    sqlstate: str
    message: str
    position: int | None = None
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something of the live catalog that the shadow lacks; expressions that use it are reported as errors."""

    thing: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A running shadow; a context manager that removes all of it.

    Attributes:
        left_out: What could not be copied.
        stubbed_extensions: Extensions that the binaries lack; their types and functions are copied from the catalog.
        search_path: Default of the live database, under which migrations run.
        extensions: Names of those that are there, real, copied or stubbed; migrations add to it.
        program: The installation that runs it.
    """

    server: PostgresServer
    left_out: tuple[LeftOut, ...]
    stubbed_extensions: tuple[str, ...]
    search_path: str
    program: binaries.Binaries
    extensions: set[str] = field(repr=False)
    passwords: dict[str, str] = field(repr=False)

    @classmethod
    def build(cls, catalog: Catalog) -> Self:
        """Start a server and copy *catalog* into it.

        Raises:
            MissingExtra: The binaries or pg8000 are not installed.
            ServerFailed: The server did not start.
        """
        program = binaries.for_server(catalog.server_major)
        real = frozenset(each.name for each in catalog.extensions if program.has_extension(each.name))
        server = PostgresServer.ephemeral(major=catalog.server_major)
        try:
            passwords = {OWNER: secrets.token_hex(24), READER: secrets.token_hex(24)}
            with server.connect(statement_timeout_s=STATEMENT_TIMEOUT_S) as connection:
                connection.script(_preparation(passwords))
            with _as_builder(server) as connection:
                failed = _run(connection, tuple(building_steps(catalog, real_extensions=real)))
            with server.connect() as connection:
                connection.script(_handing_over())
        except BaseException:
            server.stop()
            raise
        stubbed = tuple(each.name for each in catalog.extensions if each.name not in real)
        return cls(
            server=server,
            left_out=failed,
            stubbed_extensions=stubbed,
            search_path=catalog.search_path,
            program=program,
            extensions={each.name for each in catalog.extensions},
            passwords=passwords,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.server.stop()

    def connect(self, user: str = READER) -> Connection:
        """Connect as the reader, who may look things up and make temporary views, or as the owner of the copy."""
        return self.server.connect(user=user, password=self.passwords[user], statement_timeout_s=STATEMENT_TIMEOUT_S)

    def canonicalise(self, items: Sequence[PolicyExpression]) -> list[CanonicalExpression | ExpressionError]:
        """Bring *items* into PostgreSQL's own form in one round trip that leaves nothing behind; same length and order.

        Raises:
            PostgresError: The server as a whole failed, for example by its time limit.
        """
        outcomes: list[CanonicalExpression | ExpressionError] = [_refused(item) for item in items]
        proven = [index for index, outcome in enumerate(outcomes) if isinstance(outcome, CanonicalExpression)]
        if not proven:
            return outcomes
        with self.connect() as connection:
            connection.script("begin")
            wire = json.dumps([_wire(items[index]) for index in proven])
            sql = f"select {OWN_SCHEMA}.canonicalise($1::jsonb, $2::integer) as outcomes"
            answers = connection.query(sql, (wire, ROUNDS))[0]["outcomes"]
            connection.script("rollback")
            for index, answer in zip(proven, _objects(answers), strict=True):
                if "c" in answer:
                    outcomes[index] = CanonicalExpression(text=answer["c"])
                else:
                    outcomes[index] = _located(connection, items[index], answer)
        return outcomes

    def define(self, definitions: Definitions, catalog: Catalog) -> tuple[LeftOut, ...]:
        """Give the copy of *catalog* bodies, defaults, checks and triggers; what fails is left out."""
        left_out = []
        with self.connect(OWNER) as connection:
            connection.script("set check_function_bodies = off; set search_path = ''")
            for step in defining_steps(definitions, catalog):
                try:
                    connection.query(step.sql)
                except PostgresError as error:
                    if step.is_needed:
                        left_out.append(LeftOut(thing=step.thing, reason=f"{error.sqlstate}: {error.message}"))
        return tuple(left_out)

    def apply_migrations(self, migrations: Sequence[Migration], *, rights: bool = False) -> tuple[MigrationNote, ...]:
        """Apply migrations that are not live yet, in the given order, to the copy.

        Args:
            migrations: In the order of their versions.
            rights: Whether their statements about rights, triggers and policies are run too.

        Returns:
            What an expression might miss afterwards; empty when everything relevant was applied.

        Raises:
            MigrationFailed: A statement that makes or changes tables, types or schemas fails.
        """
        notes: list[MigrationNote] = []
        for migration in migrations:
            with self.connect(OWNER) as connection:
                connection.query("select set_config('search_path', $1, false)", (self.search_path,))
                connection.script("set check_function_bodies = off")
                notes += apply_migration(connection, migration, self._install, rights=rights)
        with self.server.connect() as connection:
            connection.script(GRANTS)
        return tuple(notes)

    def _install(self, wanted: ExtensionWanted) -> str:
        """Create the extension, or its stub; the answer says why not."""
        if wanted.name in self.extensions:
            return ""
        schema = wanted.schema or "public"
        is_real = self.program.has_extension(wanted.name)
        members = Catalog(schemas=(schema,), extensions=(Extension(name=wanted.name, schema=schema),))
        stub = members if is_real else stub_catalog(wanted.name, schema)
        if stub is None:
            return "the local PostgreSQL lacks it and there is no stub for it"
        steps = tuple(building_steps(stub, real_extensions=(wanted.name,) if is_real else ()))
        with self.server.connect() as connection:
            connection.script(f"alter role {BUILDER} superuser; set role {BUILDER}")
            failed = _run(connection, steps)
            connection.script(f"reset role; {_handing_over()}")
        self.extensions.add(wanted.name)
        return "; ".join(f"{each.thing}: {each.reason}" for each in failed)

    def table_columns(self, table: Name) -> tuple[Field, ...] | None:
        """The columns of *table* in order; `None` when the shadow has no such table."""
        found = {each.name: each.fields for each in self.catalog((table[0],)).tables}
        return found.get(table)

    def catalog(self, schemas: Sequence[str] = ()) -> Catalog:
        """What the shadow has now, migrations included; empty *schemas* means all, without the shadow's own."""
        with self.connect() as connection:
            answer = connection.query(f"select {catalog_expression(schemas)} as catalog")[0]["catalog"]
        return read_catalog(answer)


def _preparation(passwords: dict[str, str]) -> str:
    """Passwords are hexadecimal digits of our own making, so they need no quoting."""
    return f"""
        create role {OWNER} login createrole password '{passwords[OWNER]}';
        create role {READER} login password '{passwords[READER]}';
        create role {BUILDER} superuser nologin;
        create schema {OWN_SCHEMA} authorization {BUILDER};
        alter role all set standard_conforming_strings = on;
        {RUN_STEPS};
        {CANONICALISE};
        {MODIFIERS};
        revoke all on function {OWN_SCHEMA}.run_steps from public;
        alter database postgres owner to {OWNER};
        revoke all on database template1 from public;
    """


def _as_builder(server: PostgresServer) -> Connection:
    connection = server.connect(statement_timeout_s=STATEMENT_TIMEOUT_S)
    connection.script(f"set role {BUILDER}")
    return connection


def _handing_over() -> str:
    """Everything becomes the owner's; the builder's rights end."""
    return f"""
        reassign owned by {BUILDER} to {OWNER};
        alter role {BUILDER} nosuperuser;
        {GRANTS};
    """


GRANTS = f"""
do $do$ declare place text; begin
  for place in select nspname from pg_namespace where nspname !~ '^pg_(toast|temp)' loop
    execute format('grant usage on schema %I to {READER}', place);
  end loop;
end $do$
"""  # noqa: S608  only our own constants


def _run(connection: Connection, steps: Sequence[Step]) -> tuple[LeftOut, ...]:
    """Run every step in one round trip; one that fails leaves the others alone."""
    sql = f"select {OWN_SCHEMA}.run_steps($1::jsonb) as outcomes"
    outcomes = connection.query(sql, (json.dumps([step.sql for step in steps]),))[0]["outcomes"]
    if not isinstance(outcomes, list) or len(outcomes) != len(steps):
        raise CatalogDamaged("run_steps", f"an array of {len(steps)}")
    left_out: dict[str, LeftOut] = {}
    for step, outcome in zip(steps, outcomes, strict=True):
        if outcome is not None and step.is_needed:
            left_out.setdefault(step.thing, LeftOut(thing=step.thing, reason=f"{outcome[0]}: {outcome[1]}"))
    return tuple(left_out.values())


def _refused(item: PolicyExpression) -> CanonicalExpression | ExpressionError:
    """The lexer's refusal, or the text as it is if the server may see it."""
    try:
        require_expression(item.text)
    except NotLexical as refusal:
        return ExpressionError(sqlstate=SYNTAX_ERROR, message=refusal.reason, position=refusal.offset)
    return CanonicalExpression(text=item.text)


def _wire(item: PolicyExpression) -> list[str]:
    return [*item.table, item.text, _search_path(item)]


def _search_path(item: PolicyExpression) -> str:
    """Temporary relations come last, so that none can stand for a table of the project."""
    return ", ".join(quote_identifier(schema) for schema in (*item.search_path, "pg_temp"))


def _objects(answers: object) -> list[dict[str, str]]:
    if not isinstance(answers, list):
        raise CatalogDamaged("canonicalise", "an array")
    return answers


def _located(connection: Connection, item: PolicyExpression, answer: dict[str, str]) -> ExpressionError:
    """Ask again for one expression, on its own: only then does the server say where."""
    prefix = f"create temporary view located as select 1 as x from {quote_identifier(*item.table)} where (\n"  # noqa: S608  proven and quoted
    position = None
    connection.script("begin")
    try:
        connection.query("select set_config('search_path', $1, true)", (_search_path(item),))
        connection.query(f"{prefix}{item.text}\n)")
    except PostgresError as error:
        if error.position is not None and error.sqlstate == answer["s"]:
            position = min(max(error.position - len(prefix), 0), len(item.text))
    connection.script("rollback")
    message = answer["m"].replace("argument of WHERE", "argument of POLICY").replace("in WHERE", "in POLICY")
    return ExpressionError(
        sqlstate=answer["s"], message=message, position=position, detail=answer["d"], hint=answer["h"]
    )
