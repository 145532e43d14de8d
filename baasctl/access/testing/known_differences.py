"""Where a provider is known to answer otherwise than the `access` section means, and never lets more through.

`providers --access` tells users of each. What is written down here is not held against rendered rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from baasctl.access.portable.sight import sights
from baasctl.access.portable.validity import is_valid
from baasctl.model.access import AccessSection, Owner
from baasctl.model.probe import Family, Operation, Probe, Row, Special, WhoKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDifferences:
    """Of one provider.

    Attributes:
        as_stored: The request with what the provider fills in; `None`: it is about nothing that can be, or changes
            nothing.
        is_narrower: Whether a request that the section allows may be denied.
        fills_in: See `portable.deciding.decides`.
    """

    as_stored: Callable[[AccessSection, Probe], Probe | None] = lambda _, probe: probe
    is_narrower: Callable[[Probe], bool] = lambda _: False
    fills_in: bool = True


def _stored_by_amplify(section: AccessSection, probe: Probe) -> Probe | None:
    """Owners are filled in; values are checked when they are written, so that none is there that was not taken."""
    if probe.family is not Family.ROWS:
        return probe
    if probe.operation is Operation.UPDATE and not probe.new:
        return None
    if probe.existing is not None:
        row = Row(resource=probe.resource, row=probe.row, values=probe.existing)
        if any(is_valid(each, is_created=True) is False for each in sights(section, row)):
            return None
    if probe.operation is not Operation.CREATE or probe.who.kind is not WhoKind.USER:
        return probe
    filled = dict.fromkeys(_owners(section, probe), probe.who.uid)
    return replace(probe, new={**filled, **(probe.new or {})})


def _owners(section: AccessSection, probe: Probe) -> set[str]:
    """Fields that are filled in; a required one the input itself has to have."""
    resource = next((each for each in section.resources if each.place.path == probe.resource), None)
    if resource is None:
        return set()
    named = {
        party.principal.field
        for entry in resource.allow
        if Operation.CREATE in entry.operations
        for party in entry.to
        if isinstance(party.principal, Owner)
    }
    return {rule.stored_as for rule in resource.fields if rule.name in named and not rule.required}


def _narrower_at_amplify(probe: Probe) -> bool:
    """Who may not delete empties no field; times are filled in, and not sent; inputs have GraphQL's types."""
    values = (probe.new or {}).values()
    if probe.operation is Operation.UPDATE:
        return True
    return probe.operation is Operation.CREATE and any(each is Special.NOW or not isinstance(each, str | int | float)
                                                       for each in values)  # fmt: skip


AMPLIFY = KnownDifferences(as_stored=_stored_by_amplify, is_narrower=_narrower_at_amplify)
FIREBASE = KnownDifferences(fills_in=False)
"""Documents have no defaults: firebase.google.com/docs/firestore/manage-data/add-data."""
