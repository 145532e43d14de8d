"""Identity providers between attributes and Google's messages, without a server."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import freeze
from baasctl.providers.firebase.clients.identity_providers import redacted
from baasctl.providers.firebase.identity_providers import declared_paths, decode, encode, kept, normal
from baasctl.providers.firebase.identity_toolkit.idp_admin import arguments
from baasctl.providers.firebase.identity_toolkit.idp_matching import match, with_names
from baasctl.providers.firebase.identity_toolkit.idp_names import BUILT_IN, name_of, wire_id
from baasctl.providers.firebase.identity_toolkit.idp_rows import METADATA_WIRES, RESPONSE, ROWS
from baasctl.providers.secret_digests import SecretDigests

PREFIX = "GoogleCloudIdentitytoolkitAdminV2"
MESSAGES = {"": "DefaultSupportedIdpConfig", "oidc": "OAuthIdpConfig", "saml": "InboundSamlConfig"}


def schemas() -> dict[str, Any]:
    text = files("googleapiclient.discovery_cache.documents").joinpath("identitytoolkit.v2.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)["schemas"]
    return found


def writable(message: str, place: str = "") -> set[str]:
    """Wire paths of the leaves of a message that a client may set."""
    found = set()
    for name, member in schemas()[PREFIX + message]["properties"].items():
        inner = (member.get("$ref") or member.get("items", {}).get("$ref", "")).removeprefix(PREFIX)
        if member.get("readOnly"):
            continue
        found |= writable(inner, f"{place}{name}.") if inner else {place + name}
    return found


def reveal(secret: Secret, path: str) -> str:
    return f"text of {secret.reference} at {path}"


@pytest.mark.parametrize("protocol", MESSAGES)
def test_every_writable_field_has_one_name(protocol: str) -> None:
    """Google's discovery document is the list; what is left out has its reason."""
    wires = [row.wire for row in ROWS[protocol]] + (list(METADATA_WIRES) if protocol == "saml" else [])
    assert len(wires) == len(set(wires))
    expected = writable(MESSAGES[protocol]) - {"name"}
    named = {each: [wire for wire in wires if each == wire or each.startswith(f"{wire}.")] for each in expected}
    assert {each: found for each, found in named.items() if len(found) != 1} == {}
    assert set(wires) == {found[0] for found in named.values()}


def test_what_google_leaves_out_is_unset_and_off() -> None:
    """proto3 writes neither false nor empty; `enabled` is always told."""
    for protocol in MESSAGES:
        attributes, unset = decode({"name": "projects/1/x/y"}, protocol, "list")
        assert attributes["enabled"] is False
        assert "/enabled" not in unset
        assert "/client_secret" in unset or protocol == "saml"


def test_a_secret_is_a_digest_before_anything_keeps_it() -> None:
    """Client secrets and Apple's key; the digest differs from run to run."""
    entry = {"clientSecret": "word", "appleSignInConfig": {"codeFlowConfig": {"keyId": "k", "privateKey": "pem"}}}
    digests = SecretDigests()
    hidden = redacted(entry, digests.of)
    assert "word" not in str(hidden)
    assert "pem" not in str(hidden)
    assert entry["clientSecret"] == "word"
    attributes, _ = decode(hidden, "", "list")
    assert attributes["client_secret"] == Secret(digest=digests.of("word"))
    assert attributes["private_key"] == Secret(digest=digests.of("pem"))
    assert SecretDigests().of("word") != digests.of("word")
    assert "word" not in repr(digests)
    odd = {"clientSecret": "", "appleSignInConfig": {"codeFlowConfig": None}}
    assert redacted(odd, digests.of) == odd


def test_a_key_that_google_does_not_answer_cannot_be_compared() -> None:
    """Where there is a key id there is a key."""
    attributes, unset = decode({"appleSignInConfig": {"codeFlowConfig": {"keyId": "k"}}}, "", "list")
    assert attributes["private_key"] == Secret()
    assert "/private_key" not in unset


def test_only_what_differs_is_written_and_apples_key_goes_with_its_ids() -> None:
    """Null and empty sets clear."""
    attributes = normal({"client_id": "a", "additional_client_ids": (), "key_id": "k", "private_key": Secret("${k}")})
    assert encode(attributes, "", ["/client_id"], reveal) == {"clientId": "a"}
    assert encode(attributes, "", ["/additional_client_ids"], reveal) == {"appleSignInConfig.bundleIds": []}
    flow = "appleSignInConfig.codeFlowConfig"
    assert encode(attributes, "", ["/key_id"], reveal) == {
        f"{flow}.keyId": "k",
        f"{flow}.privateKey": "text of ${k} at /private_key",
    }
    assert encode({"client_secret": None}, "oidc", ["/client_secret"], reveal) == {"clientSecret": None}
    assert "/client_secret" not in declared_paths({"client_secret": None, "client_id": "x"}, "oidc")


def test_of_a_response_type_only_the_true_member_counts() -> None:
    """On both sides; a part of it that differs writes the whole."""
    desired = normal(freeze({"native": {"firebase": {"responseType": {"code": True, "idToken": False}}}}))  # type: ignore[arg-type]
    live, _ = decode({"responseType": {"code": True, "idToken": False}}, "oidc", "list")
    assert desired["native"] == {"firebase": {"responseType": {"code": True}}} == live["native"]
    path = "/native/firebase/responseType/code"
    assert encode(desired, "oidc", [path], reveal) == {"responseType": {"code": True}}
    assert [RESPONSE.accepts(value) for value in (True, {"token": True}, {"code": 1}, {"code": True})] == [  # type: ignore[arg-type]
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("protocol", "update", "expected"),
    [
        ("oidc", {"clientId": "a", "enabled": False}, {"client_id": "a", "enabled": False}),
        ("oidc", {"clientSecret": "a"}, None),
        ("oidc", {"responseType": {"code": True}}, None),
        ("oidc", {"responseType": None}, None),
        ("oidc", {"displayName": None}, None),
        (
            "oidc",
            {"responseType": {"code": True}, "clientSecret": "a"},
            {"code_response_type": True, "id_token_response_type": False, "client_secret": "a"},
        ),
        (
            "oidc",
            {"responseType": {"idToken": True}},
            {"code_response_type": False, "id_token_response_type": True},
        ),
        ("saml", {"idpConfig.signRequest": True}, None),
        (
            "saml",
            {"idpConfig.idpCertificates": [{"x509Certificate": "a"}], "spConfig.spEntityId": "b"},
            {"x509_certificates": ["a"], "rp_entity_id": "b"},
        ),
    ],
)
def test_firebase_admin_writes_what_it_can_say(protocol: str, update: dict[str, Any], expected: object) -> None:
    """Everything else goes by REST."""
    assert arguments(protocol, update) == expected


def test_what_google_did_not_keep_is_found() -> None:
    """False, empty and absent are the same; certificates count without their armour, secrets are not looked at."""
    message = {
        "enabled": True,
        "idpConfig": {
            "idpCertificates": [{"x509Certificate": "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----"}]
        },
        "responseType": {"code": True},
    }
    assert kept(message, {"enabled": False, "clientId": "a", "displayName": None}) == ("enabled", "clientId")
    written = {
        "enabled": True,
        "clientSecret": "x",
        "idpConfig.signRequest": False,
        "responseType": {"code": True, "idToken": False},
        "idpConfig.idpCertificates": [{"x509Certificate": "YQ=="}],
    }
    assert kept(message, written) == ()


def test_names_and_ids_lead_to_each_other() -> None:
    """Of built-in ones, of others, and of ids that have no name of ours."""
    for name, provider_id in BUILT_IN.items():
        assert (wire_id(name, ""), name_of(provider_id)) == (provider_id, name)
    assert [wire_id("okta", "oidc"), wire_id("oidc.okta", "oidc"), wire_id("new.example.com", "")] == [
        "oidc.okta",
        "oidc.okta",
        "new.example.com",
    ]
    assert [name_of(each) for each in ("saml.corp", "oidc.google", "oidc.", "new.example.com")] == [
        "corp",
        "oidc.google",
        "oidc.",
        "new.example.com",
    ]


def resource(name: str, protocol: str = "", remote_id: str | None = None, former: str = "") -> Resource:
    return Resource(
        address=Address("prod", "identity_providers", (name,)),
        attributes={"protocol": protocol} if protocol else {},
        remote_id=remote_id,
        renamed_from=(former,) if former else None,
    )


def live(*provider_ids: str) -> tuple[Resource, ...]:
    found = [
        resource(each, each.partition(".")[0] if each[:5] in ("oidc.", "saml.") else "", each) for each in provider_ids
    ]
    return with_names(found)


def names(found: tuple[Resource, ...]) -> dict[str | None, str]:
    return {one.remote_id: one.address.segments[0] for one in found}


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    """And the one that the spec means gets its name."""
    both = live("oidc.okta", "saml.okta", "google.com")
    assert names(both) == {"oidc.okta": "oidc.okta", "saml.okta": "saml.okta", "google.com": "google"}
    assert names(match([resource("okta", "saml")], both)) == {
        "oidc.okta": "oidc.okta",
        "saml.okta": "okta",
        "google.com": "google",
    }


def test_one_of_another_protocol_keeps_the_name_so_that_it_is_replaced() -> None:
    """Only while the one that is meant is not there."""
    assert names(match([resource("okta", "saml")], live("oidc.okta"))) == {"oidc.okta": "okta"}


def test_a_rename_that_was_cut_short_is_planned_again() -> None:
    """Unless the spec has another use for the former name, or the rename is done."""
    new = resource("new", "oidc", former="old")
    assert names(match([new], live("oidc.old", "oidc.new"))) == {"oidc.old": "old"}
    assert names(match([new, resource("old", "oidc")], live("oidc.old", "oidc.new"))) == {
        "oidc.old": "old",
        "oidc.new": "new",
    }
    assert names(match([new], live("oidc.new"))) == {"oidc.new": "new"}


@pytest.mark.parametrize(
    ("protocol", "entry"),
    [
        ("", {"enabled": "yes"}),
        ("", {"appleSignInConfig": []}),
        ("oidc", {"issuer": 3}),
        ("oidc", {"responseType": [True]}),
        ("saml", {"idpConfig": {"idpCertificates": {}}}),
        ("saml", {"idpConfig": {"ssoUrl": 3}}),
    ],
)
def test_an_answer_of_another_form_is_an_error_with_its_place(protocol: str, entry: dict[str, Any]) -> None:
    """And shows no value."""
    with pytest.raises(UnexpectedAnswer):
        decode(entry, protocol, "list")


def test_digests_reach_every_secret_that_is_known() -> None:
    """At any depth; one that was not resolved stays without."""
    known, unknown = Secret("${secret:env:A}"), Secret("${secret:env:B}")
    digests = SecretDigests()
    found = digests.put_in({"a": known, "b": {"c": {"d": known}}, "e": unknown}, Vault({known.reference: "word"}))
    assert found == freeze(
        {
            "a": known.with_digest(digests.of("word")),
            "b": {"c": {"d": known.with_digest(digests.of("word"))}},
            "e": unknown,
        }
    )
