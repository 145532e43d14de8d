"""The section as rulesets: one for each database that it speaks of, one for each bucket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from baasctl.engines.rules_language.cursor import Cursor
from baasctl.engines.rules_language.parse_expression import parse_expression
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.tokens import TokenKind
from baasctl.model.access import AccessResource, AccessSection, NativeCondition, Sort
from baasctl.model.access_rendering import Expressed, Fill
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.target import Target
from baasctl.providers.firebase import firestore_rules, storage_rules
from baasctl.providers.firebase.access_rules.blocks import values_of
from baasctl.providers.firebase.access_rules.limits import check_limits
from baasctl.providers.firebase.access_rules.problems import Impossible
from baasctl.providers.firebase.access_rules.weighing import too_heavy

_KINDS: Final = {Sort.ROWS: firestore_rules.KIND, Sort.FILES: storage_rules.KIND}
_DEFAULTS: Final = {Sort.ROWS: firestore_rules.DEFAULT, Sort.FILES: storage_rules.DEFAULT}
_LANGUAGES: Final = {Sort.ROWS: "Firestore", Sort.FILES: "Cloud Storage"}
_MOST: Final = 256 * 1024
"""Bytes of a ruleset (firebase.google.com/docs/firestore/quotas, "Security rules")."""


def express(section: AccessSection, target: Target, fill: Fill) -> Expressed:
    """See `model.access_rendering.Express`."""
    groups: dict[tuple[Sort, str], list[AccessResource]] = {}
    for resource in section.resources:
        name = resource.place.container or _DEFAULTS[resource.sort]
        groups.setdefault((resource.sort, name), []).append(resource)
    found: list[Resource] = []
    problems: list[Diagnostic] = []
    for (sort, name), resources in groups.items():
        impossible = Impossible(_LANGUAGES[sort])
        check_limits(resources, impossible)
        natives = list(_native_problems(resources))
        if impossible.found or natives:
            problems += [*impossible.found, *natives]
            continue
        text = fill(f"firebase/{_KINDS[sort]}.rules.j2", values_of(section, resources, impossible))
        problems += impossible.found
        if len(text.encode()) > _MOST:
            problems.append(_too_large(section, name, len(text.encode())))
        problems += too_heavy(text, resources)
        found.append(
            Resource(
                address=Address(target.name, _KINDS[sort], (name,)),
                attributes={"source": text},
                declared_at=section.span,
            )
        )
    return Expressed(resources=tuple(found), diagnostics=tuple(problems))


def _native_problems(resources: Iterable[AccessResource]) -> Iterable[Diagnostic]:
    """Conditions in the rules language that are not exactly one expression: spliced in, they could widen."""
    for resource in resources:
        for native in resource.natives:
            if native.engine.value in ("firestore", "storage") and (reason := _no_expression(native)):
                yield Diagnostic(
                    code="RENDER856",
                    summary="this is no condition of the language",
                    detail=f"`native.{native.engine}` of `{resource.name}`: {reason}",
                    hint="write one expression, such as request.time.hours() < 20",
                    span=native.span,
                )


def _no_expression(native: NativeCondition) -> str:
    try:
        cursor = Cursor(native.text)
        parse_expression(cursor)
    except RulesProblem as problem:
        return f"line {problem.line}, column {problem.column}: {problem.reason}"
    rest = cursor.here
    return "" if rest.kind is TokenKind.END else f"`{rest.text[:40]}` stands behind the expression"


def _too_large(section: AccessSection, name: str, size: int) -> Diagnostic:
    return Diagnostic(
        code="RENDER857",
        summary="rendered rules are too large",
        detail=f"the rules of `{name}` have {size:,} bytes, Firebase's limit is {_MOST:,}",
        hint="put some resources into a database of their own: `database:`",
        span=section.span,
    )
