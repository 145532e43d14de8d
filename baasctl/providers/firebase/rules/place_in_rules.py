"""Where in the user's files a place inside rules is."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.providers.firebase.rules.ruleset_text import ruleset_text
from baasctl.providers.spec_place import place_in

_WIDEST = 160


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
    span, is_exact = _span(resource, line, column)
    place = f"line {line}, column {column}: " if line and not is_exact else ""
    shown = _pointed_at(ruleset_text(resource) or "", line, column) if line else ""
    return Diagnostic(
        code=code,
        summary=summary,
        severity=severity,
        detail=f"{place}{reason}" + (f"\n{shown}" if shown else ""),
        hint=hint,
        span=span,
        address=resource.address,
    )


def _span(resource: Resource, line: int, column: int) -> tuple[Span | None, bool]:
    """The place, and whether it is the exact one."""
    origin = resource.origins.get("/source")
    files = [step for step in origin.steps if step.how == "file"] if origin else []
    if files and files[-1].span is not None:
        file = files[-1].span
        # What a template makes has other lines than the template.
        is_template = files[-1].what.endswith(".j2")
        return (file, False) if is_template or not line else (replace(file, line=line, column=column), True)
    text = ruleset_text(resource) or ""
    above = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) if line else None
    return place_in(resource, "source", text, above), False


def _pointed_at(text: str, line: int, column: int) -> str:
    """The line with a caret below the place; tabs stay, so that both are indented alike."""
    lines = text.split("\n")
    if not 0 < line <= len(lines) or len(lines[line - 1]) > _WIDEST:
        return ""
    shown = lines[line - 1].rstrip("\r")
    before = "".join(character if character == "\t" else " " for character in shown[: max(0, column - 1)])
    return f"{shown}\n{before}^"
