"""What cannot be said about sign-in providers, buckets and keys is refused at its place before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import BaasctlError
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject

METADATA = '<EntityDescriptor entityID="https://idp.example"/>'
SAML = {"protocol": "saml", "metadata_url": "https://idp.example/metadata"}
KEY = "11111111-1111-4111-8111-111111111111"
RSA = {"kty": "RSA", "n": "n", "e": "AQAB", "d": "d", "p": "p", "q": "q", "dp": "a", "dq": "b", "qi": "c"}


@pytest.fixture
def project(module_supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    return SpecProject(module_supabase, tmp_path / "spec", {"KEY": "no key"})


def _idp(**fields: Any) -> dict[str, Any]:
    return {"auth": {"native": {"supabase": {"saml_enabled": True}}}, "identity_providers": {"acme": fields}}


@pytest.mark.parametrize(
    ("spec", "code", "words"),
    [
        ({"identity_providers": {"acme": SAML}}, "SPEC342", "saml_enabled"),
        (_idp(protocol="saml", email_domains=["a.example"]), "SPEC362", "metadata_url"),
        (_idp(**SAML, metadata_xml=METADATA), "SPEC363", "either"),
        (_idp(protocol="saml", metadata_url="http://idp.example"), "SPEC088", "https"),
        (_idp(**SAML, client_id="x"), "SPEC086", "a SAML provider has no such setting"),
        (_idp(**SAML, enabled=False), "SPEC086", "it is on while it exists"),
        (_idp(**SAML, native={"supabase": {"attribute_mapping_keys": {"a": {"nam": "b"}}}}), "SPEC363", "names"),
        (_idp(**SAML, native={"supabase": {"attribute_mapping_keys": {"a": {"name": "b"}}}}), "SPEC363", "neutral"),
        (_idp(protocol="jwt"), "SPEC363", "exactly one source"),
        (_idp(protocol="jwt", issuer="https://a.example", native={"supabase": {"jwks_url": "https://b.example"}}),
         "SPEC363", "keep one"),
        (_idp(protocol="jwt", native={"supabase": {"custom_jwks": {"kty": "RSA"}}}), "SPEC363", "RFC 7517"),
        (_idp(protocol="oidc", issuer="https://a.example"), "SPEC342", "custom_oauth_enabled"),
        (_idp(protocol="oidc", issuer="https://a.example"), "SPEC364", "client_secret"),
        (_idp(protocol="oidc", client_id="x", client_secret="${secret:env:KEY}"), "SPEC364", "`issuer`"),
        (_idp(protocol="oidc", issuer="http://a.example"), "SPEC088", "https"),
        (_idp(protocol="oidc", native={"supabase": {"scopes": "email"}}), "SPEC363", "list of texts"),
        ({"identity_providers": {"Acme_1": {"protocol": "oidc"}}}, "SPEC363", "lower-case"),
        ({"identity_providers": {"fly": {"protocol": "oidc"}}}, "SPEC363", "built-in"),
        ({"identity_providers": {"google": {"protocol": "jwt", "issuer": "https://a.example"}}}, "SPEC363", "built-in"),
        ({"identity_providers": {"gogle": {"client_id": "x"}}}, "SPEC085", "google"),
        ({"identity_providers": {"google": {"metadata_url": "https://a.example"}}}, "SPEC086", "protocol: saml"),
        ({"buckets": {"a/b": {"public": True}}}, "SPEC370", "100"),
        ({"buckets": {"a": {"name": "c"}, "c": {}}}, "SPEC371", "both called"),
        ({"buckets": {"films": {"max_size": "60MiB"}}}, "SPEC372", "52,428,800"),
        ({"buckets": {"films": {"mime_types": ["png"]}}}, "SPEC088", "png"),
        ({"buckets": {"films": {"versioning": True}}}, "SPEC086", "keeps no versions"),
        ({"api_keys": {"secret": {"Server": {}}}}, "SPEC441", "4 to 64"),
        ({"api_keys": {"legacy": {"anon": {"enabled": False}}}}, "SPEC373", "one switch"),
        ({"api_keys": {"secret": {"server": {"enabled": False}}}}, "SPEC086", "while it exists"),
        ({"api_keys": {"publishable": {"web_app": {"secret_jwt_template": {"role": "anon"}}}}},
         "SPEC086", "secret keys"),
        ({"signing_keys": {"a": {"algorithm": "ES256"}}}, "SPEC375", "status"),
        ({"signing_keys": {"a": {"algorithm": "ES256", "status": "in_use"},
                           "b": {"algorithm": "RS256", "status": "in_use"}}}, "SPEC374", "both"),
        ({"signing_keys": {"a": {"algorithm": "RS256", "status": "revoked"}}}, "SPEC378", "standby or in_use"),
        ({"signing_keys": {"a": {"algorithm": "ES256", "status": "previously_used"}}}, "SPEC377", "id:"),
        ({"signing_keys": {"a": {"id": KEY, "algorithm": "RS256", "status": "standby"}}}, "SPEC377", KEY),
        ({"signing_keys": {"a": {"algorithm": "RS256", "status": "standby", "private_jwk": "${secret:env:KEY}"}}},
         "SPEC376", "RFC 7517"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(project: SpecProject, spec: dict[str, Any], code: str, words: str) -> None:
    """One of the problems has the code, says what is wrong, and has a place."""
    project.write(spec)
    with pytest.raises(BaasctlError) as refused:
        project.plan()
    found = [each for each in refused.value.diagnostics if each.code == code]

    assert found, refused.value.diagnostics
    assert any(words in f"{each.summary} {each.detail} {each.hint}" for each in found), found
    assert all(each.span is not None for each in found)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("standby", "revoked", "open: in_use, previously_used"),
        ("previously_used", "in_use", "open: standby, revoked"),
        ("revoked", "in_use", "open: standby"),
        ("in_use", "standby", "open: previously_used when another key becomes in_use"),
        ("in_use", "previously_used", "open: previously_used when another key becomes in_use"),
    ],
)
def test_steps_that_are_not_open_are_refused_with_those_that_are(
    supabase: SupabaseProject, tmp_path: Path, before: str, after: str, allowed: str
) -> None:
    """The message lists what the key can become."""
    made = supabase.change("POST", "/config/auth/signing-keys", {"algorithm": "RS256", "private_jwk": RSA})
    ways = {"previously_used": ["previously_used"], "revoked": ["previously_used", "revoked"], "in_use": ["in_use"]}
    for status in ways.get(before, ()):
        supabase.change("PATCH", f"/config/auth/signing-keys/{made['id']}", {"status": status})
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"signing_keys": {"a": {"id": made["id"], "algorithm": "RS256", "status": after}}})

    with pytest.raises(BaasctlError, match=allowed):
        project.plan()


def test_two_live_providers_that_fit_are_listed_with_their_ids(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The user says which one is meant; with `id:` the plan is about that one."""
    supabase.change("PATCH", "/config/auth", {"saml_enabled": True})
    ids = [
        supabase.change(
            "POST",
            "/config/auth/sso/providers",
            {"type": "saml", "metadata_url": f"https://{name}.example/metadata", "domains": [f"{name}.example"]},
        )["id"]
        for name in ("a", "b")
    ]
    both = {"protocol": "saml", "email_domains": ["a.example", "b.example"]}
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"identity_providers": {"acme": both}})
    with pytest.raises(BaasctlError, match=f"(?s){ids[0]}.*{ids[1]}") as refused:
        project.plan()
    assert refused.value.diagnostics[0].code == "SPEC360"

    project.write({"identity_providers": {"acme": {**both, "id": ids[1]}}})
    (change,) = project.plan().changes
    assert change.remote_id == ids[1]
