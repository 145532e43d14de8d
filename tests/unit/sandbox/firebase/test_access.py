"""Who may ask the simulated Google APIs, and where tokens come from."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Answer, Refusal, Request
from baasctl.sandbox.firebase.access_tokens import AccessTokens, Permissions
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject

CONFIG = "identitytoolkit.googleapis.com/v2/projects/{project}/config"
RULES = "firebaserules.googleapis.com/v1/projects/{project}/rulesets"
OAUTH = "/oauth2.googleapis.com/token"
STS = "/sts.googleapis.com/v1/token"
ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/github"


def status(firebase: FirebaseProject, token: str, method: str = "GET", address: str = CONFIG) -> int:
    return firebase.request(method, address, {} if method != "GET" else None, authorization=f"Bearer {token}").status


def ask(firebase: FirebaseProject, path: str, **form: str) -> Answer:
    """A form without a token."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return firebase.sandbox.answer(Request(method="POST", path=path, headers=headers, body=urlencode(form).encode()))


def jwt(**claims: Any) -> str:
    """An assertion whose signature nobody checks."""
    now = int(time.time())
    usual = {"iss": "ci@acme.iam.gserviceaccount.com", "aud": "https://x/token", "iat": now, "exp": now + 3600}
    parts = ({"alg": "RS256", "typ": "JWT", "kid": claims.pop("kid", "key")}, {**usual, **claims})
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts) + ".c2ln"
    )


def test_the_sandboxs_token_and_owner_open_everything(firebase: FirebaseProject) -> None:
    """Nothing else does; Google says so with 401."""
    assert [status(firebase, token) for token in (firebase.sandbox.token, "owner", "nobody", "")] == [
        200,
        200,
        401,
        401,
    ]
    answer = firebase.request("GET", CONFIG, authorization="")
    assert json.loads(answer.body)["error"]["status"] == "UNAUTHENTICATED"


def test_a_narrow_token_is_held_to_its_permissions(firebase: FirebaseProject) -> None:
    """Reading alone, or some APIs alone; the rest answers 403."""
    reading = firebase.sandbox.add_google_token("read")
    rules = firebase.sandbox.add_google_token("firebaserules.googleapis.com")

    assert [status(firebase, reading), status(firebase, reading, address=RULES)] == [200, 200]
    assert status(firebase, reading, "PATCH") == 403
    assert [status(firebase, rules), status(firebase, rules, address=RULES)] == [403, 200]
    assert json.loads(firebase.request("GET", CONFIG, authorization=f"Bearer {rules}").body)["error"]["status"] == (
        "PERMISSION_DENIED"
    )


def test_questions_that_are_asked_by_post_are_reading() -> None:
    """Compiling rules, reading a policy or a secret."""
    reading = Permissions(reads_only=True)

    assert reading.allow("POST", "firebaserules.googleapis.com", "v1/projects/acme:test")
    assert reading.allow("POST", "run.googleapis.com", "v1/projects/acme/services/a:getIamPolicy")
    assert not reading.allow("POST", "run.googleapis.com", "v1/projects/acme/services/a:setIamPolicy")


def test_an_unknown_permission_is_refused_with_those_there_are(sandbox: SandboxServer) -> None:
    """So that a misspelt one opens nothing more or less than was meant."""
    with pytest.raises(Refusal, match=r"known: read, .*firebaserules"):
        sandbox.add_google_token("write")


def test_a_token_ends(tmp_path: Path) -> None:
    """After its lifetime nobody has it, also not on disk once another is made."""
    now = [1000.0]
    tokens = AccessTokens(documents=Documents(tmp_path, durable=False), now=lambda: now[0])
    token = tokens.issue(lifetime_s=60)
    assert tokens.permissions(token) == Permissions()

    now[0] += 60
    assert tokens.permissions(token) is None
    tokens.issue()
    assert token not in (tmp_path / "access_tokens.json").read_text()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (OAUTH, {"grant_type": ASSERTION, "assertion": jwt()}),
        (OAUTH, {"grant_type": "refresh_token", "refresh_token": "1//word"}),
        (STS, {"grant_type": EXCHANGE, "audience": POOL, "subject_token": "word"}),
    ],
    ids=["service account", "refresh token", "workload identity"],
)
def test_a_credential_is_changed_for_a_token(firebase: FirebaseProject, path: str, form: dict[str, str]) -> None:
    """It opens the APIs, and can be changed for one of a service account."""
    answer = ask(firebase, path, **form)
    given = json.loads(answer.body)
    assert (answer.status, given["token_type"], given["expires_in"]) == (200, "Bearer", 3599)
    assert status(firebase, given["access_token"]) == 200

    account = "iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ci@acme.iam.gserviceaccount.com"
    body = {"scope": ["https://www.googleapis.com/auth/cloud-platform"], "lifetime": "600s"}
    bearer = {"authorization": f"Bearer {given['access_token']}"}
    other = firebase.change("POST", f"{account}:generateAccessToken", body, **bearer)
    assert status(firebase, other["accessToken"]) == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (OAUTH, {"grant_type": ASSERTION, "assertion": "word"}),
        (OAUTH, {"grant_type": ASSERTION, "assertion": jwt(exp=1, iat=0)}),
        (OAUTH, {"grant_type": ASSERTION, "assertion": jwt(kid="revoked")}),
        (OAUTH, {"grant_type": ASSERTION, "assertion": jwt(aud="https://example.com")}),
        (OAUTH, {"grant_type": "refresh_token", "refresh_token": "1//revoked"}),
        (STS, {"grant_type": EXCHANGE, "audience": POOL, "subject_token": ""}),
        (STS, {"grant_type": EXCHANGE, "audience": "elsewhere", "subject_token": "word"}),
        (OAUTH, {"grant_type": "password"}),
        (OAUTH, {}),
    ],
)
def test_a_broken_credential_is_refused(firebase: FirebaseProject, path: str, form: dict[str, str]) -> None:
    """As OAuth does: 400, an error and its description."""
    answer = ask(firebase, path, **form)

    assert answer.status == 400
    assert json.loads(answer.body).keys() == {"error", "error_description"}


@pytest.mark.parametrize(("code", "name"), [(429, "RESOURCE_EXHAUSTED"), (503, "UNAVAILABLE"), (500, "INTERNAL")])
def test_a_fault_answers_in_googles_envelope(sandbox: SandboxServer, code: int, name: str) -> None:
    """With its Retry-After."""
    sandbox.add_firebase_project("demo-faults")
    sandbox.add_fault(path="identitytoolkit", status=code, retry_after="7")
    address = f"{sandbox.url}/{CONFIG.replace('{project}', 'demo-faults')}"
    answer = urllib3.request("GET", address, headers={"authorization": "Bearer owner"}, retries=False)

    assert (answer.status, answer.headers["retry-after"]) == (code, "7")
    assert answer.json()["error"].keys() == {"code", "message", "status"}
    assert answer.json()["error"]["status"] == name


def test_what_the_sandbox_cannot_do_is_an_internal_error_of_google(
    firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The envelope is Google's, and the server goes on."""

    def broken(_name: str) -> object:
        raise RuntimeError("broken")

    monkeypatch.setattr(firebase.sandbox._google_account, "project", broken)
    answer = firebase.request("GET", CONFIG)

    assert (answer.status, json.loads(answer.body)["error"]["status"]) == (500, "INTERNAL")
    assert "RuntimeError" in answer.note
