"""Where the apps of an account are kept, and what every operation on them shares."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Mapping
from typing import Any, Final, cast

from baasctl.sandbox.amplify.call import Call
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import JsonObject

DOCUMENT: Final = "hosting"
MOST_PER_PAGE: Final = 100
_CLEARS: Final = " "
"""Key that empties environment variables: an empty map changes nothing (aws-sdk-go-v2 #2788)."""


def apps(call: Call) -> dict[str, dict[str, Any]]:
    """All apps by id: each with `app`, `branches`, `domains`, `webhooks`, `jobs` and `environments`."""
    return cast("dict[str, dict[str, Any]]", call.project.settings(DOCUMENT).get("apps", {}))


def keep(call: Call, changed: Mapping[str, dict[str, Any]]) -> None:
    """Replace all apps."""
    call.project.store(DOCUMENT, cast("JsonObject", {"apps": dict(changed)}))


def app_of(call: Call, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The app that the request names.

    Raises:
        AwsRefusal: 404, there is none.
    """
    name = str(call.parameters["appId"])
    if name not in found:
        raise AwsRefusal("NotFoundException", f"App {name} not found.", status=404)
    return found[name]


def member_of(holder: Mapping[str, Any], name: str, what: str) -> dict[str, Any]:
    """A branch, domain or the like.

    Raises:
        AwsRefusal: 404, there is none.
    """
    if name not in holder:
        raise AwsRefusal("NotFoundException", f"{what} {name} not found.", status=404)
    return cast("dict[str, Any]", holder[name])


def arn(project: Project, path: str) -> str:
    """ARN of something in Amplify."""
    return f"arn:aws:amplify:{project.region}:{project.account}:{path}"


def now() -> float:
    """Seconds since 1970, as answers have times."""
    return round(time.time(), 3)


def new_id(length: int = 13) -> str:
    """Letters and digits that are nobody else's."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(length))


def changed(before: Mapping[str, Any], call: Call, sendable: tuple[str, ...]) -> dict[str, Any]:
    """What an update makes of *before*: members that were not sent stay.

    Raises:
        AwsRefusal: An environment variable has no name.
    """
    after = {**before, **{name: call.parameters[name] for name in sendable if name in call.parameters}}
    after["environmentVariables"] = _variables(before, call.parameters.get("environmentVariables"))
    after["updateTime"] = now()
    return after


def _variables(before: Mapping[str, Any], sent: Mapping[str, str] | None) -> dict[str, str]:
    kept: dict[str, str] = dict(before.get("environmentVariables", {}))
    if sent is None or not sent:
        return kept
    if "" in sent:
        raise AwsRefusal("BadRequestException", "Environment variables cannot have an empty key.")
    return {name: text for name, text in sent.items() if name != _CLEARS}


def page(call: Call, member: str, found: list[Any]) -> Mapping[str, Any]:
    """One page of a list, with `nextToken` when there is more."""
    size = min(int(call.parameters.get("maxResults") or MOST_PER_PAGE), MOST_PER_PAGE)
    begin = int(call.parameters.get("nextToken") or 0)
    end = begin + size
    return {member: found[begin:end], **({"nextToken": str(end)} if end < len(found) else {})}
