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
from baasctl.sandbox.amplify.ministack import MiniStack
from baasctl.sandbox.amplify.project import Project as AwsProject
from baasctl.sandbox.amplify.project import ProjectOptions as AwsOptions
from baasctl.sandbox.environment import aws_variables
from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.firebase.project import Project as GoogleProject
from baasctl.sandbox.firebase.project import ProjectOptions as GoogleOptions
from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.project import Project, ProjectOptions
from tests import aws_clients
from tests.aws_clients import boto3_client
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
        served = logged(self.sandbox, self.ref)
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
        names = (f"/{self.id}", str(self.project.number))
        served = logged(self.sandbox, *names)
        return [f"{line['method']} {line['path']}" for line in served if any(name in line["path"] for name in names)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmplifyProject:
    """An Amplify app in an AWS account of a sandbox in this process."""

    sandbox: SandboxServer
    project: AwsProject
    provider: str = "amplify"

    @property
    def app(self) -> str:
        return self.project.id

    @property
    def name(self) -> str:
        return self.app

    @property
    def account(self) -> str:
        return self.project.account

    @property
    def region(self) -> str:
        return self.project.region

    @property
    def writes(self) -> str:
        return r"^/aws/[a-z0-9-]+/(?!(Describe|Get|List|Head|BatchGet|Lookup|Simulate|Estimate|Search)[A-Z])"

    @property
    def url(self) -> str:
        """The endpoint of every service, as `AWS_ENDPOINT_URL` has it."""
        return self.sandbox.url

    def __getattr__(self, name: str) -> str:
        """Ids of what it was made with: `user_pool`, `user_pool_client`, `identity_pool`, `api`, `bucket` and so on."""
        found = self.project.resources()
        if name not in found:
            raise AttributeError(name)
        return found[name]

    def environment(self) -> Mapping[str, str]:
        # botocore waits for seconds between its tries; what waits of our own is tried with a clock that does not.
        return {**aws_variables(self.url, self.account, self.region), "AWS_MAX_ATTEMPTS": "1"}

    def another(self, **options: Any) -> AmplifyProject:
        return new_amplify_project(self.sandbox, **options)

    def client(self, service: str) -> Any:
        """A boto3 client of the account that does not try again."""
        return boto3_client(service, self.url, self.account, self.region)

    def ask(self, service: str, operation: str, **parameters: Any) -> Any:
        """One operation, as boto3 or as AWS writes its name."""
        client = self.client(service)
        by_wire = {wire: name for name, wire in client.meta.method_to_api_mapping.items()}
        answer = getattr(client, by_wire.get(operation, operation))(**parameters)
        answer.pop("ResponseMetadata", None)
        return answer

    def calls(self) -> list[str]:
        """`service Operation` of every request of the account that came over a socket, in order."""
        served = logged(self.sandbox, self.account)
        own = [line["path"] for line in served if line.get("account") == self.account]
        return [path.removeprefix("/aws/").replace("/", " ") for path in own]


def logged(sandbox: SandboxServer, *names: str) -> list[dict[str, Any]]:
    """What the log of a sandbox has in a line with one of these names; only such lines are read, there are many."""
    log = (sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in log.splitlines() if any(name in line for name in names)]


@pytest.fixture(autouse=True)
def _aws_clients_are_closed() -> Iterator[None]:
    """No connection of a test's own boto3 clients is left open."""
    yield
    aws_clients.close()


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """One AWS simulator for all sandboxes of the session, started when it is needed; their accounts differ."""
    shared = MiniStack(tmp_path_factory.mktemp("ministack"), (str(Path(__file__).with_name("hasty_ministack.py")),))
    yield shared
    shared.stop()


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
    sandbox_postgres: PostgresServer,
    ministack: MiniStack,
    tmp_path_factory: pytest.TempPathFactory,
    discovery: Discovery,
) -> Iterator[SandboxServer]:
    """One sandbox for the session, without a rate limit. Faults put into it hit every test: use `sandbox` for those."""
    folder = tmp_path_factory.mktemp("sandbox") / "data"
    with SandboxServer(folder, durable=False, rate_limit=0, postgres=sandbox_postgres, ministack=ministack) as server:
        server.listen(discovery.listen)
        yield server


@pytest.fixture
def sandbox(
    sandbox_postgres: PostgresServer, ministack: MiniStack, tmp_path: Path, discovery: Discovery
) -> Iterator[SandboxServer]:
    """A sandbox of the test's own, without a rate limit and without projects."""
    with SandboxServer(
        tmp_path / "sandbox", durable=False, rate_limit=0, postgres=sandbox_postgres, ministack=ministack
    ) as server:
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


@pytest.fixture
def amplify(shared_sandbox: SandboxServer) -> Iterator[AmplifyProject]:
    """A new Amplify app with a backend that CloudFormation does not own; about a twentieth of a second."""
    yield new_amplify_project(shared_sandbox)
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


def new_amplify_project(sandbox: SandboxServer, app_id: str | None = None, **options: Any) -> AmplifyProject:
    """An Amplify app with the given options; `owned=True` has CloudFormation make its backend."""
    project = sandbox.add_amplify_project(app_id, AwsOptions(**{"owned": False, **options}))
    return AmplifyProject(sandbox=sandbox, project=project)


NEW: Mapping[str, Callable[[SandboxServer], SandboxProject]] = {
    "supabase": new_project,
    "firebase": new_firebase_project,
    "amplify": new_amplify_project,
}
"""A new project, by provider."""
