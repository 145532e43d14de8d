"""Entries of `allow` as rules for one role: what it may do, and under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from baasctl.model.access import AccessResource, AccessSection, Allow, Filled, Party
from baasctl.model.probe import Operation
from baasctl.providers.supabase.portable_access.columns import RowNames
from baasctl.providers.supabase.portable_access.conditions import NEVER, Sql, all_of, comparison
from baasctl.providers.supabase.portable_access.parties import Role, Who

READ = frozenset({Operation.GET, Operation.LIST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry for one role.

    Attributes:
        entry: Where it comes from; entries for the same parties and rows are one.
        who: Its parties, in words.
    """

    role: Role
    entry: Allow
    who: str

    @property
    def operations(self) -> frozenset[Operation]:
        return frozenset(self.entry.operations)


@dataclass(frozen=True, slots=True)
class RuleConditions:
    """Conditions of the rules of one resource."""

    section: AccessSection
    resource: AccessResource

    def stored(self, rule: Rule, names: RowNames) -> Sql:
        """About the row as it is."""
        return self._both(rule, names, frozenset())

    def written(self, rule: Rule, names: RowNames, operation: Operation) -> Sql:
        """About the row as it will be: of an update, without what it may change."""
        free = frozenset(rule.entry.may_change or ()) if operation is Operation.UPDATE else frozenset()
        return self._both(rule, names, free)

    def _both(self, rule: Rule, names: RowNames, free: frozenset[str]) -> Sql:
        who = Who(self.section, self.resource).of(rule.entry.to, rule.role, names, free)
        when = (comparison(each, names.plain) for each in rule.entry.when if each.field not in free)
        return all_of((who, *when))


def rules_of(section: AccessSection, resource: AccessResource, names: RowNames) -> tuple[Rule, ...]:
    """The rules of a resource, in the order of their entries; of a party that a role never is there are none."""
    return tuple(_rules(section, resource, names))


def _rules(section: AccessSection, resource: AccessResource, names: RowNames) -> Iterator[Rule]:
    who = Who(section, resource)
    for entry in _merged(resource.allow):
        for role in Role:
            able = tuple(party for party in entry.to if who.of((party,), role, names) != NEVER)
            if able:
                yield Rule(role=role, entry=replace(entry, to=able), who=" or ".join(map(party_name, able)))


def _merged(entries: tuple[Allow, ...]) -> Iterator[Allow]:
    """Entries for the same parties and rows as one, where they do not speak of fields to change."""
    found: dict[object, Allow] = {}
    for entry in entries:
        key: object = (
            tuple(party.principal for party in entry.to),
            tuple((each.field, each.comparator, each.values) for each in entry.when),
            entry.may_change,
            entry.may_not_change,
        )
        earlier = found.get(key)
        both = {*entry.operations, *(earlier.operations if earlier else ())}
        merged = earlier or entry
        found[key] = replace(merged, operations=tuple(each for each in Operation if each in both))
    yield from found.values()


def party_name(party: Party) -> str:
    """A party in words."""
    return party.name or type(party.principal).__name__.lower()


def changeable(resource: AccessResource, entry: Allow) -> tuple[str, ...]:
    """Listed fields that an update by an entry may change."""
    return tuple(
        rule.name
        for rule in resource.fields
        if not rule.immutable
        and rule.name not in entry.may_not_change
        and (rule.name in entry.may_change if entry.may_change is not None else not rule.guarded)
        and rule.name not in (resource.key.name, *resource.variables)
    )


def creatable(resource: AccessResource, entry: Allow) -> frozenset[str]:
    """Listed fields that a new row by an entry may have."""
    named = entry.may_change or ()
    return frozenset(rule.name for rule in resource.fields if not rule.guarded or rule.name in named)


def filled_on_update(resource: AccessResource) -> tuple[tuple[str, Filled], ...]:
    """Fields that an update may only set to the time or to the caller's id."""
    return tuple((rule.name, rule.filled) for rule in resource.fields if rule.filled is not None and not rule.immutable)
