"""Projects, keys, sign-in providers and the smaller settings of the Management API."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import SupabaseProject, new_project

SSO = "/config/auth/sso/providers"
THIRD_PARTY = "/config/auth/third-party-auth"
METADATA = '<md:EntityDescriptor entityID="https://idp.test"/>'


@pytest.fixture
def saml(supabase: SupabaseProject) -> SupabaseProject:
    supabase.change("PATCH", "/config/auth", {"saml_enabled": True})
    return supabase


def test_projects_are_created_renamed_and_deleted(sandbox: SandboxServer) -> None:
    """What the API creates is a project like any other; what it deletes is gone with its database."""
    first = new_project(sandbox)
    body = {"name": "Second", "organization_slug": "sandbox", "db_pass": "word"}
    second = first.change("POST", "/v1/projects", body)
    first.change("PATCH", f"/v1/projects/{second['ref']}", {"name": "Renamed"})
    assert [item["name"] for item in first.get("/v1/projects")] == [first.ref, "Renamed"]

    first.change("DELETE", f"/v1/projects/{second['ref']}", None)
    assert [item["ref"] for item in first.get("/v1/projects")] == [first.ref]
    databases = first.sql(f"select from pg_database where datname like '%{second['ref']}'")
    assert databases == []


def test_another_organisation_is_unknown(supabase: SupabaseProject) -> None:
    """There is one, and its name is `sandbox`."""
    assert supabase.request("GET", "/v1/organizations/other").status == 404
    body = {"name": "X", "organization_slug": "other", "db_pass": "word"}
    assert supabase.request("POST", "/v1/projects", body).status == 404


def test_a_project_survives_a_half_made_neighbour(sandbox: SandboxServer) -> None:
    """A kill while a project is made leaves a folder without identity, which is ignored."""
    project = new_project(sandbox)
    (sandbox.data / "supabase" / "halfmade").mkdir()
    server = project.project.database.postgres.server
    sandbox.close()

    with SandboxServer(sandbox.data, durable=False, postgres=server) as reopened:
        assert [item.ref for item in reopened.projects()] == [project.ref]


def test_saml_providers_come_and_go(saml: SupabaseProject) -> None:
    """Created from metadata, changed in part, listed with domains as objects, deleted."""
    body = {"type": "saml", "metadata_xml": METADATA, "domains": ["a.test"]}
    created = saml.change("POST", SSO, body)
    mapping = {"keys": {"email": {"name": "mail"}}}
    path = f"{SSO}/{created['id']}"
    saml.change("PUT", path, {"attribute_mapping": mapping, "domains": ["a.test", "b.test"]})
    found = saml.get(path)

    assert found["saml"]["entity_id"] == "https://idp.test"
    assert found["saml"]["attribute_mapping"] == mapping
    assert found["domains"] == [{"domain": "a.test"}, {"domain": "b.test"}]
    assert "metadata_xml" not in saml.get(SSO)["items"][0]["saml"]

    other = METADATA.replace("idp.test", "other.test")
    assert saml.request("PUT", path, {"metadata_xml": other}).status == 400
    saml.change("PUT", path, {"domains": []})
    assert saml.get(path)["saml"] == {
        "entity_id": "https://idp.test",
        "metadata_xml": METADATA,
        "attribute_mapping": {},
    }
    saml.change("DELETE", f"{SSO}/{created['id']}", None)
    assert saml.get(SSO) == {"items": []}
    assert saml.request("GET", f"{SSO}/{created['id']}").status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"type": "saml"},
        {"type": "oidc", "metadata_url": "https://idp.test"},
        {"type": "saml", "metadata_url": "https://idp.test", "domains": ["taken.test"]},
        {"type": "saml", "metadata_url": "https://idp.test", "name_id_format": "nickname"},
        {"type": "saml", "metadata_url": "https://idp.test", "attribute_mapping": {}},
        {"type": "saml", "metadata_url": "https://idp.test", "metadata_xml": METADATA},
        {"type": "saml", "metadata_url": "http://idp.test"},
    ],
    ids=["no metadata", "no saml", "taken domain", "bad format", "no keys", "twice metadata", "no TLS"],
)
def test_bad_saml_providers_are_refused(saml: SupabaseProject, body: object) -> None:
    """400, and nothing is added."""
    saml.change("POST", SSO, {"type": "saml", "metadata_url": "https://other.test", "domains": ["taken.test"]})

    assert saml.request("POST", SSO, body).status == 400
    assert len(saml.get(SSO)["items"]) == 1


def test_third_party_issuers_come_and_go(supabase: SupabaseProject) -> None:
    """There is no update: one is created, read and deleted. Its keys are there some time after it was created."""
    created = supabase.change("POST", THIRD_PARTY, {"jwks_url": "https://issuer.test/jwks"})
    found = supabase.get(f"{THIRD_PARTY}/{created['id']}")

    assert created["resolved_jwks"] is None
    assert found == {**created, "resolved_jwks": {"keys": []}, "resolved_at": found["inserted_at"]}
    assert supabase.request("PUT", f"{THIRD_PARTY}/{created['id']}", {}).status == 404
    supabase.change("DELETE", f"{THIRD_PARTY}/{created['id']}", None)
    assert supabase.get(THIRD_PARTY) == []
    assert supabase.request("DELETE", f"{THIRD_PARTY}/{created['id']}").status == 404


def test_secret_keys_are_masked_until_asked_for(supabase: SupabaseProject) -> None:
    """The digest and the prefix stay the same, whatever is shown."""
    created = supabase.change("POST", "/api-keys?reveal=true", {"type": "secret", "name": "backend"})
    path = f"/api-keys/{created['id']}"
    masked = supabase.get(path)

    assert "·" in masked["api_key"]
    assert supabase.get(f"{path}?reveal=true")["api_key"] == created["api_key"]
    assert (masked["hash"], masked["prefix"]) == (created["hash"], created["prefix"])


def test_keys_change_and_go(supabase: SupabaseProject) -> None:
    """Description and name change in place; legacy keys are switched together."""
    created = supabase.change("POST", "/api-keys", {"type": "publishable", "name": "browser"})
    path = f"/api-keys/{created['id']}"
    supabase.change("PATCH", path, {"description": "for the web"})
    assert supabase.get(path)["description"] == "for the web"
    supabase.change("PUT", "/api-keys/legacy?enabled=false", None)
    assert supabase.get("/api-keys/legacy") == {"enabled": False}

    supabase.change("DELETE", path, None)
    assert supabase.request("GET", path).status == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "read", "expected"),
    [
        ("PATCH", "/postgrest", {"db_extra_search_path": "a,b"}, "/postgrest", {"db_extra_search_path": "a, b"}),
        ("PATCH", "/config/realtime", {"private_only": True}, "/config/realtime", {"private_only": True}),
        ("PATCH", "/config/storage", {"fileSizeLimit": 5}, "/config/storage", {"fileSizeLimit": 5}),
        ("PUT", "/ssl-enforcement", {"requestedConfig": {"database": True}}, "/ssl-enforcement",
         {"currentConfig": {"database": True}}),
        ("PUT", "/config/database/postgres", {"work_mem": "5MB", "restart_database": False},
         "/config/database/postgres", {"work_mem": "5MB"}),
    ],
)  # fmt: skip
def test_settings_read_back(
    supabase: SupabaseProject, method: str, path: str, body: object, read: str, expected: dict[str, Any]
) -> None:
    """In the server's own form; what was not named stays."""
    before = supabase.get(read)
    supabase.change(method, path, body)

    assert supabase.get(read) == {**before, **expected}


def test_putting_postgres_settings_replaces_and_patching_merges(supabase: SupabaseProject) -> None:
    """The two writes differ in what they do to settings that they leave out."""
    path = "/config/database/postgres"
    supabase.change("PUT", path, {"work_mem": "5MB", "max_connections": 90})
    supabase.change("PATCH", path, {"max_connections": 95})
    assert supabase.get(path) == {"work_mem": "5MB", "max_connections": 95}
    supabase.change("PUT", path, {"max_connections": 96})
    assert supabase.get(path) == {"max_connections": 96}


def test_network_lists_are_replaced_or_changed(supabase: SupabaseProject) -> None:
    """`apply` replaces both lists; PATCH adds and removes; a malformed address is refused."""
    supabase.change("POST", "/network-restrictions/apply", {"dbAllowedCidrs": ["10.0.0.0/8"]})
    supabase.change(
        "PATCH",
        "/network-restrictions",
        {"add": {"dbAllowedCidrsV6": ["fd00::/8"]}, "remove": {"dbAllowedCidrs": ["10.0.0.0/8"]}},
    )

    assert supabase.get("/network-restrictions")["config"] == {"dbAllowedCidrs": [], "dbAllowedCidrsV6": ["fd00::/8"]}
    bad = {"dbAllowedCidrs": ["300.0.0.0/8"]}
    assert supabase.request("POST", "/network-restrictions/apply", bad).status == 400


def test_migrations_can_be_recorded_and_renamed(supabase: SupabaseProject) -> None:
    """PUT records without running; PATCH changes the name; what is not there is 404."""
    supabase.change("PUT", "/database/migrations", {"query": "create table public.elsewhere ()"})
    version = supabase.get("/database/migrations")[0]["version"]
    supabase.change("PATCH", f"/database/migrations/{version}", {"name": "elsewhere"})

    assert supabase.get(f"/database/migrations/{version}")["name"] == "elsewhere"
    assert supabase.sql("select to_regclass('public.elsewhere') as t") == [{"t": None}]
    for method, body in (("GET", None), ("PATCH", {"name": "x"})):
        assert supabase.request(method, "/database/migrations/1", body).status == 404
    assert supabase.request("DELETE", "/database/migrations?gte=x").status == 400


def test_a_failing_rollback_changes_nothing(supabase: SupabaseProject) -> None:
    """The record stays until its rollback worked."""
    supabase.change("POST", "/database/migrations", {"query": "select 1", "rollback": "drop table public.missing"})

    assert supabase.request("DELETE", "/database/migrations?gte=0").status == 400
    assert len(supabase.get("/database/migrations")) == 1
