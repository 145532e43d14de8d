"""App Check between wire and attributes, where the sandbox never goes."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.firebase.app_attestation.attestation import CONFIGURATIONS, decode
from baasctl.providers.firebase.app_check import decode_app, decode_service

ADDRESS = Address("prod", "app_check", ("apps", "Shop"))


def test_absent_members_are_defaults_that_nobody_set() -> None:
    """proto3 omits them; a service that nobody configured asks for nothing."""
    service = decode_service("prod", "1", "firestore.googleapis.com", None, [])
    assert service.attributes == {"enforcement": "disabled", "replay_protection": "disabled"}
    assert service.unset == {"/enforcement", "/replay_protection"}
    configured = decode_service("prod", "1", "later.googleapis.com", {"etag": "e"}, [])
    assert configured.address.segments == ("services", "later.googleapis.com")
    assert (configured.unset, configured.version) == ({"/replay_protection"}, "e")
    found, unset = decode(CONFIGURATIONS["play_integrity"], {}, "document")
    assert found == {
        "minimum_device_level": "none",
        "require_licensed": False,
        "allow_unrecognized_version": False,
        "token_lifetime": 3600,
    }
    assert unset == set(found)


@pytest.mark.parametrize(
    ("name", "wire", "words"),
    [
        ("app_attest", {"tokenTtl": "an hour"}, "expected a duration such as 3600s"),
        ("recaptcha_v3", {"minValidScore": True}, "expected a number"),
        ("recaptcha_v3", {"minValidScore": "0.5"}, "expected a number"),
        ("play_integrity", {"accountDetails": {"requireLicensed": "yes"}}, "expected a boolean"),
    ],
)
def test_members_of_another_type_are_errors(name: str, wire: Any, words: str) -> None:
    """With their place."""
    with pytest.raises(UnexpectedAnswer, match=words):
        decode(CONFIGURATIONS[name], wire, "document")


def test_a_mode_that_nobody_knows_is_an_error() -> None:
    """It might be a weaker one."""
    with pytest.raises(UnexpectedAnswer, match="a mode that this version does not know"):
        decode_service("prod", "1", "firestore.googleapis.com", {"enforcementMode": "SOMETIMES"}, [])


def test_lifetimes_keep_their_fractions_and_tokens_their_names_apart() -> None:
    """Two debug tokens may have one name, or none."""
    found, _ = decode(CONFIGURATIONS["app_attest"], {"tokenTtl": "3600.5s"}, "document")
    assert found == {"token_lifetime": 3600.5}
    names: list[dict[str, object]] = [
        {"name": "n1", "displayName": "CI"},
        {"name": "n2", "displayName": "CI"},
        {"name": "n3"},
    ]
    app = decode_app(ADDRESS, "1", "1:1:web:1", {}, names)
    assert app.facts["debug_tokens"] == {
        "CI": {"name": "n1", "etag": ""},
        "CI (2)": {"name": "n2", "etag": ""},
        "unnamed": {"name": "n3", "etag": ""},
    }
