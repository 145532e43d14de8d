"""Diagnostics for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.report.colour import Colour
from baasctl.report.escaping import beginning, for_a_log, visible

_LONGEST_LINE = 4_000
_MOST_LINES = 200
_ROLE = {Severity.ERROR: "bad", Severity.WARNING: "~", Severity.NOTE: "faint"}


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once: those with a place by place, then the others as they came."""
    unique = list(dict.fromkeys(diagnostics))
    placed = sorted((each for each in unique if each.span), key=lambda each: (each.span, each.code))
    return [*placed, *(each for each in unique if not each.span)]


def as_text(diagnostic: Diagnostic, colour: Colour = Colour(), indent: str = "") -> str:  # noqa: B008 -- frozen
    """Place, severity and code, summary; then detail and hint, indented."""
    place = f"{beginning(str(diagnostic.span))}: " if diagnostic.span else ""
    kind = colour.paint(_ROLE[diagnostic.severity], f"{diagnostic.severity}[{diagnostic.code}]")
    lines = [f"{place}{kind}: {visible(diagnostic.summary)}"]
    if diagnostic.address and str(diagnostic.address) not in diagnostic.detail:
        lines.append(f"  in {beginning(str(diagnostic.address))}")
    detail = diagnostic.detail.split("\n") if diagnostic.detail else []
    lines += [f"  {beginning(line, _LONGEST_LINE)}" for line in detail[:_MOST_LINES]]
    lines += [f"  … {len(detail) - _MOST_LINES:,} more lines"] if len(detail) > _MOST_LINES else []
    lines += [f"  hint: {beginning(diagnostic.hint)}"] if diagnostic.hint else []
    return for_a_log("\n".join(indent + line for line in lines))


def to_data(diagnostic: Diagnostic) -> dict[str, object]:
    """The members of Terraform's diagnostics JSON, and our `code`, `hint` and `address`."""
    data: dict[str, object] = {
        "severity": "error" if diagnostic.is_error else "warning",
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
        "code": diagnostic.code,
    }
    if diagnostic.hint:
        data["hint"] = diagnostic.hint
    if diagnostic.address:
        data["address"] = str(diagnostic.address)
    if span := diagnostic.span:
        place = {"line": span.line, "column": span.column}
        data["range"] = {"filename": span.file, "start": place, "end": place}
    return data


def validation_data(diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    """The answer of `validate -o json`, in the shape of `terraform validate -json`."""
    ordered = in_order(diagnostics)
    errors = sum(each.is_error for each in ordered)
    return {
        "format_version": "1.0",
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": len(ordered) - errors,
        "diagnostics": [to_data(each) for each in ordered],
    }
