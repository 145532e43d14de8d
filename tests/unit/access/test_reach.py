"""Who reaches which rows follows from grants, switches and policies, as PostgreSQL has it."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.access.addresses import has_open_host, host, is_local
from baasctl.access.database import database_of
from baasctl.access.expressions import is_always_true, only_bucket, words
from baasctl.access.reach import reaches
from tests.unit.access.test_lints import facts

ALL = ["select", "insert", "update", "delete"]
TABLE = {"tables": {"public.t": {"rls": True}}, "grants": {"public.t": {"anon": {"privileges": ALL}}}}


def anon(resources: dict[str, Any]) -> str:
    """`select insert update delete` of `anon` on the only table, a word each."""
    (reach,) = reaches(database_of(facts(resources)))
    return " ".join(reach.rows["anon"].values())


@pytest.mark.parametrize(
    ("policies", "rows"),
    [
        ({}, "none none none none"),
        ({"a": {"using": "x"}}, "some some some some"),
        ({"a": {"using": "true"}}, "all all all all"),
        ({"a": {"for": "select", "using": "true"}}, "all none none none"),
        ({"a": {"for": "select", "to": ["authenticated"], "using": "true"}}, "none none none none"),
        ({"a": {"using": "true", "check": "x"}}, "all some some all"),
        ({"a": {"for": "insert", "check": "true"}}, "none all none none"),
        ({"a": {"using": "true"}, "b": {"as": "restrictive", "using": "x"}}, "some some some some"),
        ({"a": {"using": "true"}, "b": {"as": "restrictive", "for": "delete", "using": "x"}}, "all all all some"),
        ({"a": {"using": "true"}, "b": {"as": "restrictive", "using": "true"}}, "all all all all"),
        ({"b": {"as": "restrictive", "using": "true"}}, "none none none none"),
        ({"a": {"using": "x"}, "b": {"for": "update", "using": "1 = 1"}}, "some some all some"),
    ],
)
def test_policies_decide_where_row_level_security_is_on(policies: dict[str, Any], rows: str) -> None:
    """One permissive policy opens; every restrictive one has to agree."""
    assert anon({**TABLE, "policies": {"public.t": policies}}) == rows


def test_grants_come_first() -> None:
    """Without a grant no policy opens anything; a grant on columns or to everyone is one."""
    off = {"tables": {"public.t": {"rls": False}}}
    assert anon({**off, "grants": {"public.t": {"service_role": {"privileges": ALL}}}}) == "none none none none"
    assert anon({**off, "grants": {"public.t": {"public": {"privileges": ["select"]}}}}) == "all none none none"
    assert anon({**off, "grants": {"public.t": {"anon": {"columns": {"a": ["update"]}}}}}) == "none none all none"
    assert anon({**off}) == "none none none none"


def test_views_show_what_they_were_made_to_show() -> None:
    """What is granted and no table is a view; and only schemas that are served count."""
    view = {"grants": {"public.v": {"anon": {"privileges": ["select"]}}, "private.w": {"anon": {"privileges": ALL}}}}
    assert anon(view) == "view none none none"


@pytest.mark.parametrize(
    ("address", "name", "local", "is_open"),
    [
        ("https://app.example.com/**", "app.example.com", False, False),
        ("https://user@localhost:3000", "localhost", True, False),
        ("http://[::1]:3000/x", "[::1]", True, False),
        ("http://app.localhost", "app.localhost", True, False),
        ("https://*.example.com", "*.example.com", False, False),
        ("https://*.com", "*.com", False, True),
        ("https://a*.example.com", "a*.example.com", False, False),
        ("https://*example.com", "*example.com", False, True),
        ("http*://example.com", "example.com", False, False),
        ("com.example.app://callback", "callback", False, False),
        ("/path", None, False, False),
        ("*", None, False, True),
        ("//**", None, False, True),
        ("", None, False, False),
    ],
)
def test_hosts_of_redirects(address: str, name: str | None, local: bool, is_open: bool) -> None:
    """A wildcard is open where someone else could own what it takes in."""
    assert (host(address), is_local(address), has_open_host(address)) == (name, local, is_open)


@pytest.mark.parametrize(
    "text", ["true", "(true)", "((1 = 1))", "TRUE", "(a = b) OR true", "(a or (auth.uid() = b or (1 = 1)))"]
)
def test_what_is_always_true(text: str) -> None:
    """With any parentheses and capitals, and beside anything that `or` joins to it."""
    assert is_always_true(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(true",
        "(true) AND (false)",
        "'true'",
        '"true"',
        "1 = 2",
        "'(true)'",
        "(a or true) and b",
        "a or true and b",
        "not (a or true)",
        "case when a or true or b then c end",
        "or",
    ],
)
def test_what_is_not_always_true(text: str) -> None:
    """A text, a name, a conjunction, what is in another expression; and what cannot be read."""
    assert not is_always_true(text)


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("bucket_id = 'a'::text", "a"),
        ("(bucket_id = 'it''s')", "it's"),
        ("bucket_id = 'a'::pg_catalog.text", "a"),
        ("bucket_id = 'a'::text OR true", None),
        ("bucket_id = name", None),
        ("bucket_id =", None),
        ("'a' = bucket_id", None),
        ("", None),
    ],
)
def test_a_policy_for_one_bucket(text: str, bucket: str | None) -> None:
    """Nothing but the comparison of `bucket_id` with a text."""
    assert only_bucket(text) == bucket


def test_text_that_is_no_sql_is_still_looked_at() -> None:
    """Where the lexer refuses, words are found roughly, so that a damaged expression is not silently clean."""
    assert words("auth.uid() = 'x") == ("auth", ".", "uid", "(", ")", "=", "'", "x")
