"""Secrets of webhooks reach the trigger and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from baasctl.cli import exits, sections
from baasctl.model.plan_document import plan_to_document
from baasctl.report import as_text
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

TEXT = "Bearer correct horse battery staple"
LIVE = "Bearer somebody else's words"


def test_the_text_is_in_the_trigger_and_nowhere_else(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Neither the desired nor the live text of a header stands in a plan, its text, the journal or a file."""
    supabase.change("POST", "/database/webhooks/enable", None)
    headers = json.dumps({"Authorization": LIVE}).replace("'", "''")
    supabase.sql(
        "create table public.orders (id int); create trigger tell after insert on public.orders for each row execute"
        f" function supabase_functions.http_request('https://a.example.com', 'POST', '{headers}', '{{}}', '1000')"
    )
    project = SpecProject(supabase, tmp_path / "spec", {"TOKEN": TEXT})
    hook = {
        "events": ["insert"],
        "url": "https://a.example.com",
        "secret_headers": {"Authorization": "${secret:env:TOKEN}"},
    }
    project.write({"webhooks": {"public.orders": {"tell": hook}}})

    planned = project.planned()
    (plan,) = planned.plans
    assert list(map(line, plan.changes)) == ["~ webhooks/public.orders/tell /secret_headers"]
    shown = as_text.plans(sections.of_plans(planned, changes=exits.CHANGES), as_text.PLAIN)
    result = project.apply(plan)
    adopted = project.adopt()

    assert result.is_converged
    (row,) = supabase.sql("select encode(tgargs, 'escape') as args from pg_trigger where tgname = 'tell'")
    assert TEXT in row["args"]
    files = [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    files += [content.decode() for content in adopted.files.values()]
    for text in (shown, repr(plan), repr(plan_to_document(plan)), repr(result), *files):
        assert TEXT not in text
        assert LIVE not in text


def test_a_secret_changed_by_hand_is_drift(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The texts are compared by digests, so another one is seen and is put right."""
    supabase.sql("create table public.orders (id int)")
    project = SpecProject(supabase, tmp_path / "spec", {"TOKEN": TEXT})
    hook = {"events": ["insert"], "url": "https://a.example.com", "secret_headers": {"X": "${secret:env:TOKEN}"}}
    project.write({"webhooks": {"public.orders": {"tell": hook}}})
    assert project.apply().is_converged
    supabase.sql(
        "create or replace trigger tell after insert on public.orders for each row execute function"
        " supabase_functions.http_request('https://a.example.com', 'POST', '{\"X\":\"other\"}', '{}', '1000')"
    )
    assert list(map(line, project.plan().changes)) == ["~ webhooks/public.orders/tell /secret_headers"]
    assert project.apply().is_converged
    assert project.plan().is_empty
