"""The stages after rendering, chained for laws on the memory project."""

from __future__ import annotations

from baasctl.diff.resources import compare
from baasctl.model.change import Hazard
from baasctl.model.plan import Plan
from baasctl.model.secret import Vault
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState
from baasctl.normalise.both_sides import both_sides
from baasctl.plan.make import Differences, blank, make
from baasctl.providers.contract import Wanted
from baasctl.read.live import live
from baasctl.workers import SerialWorkers
from tests.laws.memory_provider import MemoryProvider, clock

NO_TERMS = Terms()


def plan(
    provider: MemoryProvider,
    state: DesiredState,
    terms: Terms = NO_TERMS,
    vault: Vault | None = None,
    base: DesiredState | None = None,
    allowed: frozenset[Hazard] = frozenset(Hazard),
) -> Plan:
    """Read, normalise, compare and plan."""
    kinds = state.kinds() | terms.prune.keys()
    reading = live(
        provider, Wanted(kinds=frozenset(kinds), desired=state, whole=frozenset(kinds)), SerialWorkers(), clock
    )
    normal = both_sides(provider, state, reading, vault or Vault())
    at_base = both_sides(provider, base, reading, vault or Vault()).desired if base else None
    found = compare(normal.desired, normal.live, terms, provider.support, at_base)
    start = blank(normal.desired, normal.live, allowed=allowed, warnings=normal.diagnostics, made_at=clock())
    differences = Differences(changes=found.changes, unlisted=found.unlisted, live_counts=found.live_counts)
    return make(start, differences, terms, provider.batches)
