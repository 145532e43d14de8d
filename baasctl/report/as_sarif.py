"""Diagnostics as SARIF 2.1.0, for code scanning pages."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from baasctl import __version__
from baasctl.model.diagnostic import Diagnostic
from baasctl.report.diagnostics import in_order

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def to_data(diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    """One run with a rule for each code and a result for each diagnostic."""
    ordered = in_order(diagnostics)
    rules = {each.code: each.summary for each in ordered}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "baasctl",
                        "version": __version__,
                        "rules": [
                            {"id": code, "shortDescription": {"text": summary}}
                            for code, summary in sorted(rules.items())
                        ],
                    }
                },
                "results": [_result(each) for each in ordered],
            }
        ],
    }


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    text = ". ".join(filter(None, (diagnostic.summary, diagnostic.detail, diagnostic.hint)))
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "partialFingerprints": {
            "baasctl/v1": sha256(f"{diagnostic.code}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        },
    }
    if span := diagnostic.span:
        place = {
            "artifactLocation": {"uri": span.file, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": span.line, "startColumn": span.column},
        }
        result["locations"] = [{"physicalLocation": place}]
    return result
