"""Brings a Supabase project into the state that a case begins with, and looks at the one it ends with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from baasctl.sandbox.exchange import Request
from tests.sandbox_fixtures import SupabaseProject


def put(case: Mapping[str, Any], supabase: SupabaseProject) -> None:
    """What is live: SQL under `setup`, the rest under `live`."""
    live = case.get("live", {})
    if live.get("webhooks"):
        supabase.change("POST", "/database/webhooks/enable", None)
    for statements in filter(None, [case.get("setup")]):
        supabase.sql(statements)
    if "auth" in live:
        supabase.change("PATCH", "/config/auth", live["auth"])
    if "secrets" in live:
        supabase.change("POST", "/secrets", [{"name": name, "value": text} for name, text in live["secrets"].items()])
    for method, path, body in live.get("requests", ()):
        supabase.change(method, path, body)
    _put_providers_and_keys(live, supabase)


def check(expected: Mapping[str, Any], supabase: SupabaseProject) -> None:
    """One entry of `after`: a query and its rows."""
    assert supabase.sql(expected["query"]) == expected["rows"]


def _put_providers_and_keys(live: dict[str, Any], supabase: SupabaseProject) -> None:
    """What has an identity of the server's making."""
    for provider in live.get("saml", ()):
        supabase.change("POST", "/config/auth/sso/providers", {"type": "saml", **provider})
    for issuer in live.get("issuers", ()):
        supabase.change("POST", "/config/auth/third-party-auth", issuer)
    for custom in live.get("custom", ()):
        made = supabase.sandbox.answer(
            Request(
                method="POST",
                path=f"/project/{supabase.ref}/auth/v1/admin/custom-providers",
                headers={"apikey": secret_key_of(supabase)},
                body=json.dumps(custom).encode(),
            )
        )
        assert made.status == 201, made.body
    for key in live.get("api_keys", ()):
        supabase.change("POST", "/api-keys", key)
    for key in live.get("signing_keys", ()):
        created = supabase.change(
            "POST", "/config/auth/signing-keys", {"algorithm": key["algorithm"], **key.get("made", {})}
        )
        for status in key.get("moved", ()):
            supabase.change("PATCH", f"/config/auth/signing-keys/{created['id']}", {"status": status})


def secret_key_of(supabase: SupabaseProject) -> str:
    """The text of the secret key that every new project has."""
    (found,) = [each["api_key"] for each in supabase.get("/api-keys?reveal=true") if each["type"] == "secret"]
    return str(found)
