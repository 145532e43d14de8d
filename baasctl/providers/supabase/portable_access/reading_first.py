"""What PostgreSQL needs besides a policy: whoever changes a row has to see it, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baasctl.model.access import (
    AccessResource,
    AllOf,
    AnyOf,
    Authenticated,
    Claim,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
)
from baasctl.model.probe import Operation
from baasctl.providers.supabase.portable_access.claims import claim_problem
from baasctl.providers.supabase.portable_access.implying import implies
from baasctl.providers.supabase.portable_access.parties import Role
from baasctl.providers.supabase.portable_access.problems import Refusals
from baasctl.providers.supabase.portable_access.rules import READ, Rule


def check(resource: AccessResource, rules: Sequence[Rule], refusals: Refusals) -> None:
    """Refuse what would be narrower here than the section says, or rest on what users write."""
    for rule in rules:
        _check_reading(rule, refusals)
        _check_changing(rule, rules, refusals)
    for party in _parties(resource):
        for principal in _simple(party.principal):
            if isinstance(principal, Claim):
                for claim in principal.values:
                    if reason := claim_problem(claim):
                        hint = "let a server write it to `app_metadata`, and ask for that claim"
                        refusals.add(party.span, reason, hint)


def _check_reading(rule: Rule, refusals: Refusals) -> None:
    if len(rule.operations & READ) == 1:
        (only,) = rule.operations & READ
        other = next(iter(READ - {only}))
        refusals.add(
            rule.entry.span_of("do"),
            f"{rule.who} may {only} and not {other}: a policy lets SELECT give a row, by its key or not",
            f"write `read` if {other} may be allowed as well, or keep this resource from the target with `targets:`",
        )


def _check_changing(rule: Rule, rules: Sequence[Rule], refusals: Refusals) -> None:
    """UPDATE and DELETE find rows as SELECT does (PostgreSQL manual, CREATE POLICY)."""
    changing = rule.operations & {Operation.UPDATE, Operation.DELETE}
    if not changing or any(_sees_all_of(each, rule) for each in rules if each.role is rule.role):
        return
    words = " and ".join(sorted(changing))
    if any(_sees_stored(each, rule) for each in rules if each.role is rule.role):
        refusals.add(
            rule.entry.span_of("may_change"),
            f"{rule.who} may change what they may read the row by, and PostgreSQL refuses an update after which the row"
            " cannot be read",
            "let them read the row whatever it becomes: an entry with `read` and without that condition",
        )
        return
    refusals.add(
        rule.entry.span_of("do"),
        f"{rule.who} may {words} rows that no entry lets them read, and PostgreSQL finds only rows that can be read",
        "add `read` to the entry",
    )


def _sees_all_of(reading: Rule, changing: Rule) -> bool:
    """Whether whoever changes by one rule can read by another, before and after."""
    if not _sees_stored(reading, changing):
        return False
    free = frozenset(changing.entry.may_change or ()) if Operation.UPDATE in changing.operations else frozenset()
    asked = {each.field for each in reading.entry.when}
    for party in () if _is_everyone(reading) else reading.entry.to:
        asked |= _fields(party.principal)
    return not asked & free


def _sees_stored(reading: Rule, changing: Rule) -> bool:
    if not reading.operations & READ:
        return False
    readers = AnyOf(reading.entry.to)
    if not _is_everyone(reading) and not all(implies(party.principal, readers) for party in changing.entry.to):
        return False
    held = {(each.field, each.comparator, each.values) for each in changing.entry.when}
    return {(each.field, each.comparator, each.values) for each in reading.entry.when} <= held


def _is_everyone(rule: Rule) -> bool:
    return rule.role is Role.ANON or any(party.principal == Authenticated() for party in rule.entry.to)


def _fields(principal: Principal) -> set[str]:
    """Fields of the row that it depends on."""
    found: set[str] = set()
    for each in _simple(principal):
        if isinstance(each, Owner):
            found.add(each.field)
        elif isinstance(each, Member):
            found |= {matching.term.field for matching in each.where if isinstance(matching.term, RowField)}
    return found


def _parties(resource: AccessResource) -> Iterator[Party]:
    for entry in resource.allow:
        yield from entry.to


def _simple(principal: Principal) -> Iterator[Principal]:
    if isinstance(principal, AnyOf | AllOf):
        for part in principal.parts:
            yield from _simple(part.principal)
    else:
        yield principal
