"""Asks once what the organization's plan includes, and only when the spec would write a setting that plans gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import ProviderError
from baasctl.model.resource import Resource
from baasctl.providers.contract import Normalised
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.supabase.plan_gates.features import FUNCTION_COUNT, Asked, Gate, asked, beyond
from baasctl.providers.supabase.project import Project

Entitlements: TypeAlias = Mapping[str, Mapping[str, object]]
"""Key of a feature to its entry."""

_FUNCTIONS = "functions"


class PlanCheck:
    """Of one project; asks at most once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: tuple[str, Entitlements] | ProviderError | None = None

    def problems(self, state: Normalised) -> Iterator[Diagnostic]:
        """What the plan does not include (errors), or that nobody could say so (one warning).

        Args:
            state: Both sides in normal form; without a gated difference nothing is asked.
        """
        wanted = [*asked(state.desired.resources, state.live.by_address()), *_functions(state)]
        if not wanted:
            return
        known = self._read()
        if isinstance(known, ProviderError):
            yield _unchecked(wanted[0].resource, known)
            return
        organization, entitlements = known
        for one in wanted:
            reason = beyond(entitlements, one.gate, one.value)
            if reason:
                yield _not_included(one, organization, reason)

    def _read(self) -> tuple[str, Entitlements] | ProviderError:
        if self._known is None:
            try:
                self._known = self._ask()
            except ProviderError as error:
                self._known = error
        return self._known

    def _ask(self) -> tuple[str, Entitlements]:
        document = self._project.api.project()
        slug = expect(document.get("organization_slug"), str, "project", "/organization_slug")
        answer = self._project.api.entitlements(slug)
        entries = expect_objects(answer.get("entitlements"), "entitlements", "/entitlements")
        return slug, {_key(entry): entry for entry in entries}


def _key(entry: Mapping[str, object]) -> str:
    feature = expect(entry.get("feature"), dict, "entitlements", "/feature")
    return expect(feature.get("key"), str, "entitlements", "/feature/key")


def _functions(state: Normalised) -> Iterator[Asked]:
    """The last of the functions that would be new, with how many there would be then."""
    live = {one.address.segments for one in state.live.of(_FUNCTIONS)}
    new = [
        one for one in state.desired.of(_FUNCTIONS) if one.address.segments not in live and one.renamed_from not in live
    ]
    gate = Gate(kind=_FUNCTIONS, path="", features=(FUNCTION_COUNT,), is_limit=True)
    if new:
        yield Asked(resource=new[-1], gate=gate, value=len(live) + len(new))


def _not_included(one: Asked, organization: str, reason: str) -> Diagnostic:
    what = f"{one.resource.address.local}{one.gate.path}".replace("/", ".")
    asks = f"{one.value} functions" if one.gate.kind == _FUNCTIONS else f"`{what}`"
    return Diagnostic(
        code="PLAN170",
        summary="the project's plan does not include this setting",
        detail=f"{asks}: Supabase says of the plan of organization `{organization}` that {reason}",
        hint="raise the plan of the organization, or take the setting out of this target",
        span=one.resource.span_of(one.gate.path),
        address=one.resource.address,
    )


def _unchecked(resource: Resource, error: ProviderError) -> Diagnostic:
    reason = error.diagnostics[0].detail if error.diagnostics else ""
    return Diagnostic(
        code="PLAN171",
        severity=Severity.WARNING,
        summary="whether the project's plan includes every setting is not known",
        detail=reason,
        hint="give the token the permissions project_admin_read and organization_admin_read, or look at the plan",
        address=resource.address,
    )
