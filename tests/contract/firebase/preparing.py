"""Brings a Firebase project into the state that a case begins with, and looks at the one it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sandbox_fixtures import FirebaseProject


def put(case: Mapping[str, Any], firebase: FirebaseProject) -> None:
    """What is live: requests of somebody else, as `[method, host/path?query, body, headers]`.

    Those under `setup` make what is no configuration (apps), so that a copy of the project needs them too.
    """
    for method, address, body, *headers in (*(case.get("setup") or ()), *case.get("live", {}).get("requests", ())):
        firebase.change(method, _filled_in(address, firebase), _filled_in(body, firebase), **dict(*headers))


def check(expected: Mapping[str, Any], firebase: FirebaseProject) -> None:
    """One entry of `after`: an address and what its answer holds at least, or the status of a refusal."""
    address = _filled_in(expected["get"], firebase)
    if "status" in expected:
        assert firebase.request("GET", address).status == expected["status"]
        return
    found = firebase.get(address)
    assert holds(found, _filled_in(expected["has"], firebase)), found


def holds(found: object, expected: object) -> bool:
    """Whether every expected member is there; `null` says that it is not there, lists are compared whole."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name not in found if member is None else name in found and holds(found[name], member)
            for name, member in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(holds, found, expected))
    return found == expected


def _filled_in(value: Any, firebase: FirebaseProject) -> Any:
    """`{project}` and `{number}` replaced wherever they stand."""
    if isinstance(value, str):
        return value.replace("{project}", firebase.id).replace("{number}", str(firebase.project.number))
    if isinstance(value, dict):
        return {_filled_in(key, firebase): _filled_in(member, firebase) for key, member in value.items()}
    if isinstance(value, list):
        return [_filled_in(member, firebase) for member in value]
    return value
