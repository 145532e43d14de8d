"""The publication `supabase_realtime`: the tables whose changes Realtime sends. Read and written in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.providers.contract import Answer
from baasctl.providers.strict import expect, expect_objects, unexpected

SOURCE: Final = "realtime/publication"
NAME: Final = "supabase_realtime"

STATEMENT: Final = """
select
  exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') as is_there,
  exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime' and puballtables)
    or exists (select from pg_catalog.pg_publication_namespace n
      join pg_catalog.pg_publication p on p.oid = n.pnpubid where p.pubname = 'supabase_realtime') as is_wide,
  coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(n.nspname, c.relname))
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_publication p on p.oid = r.prpubid
    join pg_catalog.pg_class c on c.oid = r.prrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where p.pubname = 'supabase_realtime'), '[]') as published,
  coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(n.nspname, c.relname))
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relpersistence = 'p' and c.oid >= 16384
      and pg_catalog.pg_has_role('postgres', c.relowner, 'usage')), '[]') as publishable
"""
"""One row. Publishable is what `postgres`, the role that the Management API writes as, may add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The answer to `STATEMENT`.

    Attributes:
        is_there: A project can have lost it.
        is_wide: It publishes all tables, or all of a schema: then single tables cannot be taken out.
        tables: Published one by one, in their canonical spelling, sorted.
        publishable: Tables that could be.
    """

    is_there: bool
    is_wide: bool
    tables: tuple[str, ...]
    publishable: frozenset[str]


def parse(answer: Answer) -> Publication:
    """Read the answer.

    Raises:
        UnexpectedAnswer: It is not one row of the statement's columns.
    """
    rows = expect_objects(answer, SOURCE)
    if len(rows) != 1:
        raise unexpected(SOURCE, "", f"expected one row, got {len(rows)}")
    (row,) = rows
    return Publication(
        is_there=expect(row.get("is_there"), bool, SOURCE, "/0/is_there"),
        is_wide=expect(row.get("is_wide"), bool, SOURCE, "/0/is_wide"),
        tables=tuple(sorted(_names(row, "published"))),
        publishable=frozenset(_names(row, "publishable")),
    )


def canonical(text: str) -> str:
    """`notes` and `public.Notes` as `public.notes`; what is no name stays as it is."""
    try:
        return quote_identifier(*table_name(text))
    except NotLexical:
        return text


def problems(wanted: Resource, tables: Iterable[str], publication: Publication) -> Iterator[Diagnostic]:
    """Why these tables cannot be the published ones."""
    if publication.is_wide:
        yield Diagnostic(
            code="PLAN174",
            summary="the publication covers whole schemas",
            detail=f"`{NAME}` publishes all tables of the database or of a schema, so no list can be set",
            hint="make it a list again with `alter publication … set table …`, or take `realtime.publication` out",
            span=wanted.span_of("/publication"),
            address=wanted.address,
        )
        return
    for table in tables:
        if table not in publication.publishable and table not in publication.tables:
            yield Diagnostic(
                code="PLAN175",
                summary="a table cannot be published",
                detail=f"`{table}` of `realtime.publication` is not there, or `postgres` does not own it",
                hint="create it first, correct the name, or take it out",
                span=wanted.span_of("/publication"),
                address=wanted.address,
            )


def statements(before: Iterable[str], after: Iterable[str], *, create: bool) -> str:
    """The SQL that turns one set of canonical names into another; empty when they are the same.

    Sent in one request it is one transaction.
    """
    old, new = set(before), set(after)
    sql = [f"create publication {NAME}"] if create else []
    if new - old:
        sql.append(f"alter publication {NAME} add table {', '.join(sorted(new - old))}")
    if old - new:
        sql.append(f"alter publication {NAME} drop table {', '.join(sorted(old - new))}")
    return "; ".join(sql)


def _names(row: dict[str, object], column: str) -> Iterator[str]:
    for index, pair in enumerate(expect(row.get(column), list, SOURCE, f"/0/{column}")):
        place = f"/0/{column}/{index}"
        parts = [expect(part, str, SOURCE, place) for part in expect(pair, list, SOURCE, place)]
        yield quote_identifier(*parts)
