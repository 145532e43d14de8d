"""Access tests of a target without a credential: tables are made from migrations and the spec, and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.access.testing.sketched import NAME, sketched, unset_variables
from baasctl.access_trials import Exploring
from baasctl.model.access import AccessSection
from baasctl.model.errors import EngineError
from baasctl.model.secret import Secret, Vault
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.run import Run, TriedTarget

HEAD = """baasctl: 1
targets: {prod: {provider: supabase, project: abcdefghijklmnopqrst, migrations: migrations}}
access:
  principals: {member: {member: {in: seats, where: {room: $row.room, who: $uid}}}}
  resources:
    notes: {fields: {room: {type: ref}, text: {type: string}}, allow: [{to: member, do: [read, create]}]}
    seats: {allow: [{to: member, do: read, when: {open: true}}]}
policies:
  public.bills: {Own: {for: select, to: [authenticated], using: owner = (select auth.uid())}}
access_tests:
  people: {ada: {user: ada}, bob: {user: bob}}
  given: {notes/n1: {room: r1, text: x}, seats/s1: {room: r1, who: ada, open: true}, public.bills/b1: {owner: ada}}
  tests:
    Rooms and bills:
      - {as: ada, can: [get notes/n1, get seats/s1, get public.bills/b1]}
      - {as: bob, cannot: [get notes/n1, get seats/s1, get public.bills/b1]}
"""
BILLS = """create table public.bills (id text primary key, owner uuid);
alter table public.bills enable row level security;
grant select on public.bills to authenticated;
insert into public.bills values ('x', null);
"""


def one_target(folder: Path, engine: str = "auto", exploring: Exploring | None = None) -> TriedTarget:
    """What the only target came to, in an environment without any variable."""
    found = pipeline.try_access(Run(file=folder / "baas.yaml", environment={}), Vault(), engine, exploring)
    for failure in found.failures.values():
        raise failure
    (tried,) = found.targets
    return tried


def test_without_a_credential_tests_run_on_sketched_tables_and_say_so(tmp_path: Path) -> None:
    """Migrations make their tables, `access` the others; engine and warning name what was judged on."""
    (tmp_path / "baas.yaml").write_text(HEAD)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "1_bills.sql").write_text(BILLS)

    tried = one_target(tmp_path)

    assert [f"{each.outcome}: {each.why}" for each in tried.trials.tried if each.outcome != "passed"] == []
    (engine,) = tried.trials.engines
    assert engine.startswith("PostgreSQL ")
    assert engine.endswith(NAME)
    assert [each.code for each in tried.warnings] == ["PLAN861"]
    assert "there is no access token" in tried.warnings[0].detail
    assert "`migrations`" in tried.warnings[0].detail


def test_a_token_that_is_not_set_is_none() -> None:
    """Only variables of credentials that are missing or empty count; other sources of secrets are asked."""
    credentials = {"token": Secret("${secret:env:TOKEN}"), "db_url": Secret("${secret:command:cat token}")}

    assert unset_variables(credentials, {}) == ("TOKEN",)
    assert unset_variables(credentials, {"TOKEN": ""}) == ("TOKEN",)
    assert unset_variables(credentials, {"TOKEN": "x"}) == ()
    assert unset_variables(None, {}) == ()


def test_a_table_that_nothing_describes_is_refused(tmp_path: Path) -> None:
    """A policy on a table that neither migrations nor `access` make is an error at its place, never a pass."""
    (tmp_path / "baas.yaml").write_text(HEAD.replace(", migrations: migrations", ""))

    with pytest.raises(EngineError) as refused:
        one_target(tmp_path, exploring=Exploring(most=50))

    (told,) = refused.value.diagnostics
    assert (told.code, told.span.line if told.span else 0) == ("PLAN860", 9)
    assert "bills" in told.detail


def test_migrations_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    """A folder that is not there stops the test at the target's place."""
    place = Span(file="baas.yaml", line=2, column=3)
    target = Target(name="prod", provider="supabase", project="x", settings={"migrations": "gone"}, span=place)

    with pytest.raises(EngineError) as refused:
        sketched(AccessSection(span=place), target, tmp_path)

    assert [(each.code, each.span) for each in refused.value.diagnostics] == [("PLAN862", place)]
