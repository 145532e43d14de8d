"""Test cases of rules, carried out on Google's Firestore emulator where `FIRESTORE_EMULATOR_HOST` names a running one.

The document of a case and those that its mocks of `get` give are put there; then the request is sent as the case's
user. Whether Google's `projects.test` takes cases in this form is assumed (row `rules-test-cases` of `fidelity.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.engines.firestore_emulator.project import EmulatorProject, unsigned_token
from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_VARIABLE: Final = "FIRESTORE_EMULATOR_HOST"
_BEFORE: Final = "/databases/"
_LET_THROUGH: Final = (200, 404, 409)


def results_of(source: str, cases: list[JsonObject], environment: Mapping[str, str] = os.environ) -> list[JsonObject]:
    """`TestResult` messages, one for each case.

    Raises:
        GoogleRefusal: There is no emulator, or a case is not about Firestore.
    """
    address = environment.get(_VARIABLE, "")
    if not address:
        message = f"The sandbox carries out test cases only where {_VARIABLE} names Google's emulator."
        raise GoogleRefusal(501, message)
    project = EmulatorProject(address)
    try:
        project.put_rules(source)
        return [_result(project, case) for case in cases]
    finally:
        project.close()


def _result(project: EmulatorProject, case: JsonObject) -> JsonObject:
    request = _object(case.get("request"))
    database, path = _split(str(request.get("path", "")))
    there = dict(_documents(case))
    stored = case.get("resource")
    if isinstance(stored, dict):
        there[database, path] = _object(stored.get("data"))
    for (of, name), data in there.items():
        document = {"name": f"{project.documents(of)}/{name}", "fields": _fields(data)}
        project.write(of, [{"update": document}])
    auth = _object(request.get("auth"))
    token = unsigned_token({**_object(auth.get("token")), "sub": auth.get("uid")}) if auth else ""
    method, url, body = _sent(project, request, database, path)
    answered = project.ask(method, url, body, token)
    for of, name in {*there, (database, path)}:
        project.write(of, [{"delete": f"{project.documents(of)}/{name}"}])
    is_allowed = answered.status in _LET_THROUGH
    as_expected = is_allowed == (case.get("expectation") == "ALLOW")
    result: JsonObject = {"state": "SUCCESS" if as_expected else "FAILURE"}
    return result if is_allowed else {**result, "debugMessages": [answered.message]}


def _sent(project: EmulatorProject, request: JsonObject, database: str, path: str) -> tuple[str, str, object]:
    name = f"{project.documents(database)}/{path}"
    method = str(request.get("method", ""))
    if method == "get":
        return "GET", f"/v1/{name}", None
    write: dict[str, object] = {"delete": name}
    if method in ("create", "update"):
        fields = _fields(_object(_object(request.get("resource")).get("data")))
        write = {"update": {"name": name, "fields": fields}, "currentDocument": {"exists": method == "update"}}
    elif method != "delete":
        raise GoogleRefusal(400, f"Invalid method: {method}")
    return "POST", f"/v1/{project.documents(database)}:commit", {"writes": [write]}


def _documents(case: JsonObject) -> Iterator[tuple[tuple[str, str], JsonObject]]:
    """What mocks of `get` give by an exact path."""
    mocks = case.get("functionMocks")
    for mock in mocks if isinstance(mocks, list) else ():
        found = _object(mock)
        arguments = found.get("args")
        first = _object(arguments[0]) if isinstance(arguments, list) and arguments else {}
        name, value = first.get("exactValue"), _object(found.get("result")).get("value")
        if found.get("function") == "get" and isinstance(name, str) and isinstance(value, dict):
            yield _split(name), _object(value.get("data"))


def _split(path: str) -> tuple[str, str]:
    """Database, and the path below its documents."""
    database, slash, below = path.removeprefix(_BEFORE).partition("/documents/")
    if not path.startswith(_BEFORE) or not slash or not below:
        raise GoogleRefusal(501, f"The sandbox carries out cases about documents alone, not about {path!r}.")
    return database, below


def _fields(data: JsonObject) -> JsonObject:
    return {name: _value(value) for name, value in data.items()}


def _value(value: Json) -> Json:
    """A value of JSON as a value of Firestore."""
    if isinstance(value, dict):
        return {"mapValue": {"fields": _fields(value)}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(member) for member in value]}}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        return {"integerValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    return {"nullValue": None} if value is None else {"stringValue": value}


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
