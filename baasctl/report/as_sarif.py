"""Diagnostics as SARIF 2.1.0, for code scanning pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from baasctl import __version__
from baasctl.model.diagnostic import Diagnostic
from baasctl.report.diagnostics import in_order

Rule: TypeAlias = Mapping[str, object]
"""A `reportingDescriptor` of SARIF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Why a result does not count; `inSource` beside what it is about, `external` in a list elsewhere."""

    kind: Literal["inSource", "external"]
    why: str


_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def to_data(
    diagnostics: Iterable[Diagnostic],
    *,
    rules: Iterable[Rule] = (),
    suppressed: Mapping[Diagnostic, Suppression] = MappingProxyType({}),
) -> dict[str, object]:
    """One run with a rule for each code and a result for each diagnostic.

    Args:
        rules: Rules of which more is known than their summary, with `id`; those that found nothing too.
        suppressed: Those of the diagnostics that do not count, with the reason.
    """
    ordered = in_order(diagnostics)
    known: dict[str, Rule] = {
        each.code: {"id": each.code, "shortDescription": {"text": each.summary}} for each in ordered
    }
    known |= {str(each["id"]): each for each in rules}
    driver = {"name": "baasctl", "version": __version__, "rules": [known[code] for code in sorted(known)]}
    results = [_result(each, suppressed.get(each)) for each in ordered]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(diagnostic: Diagnostic, accepted: Suppression | None) -> dict[str, object]:
    text = ". ".join(filter(None, (diagnostic.summary, diagnostic.detail, diagnostic.hint)))
    where = str(diagnostic.address) if diagnostic.address else ""
    identity = f"{diagnostic.code}\0{where}\0{text}" if where else f"{diagnostic.code}\0{text}"
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "partialFingerprints": {"baasctl/v1": sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()},
    }
    location: dict[str, object] = {}
    if span := diagnostic.span:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": span.file, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": span.line, "startColumn": span.column},
        }
    if where:
        location["logicalLocations"] = [{"fullyQualifiedName": where}]
    if location:
        result["locations"] = [location]
    if accepted is not None:
        result["suppressions"] = [{"kind": accepted.kind, "status": "accepted", "justification": accepted.why}]
    return result
