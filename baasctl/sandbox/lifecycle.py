"""Start, find, use and stop a sandbox in a process of its own: what `baasctl sandbox …` calls."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from baasctl.engines.postgres.errors import NotRunning
from baasctl.engines.postgres.server import PostgresServer
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SandboxError
from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.folder_lock import is_locked
from baasctl.sandbox.layout import IDENTITY, PROVIDERS, RUN
from baasctl.sandbox.supabase.rate_limit import REAL_LIMIT

_ANSWER_WITHIN_S = 60.0
_STOP_WITHIN_S = 60.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A running sandbox.

    Attributes:
        url: Base address of the Supabase Management API; Google's hosts are below it: `<url>/<host>/<path>`.
        token: Opens both.
        projects: Each with `provider`, `id`, `name` and `plan`; one of Supabase with `postgres_url`.
        pid: Of the serving process.
        ministack: Version of the AWS simulator that it starts when it is needed; empty: it is not installed.
        ministack_python: Interpreter that has it: the sandbox's own, or that of another environment.
    """

    url: str
    token: str = field(repr=False)
    projects: tuple[Mapping[str, Json], ...]
    pid: int
    ministack: str = ""
    ministack_python: str = ""

    def as_json(self) -> JsonObject:
        """What `sandbox status -o json` prints."""
        projects: list[Json] = [dict(project) for project in self.projects]
        return {
            "url": self.url,
            "token": self.token,
            "projects": projects,
            "pid": self.pid,
            "ministack": self.ministack,
            "ministack_python": self.ministack_python,
        }


def start(data: Path, *, port: int | None = None, rate_limit: int = REAL_LIMIT, durable: bool = True) -> Status:
    """Start a sandbox in the background and wait until it answers.

    Args:
        data: Folder for its state; made when missing.
        port: TCP port on 127.0.0.1; `None` takes the one of the last run if it is free, else any.
        rate_limit: Requests per minute and operation; 0 means no limit.
        durable: Wait for the disk before a write is acknowledged.

    Raises:
        SandboxError: The folder is in use or not a sandbox's, the port is taken, or PostgreSQL does not start.
    """
    data = data.absolute()
    command = [sys.executable, "-m", "baasctl.sandbox.daemon", str(data), f"--rate-limit={rate_limit}"]
    command += [f"--port={port}"] if port is not None else []
    command += [] if durable else ["--not-durable"]
    package_home = str(Path(__file__).resolve().parents[2])
    python_path = os.pathsep.join(filter(None, [package_home, os.environ.get("PYTHONPATH", "")]))
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": python_path},
    ) as process:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        process.returncode = 0  # it is meant to outlive us: neither wait for it nor warn about it
    said = cast("JsonObject", json.loads(first_line or b"{}"))
    if said.get("ready") is True:
        return status(data)
    raise SandboxError(
        Diagnostic(
            code=str(said.get("code", "SANDBOX003")),
            summary=str(said.get("summary", "the sandbox did not start")),
            detail=str(said.get("detail", "its process ended without a word")),
            hint=str(said.get("hint", "")),
        )
    )


def status(data: Path) -> Status:
    """The sandbox that runs on *data*.

    Raises:
        SandboxError: None does, or it does not answer.
    """
    answer = _ask(data, "GET", "status")
    projects = cast("list[dict[str, Json]]", answer["projects"])
    return Status(
        url=str(answer["url"]),
        token=str(answer["token"]),
        projects=tuple(projects),
        pid=int(str(answer["pid"])),
        ministack=str(answer.get("ministack", "")),
        ministack_python=str(answer.get("ministack_python", "")),
    )


def stop(data: Path) -> bool:
    """Stop the sandbox of *data* and its PostgreSQL; the state stays. False: nothing was running.

    Raises:
        SandboxError: It is still there after a minute.
    """
    running = is_locked(data)
    if running:
        with contextlib.suppress(SandboxError):
            _ask(data, "POST", "stop")
        if not _becomes_free(data):
            raise SandboxError(
                Diagnostic(
                    code="SANDBOX004", summary="the sandbox does not stop", detail=f"folder {data}", hint="kill it"
                )
            )
    return _stop_left_over_postgres(data) or running


def reset(data: Path) -> None:
    """Stop the sandbox and remove its folder with all state.

    Raises:
        SandboxError: *data* is not a sandbox's folder.
    """
    if not data.exists():
        return
    refuse_foreign_folder(data)
    stop(data)
    cluster = data / "postgres" / "data"
    if cluster.is_symlink():
        shutil.rmtree(cluster.resolve().parent, ignore_errors=True)
    shutil.rmtree(data)


def add_project(
    data: Path, provider: str, ref: str | None = None, options: Mapping[str, Json] | None = None
) -> Mapping[str, Json]:
    """Create a project in the running sandbox.

    Args:
        data: The sandbox's folder.
        provider: One of `layout.PROVIDERS`.
        ref: Its id: 20 lower-case letters, or 6 to 30 of a-z, 0-9 and `-`, or `d` and up to 19 of a-z and 0-9; `None`
            makes one up.
        options: See the provider's `ProjectOptions`; `None` takes the defaults.

    Returns:
        As `Status.projects` has it.

    Raises:
        SandboxError: No sandbox runs, or it refuses the project; the detail says why.
    """
    return _ask(data, "POST", "projects", {"provider": provider, "id": ref, "options": dict(options or {})})


def add_token(data: Path, permissions: Iterable[str], provider: str = "supabase") -> str:
    """Make a token of the running sandbox that may do no more than *permissions*.

    Args:
        data: The sandbox's folder.
        permissions: Of Supabase: those of its fine-grained tokens. Of Firebase: `read`, and hosts of APIs.
        provider: `supabase` or `firebase`.

    Raises:
        SandboxError: No sandbox runs, or it does not know a permission; the detail has those that it knows.
    """
    return str(_ask(data, "POST", "tokens", {"provider": provider, "permissions": list(permissions)})["token"])


def run(data: Path | None, argv: Sequence[str]) -> int:
    """Run a command in the environment of a sandbox and return its exit code (128 + n for signal n).

    Args:
        data: A sandbox's folder. One that runs already is used and left running; else it is started and stopped
            again. `None` takes a temporary folder that is removed afterwards. A sandbox without any project gets
            one of each provider first.
        argv: Program and arguments; no shell is involved.

    Raises:
        SandboxError: The sandbox could not be started, or the program not be found.
    """
    from baasctl.sandbox.environment import environment

    folder = data or Path(tempfile.mkdtemp(prefix="baasctl-sandbox-")) / "data"
    started_here = not is_locked(folder)
    try:
        current = start(folder) if started_here else status(folder)
        if not current.projects:
            for provider in PROVIDERS:
                add_project(folder, provider)
            current = status(folder)
        return _run_command(argv, {**os.environ, **environment(folder, current)})
    finally:
        if started_here:
            stop(folder)
        if data is None:
            reset(folder)
            shutil.rmtree(folder.parent, ignore_errors=True)


def refuse_foreign_folder(data: Path) -> None:
    """Refuse a folder that holds something else than a sandbox.

    Raises:
        SandboxError: It is not empty and no sandbox made it.
    """
    if data.exists() and any(data.iterdir()) and not (data / IDENTITY).exists():
        raise SandboxError(
            Diagnostic(
                code="SANDBOX005",
                summary="the folder belongs to something else than a sandbox",
                detail=f"{data} is not empty and has no {IDENTITY}",
                hint="name an empty or a new folder with --data",
            )
        )


def _run_command(argv: Sequence[str], variables: Mapping[str, str]) -> int:
    try:
        process = subprocess.Popen(list(argv), env=dict(variables))
    except OSError as problem:
        raise SandboxError(
            Diagnostic(code="SANDBOX006", summary="the command cannot be run", detail=f"{argv[0]}: {problem.strerror}")
        ) from problem
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


def _ask(data: Path, method: str, operation: str, body: JsonObject | None = None) -> JsonObject:
    running = _read(data / RUN) if is_locked(data) else None
    identity = _read(data / IDENTITY)
    if running is None or identity is None:
        raise SandboxError(
            Diagnostic(
                code="SANDBOX007",
                summary="no sandbox is running on this folder",
                detail=str(data),
                hint=f"baasctl sandbox start --data {data}",
            )
        )
    address = urlsplit(str(running["url"]))
    connection = HTTPConnection(str(address.hostname), address.port, timeout=_ANSWER_WITHIN_S)
    headers = {"Authorization": f"Bearer {identity['token']}", "Content-Type": "application/json"}
    try:
        connection.request(method, f"/_sandbox/{operation}", body=json.dumps(body or {}), headers=headers)
        response = connection.getresponse()
        answer = cast("JsonObject", json.loads(response.read()))
    except (OSError, HTTPException, ValueError) as problem:
        raise SandboxError(
            Diagnostic(code="SANDBOX008", summary="the sandbox does not answer", detail=f"{running['url']}: {problem}")
        ) from problem
    finally:
        connection.close()
    if response.status >= 400:
        raise SandboxError(
            Diagnostic(code="SANDBOX009", summary="the sandbox refuses", detail=str(answer.get("message")))
        )
    return answer


def _read(path: Path) -> JsonObject | None:
    try:
        return cast("JsonObject", json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return None


def _becomes_free(data: Path) -> bool:
    deadline = time.monotonic() + _STOP_WITHIN_S
    while is_locked(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def _stop_left_over_postgres(data: Path) -> bool:
    """PostgreSQL outlives a sandbox that was killed; it goes down with `stop`."""
    try:
        server = PostgresServer.attach(data / "postgres")
    except NotRunning:
        return False
    server.stop()
    return True


def ignore_hang_up() -> None:
    """Keep serving when the terminal that started us is closed."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
