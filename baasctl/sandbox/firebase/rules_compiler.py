"""What the compiler of Firebase Rules says about files.

Our own checks say what Google's compiler says. Where `FIRESTORE_EMULATOR_HOST` names a running emulator of Google's,
that one is asked instead; what it says about `firestore.get` in Storage rules is not true, since it does not know them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from baasctl.engines.firestore_emulator.compiling import compile_rules
from baasctl.engines.rules_language.checking import checked
from baasctl.sandbox.exchange import Json, JsonObject

_VARIABLE: Final = "FIRESTORE_EMULATOR_HOST"


def issues_of(files: list[JsonObject], environment: Mapping[str, str] = os.environ) -> list[JsonObject]:
    """`Issue` messages of all files, in order."""
    return [issue for file in files for issue in _of_file(file, environment.get(_VARIABLE, ""))]


def is_refused(issues: list[JsonObject]) -> bool:
    """Whether one of them is an error; warnings do not prevent a release."""
    return any(issue["severity"] == "ERROR" for issue in issues)


def _of_file(file: JsonObject, emulator: str) -> list[JsonObject]:
    name, text = str(file.get("name", "")), str(file.get("content", ""))
    if emulator:
        found = compile_rules(emulator, text)
        return [_issue(name, each.severity, each.description, each.line, each.column) for each in found]
    return [_issue(name, each.weight.name, each.reason, each.line, each.column) for each in checked(text)]


def _issue(name: str, severity: str, description: str, line: int = 0, column: int = 0) -> JsonObject:
    place: dict[str, Json] = {"fileName": name}
    if line:
        place |= {"line": line, "column": column}
    return {"sourcePosition": place, "description": description, "severity": severity}
