"""A finding about row level security comes with a request that PostgreSQL has let through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baasctl.access.facts import facts_of
from baasctl.access.row_security.bare import bare
from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.access.row_security.witnesses import with_witnesses
from baasctl.access.verdict import Verdict, verdict
from baasctl.engines.postgres.migrations import Migration
from baasctl.model.resource import Resource
from tests.unit.access.row_security.probing import resources

KINDS = frozenset({"tables", "policies", "grants"})
TABLES = """
create table public.notes (id bigint primary key, owner_id uuid not null, title text not null, done boolean);
create table public.open (id uuid primary key default gen_random_uuid(), kind text not null);
create table public.people (id uuid primary key, name text, role text, credits int);
create table public.odd (id int primary key, place point not null);
"""
EVERYTHING = {"privileges": ("delete", "insert", "select", "update")}
RULES = {
    "tables": {
        "public.notes": {"rls": True},
        "public.open": {"rls": False},
        "public.odd": {"rls": False},
        "public.people": {"rls": True},
    },
    "policies": {
        "public.notes": {
            "read": {"for": "select", "to": ("anon",), "using": "true"},
            "mine": {"for": "select", "to": ("authenticated",), "using": "owner_id is not null"},
            "hand over": {
                "for": "update",
                "to": ("authenticated",),
                "using": "(select auth.uid()) = owner_id",
                "check": "done is null",
            },
            "all": {"for": "insert", "to": ("authenticated",), "check": "true"},
        },
        "public.people": {"own": {"for": "all", "to": ("authenticated",), "using": "(select auth.uid()) = id"}},
    },
    "grants": {
        table: dict.fromkeys(("anon", "authenticated"), EVERYTHING)
        for table in ("public.notes", "public.open", "public.odd", "public.people")
    },
}


def judged(rules: tuple[Resource, ...]) -> Verdict:
    return verdict(facts_of(rules, KINDS, "supabase"), (), KINDS)


def test_findings_are_shown_by_requests_that_are_allowed() -> None:
    """Who does what to which table; where no row can be made up, or nothing is found, there is none."""
    rules = tuple(
        replace(each, facts={"columns": ("id", "name", "role", "credits")})
        if each.address.local == "tables/public.people"
        else each
        for each in resources(RULES)
    )
    blueprint = bare((Migration(version="1", name="", sql=TABLES),))

    found = with_witnesses(judged(rules), lambda: RowSecurityJudge.open(blueprint, rules))

    shown = {
        (each.rule.name, each.address.segments[-1]): each.witness.text if each.witness else ""
        for each in found.sifted.findings
    }
    assert shown["rls_disabled_in_public", "public.open"] == "anonymous DELETE public.open is allowed"
    assert shown["rls_disabled_in_public", "public.odd"] == ""
    assert shown["policy_reads_every_row", "read"] == "anonymous SELECT public.notes is allowed"
    assert shown["rls_policy_always_true", "all"] == "any user INSERT public.notes is allowed"
    assert shown["policy_gives_rows_away", "hand over"] == (
        "a user UPDATE public.notes: another user's id in `owner_id` is allowed"
    )
    assert shown["policy_changes_privileges", "own"] == (
        "a user UPDATE public.people: admin in `role` of the own row is allowed"
    )


def test_no_server_is_started_for_nothing() -> None:
    """Without a finding that can be shown, and without a database, findings stay as they are."""
    closed = judged(tuple(resources({"tables": {"public.notes": {"rls": True}}})))
    opened = judged(tuple(resources(RULES)))

    assert with_witnesses(closed, lambda: pytest.fail("a judge was asked for")) is closed
    assert with_witnesses(opened, lambda: None) is opened
