"""The copy: the live database without data, the migrations that are not live yet, and the rules of the spec."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from baasctl.access.row_security.statements import KINDS, is_default, statements_of
from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.building import OWN_SCHEMA
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import PostgresError
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.engines.postgres.probing import PROBE
from baasctl.engines.postgres.shadow import OWNER, Shadow
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.resource import Resource
from baasctl.model.state import Emptied

PLATFORM_PATH = "public, extensions"
"""Where names without a schema are found in what users write."""


class RulesRefused(EngineError):
    """The database does not take rules of the spec: a table is gone, a column or a role is not there."""


def copied(
    blueprint: Blueprint,
    rules: Sequence[Resource],
    emptied: Iterable[Emptied] = (),
    kept: Collection[Address] = (),
) -> tuple[Shadow, tuple[str, ...]]:
    """A running copy with the rules, and what of the live database it lacks, in clauses.

    Args:
        rules: What the spec wants, in normal form.
        emptied: Tables on which the spec wants nothing of a kind.
        kept: Live policies and grants that stay though the spec does not have them.

    Raises:
        RulesRefused: The database does not take the rules; with every place.
        MigrationFailed: A pending migration cannot be applied.
        MissingExtra, ServerFailed: There is no PostgreSQL here.
    """
    shadow = Shadow.build(blueprint.catalog)
    try:
        missing = [f"{each.thing} ({each.reason})" for each in shadow.left_out]
        missing += [f"{each.thing} ({each.reason})" for each in shadow.define(blueprint.definitions, blueprint.catalog)]
        with shadow.server.connect() as superuser:
            _prepare(superuser, blueprint)
        with shadow.connect(OWNER) as owner:
            _drop_placeholders(owner)
            owner.script("set search_path = ''")
            missing += _put_live(owner, blueprint.live)
        notes = shadow.apply_migrations(blueprint.migrations, rights=True)
        missing += [f"{note.thing} of migration {note.version}, line {note.line} ({note.reason})" for note in notes]
        with shadow.connect(OWNER) as owner:
            owner.script(f"set search_path = {PLATFORM_PATH}")
            problems = [*_make_way(owner, rules, emptied, kept), *_put(owner, rules, missing)]
        if problems:
            raise RulesRefused(*dict.fromkeys(problems))
    except BaseException:
        shadow.close()
        raise
    return shadow, tuple(missing)


def _prepare(superuser: Connection, blueprint: Blueprint) -> None:
    """Rights that the owner of a project has, and our own function; names only, all of them quoted."""
    definitions = blueprint.definitions
    superuser.script(PROBE)
    superuser.script(f"grant usage on schema {OWN_SCHEMA} to public")
    if blueprint.catalog.server_major >= 15 or _major(superuser) >= 15:
        superuser.script(f"grant set on parameter session_replication_role to {OWNER}")
    known = {str(row["rolname"]) for row in superuser.query("select rolname from pg_roles where not rolsuper")}
    for role in sorted({*definitions.bypassing, OWNER} & known):
        superuser.script(f"alter role {quote_identifier(role)} bypassrls")
    pairs = {*definitions.members, *((role, OWNER) for role in ("anon", "authenticated", "service_role"))}
    for role, member in sorted(pairs):
        if {role, member} <= known and role != OWNER:
            superuser.script(f"grant {quote_identifier(role)} to {quote_identifier(member)}")


def _major(connection: Connection) -> int:
    number = connection.query("select current_setting('server_version_num')::int / 10000 as major")[0]["major"]
    return number if isinstance(number, int) else 0


def _drop_placeholders(owner: Connection) -> None:
    rows = owner.query("select schemaname as s, tablename as t, policyname as p from pg_catalog.pg_policies")
    for row in rows:
        table = quote_identifier(str(row["s"]), str(row["t"]))
        owner.query(f"drop policy {quote_identifier(str(row['p']))} on {table}")


def _put_live(owner: Connection, live: Sequence[Resource]) -> Iterator[str]:
    """What the live database has; what the copy does not take is told, and then missing."""
    for resource in _in_order(live):
        try:
            for sql in statements_of(resource):
                owner.query(sql)
        except (NotLexical, PostgresError) as error:
            yield f"live {resource.address.local} ({_reason(error)})"


def _make_way(
    owner: Connection, rules: Sequence[Resource], emptied: Iterable[Emptied], kept: Collection[Address]
) -> Iterator[Diagnostic]:
    """Take away what is live on tables whose policies or grants the spec owns."""
    stays = {(each.kind, *each.segments) for each in kept}
    owned: dict[tuple[str, str], Resource | Emptied] = {}
    declared: list[Resource | Emptied] = [*rules, *emptied]
    for each in declared:
        if each.address.kind in ("policies", "grants"):
            owned.setdefault((each.address.kind, each.address.segments[0]), each)
    for (kind, text), declared_one in owned.items():
        if is_default(text):
            continue
        try:
            schema, name = table_name(text)
            _clear(owner, kind, (schema, name), {segments[2] for segments in stays if segments[:2] == (kind, text)})
        except (NotLexical, PostgresError) as error:
            yield _problem(declared_one, _reason(error))


def _clear(owner: Connection, kind: str, table: tuple[str, str], stays: Collection[str]) -> None:
    here = quote_identifier(*table)
    owner.query("select $1::regclass", (here,))
    if kind == "policies":
        sql = "select policyname as name from pg_catalog.pg_policies where schemaname = $1 and tablename = $2"
        for name in {str(row["name"]) for row in owner.query(sql, table)} - set(stays):
            owner.query(f"drop policy {quote_identifier(name)} on {here}")
        return
    sql = """select distinct
        case when a.grantee = 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee) end as name
      from pg_catalog.pg_class c left join pg_catalog.pg_attribute t on t.attrelid = c.oid,
      lateral pg_catalog.aclexplode(array_cat(c.relacl, t.attacl)) a
      where c.oid = $1::regclass and a.grantee <> c.relowner"""
    for name in {str(row["name"]) for row in owner.query(sql, (here,))} - set(stays):
        owner.query(f"revoke all on table {here} from {quote_identifier(name)}")


def _put(owner: Connection, rules: Sequence[Resource], missing: Sequence[str]) -> Iterator[Diagnostic]:
    for resource in _in_order(rules):
        try:
            for sql in statements_of(resource):
                owner.query(sql)
        except (NotLexical, PostgresError) as error:
            lacking = f"; the copy lacks {', '.join(missing[:3])}" if missing else ""
            yield _problem(resource, _reason(error) + lacking)


def _in_order(resources: Iterable[Resource]) -> list[Resource]:
    chosen = [each for each in resources if each.address.kind in KINDS]
    return sorted(chosen, key=lambda each: (KINDS.index(each.address.kind), each.address))


def _problem(declared: Resource | Emptied, reason: str) -> Diagnostic:
    return Diagnostic(
        code="PLAN860",
        summary="the database does not take this rule",
        detail=f"`{declared.address.local}`: {reason}",
        hint="write it for the tables, columns and roles that are live or that migrations of the target make",
        span=declared.declared_at,
        address=declared.address,
    )


def _reason(error: NotLexical | PostgresError) -> str:
    return error.reason if isinstance(error, NotLexical) else f"{error.sqlstate}: {error.message}"
