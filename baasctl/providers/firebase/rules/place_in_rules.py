"""Where in the user's files a place inside rules is."""

from __future__ import annotations

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.text_place import place_in_text, pointed_at
from baasctl.providers.firebase.rules.ruleset_text import ruleset_text


def about_rules(
    resource: Resource,
    code: str,
    summary: str,
    reason: str,
    *,
    line: int = 0,
    column: int = 0,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    """A diagnostic about a place in a resource's rules; line 0 is the whole."""
    span, is_exact = place_in_text(resource, "/source", line, column)
    place = f"line {line}, column {column}: " if line and not is_exact else ""
    shown = pointed_at(ruleset_text(resource) or "", line, column) if line else ""
    return Diagnostic(
        code=code,
        summary=summary,
        severity=severity,
        detail=f"{place}{reason}" + (f"\n{shown}" if shown else ""),
        hint=hint,
        span=span,
        address=resource.address,
    )
