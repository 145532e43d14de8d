"""Everything the sandbox serves is what the Management API's contract describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baasctl.sandbox.supabase.api import ROUTES
from baasctl.sandbox.supabase.auth_contract import NEVER_NULL, READ_ONLY, SECRETS, WRITABLE
from baasctl.sandbox.supabase.auth_defaults import defaults
from baasctl.sandbox.supabase.permissions import PERMISSIONS
from baasctl.sandbox.supabase.validation import Field
from tests.contract.openapi import Contract
from tests.sandbox_fixtures import SupabaseProject

AUTH = "/v1/projects/{ref}/config/auth"
STRICTER = {"sessions_timebox": 8760, "sessions_inactivity_timeout": 8760, "security_refresh_token_reuse_interval": 300}


@pytest.fixture
def contract(shared: Path) -> Contract:
    return Contract.load(shared)


@pytest.fixture
def project(supabase: SupabaseProject, contract: Contract) -> Iterator[SupabaseProject]:
    """A project whose every exchange is held against the contract."""
    with contract.watching(supabase.sandbox):
        yield supabase


def test_every_route_is_an_operation_of_the_contract(contract: Contract) -> None:
    """The sandbox invents no operation."""
    unknown = [route for route in ROUTES if contract.operation(route.method, route.pattern) is None]

    assert unknown == []


def test_the_table_of_auth_fields_is_the_contracts(contract: Contract) -> None:
    """All 235 writable fields with their types and bounds, and the three that only read."""
    item = contract.document["paths"][AUTH]
    wanted = item["patch"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    read = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]

    assert {name: _as_openapi(name, field) for name, field in WRITABLE.items()} == {
        name: {key: value for key, value in schema.items() if key != "description"} for name, schema in wanted.items()
    }
    assert set(READ_ONLY) == set(read) - set(wanted)
    assert {name for name, schema in read.items() if not schema.get("nullable")} == NEVER_NULL


def test_permissions_are_the_contracts(contract: Contract) -> None:
    """Each operation asks for what the contract says."""
    wanted = {
        f"{route.method} {route.pattern}": tuple(
            tuple(item["fga_permissions"])
            for item in contract.document["paths"][route.pattern][route.method.lower()].get("security", [])
            if "fga_permissions" in item
        )
        for route in ROUTES
    }

    assert {name: alternatives for name, alternatives in wanted.items() if alternatives} == PERMISSIONS


def test_masked_fields_include_all_that_the_official_cli_knows(shared: Path) -> None:
    """The CLI's registry flags 33 secrets; the sandbox masks those and the three it leaves out."""
    registry = json.loads((shared / "contracts/supabase-config-registry-0.9.0.json").read_text())["rows"]
    flagged = {row["apiPath"].removeprefix("auth.") for row in registry if row.get("secret")}

    assert flagged <= SECRETS
    assert len(SECRETS) == 36


def test_defaults_are_the_recorded_ones(shared: Path) -> None:
    """What a fresh project answered in 2026-05 is what unset settings read as."""
    recorded = json.loads((shared / "contracts/supabase-management-recorded-2026-05.json").read_text())["exchanges"]
    fresh = next(
        exchange["response"]["body"]
        for exchange in recorded
        if exchange["case"].startswith("GET")
        and exchange["request"]["path"].endswith("/config/auth")
        and exchange["response"]["body"]["mailer_otp_length"] == 8
    )
    differing = {name for name, value in defaults().items() if value != fresh.get(name, value)}

    assert differing == {"site_url", "password_required_characters"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/advisors/performance",
        "/advisors/security",
        "/api-keys",
        "/api-keys/legacy",
        "/billing/addons",
        "/branches",
        "/config/auth",
        "/config/auth/signing-keys",
        "/config/auth/third-party-auth",
        "/config/database/pooler",
        "/config/database/postgres",
        "/config/realtime",
        "/config/storage",
        "/database/migrations",
        "/functions",
        "/network-restrictions",
        "/postgrest",
        "/secrets",
        "/ssl-enforcement",
        "/storage/buckets",
        "/v1/organizations",
        "/v1/organizations/sandbox",
        "/v1/organizations/sandbox/entitlements",
        "/v1/projects",
    ],
)
def test_a_fresh_project_answers_as_the_contract_says(project: SupabaseProject, path: str) -> None:
    """Every read works on a project that nobody touched."""
    project.get(path)


def test_effective_settings_answer_as_the_contract_says(project: SupabaseProject) -> None:
    """The v2 document has all blocks, and every auth setting."""
    attributes = project.get(f"/v2/projects/{project.ref}/config")["data"]["attributes"]

    assert set(attributes) == {"database", "pooler", "auth", "api", "realtime", "storage"}
    assert set(WRITABLE) <= set(attributes["auth"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/config/auth", {"jwt_exp": 1800, "smtp_pass": "word", "sessions_timebox": 0.5}),
        ("PATCH", "/config/database/pooler", {"default_pool_size": 20, "pool_mode": "session"}),
        ("PATCH", "/config/database/postgres", {"max_connections": 90, "cron.log_statement": True}),
        ("PUT", "/config/database/postgres", {"statement_timeout": "8s"}),
        ("PATCH", "/config/realtime", {"private_only": True, "connection_pool": 5}),
        ("PATCH", "/config/storage", {"fileSizeLimit": 1024, "features": {"s3Protocol": {"enabled": False}}}),
        ("PATCH", "/network-restrictions", {"add": {"dbAllowedCidrs": ["8.8.8.0/24"]}}),
        ("POST", "/network-restrictions/apply", {"dbAllowedCidrs": ["10.0.0.0/8"], "dbAllowedCidrsV6": []}),
        ("PATCH", "/postgrest", {"db_schema": "public", "max_rows": 10}),
        ("PUT", "/ssl-enforcement", {"requestedConfig": {"database": True}}),
        ("POST", "/secrets", [{"name": "A", "value": "b"}]),
        ("DELETE", "/secrets", ["A"]),
        ("POST", "/database/query", {"query": "select $1::int as one", "parameters": [1]}),
        ("POST", "/database/query/read-only", {"query": "select 1"}),
        ("POST", "/database/migrations", {"query": "create table public.t ()", "name": "t"}),
        ("PUT", "/database/migrations", {"query": "create table public.u ()"}),
        ("POST", "/database/webhooks/enable", None),
        ("POST", "/api-keys", {"type": "secret", "name": "backend"}),
        ("PUT", "/api-keys/legacy?enabled=false", None),
        ("POST", "/config/auth/third-party-auth", {"oidc_issuer_url": "https://issuer.test"}),
        ("POST", "/config/auth/signing-keys", {"algorithm": "EdDSA", "status": "in_use"}),
        ("PATCH", "", {"name": "Renamed"}),
    ],
)
def test_writes_answer_as_the_contract_says(project: SupabaseProject, method: str, path: str, body: Any) -> None:
    """Status and body of a successful write are the declared ones, and so are those of the read after it."""
    project.change(method, path, body)
    project.get(f"/v2/projects/{project.ref}/config")


def test_signing_keys_and_saml_providers_live_as_the_contract_says(project: SupabaseProject) -> None:
    """From being made to being deleted, every answer is the declared one."""
    keys, providers = "/config/auth/signing-keys", "/config/auth/sso/providers"
    made = project.change("POST", keys, {"algorithm": "RS256"})
    for status in ("previously_used", "revoked"):
        project.change("PATCH", f"{keys}/{made['id']}", {"status": status})
    project.get(f"{keys}/{made['id']}")
    project.change("DELETE", f"{keys}/{made['id']}", None)
    project.change("PATCH", "/config/auth", {"saml_enabled": True})
    body = {"type": "saml", "metadata_url": "https://idp.test/metadata", "domains": ["idp.test"]}
    provider = project.change("POST", providers, body)
    mapping = {"keys": {"groups": {"names": ["groups"], "array": True}}}
    project.change("PUT", f"{providers}/{provider['id']}", {"attribute_mapping": mapping})
    project.get(f"{providers}/{provider['id']}")
    project.get(providers)
    project.change("DELETE", f"{providers}/{provider['id']}", None)


def test_refusals_carry_a_message(project: SupabaseProject) -> None:
    """Clients print `message`; it is there with every refusal."""
    for method, path, body in [
        ("PATCH", "/config/auth", {"jwt_exp": "x"}),
        ("PATCH", "/config/auth", b"{"),
        ("POST", "/secrets", [{"name": "SUPABASE_X", "value": "1"}]),
        ("POST", "/database/query", {"query": "selec"}),
        ("GET", "/functions/none", None),
        ("GET", "/config/auth/sso/providers", None),
    ]:
        assert project.request(method, path, body).status in {400, 404}


def _as_openapi(name: str, field: Field) -> dict[str, Any]:
    """The field as the contract writes it; bounds that stand in its descriptions only are taken back."""
    schema: dict[str, Any] = {"type": field.kind}
    schema |= {"nullable": True} if field.nullable else {}
    schema |= {"format": field.format} if field.format else {}
    schema |= {"pattern": field.pattern} if field.pattern else {}
    schema |= {"minimum": field.minimum} if field.minimum is not None else {}
    schema |= {"enum": [*field.enum, None]} if field.enum else {}
    if field.maximum is not None and STRICTER.get(name) != field.maximum:
        schema["maximum"] = field.maximum
    elif name == "security_refresh_token_reuse_interval":
        schema["maximum"] = 2147483647
    return schema
