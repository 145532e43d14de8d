"""From a comparison to a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from baasctl.model.change import Change, Hazard
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Batch, Plan
from baasctl.model.plan_document import value_to_document
from baasctl.model.resource import Resource
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.value import Attributes, side_without_digests, without_digests
from baasctl.plan.guards import broken_guards, owned_elsewhere, unlisted_access
from baasctl.plan.order import ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What the planner needs of a comparison (`diff.resources.Comparison` has these members and more)."""

    changes: tuple[Change, ...]
    unlisted: tuple[Resource, ...]
    live_counts: Mapping[str, int]


def make(
    base: Plan,
    differences: Differences,
    terms: Terms,
    batches: Callable[[Sequence[Change]], Sequence[Batch]],
    *,
    take_over: bool = False,
) -> Plan:
    """Order the changes, judge them by the terms, and bind the plan to what was read.

    Digests of secrets are taken out: a plan holds references only.

    Args:
        base: Target, notes, costs and everything else that no rule decides.
        batches: The provider's grouping.
        take_over: Change also what another tool owns.
    """
    changes = tuple(_without_digests(change) for change in differences.changes)
    refusals = [
        *unlisted_access(differences.unlisted),
        *(() if take_over else owned_elsewhere(changes)),
        *broken_guards(changes, terms.guards, differences.live_counts),
    ]
    groups: tuple[Batch, ...] = ()
    try:
        groups = ordered(batches(changes)) if changes else ()
    except PlanRefused as refused:
        refusals.extend(refused.diagnostics)
    return replace(
        base,
        changes=changes,
        batches=groups,
        refusals=tuple(refusals),
        reads={str(change.address): read_digest(change.before) for change in changes},
    )


def blank(
    desired: DesiredState,
    live: Snapshot,
    *,
    allowed: frozenset[Hazard],
    warnings: Sequence[Diagnostic],
    made_at: datetime,
) -> Plan:
    """The plan without changes: target, what could not be read, sources, costs."""
    declared = desired.kinds()
    return Plan(
        target=desired.target,
        warnings=(*warnings, *live.notes),
        unreadable={kind: reason for kind, reason in live.unreadable.items() if kind in declared},
        skipped=desired.target.skip,
        allowed=allowed,
        sources=dict(desired.digests),
        kinds=tuple(sorted(declared)),
        made_at=made_at,
        calls=live.calls,
        seconds=live.seconds,
    )


def read_digest(before: Attributes | None) -> str:
    """SHA-256 of what a change read, secrets left out; of nothing for a create."""
    text = json.dumps(
        value_to_document(without_digests(before) if before is not None else None), sort_keys=True, ensure_ascii=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _without_digests(change: Change) -> Change:
    return replace(
        change,
        before=without_digests(change.before) if change.before is not None else None,
        after=without_digests(change.after) if change.after is not None else None,
        fields=tuple(
            replace(field, before=side_without_digests(field.before), after=side_without_digests(field.after))
            for field in change.fields
        ),
    )
