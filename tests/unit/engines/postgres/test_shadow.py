"""Two expressions that mean the same become the same text; nothing of an expression ever runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.engines.postgres.shadow import CanonicalExpression, ExpressionError, PolicyExpression, Shadow

CASES = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text())
PATH = ("public", "extensions")
MUTANTS = [
    ("org_id = 1", "org_id = 2"),
    ("auth.uid() = user_id", "auth.uid() <> user_id"),
    ("status in ('draft','live')", "status in ('draft','dead')"),
    ("active and is_admin(user_id)", "active or is_admin(user_id)"),
    ("title like 'a%'", "title ilike 'a%'"),
    ("org_id between 1 and 10", "org_id between 1 and 11"),
    (
        "exists (select 1 from members m where m.org_id = docs.org_id)",
        "exists (select 1 from members m where m.org_id = m.org_id)",
    ),
]
BREAKOUTS = [
    "true); select public.boom() where (true",
    "true) union select 1 where (true",
    "$j$",
    "$j$ || $x$",
    "true /* ) */ ) /*",
    "true -- )\n); drop table docs; --",
    "'a\\'); select boom(); --'",
    "E'a\\'); select boom(); --",
    "U&'\\0027'); select boom(); --",
    '"a""); select boom(); --',
    "true;",
    "select true",
    "true, true",
    "",
    " -- nothing",
    "x = $1",
    "title = 'a\x00b'",
]


def spec(text: str, table: str = "public.docs") -> PolicyExpression:
    return PolicyExpression(table=table_name(table), text=text, search_path=PATH)


def canonical(shadow: Shadow, *items: PolicyExpression) -> list[str]:
    texts = []
    for item, outcome in zip(items, shadow.canonicalise(items), strict=True):
        assert isinstance(outcome, CanonicalExpression), (item, outcome)
        texts.append(outcome.text)
    return texts


def read_back(live: Connection, item: PolicyExpression) -> PolicyExpression:
    """What a policy with this expression says when it is read; the policy does not stay."""
    table = quote_identifier(*item.table)
    live.script("begin; set local search_path = public, extensions")
    live.script(f"create policy probe on {table} using (\n{item.text}\n)")
    live.script("set local search_path = ''")
    sql = "select pg_get_expr(polqual, polrelid) as text from pg_policy where polname = 'probe'"
    text = live.query(sql)[0]["text"]
    live.script("rollback")
    return PolicyExpression(table=item.table, text=str(text))


def test_the_shadow_has_everything_of_the_live_catalog(shadow: Shadow) -> None:
    """Nothing of the example project is missing from its copy."""
    assert shadow.left_out == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_what_was_written_equals_what_is_read_back(case: dict[str, str], shadow: Shadow, live: Connection) -> None:
    """A hand-written expression, its live form, and a live form of the live form have one canonical text."""
    written = spec(**case)
    pulled = read_back(live, written)
    promoted = read_back(live, pulled)

    texts = canonical(shadow, written, pulled, promoted)

    assert texts[0] == texts[1] == texts[2]


def test_canonical_text_is_its_own_canonical_text(shadow: Shadow) -> None:
    """The form is a fixpoint: bringing it into form again changes nothing."""
    once = canonical(shadow, *(spec(**case) for case in CASES))
    tables = [table_name(case.get("table", "public.docs")) for case in CASES]

    again = canonical(shadow, *(PolicyExpression(table=t, text=text) for t, text in zip(tables, once, strict=True)))

    assert again == once


@pytest.mark.parametrize(("one", "other"), MUTANTS)
def test_a_change_of_meaning_is_a_change_of_text(one: str, other: str, shadow: Shadow) -> None:
    """No real change hides behind the canonical form."""
    texts = canonical(shadow, spec(one), spec(other))

    assert texts[0] != texts[1]


@pytest.mark.parametrize(
    ("text", "sqlstate", "at"),
    [
        ("org_id = 1 and nope = 1", "42703", "nope"),
        ("org_id = 1 and nofunc(1)", "42883", "nofunc"),
        ("org_id", "42804", "org_id"),
        ("count(*) > 1", "42803", "count"),
        ("org_id = = 1", "42601", "= 1"),
        ("org_id in (select 1 from nowhere)", "42P01", "nowhere"),
        ("org_id = 'x'", "22P02", "'x'"),
        ("é.nope", "42P01", "é"),
    ],
)
def test_a_wrong_expression_says_what_and_where(text: str, sqlstate: str, at: str, shadow: Shadow) -> None:
    """Each error carries the server's code and a place in the text that was given."""
    wrong, right = shadow.canonicalise([spec(text), spec("true")])

    assert isinstance(wrong, ExpressionError)
    assert (wrong.sqlstate, wrong.position) == (sqlstate, text.index(at))
    assert "WHERE" not in wrong.message
    assert right == CanonicalExpression(text="true")


def test_a_table_that_does_not_exist_is_an_error_of_its_items_only(shadow: Shadow) -> None:
    """An unknown table has its code and no place in the expression."""
    missing, present = shadow.canonicalise([spec("true", "public.gone"), spec("true")])

    assert isinstance(missing, ExpressionError)
    assert missing.sqlstate == "42P01"
    assert isinstance(present, CanonicalExpression)


@pytest.mark.parametrize("text", BREAKOUTS)
def test_an_expression_cannot_leave_its_parentheses(text: str, shadow: Shadow) -> None:
    """Whatever closes the parentheses, ends the statement or swallows the rest is refused before the server sees it."""
    before = shadow.catalog()

    outcome = shadow.canonicalise([spec(text)])[0]

    assert isinstance(outcome, ExpressionError)
    assert outcome.sqlstate == "42601"
    assert shadow.catalog() == before


@pytest.mark.parametrize(
    "text",
    [
        "boom() = 1",
        "1 = 1 / 0",
        "pg_sleep(100) is null",
        "pg_read_file('/etc/passwd') = ''",
        "set_config('search_path', 'x', false) = ''",
        "lo_import('/etc/passwd') = 1",
        "pg_terminate_backend(1)",
        "nextval('nothing'::text::regclass) = 1",
        "(select count(*) from generate_series(1, 1000000000)) = 1",
    ],
)
def test_no_function_of_an_expression_runs(text: str, shadow: Shadow) -> None:
    """Immutable functions too: a view is parsed, never planned, so nothing is folded into a constant."""
    assert isinstance(shadow.canonicalise([spec(text)])[0], CanonicalExpression)


def test_the_reader_is_no_superuser_and_cannot_change_the_copy(shadow: Shadow) -> None:
    """What canonicalises has neither the server's files nor the copied tables."""
    with shadow.connect() as connection:
        role = connection.query(
            "select rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user"
        )
        superusers = connection.query("select rolname from pg_roles where rolsuper")
        rights = connection.query(
            "select has_table_privilege('public.docs', 'insert') as a, pg_has_role('postgres', 'member') as b, "
            "has_function_privilege('baasctl_shadow.run_steps(jsonb)', 'execute') as c, "
            "has_schema_privilege('public', 'create') as d"
        )

    assert role == [{"rolsuper": False, "rolcreaterole": False, "rolbypassrls": False}]
    assert superusers == [{"rolname": "baasctl"}]
    assert rights == [{"a": False, "b": False, "c": False, "d": False}]


@pytest.mark.parametrize("table", ['public."My Table"', '"we.ird"."ta/ble"', '"x WHERE y"."t WHERE (true);"'])
def test_odd_names_do_not_disturb_the_reading(table: str, shadow: Shadow) -> None:
    """A table's name may look like SQL."""
    assert canonical(shadow, spec("true", table), spec("1=1", table)) == ["true", "(1 = 1)"]


def test_a_view_can_be_read_by_an_expression(shadow: Shadow) -> None:
    """Views and materialised views of the project exist in the copy, with their columns."""
    text = "org_id in (select org_id from doc_titles where id in (select total from doc_counts))"

    assert "public.doc_counts" in canonical(shadow, spec(text))[0]


def test_the_declared_search_path_decides_what_a_name_means(shadow: Shadow) -> None:
    """Text of the server is read with an empty path: an unqualified name is not found there."""
    written = PolicyExpression(table=("public", "docs"), text="is_admin(user_id)")

    outcome = shadow.canonicalise([written])[0]

    assert isinstance(outcome, ExpressionError)
    assert outcome.sqlstate == "42883"


def test_a_thousand_expressions_are_one_call(shadow: Shadow) -> None:
    """Order and number are kept, errors stay with their items."""
    items = [spec(f"(select auth.uid()) = user_id and org_id = {number}") for number in range(1000)]
    items[500] = spec("nope = 1")
    items[501] = spec("true;")

    outcomes = shadow.canonicalise(items)

    errors = {index for index, outcome in enumerate(outcomes) if isinstance(outcome, ExpressionError)}
    assert errors == {500, 501}
    assert all(f"(org_id = {index})" in str(outcome) for index, outcome in enumerate(outcomes) if index not in errors)


def test_nothing_to_do_costs_no_call(shadow: Shadow) -> None:
    """No items, no outcomes."""
    assert shadow.canonicalise([]) == []


def test_columns_of_a_table_can_be_asked_for(shadow: Shadow) -> None:
    """Names and types come in order; a table that is not there has no columns."""
    columns = shadow.table_columns(("public", "docs"))

    assert columns is not None
    assert [(column.name, column.type.builtin, column.not_null) for column in columns[:2]] == [
        ("id", "bigint", True),
        ("org_id", "bigint", True),
    ]
    assert shadow.table_columns(("public", "gone")) is None
