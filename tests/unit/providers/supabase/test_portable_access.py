"""The portable section as row level security: what is rendered, and what is refused with a way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.model.access import (
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    CallerId,
    Claim,
    ClaimValue,
    FieldValues,
    Group,
    Matching,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
)
from baasctl.model.errors import SpecError
from baasctl.model.span import Span
from baasctl.pipeline import render
from baasctl.providers.supabase.portable_access.implying import implies
from baasctl.providers.supabase.portable_access.patterns import NotTranslatable, posix_pattern
from baasctl.run import Run

ROOM = (Matching("room", RowField("room")), Matching("who", CallerId()))


def party(principal: Principal) -> Party:
    return Party(name="", principal=principal, span=Span(file="baas.yaml", line=1, column=1))


CASES_FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "row_security"
CASES = yaml.safe_load((CASES_FOLDER / "refused.yaml").read_text())


@pytest.mark.parametrize(
    ("pattern", "posix"),
    [
        ("[a-z]+", "(?p)^(?:[a-z]+)$"),
        (r"\d{2,3}", "(?p)^(?:[0-9]{2,3})$"),
        (r"[\d_-]", "(?p)^(?:[0-9_-])$"),
        (r"(?:a|b)\.c", r"(?p)^(?:(?:a|b)\.c)$"),
        ("[]x]", r"(?p)^(?:[\]x])$"),
        ("[^]]", r"(?p)^(?:(?:[^\]]|\n))$"),
        (r"[^\s]\D\S", r"(?p)^(?:[^\t\n\f\r ](?:[^0-9]|\n)[^\t\n\f\r ])$"),
        (r"^a+?b{2,}?$|\Ac\z", r"(?p)^(?:^a+b{2,}$|^c$)$"),
        ("(?P<x>a)(?<y>b)", "(?p)^(?:(?:a)(?:b))$"),
        ("[[:alpha:]_]", "(?p)^(?:[A-Za-z_])$"),
        ("a{b}", r"(?p)^(?:a\{b\})$"),
    ],
)
def test_a_pattern_that_both_read_alike_is_kept(pattern: str, posix: str) -> None:
    """ASCII classes are written out, since PostgreSQL's follow the locale; the pattern is of the whole text."""
    assert posix_pattern(pattern) == posix


@pytest.mark.parametrize(
    "pattern",
    [r"\pL", "a++", "a??*", "(?i)a", "(?s:.)", "a{300}", "[[:graph:]]", "[[=a=]]", r"\b", "^*a", "a$+", "[a", r"\Qa\E"],
)
def test_a_pattern_that_postgresql_reads_otherwise_is_refused(pattern: str) -> None:
    """Nothing is rendered that could match more than RE2 would."""
    with pytest.raises(NotTranslatable):
        posix_pattern(pattern)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_what_row_level_security_cannot_express_is_refused_with_a_way_out(case: dict[str, Any], tmp_path: Path) -> None:
    """Place, reason and what could be written instead; nothing is widened or narrowed silently."""
    header = "baasctl: 1\ntargets: {prod: {provider: supabase, project: abcdefghijklmnopqrst}}\naccess:\n"
    file = tmp_path / "baas.yaml"
    file.write_text(header + "".join(f"  {line}\n" for line in case["access"].splitlines()))

    with pytest.raises(SpecError) as refused:
        render(Run(file=file))

    told = [(each.code, each.span.line - 3 if each.span else 0) for each in refused.value.diagnostics]
    assert told == [("RENDER860", line) for line in case["lines"]]
    assert case["says"] in refused.value.diagnostics[0].detail
    assert case["hint"] in refused.value.diagnostics[0].hint


def test_a_section_becomes_what_an_engineer_would_write(tmp_path: Path) -> None:
    """Short policies, the caller's id worked out once, a comment with the place of each in the spec."""
    file = tmp_path / "baas.yaml"
    file.write_text((CASES_FOLDER / "rendered.yaml").read_text().partition("---\n")[0])
    expected = yaml.safe_load((CASES_FOLDER / "rendered.yaml").read_text().partition("---\n")[2])

    (one,) = render(Run(file=file))

    found: dict[str, Any] = {}
    for each in one.desired.resources:
        section = found.setdefault(each.address.kind, {})
        shown = {key: _plain(value, str(tmp_path)) for key, value in each.attributes.items() if value not in (None, ())}
        section["/".join(each.address.segments)] = {key: value for key, value in shown.items() if value not in ({}, [])}
    assert found == expected


NOTES = ("public.notes", "member may read")
MEMBERS = """baasctl: 1
targets: {prod: {provider: supabase, project: abcdefghijklmnopqrst}}
access:
  principals:
    member: {member: {in: seats, where: {room: $row.room, who: $uid}}}
    boss: {member: {in: seats, where: {room: $row.room, who: $uid}, role: {rank: boss}}}
  resources:
    notes: {fields: {room: {type: ref}}, allow: [{to: member, do: read}, {to: boss, do: [create, delete]}]}
    seats: {fields: {room: {type: ref}, who: {type: user}, rank: {type: string}}, allow: [{to: READERS, do: read}]}
"""


@pytest.mark.parametrize(
    ("readers", "functions", "using"),
    [
        (
            "member",
            ["baasctl.own_seats_as_boss()", "baasctl.own_seats_as_member()"],
            "room in (select own.room from baasctl.own_seats_as_member() as own)",
        ),
        (
            "{owner: who}",
            [],
            "exists (select from public.seats where public.seats.room = public.notes.room and public.seats.who = ME)",
        ),
    ],
)
def test_memberships_are_asked_of_a_function_only_where_policies_hide_them(
    readers: str, functions: list[str], using: str, tmp_path: Path
) -> None:
    """A function without arguments gives the caller's own rows; where members read their own row, none is made."""
    (tmp_path / "baas.yaml").write_text(MEMBERS.replace("READERS", readers))

    (one,) = render(Run(file=tmp_path / "baas.yaml"))

    made = {each.address.segments[0]: each.attributes for each in one.desired.of("database_functions")}
    policy = next(each for each in one.desired.of("policies") if each.address.segments == NOTES)
    assert sorted(made) == functions
    assert str(policy.attributes["using"]).partition("\n")[2] == using.replace("ME", "(select auth.uid())")
    for attributes in made.values():
        assert (attributes["security_definer"], attributes["search_path"]) == (True, "")
        assert attributes["execute"] == ("authenticated",)
        assert "who = (select auth.uid())" in str(attributes["where"])


@pytest.mark.parametrize(
    ("one", "other", "implied"),
    [
        (Member("seats", ROOM, (FieldValues("rank", ("boss",)),)), Member("seats", ROOM), True),
        (Member("seats", ROOM), Member("seats", ROOM, (FieldValues("rank", ("boss",)),)), False),
        (Member("seats", ROOM), Member("chairs", ROOM), False),
        (Claim((ClaimValue(("a",), (1,)),)), Claim((ClaimValue(("a",), (1, 2)),)), True),
        (Claim((ClaimValue(("a",), (True,)),)), Claim((ClaimValue(("a",), (1,)),)), False),
        (Group("crew"), Authenticated(), True),
        (Anonymous(), Authenticated(), False),
        (AllOf((party(Group("crew")), party(Owner("by")))), Owner("by"), True),
        (AnyOf((party(Group("crew")), party(Owner("by")))), Owner("by"), False),
        (Owner("by"), AnyOf((party(Group("crew")), party(Owner("by")))), True),
        (Owner("by"), AllOf((party(Group("crew")), party(Owner("by")))), False),
    ],
)
def test_who_is_one_is_the_other_as_far_as_definitions_tell(one: Principal, other: Principal, implied: bool) -> None:
    """Editors of a room are its members, a narrower claim is a wider one; what is not certain is not so."""
    assert implies(one, other) is implied


def _plain(value: Any, folder: str) -> Any:
    if isinstance(value, str):
        return value.replace(f"{folder}/", "")
    if isinstance(value, tuple):
        return [_plain(each, folder) for each in value]
    return {key: _plain(each, folder) for key, each in value.items()} if hasattr(value, "items") else value
