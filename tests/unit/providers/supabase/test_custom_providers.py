"""Custom OAuth and OIDC providers: how they are read and what is sent."""

from __future__ import annotations

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import freeze
from baasctl.providers.supabase.sign_in.custom_providers import decode, describe, encode, normal_form

ENTRY = {
    "identifier": "custom:acme",
    "provider_type": "oidc",
    "client_id": "web",
    "issuer": "https://a.example",
    "scopes": ["openid", "email"],
    "attribute_mapping": {"email": "mail", "groups": ["a"]},
    "enabled": True,
}


def _change(action: Action, **after: object) -> Change:
    (live,) = decode({"providers": [ENTRY]}, "prod")
    attributes = freeze({"protocol": "oidc", "client_secret": Secret(reference="${secret:env:S}"), **after})
    return Change(
        action=action,
        address=Address("prod", "identity_providers", ("acme",)),
        after=attributes,  # type: ignore[arg-type]
        remote_id=None if action is Action.CREATE else live.remote_id,
        facts=live.facts if action is not Action.CREATE else {},
    )


def test_a_provider_is_read_without_its_secret_under_its_own_name() -> None:
    """The prefix is the wire's; the secret stands there and cannot be compared."""
    (live,) = decode({"providers": [ENTRY]}, "prod")

    assert live.address.local == "identity_providers/acme"
    assert live.attributes["attribute_mapping"] == {"email": "mail"}
    assert isinstance(live.attributes["client_secret"], Secret)
    assert not live.attributes["client_secret"].is_comparable


def test_a_new_provider_is_sent_whole_and_an_update_carries_the_secret() -> None:
    """The identifier has the prefix; the name is the key where none is declared."""
    made = encode(_change(Action.CREATE, issuer="https://a.example"), lambda *_: "text")
    changed = encode(_change(Action.UPDATE, issuer="https://b.example"), lambda *_: "text")

    assert made["identifier"] == "custom:acme"
    assert made["name"] == "acme"
    assert made["provider_type"] == "oidc"
    assert changed == {"client_secret": "text"}


def test_claims_that_are_no_plain_rename_stay() -> None:
    """A mapping is sent whole, so those that the spec cannot say are sent along."""
    body = encode(_change(Action.REPLACE, attribute_mapping={"email": "e"}), lambda *_: "text")

    assert body["attribute_mapping"] == {"groups": ["a"], "email": "e"}


def test_requests_are_described_without_secrets() -> None:
    """In the order in which they are sent."""
    told = describe(_change(Action.REPLACE), lambda *_: "***")

    assert [line.split()[0] for line in told.splitlines()] == ["DELETE", "POST"]
    assert "***" in told


def test_scopes_are_compared_as_the_server_keeps_them() -> None:
    """Sorted, with `openid`."""
    scopes = freeze({"native": {"supabase": {"scopes": ["profile", "email"]}}})
    resource = Resource(
        address=Address("prod", "identity_providers", ("acme",)),
        attributes=scopes,  # type: ignore[arg-type]
    )

    assert normal_form(resource).attributes == {"native": {"supabase": {"scopes": ("email", "openid", "profile")}}}


@pytest.mark.parametrize("broken", [[], {"providers": {}}, {"providers": [{"identifier": 7}]}])
def test_another_answer_is_refused(broken: object) -> None:
    """It is never taken for no provider."""
    with pytest.raises(UnexpectedAnswer):
        decode(broken, "prod")  # type: ignore[arg-type]
