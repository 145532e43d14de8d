"""Recorded answers about sign-in providers and API keys are read without a difference that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.providers.supabase import api_keys, signing_keys
from baasctl.providers.supabase.sign_in.documents import ISSUERS, SAML, decode_issuers, decode_saml, encode_saml
from baasctl.providers.supabase.sign_in.matching import match
from baasctl.providers.supabase.support import SUPPORT


@pytest.fixture
def exchanges(shared: Path) -> list[dict[str, Any]]:
    recorded = json.loads((shared / "contracts/supabase-management-recorded-2026-05.json").read_text("utf-8"))
    found = recorded["exchanges"]
    assert isinstance(found, list)
    return found


def _bodies(exchanges: list[dict[str, Any]], method: str, ending: str) -> Iterator[Any]:
    for exchange in exchanges:
        is_it = exchange["case"].startswith(f"{method}_") and exchange["request"]["path"].endswith(ending)
        if is_it and exchange["response"]["status"] < 300:
            yield exchange["response"]["body"]


def test_recorded_api_keys_are_read_and_their_texts_are_not(exchanges: list[dict[str, Any]]) -> None:
    """The two keys of a fresh project; legacy ones are a switch."""
    answers = list(_bodies(exchanges, "GET", "/api-keys"))
    assert answers
    for answer in answers:
        found = api_keys.decode(answer, "prod")
        assert [one.address.local for one in found] == ["api_keys/publishable/default", "api_keys/secret/default"]
        assert "API_KEY" not in repr([one.attributes for one in found])
        assert all(no_difference(one, one) for one in found)


def test_a_recorded_saml_provider_is_what_was_asked_for(exchanges: list[dict[str, Any]]) -> None:
    """The request of the recording, as a declared provider, equals the answer and is found in it."""
    requests = [each for each in exchanges if each["case"].startswith("POST") and SAML in each["request"]["path"]]
    assert requests
    for exchange in requests:
        (live,) = decode_saml({SAML: {"items": [exchange["response"]["body"]]}}, "prod")
        asked = exchange["request"]["body"]
        sent = encode_saml(live.attributes, ("/metadata_xml", "/email_domains"), {})
        assert sent == {name: asked[name] for name in sent if name in asked} | {}
        declared = Resource(
            address=live.address, attributes={"protocol": "saml", "metadata_xml": asked["metadata_xml"]}
        )
        (matched,) = match([declared], [live]).live
        assert no_difference(declared, matched)
    for answer in _bodies(exchanges, "GET", f"/{SAML}"):
        assert decode_saml({SAML: answer}, "prod") == ()


def no_difference(desired: Resource, live: Resource) -> bool:
    meaning = kind(desired.address.kind)
    return not compare_fields(desired, live, SUPPORT.fields_of(meaning.name, meaning.fields)).changes


@pytest.mark.parametrize(
    "broken",
    [
        lambda: decode_saml({SAML: {"items": [{"id": 1, "saml": {}}]}}, "prod"),
        lambda: decode_saml({SAML: {"items": [{"id": "a", "saml": {"attribute_mapping": []}}]}}, "prod"),
        lambda: decode_saml({SAML: {"items": [{"id": "a", "saml": {}, "domains": ["a.example"]}]}}, "prod"),
        lambda: decode_issuers([{"id": "a", "oidc_issuer_url": 7}], "prod"),
        lambda: decode_issuers({ISSUERS: []}, "prod"),
        lambda: api_keys.decode([{"type": "secret", "name": None}], "prod"),
        lambda: signing_keys.decode({"keys": [{"id": "a", "algorithm": "ES256", "status": "lost"}]}, "prod"),
    ],
)
def test_answers_of_another_form_are_refused(broken: Any) -> None:
    """A wrong type is an error that names its place, never a resource."""
    with pytest.raises(UnexpectedAnswer, match="document"):
        broken()
