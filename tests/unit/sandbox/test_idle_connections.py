"""Connections that wait for the next request."""

from __future__ import annotations

from baasctl.engines.postgres.server import PostgresServer
from baasctl.sandbox.supabase.idle_connections import MOST, IdleConnections


def test_many_projects_do_not_use_up_the_server(sandbox_postgres: PostgresServer) -> None:
    """However many databases are used one after the other, only so many connections stay open."""
    idle = IdleConnections()
    connections = [sandbox_postgres.connect() for _ in range(MOST + 5)]

    for number, connection in enumerate(connections):
        idle.keep(f"project{number}", "postgres", connection)

    assert [connection.is_open for connection in connections].count(True) == MOST
    assert idle.take("project0", "postgres") is None
    assert idle.take(f"project{MOST}", "postgres") is connections[MOST]
    for number in range(len(connections)):
        idle.close(f"project{number}")
    connections[MOST].close()
    assert not any(connection.is_open for connection in connections)


def test_one_project_keeps_four_of_a_role(sandbox_postgres: PostgresServer) -> None:
    """The fifth is closed, not kept."""
    idle = IdleConnections()
    connections = [sandbox_postgres.connect() for _ in range(5)]

    for connection in connections:
        idle.keep("project", "postgres", connection)

    assert [connection.is_open for connection in connections] == [True] * 4 + [False]
    idle.close("project")
