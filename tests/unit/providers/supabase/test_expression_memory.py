"""Normal forms are kept between runs, may be lost, and are never believed about another catalog."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl.engines.postgres.shadow import Shadow
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import connect, lines

SPEC: dict[str, Any] = {"policies": {"notes": {"Owners": {"using": "(select auth.uid()) = owner_id"}}}}
FOREIGN = [
    "",
    "{",
    "[]",
    '{"format": 2, "key": "x", "forms": {}}',
    '{"format": 1, "key": "of another catalog", "forms": {"a": "false"}}',
    "[" * 100_000,
]


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each shadow that was built."""
    built: list[str] = []
    build = Shadow.build

    def counted(*arguments: Any) -> Shadow:
        built.append("shadow")
        return build(*arguments)

    monkeypatch.setattr("baasctl.providers.supabase.database_access.canonical_forms.Shadow.build", counted)
    return built


def test_a_plan_without_changes_starts_no_server(supabase: SupabaseProject, tmp_path: Path, builds: list[str]) -> None:
    """Neither does the look after an apply. A change of the catalog, or of an expression, asks the shadow again."""
    first = connect(supabase, tmp_path, cache=tmp_path / "cache")
    first.sql("create table public.notes (id int, owner_id uuid)")
    first.apply(SPEC)
    assert lines(first.compare(SPEC).changes) == []
    assert len(builds) == 1

    assert lines(connect(supabase, tmp_path, cache=tmp_path / "cache").compare(SPEC).changes) == []
    assert len(builds) == 1

    first.sql("create table public.more (id int)")
    assert lines(connect(supabase, tmp_path, cache=tmp_path / "cache").compare(SPEC).changes) == []
    assert len(builds) == 2


@pytest.mark.parametrize("content", FOREIGN)
def test_a_broken_or_foreign_memory_is_no_memory(
    supabase: SupabaseProject, tmp_path: Path, builds: list[str], content: str
) -> None:
    """Whatever stands in the file, the answer is the shadow's; and the file is good afterwards."""
    path = tmp_path / "cache" / f"expressions-{supabase.ref}.json"
    path.parent.mkdir()
    path.write_text(content)
    database = connect(supabase, tmp_path, cache=tmp_path / "cache")
    database.sql("create table public.notes (id int, owner_id uuid)")

    assert database.errors(SPEC) == []
    assert len(builds) == 1
    assert json.loads(path.read_text())["format"] == 1
    assert path.stat().st_mode & 0o777 == 0o600
