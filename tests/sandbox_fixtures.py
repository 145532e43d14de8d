"""Fixtures that run a local Supabase inside the test process. `tests/conftest.py` imports them by name.

def test_…(supabase: SupabaseProject) -> None:
    supabase.get("/config/auth")["jwt_exp"]
    supabase.sql("create table public.notes (id int)")
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import pytest

from baasctl.engines.postgres.server import PostgresServer
from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.firebase.project import Project as GoogleProject
from baasctl.sandbox.firebase.project import ProjectOptions as GoogleOptions
from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.project import Project, ProjectOptions
from tests.contract.firebase.discovery import Discovery


class SandboxProject(Protocol):
    """A project of any provider in a sandbox of this process, as the contract suite sees it."""

    sandbox: SandboxServer
    provider: str

    @property
    def name(self) -> str:
        """What `project` of a target says."""

    @property
    def writes(self) -> str:
        """Regular expression of the paths of requests that change this project."""

    def environment(self) -> Mapping[str, str]:
        """What points baasctl at the sandbox."""

    def another(self, **options: Any) -> SandboxProject:
        """A new, empty project beside this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupabaseProject:
    """A project of a sandbox in this process: `url` and `token` for clients, the rest for looking behind them."""

    sandbox: SandboxServer
    project: Project
    provider: str = "supabase"

    @property
    def ref(self) -> str:
        return self.project.ref

    @property
    def name(self) -> str:
        return self.ref

    @property
    def writes(self) -> str:
        return f"^/(v1/projects|project)/{self.ref}/(?!database/query/read-only)"

    def environment(self) -> Mapping[str, str]:
        return {
            "BAASCTL_SUPABASE_API_URL": self.url,
            "BAASCTL_SUPABASE_PROJECT_URL": f"{self.url}/project/{{ref}}",
            "SUPABASE_ACCESS_TOKEN": self.token,
        }

    def another(self, **options: Any) -> SupabaseProject:
        return new_project(self.sandbox, **options)

    @property
    def url(self) -> str:
        """Base address of the Management API, as `BAASCTL_SUPABASE_API_URL` has it."""
        return self.sandbox.url

    @property
    def token(self) -> str:
        return self.sandbox.token

    @property
    def postgres_url(self) -> str:
        return self.project.database.url

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Ask without sockets; *path* starts after `/v1/projects/{ref}` unless it starts with `/v`."""
        full = path if path.startswith(("/v1/", "/v2/")) else f"/v1/projects/{self.ref}{path}"
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        path_only, _, query = full.partition("?")
        parameters = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        return self.sandbox.answer(
            Request(
                method=method,
                path=path_only,
                query=parameters,
                headers={"authorization": f"Bearer {self.token}", **headers},
                body=content,
            )
        )

    def get(self, path: str) -> Any:
        """The JSON of a successful GET."""
        answer = self.request("GET", path)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def change(self, method: str, path: str, body: object) -> Any:
        """The JSON of a successful write, `None` for an empty answer."""
        answer = self.request(method, path, body)
        assert answer.status < 300, answer.body
        return json.loads(answer.body) if answer.body else None

    def sql(self, statements: str) -> list[dict[str, Any]]:
        """Run SQL as `postgres` through the query endpoint; the rows of the last result that has any."""
        return cast("list[dict[str, Any]]", self.change("POST", "/database/query", {"query": statements}))

    def calls(self) -> list[str]:
        """`METHOD /path` of every request that came over a socket, in order."""
        log = (self.sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
        served = [json.loads(line) for line in log.splitlines()]
        return [f"{line['method']} {line['path']}" for line in served if f"/{self.ref}" in line["path"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirebaseProject:
    """A Firebase project of a sandbox in this process."""

    sandbox: SandboxServer
    project: GoogleProject
    provider: str = "firebase"

    @property
    def id(self) -> str:
        return self.project.id

    @property
    def name(self) -> str:
        return self.id

    @property
    def writes(self) -> str:
        # Compiling rules and validating without writing change nothing. What has no project in its path
        # (buckets, uploads) belongs to whoever asks: the suite runs one project at a time.
        return r"^/[a-z0-9.-]+/(?!.*(:test|dryRun|validateOnly))"

    def environment(self) -> Mapping[str, str]:
        return {"BAASCTL_FIREBASE_API_URL": self.url}

    def another(self, **options: Any) -> FirebaseProject:
        return new_firebase_project(self.sandbox, **options)

    @property
    def url(self) -> str:
        """Base address of all hosts, as `BAASCTL_FIREBASE_API_URL` has it."""
        return self.sandbox.url

    def request(self, method: str, address: str, body: object = None, **headers: str) -> Answer:
        """Ask without sockets; *address* is `host/path?query`, `{project}` in it becomes the project's id."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        path, _, query = address.replace("{project}", self.id).partition("?")
        parameters = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        return self.sandbox.answer(
            Request(
                method=method,
                path=f"/{path}",
                query=parameters,
                headers={"authorization": "Bearer owner", **headers},
                body=content,
            )
        )

    def get(self, address: str) -> Any:
        """The JSON of a successful GET."""
        answer = self.request("GET", address)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def change(self, method: str, address: str, body: object, **headers: str) -> Any:
        """The JSON of a successful write, `None` for an empty answer."""
        answer = self.request(method, address, body, **headers)
        assert answer.status < 300, answer.body
        return json.loads(answer.body) if answer.body else None

    def calls(self) -> list[str]:
        """`METHOD /host/path` of every request that came over a socket, in order."""
        log = (self.sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
        served = [json.loads(line) for line in log.splitlines()]
        names = (f"/{self.id}", str(self.project.number))
        return [f"{line['method']} {line['path']}" for line in served if any(name in line["path"] for name in names)]


@pytest.fixture(scope="session")
def sandbox_postgres() -> Iterator[PostgresServer]:
    """One throw-away PostgreSQL for all sandboxes of the session."""
    with PostgresServer.ephemeral(superuser="supabase_admin", major=17, settings={"max_connections": "200"}) as server:
        yield server


@pytest.fixture(scope="session")
def discovery() -> Discovery:
    """What Google's documents forbid about the exchanges with the sandboxes of these fixtures."""
    return Discovery()


@pytest.fixture(autouse=True)
def _exchanges_are_as_documented(discovery: Discovery) -> Iterator[None]:
    """A violation fails the test that caused it."""
    yield
    assert not (found := discovery.take()), "\n".join(found)


@pytest.fixture(scope="session")
def shared_sandbox(
    sandbox_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory, discovery: Discovery
) -> Iterator[SandboxServer]:
    """One sandbox for the session, without a rate limit. Faults put into it hit every test: use `sandbox` for those."""
    folder = tmp_path_factory.mktemp("sandbox") / "data"
    with SandboxServer(folder, durable=False, rate_limit=0, postgres=sandbox_postgres) as server:
        server.listen(discovery.listen)
        yield server


@pytest.fixture
def sandbox(sandbox_postgres: PostgresServer, tmp_path: Path, discovery: Discovery) -> Iterator[SandboxServer]:
    """A sandbox of the test's own, without a rate limit and without projects."""
    with SandboxServer(tmp_path / "sandbox", durable=False, rate_limit=0, postgres=sandbox_postgres) as server:
        server.listen(discovery.listen)
        yield server


@pytest.fixture
def supabase(shared_sandbox: SandboxServer) -> Iterator[SupabaseProject]:
    """A new project in the session's sandbox; about a tenth of a second."""
    yield new_project(shared_sandbox)
    shared_sandbox.faults.clear()


@pytest.fixture
def firebase(shared_sandbox: SandboxServer) -> Iterator[FirebaseProject]:
    """A new Firebase project in the session's sandbox; some milliseconds."""
    yield new_firebase_project(shared_sandbox)
    shared_sandbox.faults.clear()


@pytest.fixture(scope="module")
def module_supabase(shared_sandbox: SandboxServer) -> SupabaseProject:
    """A project that the tests of a module share."""
    return new_project(shared_sandbox)


def new_project(sandbox: SandboxServer, ref: str | None = None, **options: Any) -> SupabaseProject:
    """A project with the given `ProjectOptions`."""
    project = sandbox.add_supabase_project(ref, ProjectOptions(**options))
    return SupabaseProject(sandbox=sandbox, project=project)


def new_firebase_project(sandbox: SandboxServer, project_id: str | None = None, **options: Any) -> FirebaseProject:
    """A Firebase project with the given options."""
    project = sandbox.add_firebase_project(project_id, GoogleOptions(**options))
    return FirebaseProject(sandbox=sandbox, project=project)


NEW: Mapping[str, Callable[[SandboxServer], SandboxProject]] = {
    "supabase": new_project,
    "firebase": new_firebase_project,
}
"""A new project, by provider."""
