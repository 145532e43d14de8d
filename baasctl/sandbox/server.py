"""The sandbox in one object: what `baasctl sandbox start` runs, and what tests run in their own process.

with SandboxServer(folder) as sandbox:
    project = sandbox.add_supabase_project()
    urllib3.request("GET", f"{sandbox.url}/v1/projects/{project.ref}", headers=sandbox.authorization)
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from baasctl.engines.postgres.errors import AlreadyRunning
from baasctl.engines.postgres.server import PostgresServer
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SandboxError
from baasctl.sandbox import admin, log
from baasctl.sandbox.amplify import api as aws
from baasctl.sandbox.amplify import recognition
from baasctl.sandbox.amplify.account import Accounts as AwsAccounts
from baasctl.sandbox.amplify.ministack import MiniStack
from baasctl.sandbox.amplify.ministack import python as ministack_python
from baasctl.sandbox.amplify.ministack import version as ministack_version
from baasctl.sandbox.amplify.project import Project as AmplifyProject
from baasctl.sandbox.amplify.project import ProjectOptions as AmplifyOptions
from baasctl.sandbox.descriptions import describe, describe_amplify, describe_firebase
from baasctl.sandbox.documents import Documents, write_atomically
from baasctl.sandbox.exchange import Answer, Json, JsonObject, Request, json_answer
from baasctl.sandbox.faults import Fault, Faults
from baasctl.sandbox.firebase.access_tokens import named_permissions
from baasctl.sandbox.firebase.account import Account as GoogleAccount
from baasctl.sandbox.firebase.api import GoogleApis, hosts, is_google
from baasctl.sandbox.firebase.project import Project as FirebaseProject
from baasctl.sandbox.firebase.project import ProjectOptions as FirebaseOptions
from baasctl.sandbox.firebase.refusals import USUAL as USUAL_OF_GOOGLE
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.folder_lock import FolderLock
from baasctl.sandbox.http_server import LOOPBACK, Delivery, LoopbackServer
from baasctl.sandbox.layout import IDENTITY, RUN
from baasctl.sandbox.living_postgres import LivingPostgres
from baasctl.sandbox.supabase import custom_providers, storage_api
from baasctl.sandbox.supabase.account import Account
from baasctl.sandbox.supabase.api import ManagementApi
from baasctl.sandbox.supabase.custom_providers import AuthApi
from baasctl.sandbox.supabase.database import ProjectDatabases
from baasctl.sandbox.supabase.project import Project, ProjectOptions
from baasctl.sandbox.supabase.rate_limit import REAL_LIMIT, RateLimit
from baasctl.sandbox.supabase.refusals import USUAL
from baasctl.sandbox.supabase.storage_api import StorageApi
from baasctl.sandbox.supabase.tokens import Tokens

_GARBAGE = b"<html><body>502 Bad Gateway</body></html>\x00\xff"
_POSTGRES_SETTINGS = {"max_connections": "200", "wal_level": "logical"}

Listener = Callable[[Request, Answer], None]


class SandboxServer:
    """Local providers on one loopback port, for the lifetime of this object; state stays in the data folder."""

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        durable: bool = True,
        rate_limit: int = REAL_LIMIT,
        postgres: PostgresServer | None = None,
        ministack: MiniStack | None = None,
    ) -> None:
        """Open or make the data folder and serve; PostgreSQL is started with the first project that needs it.

        Args:
            data: Folder for all state, made 0700 when missing.
            port: TCP port; `None` takes the one of the last run if it is free, else any.
            durable: Wait for the disk before a write is acknowledged.
            rate_limit: Requests per minute and operation; 0 means no limit.
            postgres: A running server to share; it is not stopped here. `None`: one of its own in the data folder.
            ministack: One to share; it is not stopped here. `None`: one of its own, started when it is needed.

        Raises:
            SandboxError: Another process uses the folder, or the port is taken.
            EngineError: There are Supabase projects, and PostgreSQL could not be started.
        """
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
        self.data = data
        self._lock = FolderLock(data)
        self._listeners: list[Listener] = []
        start = None if postgres else partial(_start_postgres, data / "postgres", durable=durable)
        self._postgres = LivingPostgres(server=postgres, start=start)
        self.faults = Faults()
        try:
            identity = _identity(data, durable=durable)
            self.token = str(identity["token"])
            prefix = f"{identity['prefix']}_" if postgres else ""
            databases = ProjectDatabases(self._postgres, prefix=prefix)
            self._account = Account(data / "supabase", databases, durable=durable)
            self._google_account = GoogleAccount(data / "firebase", durable=durable)
            self._google_account.tokens.full = self.token
            self._ministack = ministack or MiniStack(data / "ministack")
            self._stops_ministack = ministack is None
            first = {"first": _account_number(str(identity["prefix"]))} if ministack else {}
            self._aws_accounts = AwsAccounts(data / "amplify", self._ministack, durable=durable, **first)
            self._tokens = Tokens(self.token, Documents(data / "accounts", durable=durable))
            self._log = log.RequestLog(data)
            self._http = _listen(port, int(str(identity.get("port") or 0)), self._respond)
            _remember(data, identity, self._http.port, self.url)
        except BaseException:
            self._postgres.stop()
            self._lock.release()
            raise
        self._supabase = ManagementApi(
            account=self._account, tokens=self._tokens, rate_limit=RateLimit(limit=rate_limit)
        )
        self._storage = StorageApi(account=self._account)
        self._auth = AuthApi(account=self._account)
        self._google = GoogleApis(account=self._google_account, base_url=lambda: self.url)
        self._aws = aws.AwsApis(accounts=self._aws_accounts, base_url=lambda: self.url)
        self.stopped = threading.Event()
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Base address of the Management API, without a final slash."""
        return f"http://{LOOPBACK}:{self._http.port}"

    @property
    def authorization(self) -> dict[str, str]:
        """The header that opens the API."""
        return {"Authorization": f"Bearer {self.token}"}

    def projects(self) -> tuple[Project, ...]:
        return self._account.projects()

    def add_supabase_project(self, ref: str | None = None, options: ProjectOptions | None = None) -> Project:
        """Create a Supabase project with its own database.

        Raises:
            Refusal: *ref* is not 20 lower-case letters, or taken.
        """
        return self._account.add(ref, options)

    def change_supabase_project(self, ref: str, options: ProjectOptions) -> Project:
        """Give a project other options, as a change of its plan or of the platform would."""
        return self._account.change_options(ref, options)

    def firebase_projects(self) -> tuple[FirebaseProject, ...]:
        return self._google_account.projects()

    def add_firebase_project(
        self, project_id: str | None = None, options: FirebaseOptions | None = None
    ) -> FirebaseProject:
        """Create a Firebase project.

        Raises:
            Refusal: *project_id* is no project id, or taken.
        """
        return self._google_account.add(project_id, options)

    def change_firebase_project(self, project_id: str, options: FirebaseOptions) -> FirebaseProject:
        """Give a project other options, as a change of its billing or of the platform would."""
        return self._google_account.change_options(project_id, options)

    def amplify_projects(self) -> tuple[AmplifyProject, ...]:
        return self._aws_accounts.projects()

    def add_amplify_project(self, app_id: str | None = None, options: AmplifyOptions | None = None) -> AmplifyProject:
        """Create an Amplify app in an AWS account of its own.

        Raises:
            Refusal: *app_id* is no app's id, or taken.
            SandboxError: MiniStack cannot be started.
        """
        return self._aws_accounts.add(app_id, options)

    @property
    def has_projects(self) -> bool:
        """Whether there is one, of any provider."""
        return bool(self.projects() or self.firebase_projects() or self.amplify_projects())

    def add_token(self, *permissions: str) -> str:
        """Make a token that may do no more than *permissions*, named as in the Management API's contract.

        Raises:
            Refusal: A permission is unknown.
        """
        return self._tokens.add(permissions)

    def add_google_token(self, *permissions: str) -> str:
        """Make an access token for Google's APIs that may do no more than *permissions*.

        Args:
            permissions: `read` for reading alone, and hosts of APIs; without a host all of them.

        Raises:
            Refusal: A permission is unknown.
        """
        return self._google_account.tokens.issue(named_permissions(permissions, hosts()))

    def add_fault(self, **properties: object) -> None:
        """Put a `Fault` into force."""
        self.faults.add(Fault(**properties))  # type: ignore[arg-type]  # the dataclass names its members

    def listen(self, listener: Listener) -> None:
        """Call *listener* with every request served and its answer, on the serving thread."""
        self._listeners.append(listener)

    def answer(self, request: Request) -> Answer:
        """Serve one request without sockets, faults or log."""
        try:
            if recognition.signature(request):
                return self._listened(request, self._aws.answer(request))
            if request.path.startswith(admin.PREFIX):
                return admin.answer(self, request)
            if is_google(request.path):
                return self._listened(request, self._google.answer(request))
            is_of_project = request.path.startswith(storage_api.PREFIX)
            service = self._auth if custom_providers.is_about(request.path) else self._storage
            answer = service.answer(request) if is_of_project else self._supabase.answer(request)
        except Exception as problem:  # noqa: BLE001  a server answers 500 and goes on
            trace = "".join(traceback.format_exception(problem))[-4000:]
            if recognition.signature(request):
                return aws.failure(request, trace)
            if is_google(request.path):
                return self._listened(request, GoogleRefusal(500, USUAL_OF_GOOGLE[500], note=trace).answer())
            return json_answer(500, {"message": USUAL[500]}, note=trace)
        return self._listened(request, answer)

    def _listened(self, request: Request, answer: Answer) -> Answer:
        for listener in self._listeners:
            listener(request, answer)
        return answer

    def status(self) -> JsonObject:
        """What `sandbox status -o json` prints."""
        projects: list[Json] = [
            *(describe(project) for project in self.projects()),
            *(describe_firebase(project) for project in self.firebase_projects()),
            *(describe_amplify(project) for project in self.amplify_projects()),
        ]
        return {
            "url": self.url,
            "token": self.token,
            "projects": projects,
            "pid": os.getpid(),
            "ministack": (simulator := ministack_version()),
            "ministack_python": ministack_python() if simulator else "",
        }

    def close(self) -> None:
        """Stop serving; the data folder stays."""
        if self.stopped.is_set():
            return
        self.stopped.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._http.end_conversations()
        self._account.close()
        self._postgres.stop()
        if self._stops_ministack:
            self._ministack.stop()
        self._log.close()
        with contextlib.suppress(FileNotFoundError):
            (self.data / RUN).unlink()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _respond(self, request: Request) -> Delivery:
        request = recognition.named(request)
        if not request.called and request.path.startswith(admin.PREFIX):
            return Delivery(answer=self.answer(request))
        started = time.perf_counter()
        fault = self.faults.for_request(request)
        delivery = self._faulty(request, fault) if fault else Delivery(answer=self.answer(request))
        answer = delivery.answer
        self._log.write(
            log.Served(
                time=log.now(),
                method=request.method,
                path=request.name,
                status=0 if delivery.drop else answer.status,
                milliseconds=round((time.perf_counter() - started) * 1000, 3),
                bytes=0 if delivery.drop else len(answer.body),
                note=f"fault {answer.note}".strip() if fault else answer.note,
                account=recognition.account_of(request),
            )
        )
        return delivery

    def _faulty(self, request: Request, fault: Fault) -> Delivery:
        time.sleep(fault.latency_ms / 1000)
        answer = Answer(status=200)
        if fault.serves:
            answer = self.answer(request)
        elif fault.status:
            answer = _fault_answer(request, fault)
            if fault.retry_after:
                answer = Answer(
                    status=answer.status,
                    body=answer.body,
                    headers={**answer.headers, "retry-after": fault.retry_after},
                )
        if fault.garbage:
            answer = Answer(status=answer.status, body=_GARBAGE, headers=answer.headers)
        return Delivery(answer=answer, truncate=fault.truncate, drop=fault.drop or fault.drop_after)


def _fault_answer(request: Request, fault: Fault) -> Answer:
    """The provider's envelope around the fault's message, or the usual one."""
    if request.called:
        return aws.faulty(request, fault.status, fault.message)
    if is_google(request.path):
        return GoogleRefusal(fault.status, fault.message or USUAL_OF_GOOGLE.get(fault.status, "Error")).answer()
    return json_answer(fault.status, {"message": fault.message or USUAL.get(fault.status, "Error")})


def _account_number(prefix: str) -> int:
    """Where the accounts of one of several sandboxes with one MiniStack begin."""
    return 100_000_000_001 + int(prefix, 16) * 100


def _identity(data: Path, *, durable: bool) -> JsonObject:
    """Token and port that stay the same from run to run."""
    path = data / IDENTITY
    if path.exists():
        return cast("JsonObject", json.loads(path.read_text(encoding="utf-8")))
    identity: JsonObject = {"token": f"sbp_{secrets.token_hex(20)}", "prefix": secrets.token_hex(4)}
    write_atomically(path, json.dumps(identity).encode(), durable=durable)
    return identity


def _remember(data: Path, identity: JsonObject, port: int, url: str) -> None:
    if identity.get("port") != port:
        write_atomically(data / IDENTITY, json.dumps({**identity, "port": port}).encode())
    write_atomically(data / RUN, json.dumps({"pid": os.getpid(), "url": url}).encode(), durable=False)


def _start_postgres(folder: Path, *, durable: bool) -> PostgresServer:
    """The folder's server; after a kill -9 of ours it may still run, and is taken over."""
    try:
        return PostgresServer.start(
            folder, durable=durable, superuser="supabase_admin", major=17, settings=_POSTGRES_SETTINGS
        )
    except AlreadyRunning:
        return PostgresServer.attach(folder)


def _listen(wanted: int | None, last: int, respond: Callable[[Request], Delivery]) -> LoopbackServer:
    candidates = [wanted] if wanted is not None else [last, 0] if last else [0]
    for port in candidates:
        try:
            return LoopbackServer(port, respond)
        except OSError as problem:
            reason = problem
    raise SandboxError(
        Diagnostic(
            code="SANDBOX002",
            summary="the sandbox cannot listen on this port",
            detail=f"127.0.0.1:{candidates[-1]}: {reason.strerror}",
            hint="choose another one with --port, or leave it out",
        )
    )
