"""What can go wrong in a PostgreSQL server of our own."""

from __future__ import annotations

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError


class ServerFailed(EngineError):
    """The server could not be installed, initialised, started, reached or stopped."""

    def __init__(self, summary: str, *, detail: str = "", hint: str = "") -> None:
        super().__init__(Diagnostic(code="PLAN801", summary=summary, detail=detail, hint=hint))


class AlreadyRunning(ServerFailed):
    """A server already runs on the folder."""


class NotRunning(ServerFailed):
    """No server runs on the folder."""


class PostgresError(EngineError):
    """PostgreSQL refused a statement.

    Attributes:
        sqlstate: Five characters, Appendix A of the PostgreSQL manual; `08006` when the connection broke.
        message: The server's primary message, in English.
        position: Offset in characters into the statement, from 0. `None` when the server gave none.
        detail: May be empty.
        hint: May be empty.
        where: The call stack inside the server. May be empty.
        internal_query: The statement that a function ran when it failed. May be empty.
        severity: `ERROR`, `FATAL` or `PANIC`.
    """

    def __init__(
        self,
        *,
        sqlstate: str,
        message: str,
        position: int | None = None,
        detail: str = "",
        hint: str = "",
        where: str = "",
        internal_query: str = "",
        severity: str = "ERROR",
    ) -> None:
        text = f"{sqlstate}: {message}" + (f"\n{detail}" if detail else "")
        super().__init__(Diagnostic(code="PLAN802", summary="PostgreSQL refused a statement", detail=text, hint=hint))
        self.sqlstate = sqlstate
        self.message = message
        self.position = position
        self.detail = detail
        self.hint = hint
        self.where = where
        self.internal_query = internal_query
        self.severity = severity


class ConnectionLost(PostgresError):
    """The connection broke or did not answer in time; it cannot be used again."""
