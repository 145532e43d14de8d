"""Every assumed behaviour, asked of a real project. Settings that a test tries are unset afterwards."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from baasctl.sandbox import multipart
from baasctl.sandbox.supabase.auth_defaults import defaults

if TYPE_CHECKING:
    from tests.live.supabase.conftest import LiveProject

SLUG = "baasctl-live-test"
ENTRYPOINT = f"supabase/functions/{SLUG}/index.ts"
FILES = {
    ENTRYPOINT: b'import { word } from "../_shared/word.ts"; Deno.serve(() => new Response(word))\n',
    "supabase/functions/_shared/word.ts": b'export const word = "hello"\n',
}


def test_unset_reads_null(live: LiveProject) -> None:
    """After `null` the v1 answer shows null, not the platform's default."""
    live.auth(mfa_phone_template="{{ .Code }}")
    live.auth(mfa_phone_template=None)

    assert live.get("/config/auth")["mfa_phone_template"] is None


def test_unknown_keys_are_dropped(live: LiveProject) -> None:
    """A key outside the contract neither fails nor shows up."""
    response = live.auth(baasctl_no_such_setting=1)

    assert response.status == 200
    assert "baasctl_no_such_setting" not in response.json()


def test_number_bounds_text(live: LiveProject) -> None:
    """The text names the field and the bound."""
    response = live.auth(password_min_length=1)

    assert response.status == 400
    assert response.json()["message"] == "password_min_length: Number must be greater than or equal to 6"


def test_empty_secret_unsets(live: LiveProject) -> None:
    """An empty password is no password."""
    live.auth(sms_twilio_auth_token="word")
    live.auth(sms_twilio_auth_token="")

    assert live.get("/config/auth")["sms_twilio_auth_token"] is None


def test_unset_settings_are_effective_defaults(live: LiveProject) -> None:
    """On settings that the project never set, v2 says what v1 was recorded to say."""
    stored = live.get("/config/auth")
    effective = live.get(f"/v2/projects/{live.ref}/config")["data"]["attributes"]["auth"]
    unset = {name: value for name, value in defaults().items() if value is not None and stored[name] is None}

    assert {name: effective[name] for name in unset} == unset


def test_unknown_project(live: LiveProject) -> None:
    """A well-formed ref that does not exist."""
    assert live.ask("GET", f"/v1/projects/{'q' * 20}").status == 404


def test_network_entitlement(live: LiveProject) -> None:
    """On the free plan the answer says that restrictions are not allowed."""
    if live.get("/v1/organizations/" + live.get("")["organization_slug"]).get("plan") != "free":
        pytest.skip("needs a project on the free plan")

    assert live.get("/network-restrictions")["entitlement"] == "disallowed"


def test_restart_status(live: LiveProject) -> None:
    """Asked for a restart, the project says that it restarts, and is healthy again within five minutes."""
    body = {**live.get("/config/database/postgres"), "restart_database": True}
    assert live.ask("PUT", "/config/database/postgres", body).status == 200
    seen = [live.get("")["status"]]
    while seen[-1] != "ACTIVE_HEALTHY" and len(seen) < 300:
        time.sleep(1)
        seen.append(live.get("")["status"])

    assert set(seen) == {"RESTARTING", "ACTIVE_HEALTHY"}


def test_ssl_while_restarting(live: LiveProject) -> None:
    """The answer to a change already says whether it is in force; a later one says that it is."""
    before = live.get("/ssl-enforcement")["currentConfig"]["database"]
    for wanted in (not before, before):
        answers = [live.ask("PUT", "/ssl-enforcement", {"requestedConfig": {"database": wanted}}).json()]
        while not answers[-1]["appliedSuccessfully"] and len(answers) < 300:
            time.sleep(1)
            answers.append(live.get("/ssl-enforcement"))

        assert answers[-1] == {"currentConfig": {"database": wanted}, "appliedSuccessfully": True}
        assert [each["currentConfig"]["database"] for each in answers[:-1]] == [not wanted] * (len(answers) - 1)


def test_settings_without_null(live: LiveProject) -> None:
    """What was once set can be set otherwise, but not unset."""
    assert live.ask("PATCH", "/config/realtime", {"max_joins_per_second": None}).status == 400
    assert live.ask("PATCH", "/postgrest", {"db_pool": None}).status == 400


def test_limit_per_operation(live: LiveProject) -> None:
    """One operation is used up; another one still answers."""
    responses = [live.ask("GET", "/ssl-enforcement") for _ in range(125)]
    refused = [response for response in responses if response.status == 429]

    assert refused
    assert int(refused[0].headers["retry-after"]) <= 60
    assert live.ask("GET", "/functions").status == 200


def test_plan_gates(live: LiveProject) -> None:
    """A setting of a higher plan, on the free plan."""
    if live.get("/v1/organizations/" + live.get("")["organization_slug"]).get("plan") != "free":
        pytest.skip("needs a project on the free plan")

    assert live.auth(password_hibp_enabled=True).status == 402


@pytest.fixture
def secret(live: LiveProject) -> Iterator[str]:
    name = f"BAASCTL_LIVE_{uuid.uuid4().hex[:8].upper()}"
    assert live.ask("POST", "/secrets", [{"name": name, "value": "word"}]).status == 201
    yield name
    live.ask("DELETE", "/secrets", [name])


def test_platform_secrets(live: LiveProject, secret: str) -> None:
    """A reader has to leave out names that start with SUPABASE_."""
    names = {item["name"] for item in live.get("/secrets")}

    assert {secret, "SUPABASE_URL"} <= names


def test_deleting_unknown_secrets(live: LiveProject) -> None:
    """Deleting twice is no error."""
    assert live.ask("DELETE", "/secrets", ["BAASCTL_NO_SUCH_SECRET"]).status == 200


@pytest.fixture
def function(live: LiveProject) -> Iterator[Any]:
    yield deploy(live)
    live.ask("DELETE", f"/functions/{SLUG}")


def deploy(live: LiveProject) -> Any:
    parts = [multipart.Part(name="file", filename=path, content=content) for path, content in FILES.items()]
    metadata = f'{{"entrypoint_path": "{ENTRYPOINT}", "name": "{SLUG}", "verify_jwt": true}}'
    form = multipart.answer([*parts, multipart.Part(name="metadata", content=metadata.encode())])
    headers = {"Content-Type": form.headers["content-type"]}
    response = live.ask("POST", f"/functions/deploy?slug={SLUG}", form.body, **headers)
    assert response.status == 201, response.data
    return response.json()


def test_deployed_paths(live: LiveProject, function: Any) -> None:
    """Sources by path relative to the entrypoint are those that were uploaded."""
    response = live.ask("GET", f"/functions/{SLUG}/body", Accept="multipart/form-data")
    parts = multipart.parse(response.headers["content-type"], response.data)
    files = {part.filename: part.content for part in parts if part.filename}
    root = next(name for name in files if name.endswith(f"{SLUG}/index.ts")).removesuffix(f"{SLUG}/index.ts")
    below = {name.removeprefix(root): content for name, content in files.items()}

    assert below == {path.removeprefix("supabase/functions/"): content for path, content in FILES.items()}


def test_redeploying_raises_the_version(live: LiveProject, function: Any) -> None:
    """The API does not look whether anything changed."""
    again = deploy(live)

    assert (again["id"], again["version"]) == (function["id"], function["version"] + 1)


def test_sessions_are_fresh(live: LiveProject) -> None:
    """Settings and temporary tables end with their request."""
    live.sql("set work_mem = '123kB'; create temp table baasctl_leftover ()")
    rows = live.sql("select current_setting('work_mem') as m, to_regclass('pg_temp.baasctl_leftover') as t").json()

    assert rows[0]["m"] != "123kB"
    assert rows[0]["t"] is None


def test_read_only_role(live: LiveProject) -> None:
    """Both ways of asking for it."""
    path = "/database/query/read-only"
    for response in (
        live.ask("POST", path, {"query": "select current_user as who"}),
        live.sql("select current_user as who", read_only=True),
    ):
        assert response.json() == [{"who": "supabase_read_only_user"}]


def test_grants_on_managed_tables(live: LiveProject) -> None:
    """42501 rather than a warning; rolled back in any case."""
    response = live.sql("begin; grant insert on auth.users to anon; rollback")

    assert response.status == 400
    assert "42501" in response.json()["message"]


def test_comments_on_managed_policies(live: LiveProject) -> None:
    """Policies on managed tables cannot carry a mark; rolled back in any case."""
    response = live.sql(
        "begin; create policy baasctl_live on storage.objects for select using (false);"
        " comment on policy baasctl_live on storage.objects is 'x'; rollback"
    )

    assert response.status == 400
    assert "42501" in response.json()["message"]


def test_idempotent_migrations(live: LiveProject) -> None:
    """The second request with the key succeeds and does nothing."""
    key = f"baasctl-{uuid.uuid4()}"
    body = {"query": "create table public.baasctl_live ()", "name": "baasctl live test"}
    statuses = [live.ask("POST", "/database/migrations", body, **{"Idempotency-Key": key}).status for _ in range(2)]
    live.sql(
        "drop table public.baasctl_live;"
        f" delete from supabase_migrations.schema_migrations where idempotency_key = '{key}'"
    )

    assert statuses == [200, 200]


def test_one_issuer_each(live: LiveProject) -> None:
    """None and two of the sources are refused."""
    two = {"oidc_issuer_url": "https://issuer.test", "jwks_url": "https://issuer.test/jwks"}
    for body in ({}, two):
        assert live.ask("POST", "/config/auth/third-party-auth", body).status == 400


def test_duplicate_key_names(live: LiveProject) -> None:
    """The second key of the name is refused; the first one is removed again."""
    body = {"type": "publishable", "name": f"live_{os.urandom(4).hex()}"}
    first = live.ask("POST", "/api-keys", body)
    second = live.ask("POST", "/api-keys", body)
    live.ask("DELETE", f"/api-keys/{first.json()['id']}")

    assert (first.status, second.status) == (201, 400)


def test_issuer_keys_come_later(live: LiveProject) -> None:
    """Null in the answer to the request that trusts it, some reads later a set."""
    jwks = {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "alg": "RS256", "use": "sig", "kid": "baasctl"}]}
    created = live.ask("POST", "/config/auth/third-party-auth", {"custom_jwks": jwks}).json()
    path = f"/config/auth/third-party-auth/{created['id']}"
    try:
        for _ in range(60):
            if live.get(path)["resolved_jwks"] is not None:
                break
            time.sleep(1)
        assert live.get(path)["resolved_jwks"] is not None
    finally:
        live.ask("DELETE", path)


SIGNING_KEYS = "/config/auth/signing-keys"


def test_one_key_signs(live: LiveProject) -> None:
    """Exactly one is in use."""
    statuses = [key["status"] for key in live.get(SIGNING_KEYS)["keys"]]

    assert statuses.count("in_use") == 1


@pytest.fixture
def standby(live: LiveProject) -> Iterator[str]:
    """Path of a standby key, which is revoked in the end and deleted if that is possible already."""
    path = f"{SIGNING_KEYS}/{live.ask('POST', SIGNING_KEYS, {'algorithm': 'RS256'}).json()['id']}"
    yield path
    for status in ("previously_used", "revoked"):
        live.ask("PATCH", path, {"status": status})
    live.ask("DELETE", path)


def test_signing_key_steps(live: LiveProject, standby: str) -> None:
    """A key on standby was never used, so it is not revoked at once; the one in use stays until another one is."""
    (in_use,) = [key["id"] for key in live.get(SIGNING_KEYS)["keys"] if key["status"] == "in_use"]

    assert live.ask("PATCH", standby, {"status": "revoked"}).status == 400
    assert live.ask("PATCH", f"{SIGNING_KEYS}/{in_use}", {"status": "standby"}).status == 400


@pytest.mark.usefixtures("standby")
def test_one_standby_key(live: LiveProject) -> None:
    """400 for the second one."""
    assert live.ask("POST", SIGNING_KEYS, {"algorithm": "ES256"}).status == 400


def test_only_revoked_keys_go(live: LiveProject, standby: str) -> None:
    """400 for one on standby."""
    assert live.ask("DELETE", standby).status == 400
