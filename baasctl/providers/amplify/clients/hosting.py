"""The `amplify` service's operations on an app, its branches, domains and webhooks. Each raises `ProviderError`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.members import record_in

_SERVICE: Final = "amplify"
_PAGE: Final = 50
_OPERATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "branches": ("branch", "branchName"),
    "domains": ("domain_association", "domainName"),
    "webhooks": ("webhook", "webhookId"),
}
"""Map of the spec to the last words of the operations, and the parameter that names one object."""


def app(aws: AwsApis, app_id: str) -> dict[str, Any]:
    """The app."""
    return record_in(aws.ask(_SERVICE, "get_app", subject="hosting", appId=app_id), "app", "amplify GetApp")


def branches(aws: AwsApis, app_id: str) -> list[dict[str, Any]]:
    """The branches of an app."""
    return list(_listed(aws, "list_branches", "branches", app_id))


def domains(aws: AwsApis, app_id: str) -> list[dict[str, Any]]:
    """The domains of an app."""
    return list(_listed(aws, "list_domain_associations", "domainAssociations", app_id))


def webhooks(aws: AwsApis, app_id: str) -> list[dict[str, Any]]:
    """The webhooks of an app without their addresses: who has one can start builds."""
    found = _listed(aws, "list_webhooks", "webhooks", app_id)
    return [{name: value for name, value in each.items() if name != "webhookUrl"} for each in found]


def update_app(aws: AwsApis, app_id: str, members: Mapping[str, object]) -> None:
    """Write an app."""
    aws.ask(_SERVICE, "update_app", subject="hosting", appId=app_id, **members)


def write(aws: AwsApis, verb: str, section: str, app_id: str, *, name: str, members: Mapping[str, object]) -> None:
    """Make, change or delete a branch, domain or webhook; to delete one that is gone already is no failure.

    Args:
        verb: `create`, `update` or `delete`.
        section: `branches`, `domains` or `webhooks`.
        name: What it is found by; of a webhook the id, and empty for a new one.
    """
    words, parameter = _OPERATIONS[section]
    named: dict[str, object] = {parameter: name} if name else {}
    if section != "webhooks" or verb == "create":
        named["appId"] = app_id
    with suppress(*((NotFound,) if verb == "delete" else ())):
        aws.ask(_SERVICE, f"{verb}_{words}", subject=f"{section} `{name}`", **named, **members)


def _listed(aws: AwsApis, operation: str, member: str, app_id: str) -> Iterator[dict[str, Any]]:
    return aws.pages(_SERVICE, operation, member, subject="hosting", appId=app_id, maxResults=_PAGE)
