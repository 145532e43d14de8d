"""Where the access token comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import AuthFailed
from baasctl.model.secret import Secret
from baasctl.model.value import Value
from baasctl.providers.contract import Connection

VARIABLE = "SUPABASE_ACCESS_TOKEN"
_FORMAT = re.compile(r"sbp_(oauth_|v0_)?[a-f0-9]{40}")
"""What the CLI 3.1.0 accepts; OAuth2 access tokens look otherwise and work too."""


def access_token(connection: Connection) -> str:
    """The text of the target's `credentials.token`, or else of the environment variable.

    The text is added to what every output redacts.

    Raises:
        AuthFailed: Neither is there.
    """
    token = _written(connection) or connection.environment.get(VARIABLE, "")
    if not token:
        raise AuthFailed(
            Diagnostic(
                code="READ100",
                summary="there is no access token for Supabase",
                detail=f"target `{connection.target.name}` has no `credentials: {{token: …}}` with a value,"
                f" and the environment variable {VARIABLE} is not set",
                hint=f"make a token at https://supabase.com/dashboard/account/tokens and set {VARIABLE}",
                span=connection.target.span,
            )
        )
    connection.vault.also_redact(token)
    return token


def format_warnings(token: str) -> tuple[Diagnostic, ...]:
    """A warning when the token is no personal access token; the API decides."""
    if _FORMAT.fullmatch(token) or token.count(".") == 2:
        return ()
    return (
        Diagnostic(
            code="READ101",
            severity=Severity.WARNING,
            summary="the access token does not look like one of Supabase",
            detail=f"a personal access token is `sbp_` and 40 hexadecimal digits; this one has {len(token)} characters",
            hint="check that the variable holds the access token and not a project's API key",
        ),
    )


def _written(connection: Connection) -> str:
    credentials: Value = connection.target.settings.get("credentials")
    token = credentials.get("token") if isinstance(credentials, Mapping) else None
    if isinstance(token, Secret):
        return connection.vault.reveal(token) if token in connection.vault else ""
    return token if isinstance(token, str) else ""
