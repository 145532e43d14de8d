"""A database of the size that teams have is adopted into files that a person would want to own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from baasctl.adopt.write_spec import Adopted
from baasctl.model.change import Action
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject, new_project

SCHEMAS = ("public", "app", "billing")
TABLES = 50
POLICIES = 200
FUNCTIONS = 60


def setup(schemas: tuple[str, ...] = SCHEMAS) -> str:
    """Fifty tables with four policies each, sixty functions half of which policies call, and a view for each table."""
    statements = [f"create schema if not exists {schema};" for schema in schemas]
    for number in range(FUNCTIONS):
        schema = schemas[number % len(schemas)]
        statements.append(
            f"create function {schema}.may_{number}(who uuid, level integer) returns boolean language sql stable"
            f" security definer set search_path = '' as 'select who is not null and level > {number}';"
        )
    for number in range(TABLES):
        schema = schemas[number % len(schemas)]
        table = f"{schema}.things_{number}"
        caller = f"{schema}.may_{number // len(schemas) * len(schemas) % 30 + number % len(schemas)}"
        statements.append(
            f"create table {table} (id int primary key, owner uuid, team int, title text);"
            f" alter table {table} enable row level security;"
            f" create view {schema}.all_{number} with (security_invoker) as select id from {table};"
            f' create policy "Owners read" on {table} for select to authenticated using ((select auth.uid()) = owner);'
            f' create policy "Teams read" on {table} for select to authenticated using (exists (select 1 from {table} t'
            f" where t.team = {table}.team and t.owner = (select auth.uid()) and t.title <> 'hidden from members'));"
            f' create policy "Owners write" on {table} for insert to authenticated with check ({caller}(owner, 3));'
            f" create policy \"Never closed\" on {table} as restrictive for update using (title <> 'closed');"
        )
    return "\n".join(statements)


@pytest.fixture(scope="module")
def adopted(module_supabase: SupabaseProject, tmp_path_factory: pytest.TempPathFactory) -> tuple[SpecProject, Adopted]:
    module_supabase.sql(setup())
    project = SpecProject(module_supabase, tmp_path_factory.mktemp("adopt") / "empty")
    project.write({})
    return project, project.adopt()


def test_every_rule_is_adopted_and_the_plan_is_empty(adopted: tuple[SpecProject, Adopted]) -> None:
    """Two hundred policies and sixty functions come in, in at most eight calls, and a plan finds nothing to do."""
    project, found = adopted
    assert {kind: found.count[kind] for kind in ("tables", "policies", "database_functions", "views")} == {
        "tables": TABLES,
        "policies": POLICIES,
        "database_functions": FUNCTIONS,
        "views": TABLES,
    }
    other = project.beside("adopted")
    other.write_adopted(found)
    plan = other.plan()
    assert [line(change) for change in plan.changes] == []
    assert plan.calls <= 8


def test_each_schema_has_a_file_with_policies_by_table(adopted: tuple[SpecProject, Adopted]) -> None:
    """One file a schema holds all that is in it, policies below their table, and longer SQL in block scalars."""
    _, found = adopted
    files = {name: content.decode() for name, content in found.files.items() if name.startswith("database/")}
    assert sorted(files) == [f"database/{schema}.yaml" for schema in sorted(SCHEMAS)]
    for schema in SCHEMAS:
        text = files[f"database/{schema}.yaml"]
        document = yaml.safe_load(text)
        assert document.keys() - {"grants"} == {"tables", "policies", "database_functions", "views"}
        assert all(name.startswith(f"{schema}.") for name in document["policies"])
        assert all(len(policies) == 4 for policies in document["policies"].values())
        assert text.count("using: |-") == len(document["policies"])


def test_only_functions_that_policies_call_carry_the_digest_of_their_body(
    adopted: tuple[SpecProject, Adopted],
) -> None:
    """A changed rule is seen where only the function that it calls was changed; other code is not watched."""
    project, found = adopted
    document = yaml.safe_load(found.files["database/public.yaml"])
    called = [name for name, function in document["database_functions"].items() if "body" in function]
    assert 0 < len(called) < len(document["database_functions"])

    other = project.beside("watched")
    other.write_adopted(found)
    name = called[0].partition("(")[0]
    project.remote.sql(
        f"create or replace function {name}(who uuid, level integer) returns boolean language sql stable"
        " security definer set search_path = '' as 'select true'"
    )
    plan = other.plan()
    assert [line(change) for change in plan.changes] == [f"~ database_functions/{called[0]} /body"]
    assert plan.changes[0].action is Action.UPDATE
    assert [each.code for each in plan.warnings if each.stops_apply] == ["PLAN177"]


def test_the_adopted_files_make_an_empty_project_the_same(adopted: tuple[SpecProject, Adopted], tmp_path: Path) -> None:
    """Where migrations have made tables and functions, the adopted rules bring the rest, and both read the same."""
    project, found = adopted
    supabase = new_project(project.remote.sandbox)
    bare = [part for part in setup().replace("\n", " ").split(";") if part and "create policy" not in part]
    supabase.sql(";".join(each for each in bare if "row level" not in each))
    other = SpecProject(supabase, tmp_path / "other", dict(project.environment))
    other.write_adopted(found)
    spec = other.folder / "baas.yaml"
    spec.write_text(spec.read_text("utf-8").replace(project.remote.ref, supabase.ref), encoding="utf-8")

    result = other.apply()

    assert result.is_converged
    assert other.plan().is_empty
