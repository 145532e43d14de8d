"""Where the access token for Google comes from, and what is said when there is none. Tokens are the sandbox's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from baasctl.model.errors import AuthFailed, MissingExtra, Unavailable
from baasctl.model.secret import Secret, Vault
from baasctl.model.target import Target
from baasctl.providers.contract import Connection
from baasctl.providers.firebase.clients.credentials import bearer_of
from baasctl.providers.firebase.clients.google import connect_google
from tests.sandbox_fixtures import FirebaseProject

CONFIG = "/v2/projects/{project}/config"
HOST = "identitytoolkit.googleapis.com"
REFERENCE = "${env:GOOGLE_KEY}"


@pytest.fixture(scope="session")
def private_key() -> str:
    """A key that nothing is signed with but assertions for the sandbox."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption()).decode()


@pytest.fixture
def service_account(firebase: FirebaseProject, private_key: str) -> dict[str, Any]:
    """The JSON of a service account's key, whose token endpoint is the sandbox's."""
    return {
        "type": "service_account",
        "project_id": firebase.id,
        "private_key_id": "key",
        "private_key": private_key,
        "client_email": "ci@acme.iam.gserviceaccount.com",
        "token_uri": f"{firebase.url}/oauth2.googleapis.com/token",
    }


@pytest.fixture
def login(firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `gcloud auth application-default login` writes. Its endpoint is fixed in google-auth: here the sandbox's."""
    from google.oauth2 import credentials

    monkeypatch.setattr(credentials, "_GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{firebase.url}/oauth2.googleapis.com/token")
    return {
        "type": "authorized_user",
        "client_id": "gcloud.apps.example.com",
        "client_secret": "gcloud-word",
        "refresh_token": "1//refresh-word",
        "quota_project_id": "demo-quota",
    }


@pytest.fixture
def workload(firebase: FirebaseProject, tmp_path: Path) -> dict[str, Any]:
    """A workload identity configuration, as GitHub Actions have it."""
    (tmp_path / "subject").write_text("github-word")
    account = "iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ci@acme.iam.gserviceaccount.com"
    return {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/github",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{firebase.url}/sts.googleapis.com/v1/token",
        "service_account_impersonation_url": f"{firebase.url}/{account}:generateAccessToken",
        "credential_source": {"file": str(tmp_path / "subject")},
    }


def connection(
    firebase: FirebaseProject | None = None,
    *,
    key: object = None,
    settings: dict[str, Any] | None = None,
    **environment: str,
) -> Connection:
    """A target whose `credentials.service_account` is *key*, in an environment of its own."""
    texts = {} if key is None else {REFERENCE: key if isinstance(key, str) else json.dumps(key)}
    credentials = {} if key is None else {"credentials": {"service_account": Secret(REFERENCE)}}
    where = {"BAASCTL_FIREBASE_API_URL": firebase.url} if firebase else {}
    project = firebase.id if firebase else "demo-acme"
    return Connection(
        target=Target(name="prod", provider="firebase", project=project, settings={**credentials, **(settings or {})}),
        root=Path(),
        vault=Vault(texts),
        environment={"HOME": "/nonexistent", **where, **environment},
    )


def read(firebase: FirebaseProject, given: Connection) -> str:
    """Read the project's settings with the credential; the name that they have."""
    google = connect_google(given)
    return str(google.ask(HOST, "GET", CONFIG.replace("{project}", firebase.id)).json_object()["name"])


def refused(given: Connection) -> str:
    """All that is said about a credential that cannot be used."""
    with pytest.raises(AuthFailed) as failure:
        bearer_of(given, is_local=False).headers()
    found = failure.value.diagnostics[0]
    return f"{found.code} {found.summary}: {found.detail}"


def test_a_local_server_needs_no_credential(firebase: FirebaseProject) -> None:
    """`owner` opens it, as for the Firebase CLI."""
    assert bearer_of(connection(firebase), is_local=True).headers() == {"authorization": "Bearer owner"}
    assert read(firebase, connection(firebase)).endswith("/config")


def test_the_target_comes_before_the_environment(firebase: FirebaseProject) -> None:
    """`credentials.access_token`, then the variable, both redacted; plain texts are taken too."""
    target = {"credentials": {"access_token": "target-word"}}
    given = connection(firebase, settings=target, GOOGLE_OAUTH_ACCESS_TOKEN="variable-word")
    assert bearer_of(given, is_local=True).headers() == {"authorization": "Bearer target-word"}
    assert given.vault.redact("target-word") == "***"

    given = connection(firebase, GOOGLE_OAUTH_ACCESS_TOKEN="variable-word")
    assert bearer_of(given, is_local=True).headers() == {"authorization": "Bearer variable-word"}
    assert given.vault.redact("variable-word") == "***"


def test_a_wrong_token_is_refused_by_the_server(firebase: FirebaseProject) -> None:
    """And a narrow one is held to its permissions; the message names the credential, not the token."""
    with pytest.raises(AuthFailed) as failure:
        read(firebase, connection(firebase, GOOGLE_OAUTH_ACCESS_TOKEN="nobody-gave-this"))
    assert "nobody-gave-this" not in str(failure.value)
    reading = firebase.sandbox.add_google_token("read")
    assert read(firebase, connection(firebase, GOOGLE_OAUTH_ACCESS_TOKEN=reading))


def test_a_service_account_signs_for_a_token(firebase: FirebaseProject, service_account: dict[str, Any]) -> None:
    """Its key is the target's secret; neither key nor token is in any output."""
    given = connection(firebase, key=service_account)
    assert read(firebase, given)
    token = bearer_of(given, is_local=True).headers()["authorization"].removeprefix("Bearer ")

    assert token.startswith("ya29.")
    assert given.vault.redact(f"{token} {service_account['private_key']}") == "*** ***"


def test_a_token_is_asked_for_once(firebase: FirebaseProject, service_account: dict[str, Any]) -> None:
    """As long as it is valid."""
    bearer = bearer_of(connection(firebase, key=service_account), is_local=True)

    assert bearer.headers() == bearer.headers()


def test_a_token_that_ends_too_early_is_renewed_in_the_middle_of_a_run(
    firebase: FirebaseProject, service_account: dict[str, Any]
) -> None:
    """One refusal of a request costs one new token; a token that stays refused is an error."""
    google = connect_google(connection(firebase, key=service_account))
    path = CONFIG.replace("{project}", firebase.id)
    google.ask(HOST, "GET", path)
    google.bearer.credentials().token = "over-too-early"

    assert google.ask(HOST, "GET", path).is_success
    assert google.bearer.token.startswith("ya29.")

    google.bearer.credentials().expiry = None
    google.bearer.credentials().token = "given-as-such"
    with pytest.raises(AuthFailed):
        google.ask(HOST, "GET", path)


@pytest.mark.parametrize("kind", ["service_account", "login", "workload"])
def test_application_default_credentials_are_read_from_their_file(
    firebase: FirebaseProject, request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    """All three kinds; nothing but their own endpoints is asked."""
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(request.getfixturevalue(kind)))
    given = connection(GOOGLE_APPLICATION_CREDENTIALS=str(path))
    sent = bearer_of(given, is_local=False).headers()

    assert firebase.request("GET", f"{HOST}{CONFIG}", **sent).status == 200


def test_a_login_of_gcloud_is_found_in_its_folder(
    firebase: FirebaseProject, login: dict[str, Any], tmp_path: Path
) -> None:
    """Below HOME, or where CLOUDSDK_CONFIG says; its secrets are redacted."""
    folder = tmp_path / ".config" / "gcloud"
    folder.mkdir(parents=True)
    (folder / "application_default_credentials.json").write_text(json.dumps(login))

    for environment in ({"HOME": str(tmp_path)}, {"CLOUDSDK_CONFIG": str(folder)}):
        given = connection(**environment)
        sent = bearer_of(given, is_local=False).headers()
        assert firebase.request("GET", f"{HOST}{CONFIG}", **sent).status == 200
        assert given.vault.redact("gcloud-word 1//refresh-word") == "*** ***"


def test_requests_are_counted_for_the_quota_project(
    firebase: FirebaseProject, login: dict[str, Any], service_account: dict[str, Any]
) -> None:
    """The target's comes before the variable's, and that before the file's."""
    variable = {"GOOGLE_CLOUD_QUOTA_PROJECT": "demo-variable"}
    target = {"quota_project": "demo-target"}

    for given, quota in (
        (connection(key=login, settings=target, **variable), "demo-target"),
        (connection(key=login, **variable), "demo-variable"),
        (connection(key=login), "demo-quota"),
        (connection(key=service_account), None),
    ):
        assert bearer_of(given, is_local=False).headers().get("x-goog-user-project") == quota


def test_a_credential_that_google_refuses_says_why(firebase: FirebaseProject, login: dict[str, Any]) -> None:
    """Without the credential itself."""
    said = refused(connection(key={**login, "refresh_token": "1//revoked-word"}))

    assert said.startswith("READ203 ")
    assert "expired or revoked" in said
    assert "revoked-word" not in said


def test_a_subject_token_that_is_not_there_is_named(workload: dict[str, Any], tmp_path: Path) -> None:
    """The file that the configuration names."""
    (tmp_path / "subject").unlink()

    assert "subject" in refused(connection(key=workload))


def test_an_endpoint_that_does_not_answer_is_no_wrong_credential(workload: dict[str, Any]) -> None:
    """It may answer later."""
    given = connection(key={**workload, "token_url": "http://127.0.0.1:9/token"})
    with pytest.raises(Unavailable) as failure:
        bearer_of(given, is_local=False).headers()

    assert failure.value.diagnostics[0].code == "READ202"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "cannot be used"),
        ('{"type": "unheard_of"}', "cannot be used"),
        ('{"type": "service_account", "private_key": "no-key-word", "client_email": "a", "token_uri": "b"}', "cannot"),
        ('{"type": "authorized_user"}', "cannot be used"),
        ('{"type": "external_account", "audience": 7}', "cannot be used"),
        ('{"type": "external_account", "credential_source": 7}', "cannot be used"),
    ],
)
def test_a_broken_key_is_named_and_not_shown(tmp_path: Path, text: str, why: str) -> None:
    """Whether it is the target's secret or a file; what is in it stays there."""
    path = tmp_path / "credentials.json"
    path.write_text(text)
    for given, where in (
        (connection(key=text), "`credentials.service_account`"),
        (connection(GOOGLE_APPLICATION_CREDENTIALS=str(path)), "the file of GOOGLE_APPLICATION_CREDENTIALS"),
    ):
        said = refused(given)
        assert said.startswith("READ201 ")
        assert where in said
        assert why in said
        assert "no-key-word" not in said


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """With the reason."""
    path = tmp_path / "credentials.json"
    if content is not None:
        path.write_bytes(content)

    assert f"`{path}`" in refused(connection(GOOGLE_APPLICATION_CREDENTIALS=str(path)))


def test_without_any_credential_the_ways_to_get_one_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The metadata server is asked only where there may be one."""
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)

    said = refused(connection())
    assert said.startswith("READ200 ")
    assert "GOOGLE_APPLICATION_CREDENTIALS" in said


def test_without_the_extra_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pip install "baasctl[firebase]"`."""
    monkeypatch.setitem(sys.modules, "google.auth", None)
    with pytest.raises(MissingExtra) as failure:
        bearer_of(connection(key="{}"), is_local=False).headers()

    assert "baasctl[firebase]" in failure.value.diagnostics[0].hint


def test_tokens_are_fetched_without_another_http_library(service_account: dict[str, Any], tmp_path: Path) -> None:
    """google-auth's urllib3 transport is what asks: `requests` and firebase-admin are not imported."""
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(service_account))
    program = f"""
import sys
from pathlib import Path
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.contract import Connection
from baasctl.providers.firebase.clients.credentials import bearer_of
target = Target(name="prod", provider="firebase", project="demo-acme", settings={{}})
environment = {{"GOOGLE_APPLICATION_CREDENTIALS": {str(path)!r}}}
bearer = bearer_of(Connection(target=target, root=Path(), vault=Vault(), environment=environment), is_local=False)
assert not [name for name in sys.modules if name.partition(".")[0] in ("google", "firebase_admin")]
assert bearer.headers()["authorization"].startswith("Bearer ya29.")
assert not [name for name in sys.modules if name.partition(".")[0] in ("requests", "firebase_admin", "grpc")]
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
