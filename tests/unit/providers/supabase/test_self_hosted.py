"""A self-hosted project is reached through its database, and through nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baasctl.cli.main import main
from baasctl.model.errors import AuthFailed, Forbidden, Invalid, SpecError, Unavailable, UsageError
from baasctl.providers.supabase.clients.direct import DirectDatabase, login_of
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

TABLE = "create table public.notes (id int primary key, owner_id uuid)"
SPEC = """\
baasctl: 1
targets:
  home:
    provider: supabase
    project: home
    credentials: {db_url: "${env:DATABASE_URL}"}
tables:
  public.notes: {rls: true}
policies:
  public.notes:
    Owners: {for: select, to: [authenticated], using: (select auth.uid()) = owner_id}
grants:
  public.notes: {authenticated: [select], service_role: [select]}
buckets:
  pictures: {public: true, max_size: 5MiB, mime_types: [image/png, image/jpeg]}
realtime: {publication: [public.notes]}
prune: {policies: {mode: all, in: [public]}, grants: {mode: all, in: [public.notes]}, buckets: {mode: all, in: ["*"]}}
"""


@pytest.fixture
def home(supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    """A database with a table, and a spec that knows nothing but its address."""
    supabase.sql(TABLE)
    project = SpecProject(supabase, tmp_path, {"DATABASE_URL": supabase.project.database.url})
    project.environment |= {"SUPABASE_ACCESS_TOKEN": "", "BAASCTL_SUPABASE_API_URL": "http://127.0.0.1:1"}
    project.write(SPEC)
    return project


def test_sql_alone_converges(home: SpecProject) -> None:
    """Rules, buckets and the publication are planned, written and found as the spec says; a change by hand is found."""
    plan = home.plan()
    assert "+ buckets/pictures" in [line(change) for change in plan.changes]
    result = home.apply(plan)
    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert home.plan().is_empty

    sql = home.remote.sql
    assert sql("select public, file_size_limit, allowed_mime_types from storage.buckets") == [
        {"public": True, "file_size_limit": 5 * 2**20, "allowed_mime_types": ["image/jpeg", "image/png"]}
    ]
    sql("create policy hole on public.notes for select to anon using (true); grant select on public.notes to anon")
    sql("update storage.buckets set public = false; alter publication supabase_realtime drop table public.notes")
    assert [line(change) for change in home.plan().changes] == [
        "~ buckets/pictures /public",
        "- grants/public.notes/anon",
        "- policies/public.notes/hole",
        "~ realtime /publication",
    ]
    assert home.apply().is_converged
    assert home.plan().is_empty


def test_buckets_are_deleted_and_changed_in_place(home: SpecProject) -> None:
    """Only what differs is written; a bucket that holds objects stays, and the reason is told."""
    home.apply()
    home.remote.sql("insert into storage.buckets (id, name) values ('old', 'old')")
    home.write(SPEC.replace("max_size: 5MiB", "max_size: null"))
    assert home.apply().is_converged
    assert home.remote.sql("select id, file_size_limit from storage.buckets") == [
        {"id": "pictures", "file_size_limit": None}
    ]
    home.remote.sql("insert into storage.buckets (id, name) values ('full', 'full')")
    home.remote.sql("insert into storage.objects (bucket_id, name) values ('full', 'a')")
    (outcome,) = home.apply().outcomes
    assert outcome.diagnostic is not None
    assert "violates foreign key constraint" in outcome.diagnostic.detail
    assert home.remote.sql("select id from storage.buckets order by 1") == [{"id": "full"}, {"id": "pictures"}]


def test_what_needs_the_management_api_is_refused_at_its_place(home: SpecProject) -> None:
    """Field by field, offline, with what to set instead."""
    home.write(
        SPEC.replace("[public.notes]}\nprune", "[public.notes], private_only: true}\nprune")
        + "auth:\n  site_url: https://a.example\n  password: {minimum_length: 8}\nssl: {enforced: true}\n"
    )
    with pytest.raises(SpecError) as caught:
        home.plan()
    found = {each.span.line: each for each in caught.value.diagnostics if each.span}
    assert {number: each.code for number, each in found.items()} == dict.fromkeys((16, 19, 20, 21), "SPEC086")
    assert "`site_url` of `auth` on self-hosted Supabase" in found[19].detail
    assert "GOTRUE_" in found[19].hint


def test_everything_that_is_read_is_what_sql_reaches(home: SpecProject) -> None:
    """`adopt` asks for no kind that needs the API, and its spec plans empty."""
    home.apply()
    adopted = home.adopt()
    assert set(adopted.count) <= {"tables", "policies", "grants", "database_functions", "views", "buckets", "realtime"}
    assert {"policies", "buckets", "realtime"} <= set(adopted.count)


def test_the_address_is_a_secret(home: SpecProject) -> None:
    """It may not stand in the spec in plain text, and one with a token beside it is a contradiction."""
    url = home.environment["DATABASE_URL"]
    home.write(SPEC.replace("${env:DATABASE_URL}", url))
    with pytest.raises(SpecError, match="SPEC048") as caught:
        home.plan()
    assert url not in str(caught.value)
    home.write(SPEC.replace('_URL}"}', '_URL}", token: "${env:DATABASE_URL}"}'))
    with pytest.raises(SpecError, match="SPEC460"):
        home.plan()


@pytest.mark.parametrize(
    "url", ["mysql://a@b/c", "postgres://host/db", "postgres://u@h:port/", "postgres://u@h?sslmode=x"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    """It may hold a password."""
    with pytest.raises(UsageError) as caught:
        login_of(url)
    assert url not in str(caught.value)


def test_an_address_is_read_as_libpq_does() -> None:
    """Escapes, the default port and database, and how to encrypt."""
    login = login_of("postgresql://po%40st:p%2Fw@db.example:6543/app?sslmode=require")
    assert (login.user, login.password, login.host, login.port, login.database) == (
        "po@st",
        "p/w",
        "db.example",
        6543,
        "app",
    )
    assert login.tls not in (True, False, None)
    assert (login_of("postgres://u@h").port, login_of("postgres://u@h").database) == (5432, "postgres")
    assert login_of("postgres://u@h?sslmode=disable").tls is False
    assert login_of("postgres://u@h?sslmode=prefer").tls is None


def test_errors_of_the_database_are_errors_of_the_provider(home: SpecProject) -> None:
    """Nobody there, a wrong password, a refused statement, and a request that there is no API for."""
    url = home.environment["DATABASE_URL"]
    database = DirectDatabase(login_of(url), "home")
    with pytest.raises(Invalid, match="42P01"):
        database.query("select * from missing")
    with pytest.raises(Forbidden, match="Management API"):
        database.auth_config()
    with pytest.raises(Invalid, match="25006"):
        database.query_read_only("create table x ()")
    assert database.query("select 1 as one") == [{"one": 1}]
    assert database.calls == 3
    database.close()
    with pytest.raises(AuthFailed, match="refuses the login"):
        DirectDatabase(login_of(url.replace(login_of(url).password, "wrong")), "home").query("select 1")
    with pytest.raises(Unavailable, match="does not answer"):
        DirectDatabase(login_of("postgres://u:p@127.0.0.1:1/x"), "home").query("select 1")


def test_the_commands_say_what_sql_reaches(
    home: SpecProject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`doctor` names the kinds of a target, `providers` has a table of its own."""
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home.folder)
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "self-hosted Supabase manages" in printed
    assert os.environ["DATABASE_URL"] not in printed
    assert main(["providers", "--kind", "auth", "--kind", "realtime"]) == 0
    printed = capsys.readouterr().out
    assert "# self-hosted Supabase" in printed
    assert "GOTRUE_" in printed
