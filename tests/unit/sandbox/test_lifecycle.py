"""A sandbox in its own process: one per folder, found again, killed without loss."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shlex
import signal
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from urllib3.exceptions import HTTPError

from baasctl.engines.postgres.cluster import is_alive
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError, SandboxError
from baasctl.sandbox import lifecycle
from baasctl.sandbox.documents import Documents
from baasctl.sandbox.environment import environment, export_lines
from baasctl.sandbox.folder_lock import is_locked
from baasctl.sandbox.server import SandboxServer

REF = "abcdefghijklmnopqrst"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder whose sandbox is gone after the test."""
    folder = tmp_path / "data"
    yield folder
    if (folder / "sandbox.json").exists():
        lifecycle.reset(folder)


def kill(pid: int, data: Path) -> None:
    os.kill(pid, signal.SIGKILL)
    while is_locked(data):
        time.sleep(0.01)


def stored(status: lifecycle.Status) -> int:
    headers = {"Authorization": f"Bearer {status.token}"}
    response = urllib3.request("GET", f"{status.url}/v1/projects/{REF}/config/auth", headers=headers, timeout=60)
    return int(response.json()["jwt_exp"] or 0)


def kill_postgres(data: Path) -> None:
    """Its sessions live a little longer and may begin what they cannot end, so they are waited for."""
    pid = int((data / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children")
    sessions = [int(child) for child in children.read_text().split()] if children.exists() else []
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(is_alive(session) for session in sessions) and time.monotonic() < deadline:
        time.sleep(0.01)


def query(status: lifecycle.Status, sql: str) -> int:
    response = urllib3.request(
        "POST",
        f"{status.url}/v1/projects/{REF}/database/query",
        body=json.dumps({"query": sql}),
        headers={"Authorization": f"Bearer {status.token}"},
        retries=False,
        timeout=60,
    )
    assert response.status == 201, response.data
    return int(response.json()[0]["done"])


def write(status: lifecycle.Status, number: int) -> int:
    response = urllib3.request(
        "PATCH",
        f"{status.url}/v1/projects/{REF}/config/auth",
        body=json.dumps({"jwt_exp": number}),
        headers={"Authorization": f"Bearer {status.token}"},
        retries=False,
        timeout=60,
    )
    if response.status != 200:
        raise HTTPError(f"not acknowledged: {response.status}")
    return int(response.json()["jwt_exp"])


def test_nothing_acknowledged_is_lost_when_it_is_killed(data: Path) -> None:
    """Kill -9 after a write, start again: same address, same token, same settings, same rows."""
    first = lifecycle.start(data, durable=False)
    lifecycle.add_project(data, "supabase", REF, {"plan": "free"})
    assert write(first, 77) == 77
    kill(first.pid, data)

    second = lifecycle.start(data, durable=False)
    response = urllib3.request(
        "GET", f"{second.url}/v1/projects/{REF}/config/auth", headers={"Authorization": f"Bearer {second.token}"}
    )
    assert (second.url, second.token) == (first.url, first.token)
    assert response.json()["jwt_exp"] == 77
    assert second.projects[0]["plan"] == "free"


def test_a_kill_at_any_moment_keeps_every_acknowledged_write(data: Path) -> None:
    """A client that writes without pause; the process is killed in the middle of it, again and again."""
    acknowledged = 0
    for _ in range(3):
        status = lifecycle.start(data, durable=False)
        if not status.projects:
            lifecycle.add_project(data, "supabase", REF)
        assert stored(status) >= acknowledged
        killer = threading.Timer(random.uniform(0.05, 0.3), kill, (status.pid, data))
        killer.start()
        with contextlib.suppress(HTTPError):
            while True:
                acknowledged = write(status, acknowledged + 1)
        killer.join()
    assert acknowledged > 0
    assert acknowledged <= stored(lifecycle.start(data, durable=False)) <= acknowledged + 1


def test_a_killed_postgres_comes_back(data: Path) -> None:
    """The next request is served by a server that recovered what was committed."""
    status = lifecycle.start(data)
    lifecycle.add_project(data, "supabase", REF)
    assert query(status, "create table public.t (a int); insert into public.t values (7); select 1 as done") == 1
    kill_postgres(data)

    assert query(status, "select a as done from public.t") == 7
    assert query(lifecycle.status(data), "select a as done from public.t") == 7


def test_a_second_sandbox_on_the_folder_is_refused(data: Path) -> None:
    """One process per folder, and the first one is not disturbed."""
    first = lifecycle.start(data, durable=False)
    with pytest.raises(SandboxError, match="SANDBOX001"):
        lifecycle.start(data, durable=False)

    assert lifecycle.status(data).pid == first.pid


def test_stop_also_ends_what_a_killed_sandbox_left(data: Path) -> None:
    """PostgreSQL outlives a killed sandbox; `stop` finds it."""
    killed = lifecycle.start(data, durable=False)
    lifecycle.add_project(data, "supabase")
    kill(killed.pid, data)

    assert lifecycle.stop(data) is True
    assert lifecycle.stop(data) is False


def test_the_folder_is_private_and_reset_removes_it(data: Path) -> None:
    """0700 for the folder, nothing readable by others in it, nothing left after `reset`."""
    lifecycle.start(data, durable=False)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir() if path.is_file()}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {name for name, mode in modes.items() if mode & 0o077} == set()

    lifecycle.reset(data)
    assert not data.exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """Neither start nor reset touch a folder that no sandbox made."""
    (tmp_path / "precious").write_text("data")
    for operation in (lifecycle.start, lifecycle.reset):
        with pytest.raises(SandboxError, match="SANDBOX005"):
            operation(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_asking_a_sandbox_that_does_not_run_says_how_to_start_it(tmp_path: Path) -> None:
    """The hint is the command."""
    with pytest.raises(SandboxError, match="baasctl sandbox start --data"):
        lifecycle.status(tmp_path)


def test_refusals_name_their_reason(data: Path) -> None:
    """Bad refs, unknown providers and unknown options."""
    lifecycle.start(data, durable=False)
    for provider, ref, options, reason in [
        ("supabase", "short", {}, "20 lower-case letters"),
        ("nobody", None, {}, "not simulated"),
        ("supabase", None, {"plan": "gold"}, "free, pro, team"),
        ("supabase", None, {"colour": "red"}, "no such option"),
        ("firebase", "short", {}, "6 to 30 of a-z"),
        ("firebase", None, {"billing": "no"}, "no bool"),
        ("firebase", None, {"colour": "red"}, "identity_platform"),
    ]:
        with pytest.raises(SandboxError, match=reason):
            lifecycle.add_project(data, provider, ref, options)


def test_run_starts_a_sandbox_for_one_command(tmp_path: Path) -> None:
    """The command's exit code and environment; nothing is left running."""
    target = tmp_path / "seen.json"
    script = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w')); sys.exit(3)"
    code = lifecycle.run(tmp_path / "data", [sys.executable, "-c", script, str(target)])
    seen = json.loads(target.read_text())

    assert code == 3
    assert seen["BAASCTL_SUPABASE_API_URL"].startswith("http://127.0.0.1:")
    assert seen["SUPABASE_PROJECT_REF"] == seen["SUPABASE_PROJECT_ID"]
    assert seen["BAASCTL_FIREBASE_API_URL"] == seen["BAASCTL_SUPABASE_API_URL"]
    assert seen["FIREBASE_PROJECT"] == seen["GOOGLE_CLOUD_PROJECT"]
    assert not is_locked(tmp_path / "data")
    lifecycle.reset(tmp_path / "data")


def test_the_environment_is_what_a_shell_can_read(data: Path) -> None:
    """`export` lines, quoted; the profile is the YAML mapping that the Supabase CLI wants."""
    status = lifecycle.Status(url="http://127.0.0.1:1", token="sbp_x", projects=(), pid=1)
    data.mkdir()
    variables = environment(data, status)
    odd = "a 'b' $(c)"
    lines = export_lines({**variables, "ODD": odd})

    assert shlex.split(lines[-1]) == ["export", f"ODD={odd}"]
    assert Path(variables["SUPABASE_PROFILE"]).read_text().splitlines()[1] == "api_url: http://127.0.0.1:1"


def test_variables_of_firebase_are_there_with_a_firebase_project(data: Path) -> None:
    """baasctl, firebase-admin and the Firebase CLI find the sandbox by them; the oldest project is named."""
    data.mkdir()
    projects = tuple({"provider": "firebase", "id": name} for name in ("demo-one", "demo-two"))
    without = environment(data, lifecycle.Status(url="http://127.0.0.1:1", token="sbp_x", projects=(), pid=1))
    variables = environment(data, lifecycle.Status(url="http://127.0.0.1:1", token="sbp_x", projects=projects, pid=1))

    assert not [name for name in without if "FIREBASE" in name or "GOOGLE" in name]
    assert variables["BAASCTL_FIREBASE_API_URL"] == "http://127.0.0.1:1"
    assert variables["FIREBASE_AUTH_EMULATOR_HOST"] == "127.0.0.1:1"
    assert variables["FIREBASE_RULES_URL"] == "http://127.0.0.1:1/firebaserules.googleapis.com"
    assert variables["FIREBASE_PROJECT"] == variables["GOOGLE_CLOUD_PROJECT"] == "demo-one"
    assert "SUPABASE_PROJECT_REF" not in variables


def test_firebase_alone_needs_no_postgres(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started with the first project that needs it; where there is none, that project is refused with the way."""

    def missing(*_: object, **__: object) -> None:
        raise EngineError(Diagnostic(code="SANDBOX003", summary="no PostgreSQL", hint="pip install it"))

    monkeypatch.setattr("baasctl.sandbox.server._start_postgres", missing)
    with SandboxServer(data, durable=False) as server:
        server.add_firebase_project("demo-acme")
        with pytest.raises(SandboxError, match="no PostgreSQL: pip install it"):
            lifecycle.add_project(data, "supabase")
        assert [project["id"] for project in lifecycle.status(data).projects] == ["demo-acme"]
    assert not (data / "postgres").exists()


def test_a_firebase_project_outlives_a_kill(data: Path) -> None:
    """With its options, its settings and the tokens that were given."""
    first = lifecycle.start(data, durable=False)
    added = lifecycle.add_project(data, "firebase", "demo-acme", {"billing": False, "disabled": "a.example, b.example"})
    assert added == {"provider": "firebase", "id": "demo-acme", "name": "demo-acme", "plan": "spark"}
    token = lifecycle.add_token(data, ["read"], "firebase")
    config = "/identitytoolkit.googleapis.com/v2/projects/demo-acme/config"
    written = urllib3.request(
        "PATCH",
        f"{first.url}{config}?updateMask=autodeleteAnonymousUsers",
        json={"autodeleteAnonymousUsers": True},
        headers={"Authorization": "Bearer owner"},
    )
    assert written.status == 200
    kill(first.pid, data)

    second = lifecycle.start(data, durable=False)
    response = urllib3.request("GET", f"{second.url}{config}", headers={"Authorization": f"Bearer {token}"})
    assert response.json()["autodeleteAnonymousUsers"] is True
    assert second.projects == (added,)
    with pytest.raises(SandboxError, match="known: read"):
        lifecycle.add_token(data, ["write"], "firebase")


def test_a_write_that_is_interrupted_leaves_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is the old one or the new one, never half of one."""
    documents = Documents(tmp_path, durable=True)
    documents.write("d", {"value": 1})

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        documents.write("d", {"value": 2})

    assert Documents(tmp_path, durable=True).read("d", {}) == {"value": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["d.json"]
