"""The sandbox as clients meet it: sockets, tokens, limits, faults and the log."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3
from urllib3.exceptions import HTTPError

from baasctl.engines.postgres.server import PostgresServer
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import SupabaseProject, new_project


@pytest.fixture
def project(sandbox: SandboxServer) -> SupabaseProject:
    return new_project(sandbox)


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False) as pool:
        yield pool


def ask(pool: urllib3.PoolManager, project: SupabaseProject, path: str = "/functions", method: str = "GET") -> Any:
    url = f"{project.url}/v1/projects/{project.ref}{path}"
    return pool.request(method, url, headers=project.sandbox.authorization)


@pytest.mark.parametrize("header", ["", "Bearer sbp_" + "0" * 40, "Basic abc", "Bearer é"])
def test_a_wrong_token_opens_nothing(project: SupabaseProject, pool: urllib3.PoolManager, header: str) -> None:
    """401 with the platform's body, for the API and for the sandbox's own operations."""
    headers = {"Authorization": header.encode("latin-1").decode("latin-1")}
    for path in ("/v1/projects", "/_sandbox/status"):
        response = pool.request("GET", project.url + path, headers=headers)
        assert (response.status, response.json()) == (401, {"message": "Unauthorized"})


def test_a_narrow_token_may_do_what_it_names(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """Reading passes, writing and other services are 403; effective settings show the readable blocks only."""
    token = project.sandbox.add_token("auth_config_read", "project_admin_read")
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{project.url}/v1/projects/{project.ref}"

    def status(method: str, path: str) -> int:
        return pool.request(method, base + path, headers=headers, body=b"{}").status

    assert [status("GET", path) for path in ("", "/config/auth")] == [200, 200]
    assert [status("PATCH", "/config/auth"), status("GET", "/secrets"), status("POST", "/database/query")] == [403] * 3
    effective = pool.request("GET", f"{project.url}/v2/projects/{project.ref}/config", headers=headers).json()
    assert list(effective["data"]["attributes"]) == ["auth"]


def test_revealing_keys_needs_more_than_reading_them(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """As reported for a scoped token: the list is 200, the list with `reveal` is 403."""
    response = pool.request(
        "POST",
        f"{project.url}/_sandbox/tokens",
        body=json.dumps({"permissions": ["api_gateway_keys_read"]}),
        headers=project.sandbox.authorization,
    )
    headers = {"Authorization": f"Bearer {response.json()['token']}"}
    url = f"{project.url}/v1/projects/{project.ref}/api-keys"

    assert pool.request("GET", url, headers=headers).status == 200
    assert pool.request("GET", f"{url}?reveal=true", headers=headers).status == 403


def test_what_is_not_simulated_is_404_and_noted(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """Nobody mistakes a missing operation for an empty answer."""
    response = ask(pool, project, "/custom-hostname")

    assert response.status == 404
    assert json.loads((project.sandbox.data / "requests.jsonl").read_text())["note"] == "not simulated"


def test_an_unknown_project_is_404(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """A ref that the token may not see."""
    response = pool.request("GET", f"{project.url}/v1/projects/{'z' * 20}", headers=project.sandbox.authorization)

    assert (response.status, response.json()) == (404, {"message": "Project not found"})


def test_the_log_has_one_line_per_request(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """Time, method, path, status, milliseconds and bytes; no query, no body, no token."""
    response = ask(pool, project, "/api-keys?reveal=true")
    lines = (project.sandbox.data / "requests.jsonl").read_text().splitlines()
    line = json.loads(lines[0])

    assert len(lines) == 1
    assert set(line) == {"time", "method", "path", "status", "milliseconds", "bytes"}
    assert (line["path"], line["bytes"]) == (f"/v1/projects/{project.ref}/api-keys", len(response.data))
    assert project.token not in lines[0]


def test_each_operation_has_its_own_limit(sandbox_postgres: PostgresServer, tmp_path: Any) -> None:
    """The limit of 120 a minute as recorded; above it 429 with the time to wait."""
    with (
        SandboxServer(tmp_path / "limited", durable=False, postgres=sandbox_postgres) as sandbox,
        urllib3.PoolManager(retries=False) as pool,
    ):
        project = new_project(sandbox)
        responses = [ask(pool, project) for _ in range(121)]
        other = ask(pool, project, "/secrets")

    assert [response.status for response in responses] == [200] * 120 + [429]
    assert responses[0].headers["x-ratelimit-remaining"] == "119"
    assert 0 < int(responses[-1].headers["retry-after"]) <= 60
    assert other.status == 200


def test_a_fault_can_refuse(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """A status, how long to wait, how often and after how many requests."""
    project.sandbox.add_fault(path="/functions$", method="GET", status=429, retry_after="3", count=1, skip=1)
    responses = [ask(pool, project) for _ in range(3)]

    assert [response.status for response in responses] == [200, 429, 200]
    assert responses[1].headers["retry-after"] == "3"


def test_a_fault_can_drop_before_or_after_the_work(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """The client sees the same; only one of the two took effect."""
    body = json.dumps([{"name": "A", "value": "1"}])
    url = f"{project.url}/v1/projects/{project.ref}/secrets"
    seen = []
    for fault in (Fault(drop=True, count=1), Fault(drop_after=True, count=1)):
        project.sandbox.faults.add(fault)
        with pytest.raises(HTTPError):
            pool.request("POST", url, body=body, headers=project.sandbox.authorization)
        project.sandbox.faults.clear()
        seen.append(len(project.get("/secrets")))

    assert seen == [0, 5]


def test_a_fault_can_truncate_or_garble(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """A body that ends early, and one that is no JSON."""
    project.sandbox.add_fault(truncate=1, count=1)
    with pytest.raises(HTTPError):
        ask(pool, project)
    project.sandbox.faults.clear()
    project.sandbox.add_fault(garbage=True)

    with pytest.raises(ValueError, match=r"."):
        ask(pool, project).json()


def test_faults_can_be_set_over_the_wire(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """`/_sandbox/faults` adds, lists and clears; what it does not know it refuses."""
    url = f"{project.url}/_sandbox/faults"
    headers = project.sandbox.authorization
    added = pool.request("POST", url, body=json.dumps({"status": 503, "path": "secrets"}), headers=headers)
    refused = pool.request("POST", url, body=json.dumps({"latency": 5}), headers=headers)

    assert ask(pool, project, "/secrets").status == 503
    assert added.json()["faults"][0]["status"] == 503
    assert refused.status == 400
    assert pool.request("DELETE", url, headers=headers).json() == {"faults": []}


def test_a_body_may_come_in_chunks(project: SupabaseProject, pool: urllib3.PoolManager) -> None:
    """Clients that stream are understood."""
    url = f"{project.url}/v1/projects/{project.ref}/secrets"
    chunks = iter([b'[{"name": "A", ', b'"value": "1"}]'])
    response = pool.request("POST", url, body=chunks, headers=project.sandbox.authorization, chunked=True)

    assert response.status == 201


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: many",
        "Content-Length: -1",
        "Content-Length: 99999999999",
        "Transfer-Encoding: chunked\r\n\r\nzz",
    ],
)
def test_a_malformed_request_ends_its_own_connection_only(project: SupabaseProject, head: str) -> None:
    """A refusal, and the next client is served."""
    address = (str(urllib3.util.parse_url(project.url).host), urllib3.util.parse_url(project.url).port)
    with socket.create_connection(address) as connection:
        connection.sendall(f"POST /v1/projects HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        assert connection.recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 413"}

    assert project.get("/functions") == []


def test_a_request_that_ends_early_is_not_served(project: SupabaseProject) -> None:
    """Half a body changes nothing."""
    address = (str(urllib3.util.parse_url(project.url).host), urllib3.util.parse_url(project.url).port)
    body = b'[{"name": "A", "value": "1"}]'
    head = f"POST /v1/projects/{project.ref}/secrets HTTP/1.1\r\nAuthorization: Bearer {project.token}\r\n"
    with socket.create_connection(address) as connection:
        connection.sendall(f"{head}Content-Length: {len(body) + 1}\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(12) == b"HTTP/1.1 400"

    assert project.get("/secrets") == []


def test_a_defect_is_an_answer(project: SupabaseProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 with the platform's form, and the server goes on."""
    monkeypatch.setattr("baasctl.sandbox.supabase.project.Project.summary", lambda _: 1 / 0)
    answer = project.request("GET", "")

    assert (answer.status, json.loads(answer.body)) == (500, {"message": "Internal server error"})
    assert "ZeroDivisionError" in answer.note


def test_the_sandbox_listens_on_loopback_alone(sandbox: SandboxServer) -> None:
    """Nobody else on the network can reach it."""
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert sandbox._http.server_address[0] == "127.0.0.1"


def test_the_token_has_the_form_that_the_official_cli_accepts(sandbox: SandboxServer) -> None:
    """`sbp_` and forty hexadecimal digits."""
    prefix, _, digits = sandbox.token.partition("_")

    assert (prefix, len(digits), set(digits) <= set("0123456789abcdef")) == ("sbp", 40, True)
