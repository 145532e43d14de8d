"""The project's own IAM policy (cloudresourcemanager v1), and accounts that Google acts with (serviceusage v1beta1).

Source: Google's discovery documents; which of them functions need: firebase-tools 15.34.2, `deploy/functions/checkIam`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.clients.iam_policy import Policy, change_policy
from baasctl.providers.strict import expect
from baasctl.transport.base_url import url_path

HOST: Final = "cloudresourcemanager.googleapis.com"
_USAGE: Final = "serviceusage.googleapis.com"
_STORAGE: Final = "storage.googleapis.com"
_SUBJECT: Final = "the project's IAM policy"
_WITH_CONDITIONS: Final = {"options": {"requestedPolicyVersion": 3}}


def project_policy(google: GoogleApis, project: str) -> Policy:
    """Who may do what in the whole project; writes nothing."""
    path = f"{url_path('v1', 'projects', project)}:getIamPolicy"
    return google.ask(HOST, "POST", path, json=_WITH_CONDITIONS, subject=_SUBJECT, idempotent=True).json_object()


def change_project_policy(google: GoogleApis, project: str, changed: Callable[[Policy], Policy]) -> None:
    """See `iam_policy.change_policy`."""
    path = f"{url_path('v1', 'projects', project)}:setIamPolicy"
    change_policy(
        lambda: project_policy(google, project),
        lambda wanted: google.ask(HOST, "POST", path, json={"policy": wanted}, subject=_SUBJECT),
        changed,
    )


def begin_service_identity(google: GoogleApis, project: str, service: str) -> dict[str, object]:
    """Begin to make the account that a service of Google acts with in the project; one that is there stays."""
    path = f"{url_path('v1beta1', 'projects', project, 'services', service)}:generateServiceIdentity"
    return google.ask(
        _USAGE, "POST", path, json={}, subject=f"service agent of {service}", idempotent=True
    ).json_object()


def storage_agent(google: GoogleApis, project: str) -> str:
    """The address of the account that Cloud Storage tells of uploads with."""
    path = url_path("storage", "v1", "projects", project, "serviceAccount")
    return expect(google.ask(_STORAGE, "GET", path).json_object().get("email_address"), str, path, "/email_address")
