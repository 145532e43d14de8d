"""Reading SAML metadata: what counts, what is refused, and the shortest document that says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.firebase.identity_toolkit.idp_metadata import (
    SamlIdentity,
    armoured,
    bare,
    read_metadata,
    write_metadata,
)

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0xD7FF, exclude_characters="\x7f\x85"), min_size=1)
IDENTITY = SamlIdentity(entity_id="https://idp", sso_url="https://idp/sso", certificates=("b25l",))


def document(body: str, head: str = "") -> str:
    return (
        f'{head}<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata"'
        f' xmlns:d="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp">{body}</m:EntityDescriptor>'
    )


def key(text: str, use: str = "") -> str:
    return (
        f"<m:KeyDescriptor{use}><d:KeyInfo><d:X509Data><d:X509Certificate>{text}</d:X509Certificate></d:X509Data>"
        "</d:KeyInfo></m:KeyDescriptor>"
    )


def service(address: str, binding: str) -> str:
    name = f"urn:oasis:names:tc:SAML:2.0:bindings:{binding}"
    return f'<m:SingleSignOnService Binding="{name}" Location="{address}"/>'


REDIRECT = service("https://idp/sso", "HTTP-Redirect")


@given(TEXT, TEXT, st.lists(st.text("ABCabc012+/=", min_size=1), min_size=1))
def test_the_shortest_document_says_the_same(entity_id: str, sso_url: str, certificates: list[str]) -> None:
    """Whatever an identity is, writing and reading give it back."""
    identity = SamlIdentity(entity_id=entity_id, sso_url=sso_url, certificates=tuple(sorted(set(certificates))))
    assert read_metadata(write_metadata(identity)) == identity


def test_white_space_and_keys_for_encryption_do_not_count() -> None:
    """One certificate stands there twice, in two ways; a third is not for signing."""
    keys = key("\n b2\n 5l \n", ' use="signing"') + key("b25l") + key("bm8=", ' use="encryption"')
    found = read_metadata(document(f"<m:IDPSSODescriptor>{keys}{REDIRECT}</m:IDPSSODescriptor>"))
    assert found == IDENTITY


def test_a_redirect_is_preferred_then_a_form_then_the_first() -> None:
    """Google begins a sign-in with a redirect."""
    post, soap = service("https://idp/post", "HTTP-POST"), service("https://idp/soap", "SOAP")
    for services, expected in (
        (post + REDIRECT, "https://idp/sso"),
        (soap + post, "https://idp/post"),
        (soap + service("https://idp/other", "PAOS"), "https://idp/soap"),
    ):
        found = read_metadata(document(f"<m:IDPSSODescriptor>{key('b25l')}{services}</m:IDPSSODescriptor>"))
        assert found.sso_url == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (document("", '<!DOCTYPE x [<!ENTITY a "b">]>'), "DOCTYPE"),
        ("<a><b></a>", "not XML"),
        ("", "not XML"),
        ("\0", "not XML"),
        (document(""), "0 identity providers"),
        (
            '<m:EntitiesDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata">'
            + 2 * document("<m:IDPSSODescriptor/>")
            + "</m:EntitiesDescriptor>",
            "2 identity providers",
        ),
        (document(f"<m:IDPSSODescriptor>{REDIRECT}</m:IDPSSODescriptor>"), "X509Certificate"),
        (document(f"<m:IDPSSODescriptor>{key('b25l')}</m:IDPSSODescriptor>"), "SingleSignOnService"),
        (document("<m:IDPSSODescriptor/>").replace("https://idp", " "), "entityID"),
        ("<a>" + " " * 1_000_001 + "</a>", "at most"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, why: str) -> None:
    """And is not quoted."""
    with pytest.raises(ValueError, match=why):
        read_metadata(text)


def test_armour_and_line_breaks_are_put_on_and_taken_off() -> None:
    """Of certificates of any length."""
    for length in (4, 64, 65, 2000):
        text = "A" * length
        assert bare(armoured(text)) == text
        assert max(map(len, armoured(text).splitlines())) <= 64
