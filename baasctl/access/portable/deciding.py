"""What the `access` section means: the one place that decides, and the oracle of law 12.

Deny by default; entries of `allow` are alternatives; inside one entry everything holds. What each part of an entry
asks is said at `model.access.Allow` and `FieldRule`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from baasctl.access.portable.data import after, as_stored, changed, compares, meets
from baasctl.access.portable.logic import every, some
from baasctl.access.portable.membership import Caller
from baasctl.access.portable.sight import Sight, sights
from baasctl.access.portable.validity import is_filled, is_valid
from baasctl.model.access import AccessSection, Allow
from baasctl.model.probe import Family, Operation, Probe, Row, WhoKind


def decides(section: AccessSection, probe: Probe, *, fills_in: bool = True) -> bool | None:
    """Whether the section allows a request.

    Args:
        section: For the target whose words the probe is in.
        fills_in: Whether the provider fills in prescribed values that a create leaves out. Where none does, as in
            Firestore, those that could never be set later have to be written.

    Returns:
        `None` where the section says nothing: no resource of it is asked for, the row is not there that would be
        changed, a list gives no row, a `native` condition might narrow further, or it depends on how a provider counts
        characters or orders texts.
    """
    if probe.operation is Operation.LIST:
        return _list(section, probe)
    found = list(sights(section, _row(probe)))
    if probe.operation is Operation.CREATE and not fills_in and any(_leaves_out(each, probe) for each in found):
        return probe.who.kind is WhoKind.SERVICE
    if not found:
        return None
    if probe.who.kind is WhoKind.SERVICE:
        return True
    if probe.existing is None and probe.operation in (Operation.UPDATE, Operation.DELETE):
        return None
    caller = Caller(section, probe.who, probe.world if probe.existing is None else (*probe.world, _row(probe)))
    return some(_decision(caller, sight, probe) for sight in found)


def _row(probe: Probe) -> Row:
    """The row that is asked for, as it is before."""
    return Row(
        resource=probe.resource,
        family=probe.family,
        row=probe.row,
        values=probe.existing or {},
        container=probe.container,
    )


def _decision(caller: Caller, stored: Sight, probe: Probe) -> bool | None:
    entries = [entry for entry in stored.resource.allow if probe.operation in entry.operations]
    if probe.operation in (Operation.CREATE, Operation.UPDATE):
        answer = _write(caller, stored, probe, entries)
    else:
        answer = any(_holds(caller, entry, stored) for entry in entries)
    return None if answer and stored.resource.natives else answer


def _write(caller: Caller, stored: Sight, probe: Probe, entries: list[Allow]) -> bool | None:
    before = stored.data if probe.operation is Operation.UPDATE else {}
    new = replace(stored, data=after(before, probe.new or {}, probe.at))
    touched = changed(before, new.data)
    if not is_filled(new, touched, caller.who.uid, probe.at):
        return False
    if probe.operation is Operation.CREATE:
        return every([is_valid(new, is_created=True), any(_creates(caller, entry, new, touched) for entry in entries)])
    return every(
        [is_valid(new, is_created=False), any(_updates(caller, entry, stored, new, touched) for entry in entries)]
    )


def _leaves_out(stored: Sight, probe: Probe) -> bool:
    """Whether a new row is without a prescribed value that no update may give it, or that it must have."""
    new = replace(stored, data=after({}, probe.new or {}, probe.at))
    wanted = (rule for rule in new.resource.fields if rule.filled is not None and (rule.required or rule.immutable))
    return any(new.value(rule.name) is None for rule in wanted)


def _creates(caller: Caller, entry: Allow, new: Sight, touched: Collection[str]) -> bool:
    named = entry.may_change or ()
    guarded = {rule.stored_as for rule in new.resource.fields if rule.guarded and rule.name not in named}
    return not guarded & set(touched) and _holds(caller, entry, new)


def _updates(caller: Caller, entry: Allow, stored: Sight, new: Sight, touched: frozenset[str]) -> bool:
    barred = {new.stored(name) for name in entry.may_not_change}
    barred |= {rule.stored_as for rule in new.resource.fields if rule.immutable}
    named = entry.may_change or ()
    barred |= {rule.stored_as for rule in new.resource.fields if rule.guarded and rule.name not in named}
    if touched & barred or (entry.may_change is not None and not touched <= {new.stored(name) for name in named}):
        return False
    if not _is_when(entry, stored) or not _is_when(entry, new, named):
        return False
    return any(
        caller.is_one(party.principal, stored) and caller.is_one(party.principal, new, named) for party in entry.to
    )


def _holds(caller: Caller, entry: Allow, row: Sight) -> bool:
    return _is_when(entry, row) and any(caller.is_one(party.principal, row) for party in entry.to)


def _is_when(entry: Allow, row: Sight, exempt: Collection[str] = ()) -> bool:
    return all(compares(row.value(each.field), each) for each in entry.when if each.field not in exempt)


def _list(section: AccessSection, probe: Probe) -> bool | None:
    """Every row that the query gives must be one that the caller may list."""
    if probe.query.everywhere:
        return None
    given = list(_given(section, probe))
    if not given:
        return None
    if probe.who.kind is WhoKind.SERVICE:
        return True
    caller = Caller(section, probe.who, probe.world)
    answer = every(_may_list(caller, row, is_given) for row, is_given in given)
    return None if answer is False and _is_cut(probe) else answer


def _may_list(caller: Caller, row: Sight, is_given: bool | None) -> bool | None:  # noqa: FBT001 - one of three values
    """Whether a row may be listed; `None`: it may not, but perhaps is not given, or a `native` condition decides."""
    entries = (entry for entry in row.resource.allow if Operation.LIST in entry.operations)
    if any(_holds(caller, entry, row) for entry in entries):
        return None if row.resource.natives else True
    return None if is_given is None else False


def _is_cut(probe: Probe) -> bool:
    """Whether the query may give fewer rows than those that meet it."""
    return probe.query.limit is not None or bool(probe.query.offset) or bool(probe.query.order)


def _given(section: AccessSection, probe: Probe) -> Iterator[tuple[Sight, bool | None]]:
    """Rows that the query gives, and whether that is sure."""
    for row in probe.world:
        if row.family is not probe.family or row.container != probe.container:
            continue
        is_there = row.row.startswith(probe.row) if probe.family is Family.OBJECTS else row.resource == probe.resource
        is_given = every(meets(as_stored(row.values), row.row, each) for each in probe.query.filters)
        if is_there and is_given is not False:
            yield from ((sight, is_given) for sight in sights(section, row))
