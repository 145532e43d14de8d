"""A PostgreSQL server that is started again when something killed it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import ConnectionLost
from baasctl.engines.postgres.server import PostgresServer


class LivingPostgres:
    """Connects to a server; one that belongs to the sandbox comes back, perhaps on another port. Thread-safe."""

    def __init__(self, server: PostgresServer, start_again: Callable[[], PostgresServer] | None = None) -> None:
        """Wrap a running *server*; without *start_again* it belongs to somebody else and stays down."""
        self._server = server
        self._start_again = start_again
        self._lock = threading.Lock()

    @property
    def server(self) -> PostgresServer:
        """The server of this moment."""
        return self._server

    def connect(
        self, *, database: str = "postgres", user: str | None = None, password: str | None = None
    ) -> Connection:
        """Open a connection, the superuser's unless told otherwise.

        Raises:
            PostgresError: The server refuses, or is gone and cannot be started again.
        """
        server = self._server
        try:
            return _connect(server, database, user, password)
        except ConnectionLost:
            if self._start_again is None:
                raise
            with self._lock:
                if self._server is server:
                    self._server = self._start_again()
            return _connect(self._server, database, user, password)


def _connect(server: PostgresServer, database: str, user: str | None, password: str | None) -> Connection:
    return server.connect(database=database, user=user, password=password, statement_timeout_s=60.0)
