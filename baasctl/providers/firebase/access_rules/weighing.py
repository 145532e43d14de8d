"""Rendered rules against the number of expressions that one request may evaluate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.services import Profile, descriptor_or_nothing
from baasctl.engines.rules_language.weights import MOST_EXPRESSIONS, weights_of
from baasctl.model.access import AccessResource
from baasctl.model.diagnostic import Diagnostic, Severity


def too_heavy(text: str, resources: Sequence[AccessResource]) -> Iterator[Diagnostic]:
    """A warning for each resource of which a request may weigh too much: what evaluates more is denied.

    Args:
        text: The ruleset, with a block for each of the resources in their order.
    """
    try:
        tree = parse_ruleset(text)
    except RulesProblem:
        # What a condition in the language itself breaks is told where the rules are compiled.
        return
    weights = weights_of(tree)
    blocks = [block for service in tree.services for outer in service.matches for block in outer.matches]
    for resource, block in zip(resources, blocks, strict=False):
        method, weight = max(_by_method(tree.services[0].name, block, weights), key=lambda each: each[1])
        if weight > MOST_EXPRESSIONS:
            yield Diagnostic(
                code="RENDER859",
                severity=Severity.WARNING,
                summary="a request may evaluate more than Firebase lets it",
                detail=f"`{method}` of `{resource.name}`: up to {weight:,} expressions, Firebase's limit is"
                f" {MOST_EXPRESSIONS:,} for a request; where it is reached, the request is denied",
                hint="use fewer fields with checks, or fewer entries and principals for this operation",
                span=resource.span,
            )


def _by_method(service: str, block: syntax.Match, weights: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    descriptor = descriptor_or_nothing(service, Profile.PRODUCTION)
    for method in sorted(descriptor.variables):
        tried = (each for each in block.allows if any(method in descriptor.methods(name) for name in each.methods))
        yield method, sum(weights[each.start] for each in tried)
