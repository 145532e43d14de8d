"""Probes as test cases of `projects.test`, and its results as verdicts.

https://firebase.google.com/docs/reference/rules/rest/v1/projects/test and the discovery document firebaserules.v1. A
case is JSON: it has no times, bytes or paths as values, and no queries. Documents that rules ask for with `get` and
`exists` are function mocks; what is not mocked is an error, so that what is not there is mocked as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from baasctl.model.probe import Data, Datum, Family, Operation, Probe, Row, Special, Verdict, WhoKind
from baasctl.providers.strict import expect, expect_or_none

_DEFAULT: Final = "(default)"
_NEW: Final = "new"


class NotAsked(Exception):
    """A probe that no test case can be made of; the words are the verdict's reason."""


def case_of(probe: Probe, bucket: str = "", now: datetime | None = None) -> dict[str, object]:
    """The case of a probe; it expects that the request is allowed.

    Args:
        bucket: The usual one.
        now: Time of a request that says none.

    Raises:
        NotAsked: It is about something that a case cannot say.
    """
    if probe.who.kind is WhoKind.SERVICE:
        raise NotAsked("the service passes by the rules")
    if probe.operation is Operation.LIST:
        raise NotAsked("a test case of Google's knows no queries")
    path = _path(probe, bucket)
    request: dict[str, object] = {"method": probe.operation.value, "path": path}
    request["time"] = (probe.at or now or datetime.now(UTC)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    if probe.who.kind is WhoKind.USER:
        request["auth"] = {"uid": probe.who.uid, "token": _token(probe)}
    if probe.operation in (Operation.CREATE, Operation.UPDATE):
        request["resource"] = _resource(probe, _merged(probe), path)
    case: dict[str, object] = {
        "expectation": "ALLOW",
        "expressionReportLevel": "NONE",
        "pathEncoding": "PLAIN",
        "request": request,
        "functionMocks": _mocks(probe.world),
    }
    if probe.existing is not None:
        case["resource"] = _resource(probe, probe.existing, path)
    return case


def verdict_of(result: Mapping[str, object], where: str) -> Verdict:
    """The verdict of one result.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    state = expect(result.get("state"), str, where, "/state")
    messages = expect_or_none(result.get("debugMessages"), list, where, "/debugMessages") or []
    place = expect_or_none(result.get("errorPosition"), dict, where, "/errorPosition") or {}
    line, column = place.get("line"), place.get("column")
    rule = f"line {line}, column {column}: " if line else ""
    said = "; ".join(str(each) for each in messages)
    if state == "SUCCESS":
        return Verdict(allowed=True, reason=said)
    if state == "FAILURE":
        return Verdict(allowed=False, reason=f"{rule}{said}" or "no rule allows it")
    return Verdict(allowed=None, reason=f"Google answers state `{state}`: {said}")


def _path(probe: Probe, bucket: str) -> str:
    row = probe.row or _NEW
    if probe.family is Family.OBJECTS:
        return f"/b/{probe.container or bucket}/o/{row}"
    return f"{_documents(probe.container)}/{probe.resource}/{row}"


def _documents(container: str) -> str:
    return f"/databases/{container or _DEFAULT}/documents"


def _token(probe: Probe) -> dict[str, object]:
    groups: dict[str, object] = {"groups": list(probe.who.groups)} if probe.who.groups else {}
    own: dict[str, object] = {"sub": probe.who.uid, "firebase": {"sign_in_provider": "custom", "identities": {}}}
    return {**own, **groups, **_json_of(probe.who.claims)}


def _merged(probe: Probe) -> dict[str, Datum]:
    new = probe.new or {}
    if probe.operation is Operation.CREATE:
        return {name: value for name, value in new.items() if value is not Special.REMOVED}
    merged = {**(probe.existing or {}), **new}
    return {name: value for name, value in merged.items() if value is not Special.REMOVED}


def _resource(probe: Probe, data: Data, path: str) -> dict[str, object]:
    if probe.family is Family.OBJECTS:
        return {"name": path.split("/o/", 1)[1], "bucket": path.split("/")[2], **_json_of(data)}
    return {"__name__": path, "id": path.rpartition("/")[2], "data": _json_of(data)}


def _mocks(world: Sequence[Row]) -> list[object]:
    """Each document that is there; then that no other one is."""
    found: list[object] = []
    for row in world:
        if row.family is not Family.ROWS:
            continue
        name = f"{_documents(row.container)}/{row.resource}/{row.row}"
        document = {"__name__": name, "id": row.row, "data": _json_of(row.values)}
        found += [_mock("get", {"exactValue": name}, {"value": document})]
        found += [_mock("exists", {"exactValue": name}, {"value": True})]
    return [
        *found,
        _mock("exists", {"anyValue": {}}, {"value": False}),
        _mock("get", {"anyValue": {}}, {"undefined": {}}),
    ]


def _mock(function: str, argument: object, result: object) -> dict[str, object]:
    return {"function": function, "args": [argument], "result": result}


def _json_of(data: Data) -> dict[str, object]:
    return {name: _json(value) for name, value in data.items()}


def _json(value: Datum) -> object:
    if isinstance(value, Mapping):
        return _json_of(value)
    if isinstance(value, tuple):
        return [_json(member) for member in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and not value.is_integer():
        return value
    raise NotAsked("a test case of Google's is JSON: it has no times, bytes or references, and no whole floats")
