"""A PostgreSQL server that is started when it is first needed, and again when something killed it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import ConnectionLost
from baasctl.engines.postgres.server import PostgresServer


class LivingPostgres:
    """Connects to a server; one that belongs to the sandbox comes back, perhaps on another port. Thread-safe."""

    def __init__(
        self, *, server: PostgresServer | None = None, start: Callable[[], PostgresServer] | None = None
    ) -> None:
        """Take a running *server* of somebody else, which stays down when it goes down, or one that *start* starts."""
        self._server = server
        self._start = start
        self._lock = threading.Lock()

    @property
    def server(self) -> PostgresServer:
        """The server of this moment.

        Raises:
            EngineError: It could not be started.
        """
        with self._lock:
            if self._server is None:
                assert self._start is not None
                self._server = self._start()
            return self._server

    def connect(
        self, *, database: str = "postgres", user: str | None = None, password: str | None = None
    ) -> Connection:
        """Open a connection, the superuser's unless told otherwise.

        Raises:
            PostgresError: The server refuses, or is gone and cannot be started again.
        """
        server = self.server
        try:
            return _connect(server, database, user, password)
        except ConnectionLost:
            if self._start is None:
                raise
            with self._lock:
                if self._server is server:
                    self._server = self._start()
            return _connect(self.server, database, user, password)

    def stop(self) -> None:
        """Stop it if it was started here."""
        with self._lock:
            if self._server is not None and self._start is not None:
                self._server.stop()


def _connect(server: PostgresServer, database: str, user: str | None, password: str | None) -> Connection:
    return server.connect(database=database, user=user, password=password, statement_timeout_s=60.0)
