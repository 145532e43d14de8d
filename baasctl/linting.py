"""Lints inside a run: on rules and settings as they will be after apply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from baasctl.model.errors import EngineError, MissingExtra, ProviderError
from baasctl.model.resource import Resource
from baasctl.providers.contract import Normalised, Provider, Reading
from baasctl.run import LintedTarget, Rendered, Run

if TYPE_CHECKING:
    from baasctl.access.row_security.judge import RowSecurityJudge


def kinds_to_lint(one: Rendered) -> frozenset[str]:
    """Kinds that lints look at and the target's provider has."""
    from baasctl.access.lints.registry import kinds_for

    return kinds_for(one.spec.target.provider) & one.support.managed_kinds


def linted_target(
    run: Run, one: Rendered, reading: Reading, normal: Normalised, after: Sequence[Resource], *, provider: Provider
) -> LintedTarget:
    """What lints say about a target.

    Args:
        after: Its resources as they will be.
        provider: Of the target; where it has a database, findings about that are tried on a copy.
    """
    from baasctl.access.facts import facts_of
    from baasctl.access.row_security.witnesses import with_witnesses
    from baasctl.access.verdict import verdict

    target, offered = one.spec.target, kinds_to_lint(one)
    known = offered.difference(target.skip) - reading.failures.keys()
    found = verdict(facts_of(after, known, target.provider, run.clock()), one.spec.terms.ignored_lints, offered)
    return LintedTarget(
        rendered=one,
        live=normal.live,
        verdict=with_witnesses(found, lambda: _judge(provider, reading, after)),
        failures=reading.failures,
        warnings=(*one.warnings, *normal.diagnostics),
    )


def _judge(provider: Provider, reading: Reading, after: Sequence[Resource]) -> RowSecurityJudge | None:
    """A copy of the database with the rules as they will be; `None` where there is none, or no PostgreSQL here."""
    from baasctl.access.row_security.judge import RowSecurityJudge

    try:
        blueprint = provider.blueprint(reading.answers)
        return RowSecurityJudge.open(blueprint, after) if blueprint is not None else None
    except (EngineError, MissingExtra, ProviderError):
        return None
