"""What each operation asks: entries of `allow` are alternatives, rules of fields hold for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.access import Allow, FieldRule, Party, Sort
from baasctl.model.access import Condition as Comparison
from baasctl.model.probe import Operation
from baasctl.providers.firebase.access_rules.conditions import ALWAYS, NEVER, Condition, either, every
from baasctl.providers.firebase.access_rules.people import People, depends_on
from baasctl.providers.firebase.access_rules.scope import Row
from baasctl.providers.firebase.access_rules.texts import listed
from baasctl.providers.firebase.access_rules.validity import filled_on_create, filled_on_update
from baasctl.providers.firebase.access_rules.values import compared

_STORED: Final = "resource"
_NEW: Final = "request.resource"


@dataclass(frozen=True, slots=True)
class Operations:
    """The conditions of one resource.

    Attributes:
        is_checked: Whether there is a function `valid(row)`.
        native: Condition that must hold besides; `ALWAYS`: there is none.
    """

    people: People
    is_checked: bool
    native: Condition

    def condition(self, operation: Operation) -> tuple[Condition, tuple[Allow, ...]]:
        """What an operation asks, and the entries that say so."""
        entries = tuple(each for each in self.people.scope.resource.allow if operation in each.operations)
        asked = either(self._entry(entry, operation) for entry in entries)
        if asked == NEVER:
            return NEVER, ()
        if self.people.scope.resource.sort is Sort.FILES:
            return every([asked, self.native]), entries
        if operation is Operation.CREATE:
            return every([*self._valid(), *filled_on_create(self.people.scope, self._new), asked, self.native]), entries
        if operation is Operation.UPDATE:
            fixed = self._never([rule.stored_as for rule in self._fields() if rule.immutable])
            filled = filled_on_update(self.people.scope, self._new)
            return every([*self._valid(), *fixed, *filled, asked, self.native]), entries
        return every([asked, self.native]), entries

    def _valid(self) -> Iterator[Condition]:
        if self.is_checked:
            yield f"valid({self._new.data})"

    @property
    def _new(self) -> Row:
        return self._row(_NEW)

    def _row(self, name: str) -> Row:
        scope = self.people.scope
        return Row(name if scope.resource.sort is Sort.FILES else f"{name}.data", scope.key)

    def _entry(self, entry: Allow, operation: Operation) -> Condition:
        if operation is Operation.UPDATE:
            return self._update(entry)
        row = self._new if operation is Operation.CREATE else self._row(_STORED)
        if operation is Operation.LIST:
            row = replace(row, key=f"{_STORED}.id")
        parts = [self.people.anyone(entry.to, row), *self._when(entry.when, row)]
        if operation is Operation.CREATE:
            named = entry.may_change or ()
            guarded = [rule.stored_as for rule in self._fields() if rule.guarded and rule.name not in named]
            parts += [f"!{row.data}.keys().hasAny({listed(guarded)})"] if guarded else []
        return every(parts)

    def _update(self, entry: Allow) -> Condition:
        """The stored row and, of what may change without being named, the new row; and which fields change."""
        scope, stored = self.people.scope, self._row(_STORED)
        who = self.people.anyone(entry.to, stored)
        if who != ALWAYS:
            who = either(self._before_and_after(party, entry, stored) for party in entry.to)
        before = self._when(entry.when, stored)
        after = self._when([each for each in entry.when if self._moves(each.field, entry)], self._new)
        changes: list[Condition] = []
        if entry.may_change is not None:
            changes.append(f"changed().hasOnly({listed([scope.stored(name) for name in entry.may_change])})")
        fixed = {rule.name for rule in self._fields() if rule.immutable}
        guarded = [rule.name for rule in self._fields() if rule.guarded and entry.may_change is None]
        barred = [name for name in dict.fromkeys([*entry.may_not_change, *guarded]) if name not in fixed]
        changes += self._never([scope.stored(name) for name in barred])
        return every([who, *before, *after, *changes])

    def _before_and_after(self, party: Party, entry: Allow, stored: Row) -> Condition:
        is_one = self.people.is_one(party, stored)
        if not any(self._moves(name, entry) for name in depends_on(party.principal)):
            return is_one
        return every([is_one, self.people.is_one(party, self._new)])

    def _moves(self, name: str, entry: Allow) -> bool:
        """Whether an update through the entry may change a field and must leave it right."""
        scope = self.people.scope
        if scope.resource.sort is Sort.FILES:
            return name not in scope.variables
        if entry.may_change is not None or name in entry.may_not_change or scope.is_in_path(name):
            return False
        rule = scope.resource.field(name)
        return rule is None or not (rule.immutable or rule.guarded)

    def _when(self, conditions: Iterable[Comparison], row: Row) -> list[Condition]:
        value = self.people.scope.value
        return [compared(value(each.field, row), each.comparator, each.values) for each in conditions]

    def _never(self, names: list[str]) -> list[Condition]:
        return [f"!changed().hasAny({listed(names)})"] if names else []

    def _fields(self) -> list[FieldRule]:
        """Those that the data holds."""
        scope = self.people.scope
        return [rule for rule in scope.resource.fields if not scope.is_in_path(rule.name)]
