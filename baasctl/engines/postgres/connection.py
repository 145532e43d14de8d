"""One connection to a PostgreSQL server; the only module that knows pg8000.

Both protocols are used on purpose: `query` goes through the extended one, which takes parameters and refuses a second
statement; `script` goes through the simple one, which runs several statements as one implicit transaction.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.engines.postgres.values import json_value, python_value
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra

Record = dict[str, object]
INSTALL_HINT = "pip install 'baasctl[supabase]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Where a server listens and who asks.

    Attributes:
        statement_timeout_s: Seconds after which the server cancels a statement; 0 means never.
        tls: How to encrypt; `False` not at all, `None` when the server can.
        connect_timeout_s: Seconds to wait for the connection.
    """

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    connect_timeout_s: float = 10.0
    statement_timeout_s: float = 30.0
    tls: SSLContext | bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Name and type of one column of an answer."""

    name: str
    type_oid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSet:
    """What one statement answered.

    Attributes:
        tag: The command tag, for example `SELECT 2` or `CREATE TABLE`.
        columns: Empty for statements that return no rows.
        rows: Wire text of each value; `None` is NULL.
    """

    tag: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def records(self) -> list[Record]:
        """Rows by column name with Python values; the last of two equal names wins, as in node-postgres."""
        return self._records(python_value)

    def json_records(self) -> list[Record]:
        """Rows as Supabase's Management API would put them into JSON."""
        return self._records(json_value)

    def _records(self, read: Callable[[int, str | None], object]) -> list[Record]:
        return [
            {column.name: read(column.type_oid, text) for column, text in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]


def last_non_empty(results: Sequence[ResultSet]) -> list[Record]:
    """The rows that postgres-meta returns for several statements: the last result set that has rows, else none."""
    return next((result.json_records() for result in reversed(results) if result.rows), [])


class Connection:
    """A connection that one thread uses at a time; closed by `close` or by leaving the `with` block.

    Every failure is a `PostgresError`; a broken or silent connection is its subclass `ConnectionLost`.
    """

    def __init__(self, login: Login) -> None:
        """Connect and authenticate with *login*.

        Raises:
            MissingExtra: pg8000 is not installed.
            ConnectionLost: Nobody listens, or nobody answers in time.
            PostgresError: The server refuses the login.
        """
        self.login = login
        self._wire = _connect(login)
        self._results: list[ResultSet] = []
        self._columns: tuple[Column, ...] = ()
        self._rows: list[tuple[str | None, ...]] = []
        self._listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        return self._wire is not None

    def query(self, sql: str, parameters: Sequence[str | float | None] = ()) -> list[Record]:
        """Run exactly one statement with `$1`-style parameters; a second statement is refused by the server (42601)."""
        results = self._exchange(sql, lambda wire: wire.execute_unnamed(sql, tuple(_parameter(p) for p in parameters)))
        return results[-1].records() if results else []

    def script(self, sql: str) -> list[ResultSet]:
        """Run all statements of *sql* and return what each answered, in order.

        Without `BEGIN` in the text they are one transaction: an error undoes all of them.
        """
        return self._exchange(sql, lambda wire: wire.execute_simple(sql))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did, or roll all of it back when the block raises."""
        self.script("begin")
        try:
            yield
        except BaseException:
            if self.is_open:
                self.script("rollback")
            raise
        if self.script("commit")[-1].tag == "ROLLBACK":
            raise PostgresError(sqlstate="25P02", message="the transaction had failed and was rolled back")

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        stream = wire._sock  # noqa: SLF001  pg8000 forgets to close it, with unsent bytes in it, when the connection broke
        for end in (wire.close, stream.close):
            try:
                end()
            except Exception as error:
                if not _is_network_error(error):
                    raise

    def _exchange(self, sql: str, send: Callable[[Any], object]) -> list[ResultSet]:
        if self._wire is None:
            raise ConnectionLost(sqlstate="08003", message="the connection is closed")
        if "\0" in sql:
            raise PostgresError(sqlstate="22021", message="a statement cannot contain the character NUL")
        self._results, self._columns, self._rows = [], (), []
        try:
            send(self._wire)
        except BaseException as error:  # noqa: BLE001  translated or raised again
            raised = _translate(error, sql)
            if not isinstance(raised, PostgresError) or isinstance(raised, ConnectionLost):
                self.close()
            raise raised from None
        return self._results

    def _listen(self) -> None:
        """Keep every result set and its wire text; pg8000 itself would merge the sets and read the values."""
        answers = self._wire.message_types
        answers[b"T"] = self._row_description
        answers[b"D"] = self._data_row
        answers[b"C"] = self._command_complete
        answers[b"G"] = self._refuse_copy
        answers[b"H"] = answers[b"d"] = answers[b"c"] = _ignore

    def _row_description(self, data: bytes, _context: object) -> None:
        columns = []
        offset = 2
        for _ in range(struct.unpack_from("!H", data)[0]):
            end = data.index(b"\0", offset)
            type_oid = struct.unpack_from("!ihi", data, end + 1)[2]
            columns.append(Column(name=data[offset:end].decode(), type_oid=type_oid & 0xFFFFFFFF))
            offset = end + 19
        self._columns, self._rows = tuple(columns), []

    def _data_row(self, data: bytes, _context: object) -> None:
        values: list[str | None] = []
        offset = 2
        for _ in range(struct.unpack_from("!H", data)[0]):
            size = struct.unpack_from("!i", data, offset)[0]
            offset += 4
            values.append(None if size < 0 else data[offset : offset + size].decode())
            offset += max(size, 0)
        self._rows.append(tuple(values))

    def _command_complete(self, data: bytes, _context: object) -> None:
        tag = data.rstrip(b"\0").decode()
        self._results.append(ResultSet(tag=tag, columns=self._columns, rows=tuple(self._rows)))
        self._columns, self._rows = (), []

    def _refuse_copy(self, _data: bytes, _context: object) -> None:
        reason = b"COPY FROM STDIN is not supported here\0"
        self._wire._usock.sendall(  # noqa: SLF001  pg8000 has no call for CopyFail
            b"f" + struct.pack("!i", len(reason) + 4) + reason
        )


def _ignore(_data: bytes, _context: object) -> None:
    """What COPY TO STDOUT sends has no place in a result set."""


def _connect(login: Login) -> Any:
    try:
        from pg8000.core import CoreConnection
    except ImportError:
        raise MissingExtra(
            Diagnostic(code="PLAN806", summary="the package pg8000 is not installed", hint=INSTALL_HINT)
        ) from None
    try:
        wire = CoreConnection(
            login.user,
            host=login.host,
            port=login.port,
            database=login.database,
            password=login.password,
            timeout=login.connect_timeout_s,
            application_name="baasctl",
            startup_params={
                "statement_timeout": str(round(login.statement_timeout_s * 1000)),
                "client_encoding": "UTF8",
            },
            ssl_context=login.tls,
        )
    except Exception as error:  # noqa: BLE001  translated or raised again
        raise _translate(error, "") from None
    answer_within_s = login.statement_timeout_s + login.connect_timeout_s if login.statement_timeout_s else None
    wire._usock.settimeout(answer_within_s)  # noqa: SLF001  pg8000 has no other timeout
    return wire


def _parameter(value: str | float | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower()


def _is_network_error(error: BaseException) -> bool:
    return isinstance(error, (OSError, struct.error)) or type(error).__name__ == "InterfaceError"


def _translate(error: BaseException, sql: str) -> BaseException:
    from pg8000.exceptions import DatabaseError

    if _is_network_error(error):
        return ConnectionLost(sqlstate="08006", message=f"the connection to the local server broke: {error}")
    if not isinstance(error, DatabaseError) or not error.args or not isinstance(error.args[0], dict):
        return error
    fields: dict[str, str] = error.args[0]
    position = int(fields["P"]) - 1 if fields.get("P", "").isdigit() else None
    return PostgresError(
        sqlstate=fields.get("C", "XX000"),
        message=fields.get("M", ""),
        position=position if position is None or position <= len(sql) else None,
        detail=fields.get("D", ""),
        hint=fields.get("H", ""),
        where=fields.get("W", ""),
        internal_query=fields.get("q", ""),
        severity=fields.get("V", "ERROR"),
    )
