"""Lints inside a run: on rules and settings as they will be after apply."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.model.resource import Resource
from baasctl.providers.contract import Normalised, Reading
from baasctl.run import LintedTarget, Rendered, Run


def kinds_to_lint(one: Rendered) -> frozenset[str]:
    """Kinds that lints look at and the target's provider has."""
    from baasctl.access.lints.registry import kinds_for

    return kinds_for(one.spec.target.provider) & one.support.managed_kinds


def linted_target(
    run: Run, one: Rendered, reading: Reading, normal: Normalised, after: Sequence[Resource]
) -> LintedTarget:
    """What lints say about a target.

    Args:
        after: Its resources as they will be.
    """
    from baasctl.access.facts import facts_of
    from baasctl.access.verdict import verdict

    target, offered = one.spec.target, kinds_to_lint(one)
    known = offered.difference(target.skip) - reading.failures.keys()
    return LintedTarget(
        rendered=one,
        live=normal.live,
        verdict=verdict(facts_of(after, known, target.provider, run.clock()), one.spec.terms.ignored_lints, offered),
        failures=reading.failures,
        warnings=(*one.warnings, *normal.diagnostics),
    )
