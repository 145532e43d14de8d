"""The catalog is read in one read-only statement; its answer is not trusted, and its copy holds everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.engines.postgres.catalog import (
    Argument,
    Cast,
    Catalog,
    Enumeration,
    Field,
    Function,
    Key,
    Range,
    Table,
    TypeReference,
)
from baasctl.engines.postgres.catalog_reading import BUILTIN_TYPE, CatalogDamaged, read_catalog
from baasctl.engines.postgres.catalog_sql import CATALOG_SELECT, catalog_expression
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.shadow import CanonicalExpression, PolicyExpression, Shadow

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
MEMBERS = (
    "roles",
    "schemas",
    "extensions",
    "enumerations",
    "composites",
    "domains",
    "ranges",
    "base_types",
    "tables",
    "functions",
    "operators",
    "casts",
)
EMPTY: dict[str, object] = {"server_version": 170004, "search_path": "public"} | {name: [] for name in MEMBERS}
HOSTILE = 'a"; drop schema public cascade; --'
TEXT = TypeReference(builtin="text")
BIGINT = TypeReference(builtin="bigint")


def answer(connection: Connection, expression: str) -> dict[str, object]:
    found = connection.query(f"select {expression} as catalog")[0]["catalog"]
    assert isinstance(found, dict)
    return found


def test_the_statement_reads_and_does_not_depend_on_a_search_path(live: Connection) -> None:
    """A read-only transaction with an empty path gives the same answer as any other."""
    plain = answer(live, CATALOG_SELECT)
    live.script("begin read only; set local search_path = ''")
    strict = answer(live, CATALOG_SELECT)
    live.script("rollback")

    assert {**strict, "search_path": ""} == {**plain, "search_path": ""}


def test_a_role_without_rights_reads_the_same(live: Connection) -> None:
    """Reading the catalog needs no right on any table of the project."""
    full = answer(live, CATALOG_SELECT)
    live.script("begin; create role nobody_special; set local role nobody_special")
    restricted = answer(live, CATALOG_SELECT)
    live.script("rollback")

    assert {**restricted, "roles": full["roles"]} == full


def test_schemas_can_be_chosen(live: Connection) -> None:
    """Names of schemas are quoted into the statement, whatever they contain."""
    catalog = read_catalog(answer(live, catalog_expression(["private", "we.ird", "it's; --", "back\\slash"])))

    assert catalog.schemas == ("private", "we.ird")
    assert [table.name for table in catalog.tables] == [("we.ird", "ta/ble")]


def test_the_copy_has_the_catalog_of_the_original(catalog: Catalog, shadow: Shadow) -> None:
    """Reading the shadow's catalog gives what it was built from: columns, types, keys, signatures."""
    copy = shadow.catalog()

    assert copy.enumerations == catalog.enumerations
    assert copy.composites == catalog.composites
    assert copy.domains == catalog.domains
    assert sorted(copy.tables, key=lambda each: each.name) == sorted(catalog.tables, key=lambda each: each.name)
    theirs = {each.name: each for each in catalog.functions}
    ours = {each.name: each for each in copy.functions if each.name[0] != "baasctl_shadow"}
    assert ours == theirs


def test_defaults_belong_to_the_last_inputs(catalog: Catalog) -> None:
    """The server counts defaults; result columns do not take part."""
    function = next(each for each in catalog.functions if each.name == ("private", "memberships"))

    assert [(each.mode, each.name, each.has_default) for each in function.arguments] == [
        ("i", "only_active", True),
        ("t", "org", False),
        ("t", "role", False),
    ]


def test_every_built_in_type_is_recognised(live: Connection) -> None:
    """The shape that `catalog_reading` demands fits all types that the server has, with modifiers."""
    names = live.query(
        "select format_type(oid, null) as name from pg_type where typnamespace = 'pg_catalog'::regnamespace"
    )
    modified = live.query(
        "select format_type(atttypid, atttypmod) as name from pg_attribute "
        "where attrelid = 'docs'::regclass and attnum > 0"
    )
    odd = ["timestamp(3) with time zone[]", "interval day to second(3)", "numeric(10,-2)", "bit varying(3)", '"char"']

    for name in [*(str(row["name"]) for row in names), *odd]:
        assert BUILTIN_TYPE.fullmatch(name) or name.startswith(("pg_toast", "information_schema")), name
    assert "numeric(10,2)" in {row["name"] for row in modified}


@pytest.mark.parametrize(
    "name", ["text; drop table x", "text default 'x'", "text not null", "text) as", "a.b", "text--", ""]
)
def test_no_sql_comes_in_as_a_type(name: str) -> None:
    """The only text that is used as SQL is the name of a built-in type, and nothing else passes for one."""
    damaged = EMPTY | {"domains": [["public", "d", name, None]]}

    with pytest.raises(CatalogDamaged, match="/domains/0/2"):
        read_catalog(damaged)


@pytest.mark.parametrize(
    ("member", "value", "path"),
    [
        ("roles", None, "/roles"),
        ("roles", ["x" * 64], "/roles/0"),
        ("roles", ["a\0"], "/roles/0"),
        ("roles", ["\ud800"], "/roles/0"),
        ("server_version", "17", "/server_version"),
        ("server_version", True, "/server_version"),
        ("tables", [["public", "t", "i", [], [], [], None]], "/tables/0/2"),
        ("tables", [["public", "t", "r", [["a", "text"]], [], [], None]], "/tables/0/3/0"),
        ("tables", [["public", "t", "r", [["a", "text", 1]], [], [], None]], "/tables/0/3/0/2"),
        ("operators", [["public", "--", "text", "text", "public", "f", None]], "/operators/0/1"),
        ("operators", [["public", ";", "text", "text", "public", "f", None]], "/operators/0/1"),
        ("base_types", [["public", "t", "UU", False, False, None]], "/base_types/0/2"),
        ("enumerations", [["public", "t", [1], None]], "/enumerations/0/2/0"),
    ],
)
def test_a_damaged_answer_is_named_by_its_place(member: str, value: object, path: str) -> None:
    """What is not a catalog says where it is not."""
    with pytest.raises(CatalogDamaged, match=f"`{path}`"):
        read_catalog(EMPTY | {member: value})


@given(member=st.sampled_from([*EMPTY]), value=JSON)
def test_no_answer_crashes_the_reading(member: str, value: object) -> None:
    """Any JSON is a catalog or a `CatalogDamaged`."""
    try:
        read_catalog(EMPTY | {member: value})
    except CatalogDamaged:
        return


@pytest.mark.parametrize("answered", [None, [], "catalog", {}])
def test_what_is_no_object_is_no_catalog(answered: object) -> None:
    """The whole answer may be wrong, too."""
    with pytest.raises(CatalogDamaged):
        read_catalog(answered)


def test_hostile_names_are_names(live: Connection) -> None:
    """A live project whose names are SQL is copied, and only copied."""
    name = ("public", HOSTILE)
    catalog = Catalog(
        schemas=("public", HOSTILE),
        roles=(HOSTILE,),
        enumerations=(Enumeration(name=(HOSTILE, HOSTILE), labels=(HOSTILE, "it's", "back\\slash")),),
        ranges=(Range(name=("public", "r"), subtype=BIGINT),),
        tables=(
            Table(
                name=name,
                kind="r",
                fields=(
                    Field(name=HOSTILE, type=TypeReference(name=(HOSTILE, HOSTILE), is_array=True)),
                    Field(name="select", type=BIGINT, not_null=True),
                ),
                keys=(Key(columns=("select",), is_primary=True), Key(columns=(HOSTILE,), is_primary=False)),
                policies=(HOSTILE,),
            ),
            Table(name=("public", "empty view"), kind="v", fields=()),
        ),
        functions=(
            Function(name=name, arguments=(Argument(mode="i", name=HOSTILE, type=TEXT),), result=TEXT),
            Function(
                name=("public", "total"), arguments=(Argument(mode="i", name="", type=BIGINT),), result=BIGINT, kind="a"
            ),
        ),
        casts=(Cast(source=TypeReference(name=(HOSTILE, HOSTILE)), target=BIGINT, context="a"),),
    )
    quoted = '"a""; drop schema public cascade; --"'

    with Shadow.build(catalog) as shadow:
        outcome = shadow.canonicalise(
            [
                PolicyExpression(
                    table=name,
                    text=f"{quoted} is null and {quoted}('x') = 'y' and \"select\" > 1",
                    search_path=("public",),
                )
            ]
        )[0]
        assert shadow.left_out == ()
        assert replace(shadow.catalog(("public",)).tables[0], policies=()) == replace(catalog.tables[0], policies=())

    assert isinstance(outcome, CanonicalExpression)
    assert outcome.text.count(quoted) == 2
