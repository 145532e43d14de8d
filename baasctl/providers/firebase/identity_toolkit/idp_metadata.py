"""SAML 2.0 metadata: the three values that Google wants of it, and the shortest document that says them.

Elements: saml-metadata-2.0-os §2.3.2 and §2.4.3 (OASIS). A document with a DOCTYPE is refused, so that no entity is
ever expanded and nothing is fetched; SAML's own schema has no use for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final
from xml.etree import ElementTree as ET

METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
_BINDINGS: Final = tuple(f"urn:oasis:names:tc:SAML:2.0:bindings:{name}" for name in ("HTTP-Redirect", "HTTP-POST"))
_LONGEST: Final = 1_000_000
_FORBIDDEN: Final = ("<!DOCTYPE", "<!ENTITY")
_ARMOUR: Final = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
_LINE: Final = 64
_SPACE: Final = " \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlIdentity:
    """What Google keeps of an identity provider that speaks SAML.

    Attributes:
        entity_id: `entityID` of the document.
        sso_url: Where a sign-in begins, by redirect if the provider offers that.
        certificates: That sign its answers: DER in base64 without white space, sorted, each once.
    """

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]


def read_metadata(text: str) -> SamlIdentity:
    """The identity that a metadata document describes.

    Raises:
        ValueError: It is no metadata of one identity provider; the message says why and quotes none of it.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"the document has {len(text):,} characters; at most {_LONGEST:,} are read")
    if any(word in text for word in _FORBIDDEN):
        raise ValueError("the document has a DOCTYPE; take it out: SAML metadata needs none")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DOCTYPE there are no entities
    except (ET.ParseError, ValueError) as error:
        raise ValueError(f"this is not XML: {error}") from error
    entities = [
        each
        for each in root.iter(f"{{{METADATA}}}EntityDescriptor")
        if each.find(f"{{{METADATA}}}IDPSSODescriptor") is not None
    ]
    if len(entities) != 1:
        raise ValueError(f"the document describes {len(entities)} identity providers (`IDPSSODescriptor`), not one")
    return _identity(entities[0])


def write_metadata(identity: SamlIdentity) -> str:
    """The shortest document of an identity: the normal form in which both sides are compared."""
    keys = "".join(
        f'    <KeyDescriptor use="signing"><KeyInfo xmlns="{SIGNATURE}"><X509Data>'
        f"<X509Certificate>{escape(each)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>\n"
        for each in identity.certificates
    )
    return (
        f'<EntityDescriptor xmlns="{METADATA}" entityID="{escape(identity.entity_id)}">\n'
        f'  <IDPSSODescriptor protocolSupportEnumeration="{PROTOCOL}">\n{keys}'
        f'    <SingleSignOnService Binding="{_BINDINGS[0]}" Location="{escape(identity.sso_url)}"/>\n'
        "  </IDPSSODescriptor>\n</EntityDescriptor>\n"
    )


def armoured(certificate: str) -> str:
    """A certificate as PEM (RFC 7468), as Google's own examples have it."""
    lines = (certificate[start : start + _LINE] for start in range(0, len(certificate), _LINE))
    return "\n".join((_ARMOUR[0], *lines, _ARMOUR[1], ""))


def bare(certificate: str) -> str:
    """The base64 text of a certificate, whatever stands around and inside it."""
    for line in _ARMOUR:
        certificate = certificate.replace(line, "")
    return "".join(certificate.split())


def _identity(entity: ET.Element) -> SamlIdentity:
    entity_id = entity.get("entityID", "").strip(_SPACE)
    if not entity_id:
        raise ValueError("`EntityDescriptor` has no `entityID`")
    descriptor = entity.find(f"{{{METADATA}}}IDPSSODescriptor")
    assert descriptor is not None
    certificates = tuple(sorted({found for each in _signing(descriptor) if (found := bare(each.text or ""))}))
    if not certificates:
        raise ValueError("no `X509Certificate` for signing stands in it")
    return SamlIdentity(entity_id=entity_id, sso_url=_sso_url(descriptor), certificates=certificates)


def _signing(descriptor: ET.Element) -> Iterator[ET.Element]:
    """Keys that sign; one without `use` is for both (§2.4.1.1)."""
    for key in descriptor.iter(f"{{{METADATA}}}KeyDescriptor"):
        if key.get("use") in (None, "signing"):
            yield from key.iter(f"{{{SIGNATURE}}}X509Certificate")


def _sso_url(descriptor: ET.Element) -> str:
    """By redirect, else by form, else the first; Google begins a sign-in with a redirect."""
    offered = {
        each.get("Binding", ""): each.get("Location", "").strip(_SPACE)
        for each in reversed(descriptor.findall(f"{{{METADATA}}}SingleSignOnService"))
    }
    found = next((offered[binding] for binding in (*_BINDINGS, *reversed(offered)) if offered.get(binding)), "")
    if not found:
        raise ValueError("no `SingleSignOnService` with a `Location` stands in it")
    return found
