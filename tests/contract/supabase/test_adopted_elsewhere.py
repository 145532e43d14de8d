"""What the server gives an identity is adopted under names that hold on another project, too."""

from __future__ import annotations

from pathlib import Path

from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject, new_project

PROVIDERS, ISSUERS, SIGNING_KEYS = (
    "/config/auth/sso/providers",
    "/config/auth/third-party-auth",
    "/config/auth/signing-keys",
)


def test_sign_in_providers_buckets_and_keys_move_to_an_empty_project(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Adopted there and applied here, a second plan is empty and both read the same."""
    _fill(supabase)
    first = SpecProject(supabase, tmp_path / "first")
    first.write({})
    adopted = first.adopt()
    second = SpecProject(new_project(supabase.sandbox), tmp_path / "second")
    second.write_adopted(adopted)
    spec = second.folder / "baas.yaml"
    spec.write_text(spec.read_text("utf-8").replace(supabase.ref, second.remote.ref), encoding="utf-8")

    assert second.apply().is_converged
    assert second.plan().is_empty
    again = second.adopt()
    assert {
        name: text.replace(second.remote.ref.encode(), supabase.ref.encode()) for name, text in again.files.items()
    } == adopted.files


def _fill(supabase: SupabaseProject) -> None:
    supabase.change("PATCH", "/config/auth", {"saml_enabled": True})
    mapping = {"keys": {"email": {"name": "mail"}, "groups": {"names": ["groups"], "array": True}}}
    address = {"metadata_url": "https://a.example/metadata", "domains": ["a.example"], "attribute_mapping": mapping}
    for settings in (address, {"metadata_xml": '<EntityDescriptor entityID="https://idp.example"/>'}):
        supabase.change("POST", PROVIDERS, {"type": "saml", **settings})
    supabase.change("POST", ISSUERS, {"oidc_issuer_url": "https://issuer.example/realm"})
    supabase.change("POST", ISSUERS, {"custom_jwks": {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}})
    supabase.change("POST", SIGNING_KEYS, {"algorithm": "RS256", "status": "in_use"})
    supabase.change("POST", SIGNING_KEYS, {"algorithm": "EdDSA"})
    supabase.change("POST", "/api-keys", {"type": "secret", "name": "server", "description": "Jobs"})
    supabase.change("PUT", "/api-keys/legacy?enabled=false", None)
    supabase.sql(
        "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)"
        " values ('pictures', 'pictures', true, 1234, array['image/png']), ('papers', 'papers', false, null, null)"
    )
