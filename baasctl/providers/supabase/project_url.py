"""The address of a project's own services (Storage), which is not the Management API's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UsageError
from baasctl.model.target import Target
from baasctl.providers.supabase.clients.management import DEFAULT_URL, URL_VARIABLE
from baasctl.transport.base_url import checked_base_url

SETTING: Final = "project_url"
VARIABLE: Final = "BAASCTL_SUPABASE_PROJECT_URL"
_PLACEHOLDER: Final = "{ref}"


def project_url(target: Target, environment: Mapping[str, str]) -> str:
    """The target's `project_url`, else the environment variable, else Supabase's own; `{ref}` is filled in.

    A key of the project is sent there, so beside another Management API it is never guessed.

    Raises:
        UsageError: It cannot be used, or has to be told and is not.
    """
    written = target.settings.get(SETTING)
    told = written if isinstance(written, str) else environment.get(VARIABLE, "")
    if told:
        return checked_base_url(told.replace(_PLACEHOLDER, target.project)).rstrip("/")
    api_url = target.settings.get("api_url") or environment.get(URL_VARIABLE) or DEFAULT_URL
    if api_url != DEFAULT_URL:
        raise UsageError(
            Diagnostic(
                code="READ102",
                summary="the address of the project's own services is not known",
                detail=f"target `{target.name}` uses the Management API at {api_url}; its services are elsewhere, too",
                hint=f"set {VARIABLE}, or `{SETTING}` of the target, such as http://127.0.0.1:54321/project/{_PLACEHOLDER}",
                span=target.span,
            )
        )
    return f"https://{target.project}.supabase.co"
