"""Connections that wait for the next request, bounded for the whole server, whatever the number of projects."""

from __future__ import annotations

import threading
from collections import deque

from baasctl.engines.postgres.connection import Connection

MOST = 48
_MOST_OF_ONE = 4


class IdleConnections:
    """Connections by (database, role), oldest first; more than `MOST` in all, or four of one, are not kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[tuple[tuple[str, str], Connection]] = deque()

    def take(self, database: str, role: str) -> Connection | None:
        """The youngest one that fits, or none."""
        key = (database, role)
        with self._lock:
            for index in range(len(self._kept) - 1, -1, -1):
                if self._kept[index][0] == key:
                    connection = self._kept[index][1]
                    del self._kept[index]
                    return connection
        return None

    def keep(self, database: str, role: str, connection: Connection) -> None:
        """Keep a connection, or close it or the oldest one where there are enough."""
        key = (database, role)
        surplus: Connection | None = None
        with self._lock:
            if sum(kept == key for kept, _ in self._kept) >= _MOST_OF_ONE:
                surplus = connection
            else:
                self._kept.append((key, connection))
                if len(self._kept) > MOST:
                    surplus = self._kept.popleft()[1]
        if surplus is not None:
            surplus.close()

    def close(self, database: str) -> None:
        """Close all of one database."""
        with self._lock:
            closing = [connection for (name, _), connection in self._kept if name == database]
            self._kept = deque(entry for entry in self._kept if entry[0][0] != database)
        for connection in closing:
            connection.close()
