"""Where the access token comes from, or the address of the database in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import CredentialMissing
from baasctl.model.secret import Secret
from baasctl.model.value import Value
from baasctl.providers.contract import Connection
from baasctl.providers.supabase.clients.direct import DirectDatabase, login_of
from baasctl.providers.supabase.self_hosted import db_url_of

VARIABLE = "SUPABASE_ACCESS_TOKEN"
_FORMAT = re.compile(r"sbp_(oauth_|v0_)?[a-f0-9]{40}")
"""What the CLI 3.1.0 accepts; OAuth2 access tokens look otherwise and work too."""


def access_token(connection: Connection) -> str:
    """The text of the target's `credentials.token`, or else of the environment variable.

    The text is added to what every output redacts.

    Raises:
        CredentialMissing: Neither is there.
    """
    token = _written(connection) or connection.environment.get(VARIABLE, "")
    if not token:
        raise CredentialMissing(
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


def direct_database(connection: Connection) -> DirectDatabase:
    """The database of the target's `credentials.db_url`; sends nothing. Its password is redacted from every output.

    Raises:
        CredentialMissing: The address was not resolved.
        UsageError: It is none.
    """
    secret = db_url_of(connection.target)
    if secret is None or secret not in connection.vault:
        raise CredentialMissing(
            Diagnostic(
                code="READ180",
                summary="there is no address of the database",
                detail=f"`credentials.db_url` of target `{connection.target.name}` has no value",
                hint='write db_url: "${env:DATABASE_URL}" and set that variable',
                span=connection.target.span,
            )
        )
    login = login_of(connection.vault.reveal(secret))
    connection.vault.also_redact(login.password)
    return DirectDatabase(login, connection.target.project)


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
