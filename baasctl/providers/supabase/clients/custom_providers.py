"""Custom OAuth and OIDC providers, through the Auth server of the project itself.

Paths, statuses and bodies: supabase/auth internal/api/custom_oauth_admin.go. The secret key lives in this object alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import NotFound, UnexpectedAnswer
from baasctl.providers.supabase.errors import case_of
from baasctl.providers.visible_text import visible
from baasctl.transport import Response, Transport, url_path

_PATH = ("auth", "v1", "admin", "custom-providers")
_LONGEST_MESSAGE = 1000


def connect_auth(project_url: str, key: str, pause: Callable[[float], None]) -> CustomProvidersApi:
    """The Auth server at `<project_url>/auth/v1`; sends nothing.

    Raises:
        UsageError: The address cannot be used.
    """
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    transport = Transport(
        base_url=project_url, headers=lambda: headers, pause=pause, redact=lambda text: text.replace(key, "***")
    )
    return CustomProvidersApi(transport)


class CustomProvidersApi:
    """Requests about custom providers; an identifier starts with `custom:`. Every method raises `ProviderError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def providers(self) -> dict[str, object]:
        """`{providers: […]}`, without client secrets; empty where the server is older than these providers."""
        try:
            return self._ask("GET").json_object()
        except NotFound:
            return {"providers": []}

    def create(self, settings: Mapping[str, object]) -> None:
        """Make one, `identifier` and `client_secret` included."""
        self._ask("POST", settings=settings)

    def update(self, identifier: str, settings: Mapping[str, object]) -> None:
        """Set these fields and leave the others; type and identifier stay."""
        self._ask("PUT", identifier, settings)

    def delete(self, identifier: str) -> None:
        """Delete it; one that is gone already is no error."""
        try:
            self._ask("DELETE", identifier)
        except NotFound:
            return

    def close(self) -> None:
        self._transport.close()

    def _words(self, response: Response) -> str:
        """What Auth says, which it calls `msg`, without secrets."""
        try:
            words = response.json_object().get("msg")
        except UnexpectedAnswer:
            return ""
        return response.redact(words)[:_LONGEST_MESSAGE] if isinstance(words, str) else ""

    def _ask(self, method: str, identifier: str = "", settings: Mapping[str, object] | None = None) -> Response:
        path = url_path(*_PATH, *([identifier] if identifier else []))
        response = (
            self._transport.request(method, path)
            if settings is None
            else self._transport.request(method, path, json=dict(settings))
        )
        if response.is_success:
            return response
        said = visible(self._words(response))
        raise case_of(response.status).error(
            Diagnostic(
                code="READ104" if method == "GET" else "APPLY163",
                summary="the project's Auth server refuses the request",
                detail=f"`{method} {path}` answered {response.status}: {said}",
            )
        )
