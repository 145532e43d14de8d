"""Databases of simulated projects: one PostgreSQL server, one database per project, copied from a template."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal
from urllib.parse import quote

from baasctl.engines.postgres.connection import Connection, ResultSet
from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.sandbox.living_postgres import LivingPostgres
from baasctl.sandbox.supabase.idle_connections import IdleConnections

Role = Literal["postgres", "supabase_read_only_user"]

_SCRIPTS = ("public_schema", "auth_schema", "storage_schema", "realtime_schema", "cron_schema", "managed_schemas")


class ProjectDatabases:
    """All databases of one server. Thread-safe."""

    def __init__(self, postgres: LivingPostgres, *, prefix: str = "") -> None:
        """Prepare to create projects on *postgres*; *prefix* keeps two sandboxes on one server apart."""
        self._postgres = postgres
        self._prefix = prefix
        self._lock = threading.Lock()
        self._idle = IdleConnections()

    @cached_property
    def _password(self) -> str:
        secret = self._postgres.server.password.encode()
        return hmac.new(secret, b"supabase roles", hashlib.sha256).hexdigest()[:32]

    def open(self, ref: str) -> ProjectDatabase:
        """The project's database, made from the template when there is none yet."""
        name = self._prefix + ref
        with self._lock:
            template = self._template()
            with self._postgres.connect() as connection:
                if not connection.query("select from pg_database where datname = $1", (name,)):
                    connection.script(f'create database "{name}" template "{template}" owner postgres')
        return ProjectDatabase(postgres=self._postgres, name=name, password=self._password, idle=self._idle)

    def drop(self, database: ProjectDatabase) -> None:
        database.close()
        with self._lock, self._postgres.connect() as connection:
            connection.script(f'drop database if exists "{database.name}" with (force)')

    def _template(self) -> str:
        """Name of the bootstrapped template; its name carries the digest of the scripts that made it."""
        name = f"supabase_template_{_scripts_digest()}"
        with self._postgres.connect() as connection:
            if connection.query("select from pg_database where datname = $1 and datistemplate", (name,)):
                return name
            connection.script(_script("roles").replace("$password$", self._password))
            connection.script(f"drop database if exists {name} with (force)")
            connection.script(f"create database {name} owner postgres")
        with self._postgres.connect(database=name) as connection:
            for script in _SCRIPTS:
                connection.script(f"set search_path = ''; set role supabase_admin; {_script(script)}; reset role")
        with self._postgres.connect() as connection:
            connection.script(f"alter database {name} is_template true")
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDatabase:
    """One project's database.

    Attributes:
        name: Of the database on the server.
        password: Of every role that may log in.
        idle: Connections that wait for the next request, shared by the projects of the server.
    """

    postgres: LivingPostgres
    name: str
    password: str = field(repr=False)
    idle: IdleConnections = field(repr=False)

    @property
    def url(self) -> str:
        """A libpq URL for the role `postgres`, with its password."""
        return f"postgresql://postgres:{quote(self.password)}@127.0.0.1:{self.postgres.server.port}/{quote(self.name)}"

    @contextmanager
    def session(self, role: Role) -> Iterator[Connection]:
        """A connection without any state from earlier ones, as the Management API opens one per request.

        Raises:
            PostgresError: The server refuses, or is gone.
        """
        connection = self._take(role)
        try:
            yield connection
        finally:
            self._give_back(role, connection)

    def script(self, sql: str, *, role: Role = "postgres") -> list[ResultSet]:
        """Run statements as *role*; one transaction unless the text says otherwise."""
        with self.session(role) as connection:
            return connection.script(sql)

    def query(
        self, sql: str, parameters: Sequence[str | int | bool | None] = (), *, role: Role = "postgres"
    ) -> list[dict[str, object]]:
        """Run one statement as *role* and return its rows."""
        with self.session(role) as connection:
            return connection.query(sql, parameters)

    def close(self) -> None:
        """Close idle connections."""
        self.idle.close(self.name)

    def _take(self, role: Role) -> Connection:
        connection = self.idle.take(self.name, role)
        if connection is not None and _is_alive(connection):
            return connection
        return self.postgres.connect(database=self.name, user=role, password=self.password)

    def _give_back(self, role: Role, connection: Connection) -> None:
        if not connection.is_open:
            return
        try:
            connection.script("rollback")
            connection.script("discard all")
        except PostgresError:
            connection.close()
            return
        self.idle.keep(self.name, role, connection)


def _is_alive(connection: Connection) -> bool:
    try:
        connection.script("select")
    except ConnectionLost:
        return False
    return True


@cache
def _script(name: str) -> str:
    return files(__package__).joinpath("bootstrap", f"{name}.sql").read_text("utf-8")


@cache
def _scripts_digest() -> str:
    text = "".join(_script(name) for name in ("roles", *_SCRIPTS))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
