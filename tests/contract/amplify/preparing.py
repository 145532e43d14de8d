"""Brings an Amplify app's account into the state that a case begins with, and looks at the one it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.firebase.preparing import holds
from tests.sandbox_fixtures import AmplifyProject


def put(case: Mapping[str, Any], amplify: AmplifyProject) -> None:
    """What is live: requests of somebody else, as `[service, operation, {parameters}]`, named as AWS names them.

    Those under `setup` make what is no configuration, so that a copy of the project needs them too.
    """
    for service, operation, *parameters in (*(case.get("setup") or ()), *case.get("live", {}).get("requests", ())):
        amplify.ask(service, operation, **filled_in(dict(*parameters), amplify))


def check(expected: Mapping[str, Any], amplify: AmplifyProject) -> None:
    """One entry of `after`: what to ask and what the answer holds at least, or the code of the refusal in `error`."""
    service, operation, *parameters = expected["ask"]
    asked = filled_in(dict(*parameters), amplify)
    if "error" in expected:
        from botocore.exceptions import ClientError

        with pytest.raises(ClientError) as refused:
            amplify.ask(service, operation, **asked)
        assert refused.value.response["Error"]["Code"] == expected["error"]
        return
    found = amplify.ask(service, operation, **asked)
    assert holds(found, filled_in(expected["has"], amplify)), found


def filled_in(value: Any, amplify: AmplifyProject) -> Any:
    """`{app}`, `{project}`, `{account}`, `{region}` and ids of resources, such as `{user_pool}`, replaced."""
    if isinstance(value, str):
        for name, text in _names(amplify).items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, dict):
        return {filled_in(key, amplify): filled_in(member, amplify) for key, member in value.items()}
    return [filled_in(member, amplify) for member in value] if isinstance(value, list) else value


def _names(amplify: AmplifyProject) -> Mapping[str, str]:
    return {
        "app": amplify.app,
        "project": amplify.name,
        "account": amplify.account,
        "region": amplify.region,
        **amplify.project.resources(),
    }
