"""Where the access token comes from; google-auth is imported when a request needs one.

Order: `credentials.access_token` of the target, `credentials.service_account`, `GOOGLE_OAUTH_ACCESS_TOKEN`, a local
server's `owner`, application default credentials: the file of `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's, the machine's
own. Kinds of files and the quota project: research/firebase.md §2.4, §2.6.
"""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import AuthFailed, Unavailable
from baasctl.model.secret import Secret, Vault
from baasctl.providers.contract import Connection
from baasctl.providers.visible_text import visible
from baasctl.transport import connection_pool

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPES: Final = (
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/firebase",
    "https://www.googleapis.com/auth/firebase.database",
    "https://www.googleapis.com/auth/userinfo.email",
)
TOKEN_VARIABLE: Final = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105  a name
QUOTA_VARIABLE: Final = "GOOGLE_CLOUD_QUOTA_PROJECT"
FILE_VARIABLE: Final = "GOOGLE_APPLICATION_CREDENTIALS"
LOCAL_TOKEN: Final = "owner"  # noqa: S105  emulators take this word for every permission; it opens nothing else
CONFIG_VARIABLE: Final = "CLOUDSDK_CONFIG"
_GCLOUD_FILE: Final = "application_default_credentials.json"
_SECRETS: Final = ("private_key", "client_secret", "refresh_token")
"""Members of credential files that no output may show."""
_TIMEOUT_S: Final = 30
_LONGEST_MESSAGE: Final = 300


@dataclass(slots=True)
class Bearer:
    """The headers that open Google's APIs; asked before every try of every request. Thread-safe.

    Attributes:
        load: Finds the credential; called once, by the first request.
        quota_project: Project that requests are counted for; empty: what the credential says.
        vault: Told each new token, so that no output holds it.
    """

    load: Callable[[], Credentials]
    quota_project: str = ""
    vault: Vault = field(default_factory=Vault)
    _credentials: Credentials | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def credentials(self) -> Credentials:
        """google-auth's own object, for SDKs that want one.

        Raises:
            AuthFailed: There is no credential, or its file is broken.
            MissingExtra: google-auth is not installed.
        """
        with self._lock:
            if self._credentials is None:
                self._credentials = self.load()
            return self._credentials

    def headers(self) -> Mapping[str, str]:
        """`authorization`, and `x-goog-user-project` where there is a quota project.

        Raises:
            AuthFailed: The credential is refused.
            Unavailable: The server that gives tokens did not answer.
        """
        credentials = self.credentials()
        with self._lock:
            if not credentials.valid:
                _refresh(credentials, self.vault)
                self.vault.also_redact(str(credentials.token))
        quota = self.quota_project or getattr(credentials, "quota_project_id", None) or ""
        return {"authorization": f"Bearer {credentials.token}", **({"x-goog-user-project": quota} if quota else {})}

    @property
    def token(self) -> str:
        """The token of the last request; empty before the first."""
        return str(self._credentials.token or "") if self._credentials is not None else ""

    def renew(self, refused: str) -> bool:
        """Get another token in the place of one that a server refuses before its time is over.

        Returns:
            Whether another try has another token; a token that was given as such has no successor.

        Raises:
            AuthFailed: There is none for this credential any more.
            Unavailable: The server that gives tokens did not answer.
        """
        credentials = self.credentials()
        with self._lock:
            if not refused or credentials.expiry is None:
                return False
            if credentials.token == refused:
                _refresh(credentials, self.vault)
                self.vault.also_redact(str(credentials.token))
            return True


def bearer_of(connection: Connection, *, is_local: bool) -> Bearer:
    """The credential of a target; nothing is sent or imported yet.

    Args:
        connection: Its target, vault and environment.
        is_local: All requests go to a server on this machine.
    """
    written = connection.target.settings.get("quota_project")
    quota = written if isinstance(written, str) else connection.environment.get(QUOTA_VARIABLE, "")
    return Bearer(load=lambda: _load(connection, is_local=is_local), quota_project=quota, vault=connection.vault)


def _load(connection: Connection, *, is_local: bool) -> Credentials:
    token = _revealed(connection, "access_token")
    key = "" if token else _revealed(connection, "service_account")
    if key:
        return _from_text(connection, key, "`credentials.service_account`")
    token = token or connection.environment.get(TOKEN_VARIABLE, "")
    if not token and is_local:
        token = LOCAL_TOKEN
    if token:
        if token != LOCAL_TOKEN:
            connection.vault.also_redact(token)
        return _fixed(token)
    if path := connection.environment.get(FILE_VARIABLE, ""):
        return _from_text(connection, _read(connection, Path(path), FILE_VARIABLE), f"the file of {FILE_VARIABLE}")
    login = _gcloud_folder(connection.environment) / _GCLOUD_FILE
    if login.exists():
        return _from_text(connection, _read(connection, login, "gcloud's login"), f"gcloud's login `{login}`")
    return _from_the_machine(connection)


def _gcloud_folder(environment: Mapping[str, str]) -> Path:
    """Where gcloud keeps its login (google-auth, google/auth/_cloud_sdk.py)."""
    if folder := environment.get(CONFIG_VARIABLE, ""):
        return Path(folder)
    if os.name == "nt":
        return Path(environment.get("APPDATA") or environment.get("SystemDrive", "C:") + "\\") / "gcloud"
    return Path(environment.get("HOME") or "~").expanduser() / ".config" / "gcloud"


def _revealed(connection: Connection, name: str) -> str:
    credentials = connection.target.settings.get("credentials")
    value = credentials.get(name) if isinstance(credentials, Mapping) else None
    if isinstance(value, Secret):
        return connection.vault.reveal(value) if value in connection.vault else ""
    return value if isinstance(value, str) else ""


def _read(connection: Connection, path: Path, who: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _broken(connection, f"{who} names `{path}`: {reason}") from error


def _fixed(token: str) -> Credentials:
    from baasctl.providers.firebase.clients.google_auth import imported

    fixed: Credentials = imported("google.oauth2.credentials").Credentials(token)
    return fixed


def _from_text(connection: Connection, text: str, where: str) -> Credentials:
    """Credentials from a key, a workload identity configuration, or what gcloud wrote; nothing is sent.

    Scopes are given afterwards: with them, google-auth asks Google for the project of a workload identity.

    Raises:
        AuthFailed: It is no JSON object, or of a type that google-auth does not know.
    """
    from baasctl.providers.firebase.clients.google_auth import imported

    try:
        described: Any = json.loads(text)
    except ValueError as error:
        raise _broken(connection, f"{where} is not JSON") from error
    if not isinstance(described, dict):
        raise _broken(connection, f"{where} is not a JSON object")
    connection.vault.also_redact(*(said for name in _SECRETS if isinstance(said := described.get(name), str)))
    auth, problems = imported("google.auth"), imported("google.auth.exceptions")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = auth.load_credentials_from_dict(described, request=_ask)[0]
            scoped: Credentials = imported("google.auth.credentials").with_scopes_if_required(found, list(SCOPES))
    except (problems.GoogleAuthError, AttributeError, KeyError, TypeError, ValueError) as error:
        said = visible(connection.vault.redact(str(error)))[:_LONGEST_MESSAGE]
        raise _broken(connection, f"{where} cannot be used: {said}") from error
    return scoped


def _from_the_machine(connection: Connection) -> Credentials:
    """The identity of a machine on Google Cloud, which its metadata server knows.

    Raises:
        AuthFailed: This is none.
    """
    from baasctl.providers.firebase.clients.google_auth import imported

    auth, problems = imported("google.auth"), imported("google.auth.exceptions")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Credentials = auth.default(scopes=list(SCOPES), request=_ask)[0]
    except problems.GoogleAuthError as error:
        raise AuthFailed(
            Diagnostic(
                code="READ200",
                summary="there is no credential for Google",
                detail=f"target `{connection.target.name}` has no `credentials`, and there are no application default"
                f" credentials (neither {FILE_VARIABLE} nor {TOKEN_VARIABLE} is set)",
                hint=f"run `gcloud auth application-default login`, or set {FILE_VARIABLE} to the file of a service"
                " account's key",
                span=connection.target.span,
            )
        ) from error
    return found


def _refresh(credentials: Credentials, vault: Vault) -> None:
    from baasctl.providers.firebase.clients.google_auth import imported

    problems = imported("google.auth.exceptions")
    try:
        credentials.refresh(_ask)  # type: ignore[no-untyped-call]  # google-auth is untyped there
    except problems.TransportError as error:
        raise Unavailable(
            Diagnostic(
                code="READ202",
                summary="no access token: Google could not be reached",
                detail=visible(vault.redact(str(error)))[:_LONGEST_MESSAGE],
                hint="run the command again later",
            )
        ) from error
    except (problems.GoogleAuthError, ValueError) as error:
        raise AuthFailed(
            Diagnostic(
                code="READ203",
                summary="Google gives no access token for this credential",
                detail=visible(vault.redact(str(error)))[:_LONGEST_MESSAGE],
                hint="the key may be deleted, the login expired or the clock wrong:"
                " `gcloud auth application-default login` makes a new login",
            )
        ) from error


def _ask(url: str, method: str = "GET", timeout: float | None = None, **request: Any) -> Any:
    """google-auth's urllib3 transport on a pool of ours: verified TLS, the system's proxies, a time limit."""
    from baasctl.providers.firebase.clients.google_auth import imported

    with connection_pool(url) as pool:
        transport = imported("google.auth.transport.urllib3").Request(pool)
        return transport(url, method=method, timeout=timeout or _TIMEOUT_S, retries=False, redirect=False, **request)


def _broken(connection: Connection, detail: str) -> AuthFailed:
    return AuthFailed(
        Diagnostic(
            code="READ201",
            summary="the credential for Google cannot be read",
            detail=f"target `{connection.target.name}`: {detail}",
            hint="it has to be the JSON of a service account's key or of a workload identity configuration",
            span=connection.target.span,
        )
    )
