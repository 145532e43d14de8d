"""A self-hosted project: its PostgreSQL, asked directly, in the place of the Management API.

The driver is pg8000 (pure Python, BSD), which the extra `supabase` brings anyway for the local engine; psycopg (LGPL)
would bring nothing that is needed here.
"""

from __future__ import annotations

import ssl
import threading
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from baasctl.engines.postgres.connection import Connection as PostgresConnection
from baasctl.engines.postgres.connection import Login, last_non_empty
from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import AuthFailed, Forbidden, Invalid, ProviderError, Unavailable, UsageError
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.visible_text import visible

_SCHEMES: Final = ("postgres", "postgresql")
_WORD: Final = "postgresql://user:password@host:5432/postgres"
_MODES: Final = ("disable", "prefer", "require", "verify-full")
_LOGIN_REFUSED: Final = ("28000", "28P01", "3D000", "42501", "53300", "57P03")
_NO_RIGHT: Final = "42501"


def login_of(url: str) -> Login:
    """The login that an address of PostgreSQL means; `sslmode` may follow as in libpq.

    Raises:
        UsageError: It is none; the message does not repeat it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise _unusable("it cannot be taken apart") from None
    mode = parse_qs(parts.query).get("sslmode", ["prefer"])[-1]
    if parts.scheme not in _SCHEMES or not parts.hostname or not parts.username:
        raise _unusable("it needs at least a user and a host")
    if mode not in _MODES:
        raise _unusable(f"`sslmode` is one of {', '.join(_MODES)}")
    return Login(
        host=parts.hostname,
        port=port,
        database=unquote(parts.path.lstrip("/")) or "postgres",
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        tls=_tls(mode),
    )


class DirectDatabase(ManagementApi):
    """SQL over one connection, one statement at a time; everything else of the Management API is refused."""

    def __init__(self, login: Login, name: str) -> None:
        self.ref = name
        self._login = login
        self._lock = threading.Lock()
        self._connection: PostgresConnection | None = None
        self._calls = 0

    @property
    def calls(self) -> int:
        return self._calls

    def close(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def query(self, sql: str) -> list[object]:
        """Run SQL as the user of the address; the rows of the last statement that returned any."""
        return self._ran(sql, writes=True)

    def query_read_only(self, sql: str) -> list[object]:
        """Run SQL in a transaction that cannot write."""
        return self._ran(f"begin transaction read only;\n{sql};\ncommit", writes=False)

    def project_config(self) -> None:
        """There is none."""

    def _ask(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
        del arguments, named
        raise Forbidden(
            Diagnostic(
                code="READ181",
                summary="this needs the Management API",
                detail=f"`{self.ref}` is reached through `db_url`, where there is SQL and nothing else",
                hint="leave the kind out for this target: `skip: [kind]`",
            )
        )

    def _ran(self, sql: str, *, writes: bool) -> list[object]:
        with self._lock:
            self._calls += 1
            try:
                if self._connection is None or not self._connection.is_open:
                    self._connection = PostgresConnection(self._login)
                return list(last_non_empty(self._connection.script(sql)))
            except PostgresError as error:
                if self._connection is not None and self._connection.is_open:
                    self._connection.script("rollback")
                raise _translated(
                    error, self._login, is_connected=self._connection is not None, writes=writes
                ) from None


def _translated(error: PostgresError, login: Login, *, is_connected: bool, writes: bool) -> ProviderError:
    where = f"{login.host}:{login.port}/{login.database}"
    said = visible(f"{error.severity}:  {error.sqlstate}: {error.message}")
    if isinstance(error, ConnectionLost):
        detail, hint = f"{where}: {visible(error.message)}", "check the address, the network and the server"
        return Unavailable(
            Diagnostic(code=_code(writes, 183), summary="the database does not answer", detail=detail, hint=hint)
        )
    if not is_connected and error.sqlstate in _LOGIN_REFUSED:
        detail = f"{where} as `{visible(login.user)}`: {said}"
        summary = "the database refuses the login"
        return AuthFailed(Diagnostic(code=_code(writes, 184), summary=summary, detail=detail, hint="check `db_url`"))
    if error.sqlstate == _NO_RIGHT and not writes:
        detail, summary = f"{where} as `{visible(login.user)}`: {said}", "the database user lacks a right"
        return Forbidden(Diagnostic(code=_code(writes, 185), summary=summary, detail=detail, hint="use `postgres`"))
    return Invalid(
        Diagnostic(code=_code(writes, 186), summary="PostgreSQL refuses the statement", detail=f"{where}: {said}")
    )


def _code(writes: bool, number: int) -> str:  # noqa: FBT001  the two families of codes
    return f"{'APPLY' if writes else 'READ'}{number}"


def _unusable(detail: str) -> UsageError:
    return UsageError(
        Diagnostic(
            code="READ182",
            summary="this is no address of a PostgreSQL database",
            detail=f"`credentials.db_url`: {detail}",
            hint=f"write it like {_WORD}",
        )
    )


def _tls(mode: str) -> ssl.SSLContext | bool | None:
    """What pg8000 takes: `False` never, `None` when the server can, a context always."""
    if mode == "disable":
        return False
    if mode == "prefer":
        return None
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
