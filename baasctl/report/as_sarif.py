"""Diagnostics as SARIF 2.1.0, for code scanning pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from baasctl import __version__
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span
from baasctl.report.diagnostics import in_order

Rule: TypeAlias = Mapping[str, object]
"""A `reportingDescriptor` of SARIF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Why a result does not count.

    Attributes:
        kind: `inSource` beside what it is about, `external` in a list elsewhere.
        span: Where that is written; `None` where it is not known.
    """

    kind: Literal["inSource", "external"]
    why: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One message, and what a program may want to know beside it.

    Attributes:
        identity: What stays the same when lines move; empty: all that is said.
        accepted: `None`: it counts.
        properties: Members of its property bag.
    """

    diagnostic: Diagnostic
    identity: str = ""
    accepted: Suppression | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_BASES: Final = {_ROOT: {"description": {"text": "The folder that baasctl was started in."}}}


def to_data(results: Iterable[Result], *, rules: Iterable[Rule] = ()) -> dict[str, object]:
    """One run with a rule for each code and a result for each diagnostic.

    Args:
        rules: Rules of which more is known than their summary, with `id`; those that found nothing too.
    """
    by_diagnostic = {each.diagnostic: each for each in results}
    ordered = [by_diagnostic[each] for each in in_order(by_diagnostic)]
    known: dict[str, Rule] = {}
    for each in ordered:
        summary = each.diagnostic.summary
        known[each.diagnostic.code] = {"id": each.diagnostic.code, "shortDescription": {"text": summary}}
    known |= {str(each["id"]): each for each in rules}
    codes = sorted(known)
    driver = {"name": "baasctl", "version": __version__, "rules": [known[code] for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _BASES,
        "results": _results(ordered, {code: number for number, code in enumerate(codes)}),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(ordered: Iterable[Result], numbers: Mapping[str, int]) -> list[dict[str, object]]:
    """SARIF wants `suppressions` in all results of a run or in none (§3.27.23)."""
    seen: Counter[str] = Counter()
    made = []
    for each in ordered:
        identity = _identity(each)
        made.append(_result(each, numbers[each.diagnostic.code], f"{identity}\0{seen[identity]}"))
        seen[identity] += 1
    if any("suppressions" in each for each in made):
        made = [{**each, "suppressions": each.get("suppressions", [])} for each in made]
    return made


def _identity(result: Result) -> str:
    diagnostic = result.diagnostic
    where = str(diagnostic.address) if diagnostic.address else ""
    return "\0".join((diagnostic.code, where, result.identity or _text(diagnostic)))


def _text(diagnostic: Diagnostic) -> str:
    return ". ".join(filter(None, (diagnostic.summary, diagnostic.detail, diagnostic.hint)))


def _result(each: Result, number: int, identity: str) -> dict[str, object]:
    diagnostic, accepted = each.diagnostic, each.accepted
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": diagnostic.severity.value,
        "message": {"text": _text(diagnostic)},
        "partialFingerprints": {"baasctl/v2": sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()},
    }
    location: dict[str, object] = {"physicalLocation": _place(diagnostic.span)} if diagnostic.span else {}
    if diagnostic.address:
        location["logicalLocations"] = [{"fullyQualifiedName": str(diagnostic.address)}]
    if location:
        result["locations"] = [location]
    if each.properties:
        result["properties"] = dict(each.properties)
    if accepted is not None:
        said: dict[str, object] = {"kind": accepted.kind, "status": "accepted", "justification": accepted.why}
        result["suppressions"] = [
            {**said, "location": {"physicalLocation": _place(accepted.span)}} if accepted.span else said
        ]
    return result


def _place(span: Span) -> dict[str, object]:
    """A file below the folder that baasctl was started in, or anywhere when its name says so."""
    uri = quote(span.file, safe="/", errors="surrogatepass")
    file = {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}
    return {"artifactLocation": file, "region": {"startLine": span.line, "startColumn": span.column}}
