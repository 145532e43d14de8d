"""Law 10: no text of a spec is run as code, neither on the shadow nor in the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.errors import BaasctlError
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

SETUP = """
create table public.notes (id int, title text);
create table public.marks (mark text);
create function public.mark() returns boolean language plpgsql volatile security definer as
  $$ begin insert into public.marks values ('run'); return true; end $$;
grant execute on function public.mark() to public;
"""
BREAKS_OUT = [
    "true); insert into public.marks values ('x'); --",
    "true) ; select public.mark(); select (true",
    "true)) or (public.mark()",
    "true /* */); drop table public.notes; /*",
    "true) with check (public.mark()",
    "$$ $$ ; select public.mark()",
    "E'\\'); select public.mark(); --'",
    "true -- \n); select public.mark(); (",
    "U&'\\' uescape '!'); select public.mark(); --'",
    "select public.mark()",
    "true, public.mark()",
    "$baasctl$; select public.mark(); $baasctl$",
]


@pytest.mark.parametrize("text", BREAKS_OUT)
@pytest.mark.parametrize("field", ["using", "check"])
def test_text_that_breaks_out_of_its_expression_is_refused(
    supabase: SupabaseProject, tmp_path: Path, text: str, field: str
) -> None:
    """The plan fails with the place, and nothing has run anywhere."""
    supabase.sql(SETUP)
    project = SpecProject(supabase, tmp_path)
    project.write({"policies": {"public.notes": {"Read": {"for": "all", "using": "true", field: text}}}})
    with pytest.raises(BaasctlError) as caught:
        project.plan()
    assert any(diagnostic.span is not None for diagnostic in caught.value.diagnostics)
    assert supabase.sql("select mark from public.marks") == []
    assert supabase.sql("select polname from pg_policy where polrelid = 'public.notes'::regclass") == []


def test_planning_runs_no_function_of_an_expression(supabase: SupabaseProject, tmp_path: Path) -> None:
    """A valid expression that calls a function with effects: planned and applied, never run by baasctl."""
    supabase.sql(SETUP)
    project = SpecProject(supabase, tmp_path)
    project.write({"policies": {"public.notes": {"Read": {"for": "select", "using": "public.mark()"}}}})
    assert project.apply().is_converged
    assert project.plan().is_empty
    assert supabase.sql("select mark from public.marks") == []


def test_names_full_of_marks_are_only_names(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Names with quotes, dollars and references are written, adopted and found again as they are."""
    supabase.sql(SETUP)
    names = ['x"; select public.mark(); --', "$$; select public.mark(); $$", "$${env:HOME}", "'||public.mark()||'"]
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"policies": {"public.notes": {name: {"for": "select", "using": "true"} for name in names}}})
    assert project.apply().is_converged
    live = {
        row["polname"]
        for row in supabase.sql("select polname from pg_policy where polrelid = 'public.notes'::regclass")
    }
    assert live == {name.replace("$${", "${") for name in names}
    other = project.beside("adopted")
    other.write_adopted(project.adopt())
    assert [line(change) for change in other.plan().changes] == []
    assert supabase.sql("select mark from public.marks") == []
