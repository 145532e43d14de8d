"""The answer about access comes from a server that others write to, and is read as such."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.supabase.database_access.state import parse_state
from baasctl.providers.supabase.database_access.statement import STATEMENT
from baasctl.providers.supabase.grants import facts_about
from tests.sandbox_fixtures import SupabaseProject

SETUP = """
create table public.notes (id int, title text);
create policy "Read" on public.notes for select to anon using (id = 1);
comment on policy "Read" on public.notes is 'by hand';
grant select (title) on public.notes to anon;
insert into supabase_migrations.schema_migrations (version) values ('20260101000000'), ('7');
"""


@pytest.fixture(scope="module")
def answer(module_supabase: SupabaseProject) -> list[dict[str, Any]]:
    module_supabase.sql(SETUP)
    body = {"query": STATEMENT}
    rows: list[dict[str, Any]] = module_supabase.change("POST", "/database/query/read-only", body)
    return rows


def test_one_read_only_statement_tells_everything(answer: list[dict[str, Any]]) -> None:
    """Tables, policies, grants, roles, migrations and the catalog come in one row, read as the read-only role."""
    state = parse_state(answer)

    assert state.tables["public", "notes"].rls is False
    assert state.tables["storage", "objects"].rls is True
    policy = next(each for each in state.policies if each.name == "Read")
    assert (policy.table, policy.roles, policy.using, policy.comment) == (
        ("public", "notes"), ("anon",), "(id = 1)", "by hand",
    )  # fmt: skip
    grants = {each.role: each for each in state.grants if each.table == ("public", "notes")}
    assert set(grants) == {"anon", "authenticated", "service_role"}
    assert dict(grants["anon"].columns) == {"title": ("select",)}
    assert state.migrations == frozenset({"20260101000000", "7"})
    assert state.roles["supabase_admin"] is True
    assert "notes" in {table.name[1] for table in state.catalog.tables}


def test_what_is_no_table_says_what_it_is(answer: list[dict[str, Any]]) -> None:
    """Lints hear of views and foreign tables by the grants on them; of a table there is nothing to say."""
    table = parse_state(answer).tables["public", "notes"]
    assert facts_about(table) == {}
    assert facts_about(replace(table, kind="f")) == {"relation": "foreign table"}
    assert facts_about(replace(table, kind="m", reads_accounts=True)) == {
        "relation": "materialized view",
        "reads_accounts": True,
    }


@pytest.mark.parametrize(
    ("path", "garbage"),
    [
        ((), []),
        ((), {"message": "no"}),
        ((0,), None),
        ((0, "state"), "text"),
        ((0, "state", "tables"), None),
        ((0, "state", "tables", 0, 3), "yes"),
        ((0, "state", "tables", 0, 9), "yes"),
        ((0, "state", "policies", 0), ["public"]),
        ((0, "state", "policies", 0, 3), "x"),
        ((0, "state", "policies", 0, 6), 12),
        ((0, "state", "grants", 0, 4), [["title"]]),
        ((0, "state", "roles", 0, 1), 1),
        ((0, "state", "migrations"), [1]),
        ((0, "state", "catalog"), {}),
        ((0, "state", "catalog", "tables"), [["public"]]),
    ],
)
def test_garbage_names_its_place(answer: list[dict[str, Any]], path: tuple[Any, ...], garbage: object) -> None:
    """A missing member or a wrong type is one clear error, never a KeyError and never a half-read state."""
    broken: Any = copy.deepcopy(answer)
    if path:
        place = broken
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = garbage
    else:
        broken = garbage

    with pytest.raises(UnexpectedAnswer) as caught:
        parse_state(broken)

    assert "database/state" in caught.value.diagnostics[0].detail
