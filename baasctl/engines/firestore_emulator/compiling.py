"""The emulator's compiler: `PUT /emulator/v1/projects/{project}:securityRules` (measured with emulator 1.19.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from baasctl.engines.firestore_emulator.errors import EmulatorFailed
from baasctl.model.errors import BaasctlError
from baasctl.transport import Transport

_PROJECT: Final = "baasctl-compiler"
_ERROR: Final = re.compile(r"L(\d+):(\d+) (.*)")
_TIMEOUT_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding of the compiler.

    Attributes:
        line, column: From 1; 0 when it is about the whole.
    """

    severity: Literal["ERROR", "WARNING"]
    description: str
    line: int = 0
    column: int = 0


def compile_rules(address: str, source: str) -> tuple[Issue, ...]:
    """What the compiler says about a ruleset, errors or else warnings; empty: nothing.

    Args:
        address: `host:port` of a running emulator.

    Raises:
        EmulatorFailed: It does not answer, or otherwise than expected.
    """
    transport = Transport(base_url=f"http://{address}", timeout_s=_TIMEOUT_S)
    body = {"rules": {"files": [{"name": "security.rules", "content": source}]}}
    try:
        response = transport.request("PUT", f"/emulator/v1/projects/{_PROJECT}:securityRules", json=body)
        if response.status == 400:
            return tuple(_errors(response.message(1_000_000)))
        answer = response.json_object() if response.is_success else {"issues": None}
    except BaasctlError as error:
        raise EmulatorFailed("Google's Firestore emulator does not answer", detail=str(error)) from error
    finally:
        transport.close()
    issues = answer.get("issues", [])
    if not isinstance(issues, list):
        raise EmulatorFailed("Google's Firestore emulator does not answer", detail=f"status {response.status}")
    return tuple(_warning(issue) for issue in issues if isinstance(issue, dict))


def _errors(message: str) -> Iterator[Issue]:
    """`Error compiling rules:` and one line each; a quoted token may bring further lines of its own."""
    found: list[tuple[int, int, str]] = []
    for line in message.split("\n")[1:]:
        placed = _ERROR.match(line)
        if placed:
            found.append((int(placed[1]), int(placed[2]), placed[3]))
        elif found:
            *before, (row, column, text) = found
            found = [*before, (row, column, f"{text}\n{line}")]
    for row, column, text in found or [(0, 0, message)]:
        yield Issue(severity="ERROR", description=text, line=row, column=column)


def _warning(issue: dict[str, object]) -> Issue:
    position = issue.get("sourcePosition")
    place = position if isinstance(position, dict) else {}
    line, column = place.get("line", 0), place.get("column", 0)
    return Issue(
        severity="ERROR" if issue.get("severity") == "ERROR" else "WARNING",
        description=str(issue.get("description", "")),
        line=line if isinstance(line, int) else 0,
        column=column if isinstance(column, int) else 0,
    )
