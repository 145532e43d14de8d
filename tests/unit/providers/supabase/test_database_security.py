"""Functions, views, default privileges and webhooks: bad input, secrets, drift and other writers."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.result import Status
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Wanted
from baasctl.providers.supabase.database_access.places import canonical_text
from baasctl.providers.supabase.database_access.state import parse_state
from baasctl.providers.supabase.database_access.statement import STATEMENT
from baasctl.providers.supabase.database_functions import search_path
from baasctl.providers.supabase.webhooks import without_secrets
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, lines

SECRET = "live and kicking word"
SETUP = f"""
create table public.orders (id int);
create view public.recent as select id from public.orders;
create materialized view public.kept as select id from public.orders;
create function public.may(who uuid) returns boolean language sql as 'select true';
create role dora nologin;
create trigger told after insert on public.orders for each row execute function
  supabase_functions.http_request('https://a.example.com', 'POST', '{{"X-Token":"{SECRET}"}}', '{{"q":"{SECRET}"}}',
  '1000');
create trigger odd after insert on public.orders for each row when (new.id > 1) execute function
  supabase_functions.http_request('https://b.example.com', 'POST', '{{}}', '{{}}', '1000');
"""
HOOK = {"events": ["insert"], "url": "https://a.example.com"}
OFFLINE: list[tuple[dict[str, Any], str, str]] = [
    ({"database_functions": {"public.may": {"execute": []}}}, "SPEC380", "types of the arguments"),
    ({"database_functions": {"may(numeric(3,2))": {"execute": []}}}, "SPEC380", "without modifiers"),
    ({"database_functions": {"may(uuid,)": {"execute": []}}}, "SPEC380", "a type was expected"),
    ({"database_functions": {"auth.uid()": {"execute": []}}}, "SPEC381", "policies alone"),
    ({"database_functions": {"may(int)": {}, "public.may( int4 )": {}}}, "SPEC382", "are one"),
    ({"database_functions": {"may(uuid)": {"search_path": "a b"}}}, "SPEC389", "a comma was expected"),
    ({"database_functions": {"may(uuid)": {"execute": ["postgres"]}}}, "SPEC390", "baasctl writes as"),
    ({"database_functions": {"may(uuid)": {"execute": ["a\nb"]}}}, "SPEC397", "U+000A"),
    ({"database_functions": {"mine()": {"rows_of": "orders"}}}, "SPEC860", "together only"),
    ({"database_functions": {"mine(uuid)": {"rows_of": "orders", "where": "id = 1"}}}, "SPEC860", "without arguments"),
    ({"database_functions": {"mine()": {"rows_of": "a.b.c", "where": "id = 1"}}}, "SPEC860", "at most a schema"),
    (
        {"database_functions": {"mine()": {"rows_of": "orders", "where": "true) or (true; x"}}},
        "SPEC386",
        "closes nothing",
    ),
    ({"views": {"public.": {"security_invoker": True}}}, "SPEC380", "a name was expected"),
    ({"views": {"storage.recent": {"security_invoker": True}}}, "SPEC381", "policies alone"),
    ({"grants": {"orders": {"anon": ["execute"]}}}, "SPEC391", "on tables"),
    ({"grants": {"default privileges on functions": {"anon": ["select"]}}}, "SPEC391", "`select` on functions"),
    ({"grants": {"default privileges on types": {"anon": ["usage"]}}}, "SPEC380", "goes on with tables"),
    ({"grants": {"default privileges on tables in auth": {"anon": []}}}, "SPEC381", "policies alone"),
    (
        {"grants": {"default privileges on tables": {"anon": {"columns": {"id": ["select"]}}}}},
        "SPEC392",
        "whole objects",
    ),
    ({"webhooks": {"orders": {"h": {"url": "https://a.example.com"}}}}, "SPEC393", "on no event"),
    ({"webhooks": {"orders": {"h": {"events": ["insert"]}}}}, "SPEC394", "https://"),
    ({"webhooks": {"orders": {"h": {**HOOK, "headers": {"apikey": "word"}}}}}, "SPEC395", "`apikey`"),
    (
        {"webhooks": {"orders": {"h": {**HOOK, "secret_headers": {"Accept": Secret(reference="${secret:env:A}")}}}}},
        "SPEC396",
        "`Accept`",
    ),
    ({"webhooks": {"orders": {"a\x07b": HOOK}}}, "SPEC397", "U+0007"),
    ({"webhooks": {"auth.users": {"h": HOOK}}}, "SPEC381", "policies alone"),
]
ONLINE: list[tuple[dict[str, Any], str, str]] = [
    ({"database_functions": {"may(text)": {"execute": []}}}, "PLAN176", "public.may(uuid)"),
    ({"database_functions": {"may(uuid)": {"execute": ["authentcated"]}}}, "PLAN152", "authenticated"),
    ({"database_functions": {"mine()": {"rows_of": "order", "where": "id = 1"}}}, "PLAN150", "public.orders"),
    ({"database_functions": {"mine()": {"rows_of": "orders", "where": "idd = 1"}}}, "PLAN156", "orders.id"),
    ({"views": {"orders": {"security_invoker": True}}}, "PLAN178", "is no view"),
    ({"views": {"kept": {"security_invoker": True}}}, "PLAN178", "is no view"),
    ({"views": {"recnt": {"security_invoker": True}}}, "PLAN178", "public.recent"),
    ({"grants": {"default privileges on tables in publi": {"anon": []}}}, "PLAN179", "public"),
    ({"grants": {"default privileges on tables": {"anom": []}}}, "PLAN152", "anon"),
    ({"webhooks": {"order": {"h": HOOK}}}, "PLAN180", "public.orders"),
    ({"webhooks": {"recent": {"h": HOOK}}}, "PLAN180", "no table"),
    ({"webhooks": {"orders": {"odd": HOOK}}}, "PLAN181", "a condition"),
]


@pytest.fixture(scope="module")
def database(module_supabase: SupabaseProject, tmp_path_factory: pytest.TempPathFactory) -> DatabaseProject:
    module_supabase.change("POST", "/database/webhooks/enable", None)
    module_supabase.sql(SETUP)
    return connect(module_supabase, tmp_path_factory.mktemp("spec"))


@pytest.mark.parametrize(("spec", "code", "word"), [*OFFLINE, *ONLINE])
def test_bad_input_is_told(database: DatabaseProject, spec: dict[str, Any], code: str, word: str) -> None:
    """One problem, with its code, its place in the spec, and what to do or which names there are."""
    (found,) = database.errors(spec)
    assert found.code == code
    assert word in f"{found.detail}\n{found.hint}"
    assert found.span is not None


def test_names_are_one_however_they_are_spelled() -> None:
    """Signatures and default privileges have one canonical spelling, as PostgreSQL shows them."""
    spelled = {
        "Is_Admin( UUID , pg_catalog.int4[] )": "public.is_admin(uuid,integer[])",
        'app."Odd, (name)"("Type", public.level)': 'app."Odd, (name)"("Type",level)',
        "f(timestamptz, double  precision, character varying)": (
            "public.f(timestamp with time zone,double precision,character varying)"
        ),
        "f()": "public.f()",
        'default privileges on tables in "app"': "default privileges on tables in app",
        'Public."T"': 'public."T"',
    }
    for text, canonical in spelled.items():
        assert canonical_text(text) == canonical
        assert canonical_text(canonical) == canonical


def test_search_paths_are_one_however_they_are_spelled() -> None:
    """Lists of schemas are compared as lists; PostgreSQL stores no schema as an empty name."""
    assert search_path('""') == search_path("''") == search_path("") == ""
    assert search_path('Public ,"$user"') == 'public, "$user"'
    with pytest.raises(NotLexical):
        search_path("public; drop")


def test_live_secrets_of_webhooks_are_dropped_where_they_come_in(database: DatabaseProject) -> None:
    """Headers and parameters are kept as digests with a key of this process, which no two providers share."""
    wanted = Wanted(kinds=frozenset({"webhooks"}), whole=frozenset({"webhooks"}))
    source = next(iter(database.provider.sources(wanted, {})))
    answer = database.provider.fetch(source)
    assert SECRET not in repr(answer)
    assert SECRET.encode().hex() not in repr(answer)
    other = connect(database.sandbox, database.root)
    first, second = (
        provider.decode("webhooks", wanted, {source.name: provider.fetch(source)})
        for provider in (database.provider, other.provider)
    )
    (told,), (also,) = first, second
    assert told.address.segments[1] == "told"
    assert told.attributes["secret_headers"] != also.attributes["secret_headers"]
    assert SECRET not in repr(told)


@pytest.mark.parametrize(
    "arguments", ["zz", "", b"x\0y".hex(), b"u\0POST\0[]\0{}\0x\0".hex(), b'u\0POST\0{"a":1}\0{}\x001\0'.hex(), None]
)
def test_arguments_of_no_webhook_are_nobodys(arguments: object) -> None:
    """A trigger whose arguments cannot be read is not managed, and its arguments are not kept."""
    hook = ["public", "t", "h", 5, "O", arguments, True, "1"]
    assert without_secrets([{"state": {"webhooks": [hook]}}], b"key")
    assert hook[5] is None


def test_a_secret_is_shown_in_no_statement(database: DatabaseProject) -> None:
    """`describe` masks what the write will carry."""
    spec = {"webhooks": {"orders": {"new": {**HOOK, "params": {"key": Secret(reference="${secret:env:K}")}}}}}
    (change,) = database.compare(spec).changes
    assert "***" in database.provider.describe(change)


@pytest.mark.parametrize(
    ("spec", "meanwhile"),
    [
        (
            {"database_functions": {"may(uuid)": {"security_definer": True}}},
            "grant execute on function public.may(uuid) to dora",
        ),
        ({"views": {"recent": {"security_invoker": True}}}, "alter view public.recent set (security_invoker = on)"),
        (
            {"grants": {"default privileges on sequences in public": {"anon": []}}},
            "alter default privileges in schema public revoke usage on sequences from anon",
        ),
        (
            {"webhooks": {"orders": {"told": {"events": ["delete"], "url": "https://z.example.com"}}}},
            "alter table public.orders disable trigger told; alter table public.orders enable trigger told",
        ),
    ],
    ids=["function", "view", "default privilege", "webhook"],
)
def test_another_writer_is_not_overwritten(database: DatabaseProject, spec: dict[str, Any], meanwhile: str) -> None:
    """What changed after the plan was made stops the transaction, whatever it was."""
    plan = database.plan(spec)
    change = next(each for each in plan.changes if each.before is not None and each.after is not None)
    database.sql(meanwhile)
    (batch,) = database.provider.batches([change])
    (outcome,) = database.provider.execute(batch, Vault())
    assert outcome.status is Status.FAILED
    assert outcome.diagnostic is not None
    assert outcome.diagnostic.code == "APPLY150"


def test_a_function_of_another_owner_is_refused(database: DatabaseProject) -> None:
    """`postgres` may not alter what it does not own, and the plan says so before anything is sent."""
    with database.sandbox.project.database.postgres.connect(
        database=database.sandbox.project.database.name
    ) as connection:
        connection.script("create function public.theirs() returns int language sql as 'select 1'")
    (found,) = database.errors({"database_functions": {"theirs()": {"security_definer": True}}})
    assert found.code == "PLAN182"


@pytest.mark.parametrize("member", ["database_functions", "views", "new_grants", "webhooks"])
@pytest.mark.parametrize("garbage", [None, "text", [["public"]], [[None] * 8]])
def test_garbage_is_refused(database: DatabaseProject, member: str, garbage: object) -> None:
    """The answer comes from a server that others write to: what is no row of the member is an error."""
    rows: Any = copy.deepcopy(database.api.query_read_only(STATEMENT))
    rows[0]["state"][member] = garbage
    with pytest.raises(UnexpectedAnswer):
        parse_state(rows)


def test_the_order_is_to_narrow_first(database: DatabaseProject) -> None:
    """In one transaction a function loses callers before another one gains them."""
    database.sql("create function public.zed() returns int language sql as 'select 1'")
    spec = {
        "database_functions": {
            "may(uuid)": {"execute": ["anon", "authenticated", "public", "service_role", "dora", "dashboard_user"]},
            "zed()": {"execute": []},
        }
    }
    plan = database.plan(spec)
    (batch,) = plan.batches
    assert [each.split()[1] for each in lines(batch.changes)] == [
        "database_functions/public.zed()",
        "database_functions/public.may(uuid)",
    ]
    assert replace(plan.changes[0]).hazards
