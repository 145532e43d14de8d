"""SAML providers and trusted token issuers as the API answers them, as resources, and as it wants them written.

Shapes: `SSOProvider`/`ThirdPartyAuth` of the OpenAPI document of 2026-05-22 (supabase/cli, MIT). That the list leaves
the metadata text out, that `PUT` resets mapping and name-id format and refuses another entity: supabase/auth
internal/api/ssoadmin.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, thaw
from baasctl.providers.strict import expect, expect_objects, expect_or_none
from baasctl.providers.supabase.identity_providers import KIND, WIRE_NAMES

SAML = "sso/providers"
ISSUERS = "third-party-auth"
NATIVE = "/native/supabase/"
NAME_ID_FORMAT = f"{NATIVE}name_id_format"
MAPPING_KEYS = f"{NATIVE}attribute_mapping_keys"
JWKS_URL = f"{NATIVE}jwks_url"
CUSTOM_JWKS = f"{NATIVE}custom_jwks"
ISSUER_SOURCES: Mapping[str, str] = {"/issuer": "oidc_issuer_url", JWKS_URL: "jwks_url", CUSTOM_JWKS: "custom_jwks"}
"""The three ways to say where an issuer's keys come from; each entry has exactly one."""

_ENTITY = re.compile(r"""\bentityID\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def protocol_of(attributes: Mapping[str, Value] | None) -> str:
    """`saml`, `jwt`, `oidc`, or empty for a built-in provider."""
    return str((attributes or {}).get("protocol") or "")


def is_separate(resource: Resource) -> bool:
    """Whether it is an object of its own instead of settings of `config/auth`."""
    return resource.address.kind == KIND and protocol_of(resource.attributes) != ""


def one_source(provider_id: str) -> str:
    """The source of one SAML provider with its metadata."""
    return f"{SAML}/{provider_id}"


def entity_of(metadata: str) -> str:
    """The `entityID` of SAML metadata; empty where there is none."""
    found = _ENTITY.search(metadata)
    return (found[1] or found[2] or "") if found else ""


def untold_metadata(answer: object, *, of_all: bool) -> tuple[str, ...]:
    """Ids of listed SAML providers whose metadata text only a request of their own tells.

    Args:
        of_all: Also of those that have an address to fetch it from.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    found = []
    for index, entry in enumerate(_items(answer)):
        saml = expect(entry.get("saml"), dict, SAML, f"/items/{index}/saml")
        if not saml.get("metadata_xml") and (of_all or not saml.get("metadata_url")):
            found.append(expect(entry.get("id"), str, SAML, f"/items/{index}/id"))
    return tuple(found)


def decode_saml(answers: Mapping[str, object], target: str) -> tuple[Resource, ...]:
    """The SAML providers, named after their first domain.

    Raises:
        UnexpectedAnswer: An answer is not what the API promises.
    """
    return tuple(_saml(entry, index, answers, target) for index, entry in enumerate(_items(answers.get(SAML))))


def decode_issuers(answer: object, target: str) -> tuple[Resource, ...]:
    """The trusted issuers, named after their host.

    Raises:
        UnexpectedAnswer: The answer is not what the API promises.
    """
    return tuple(_issuer(entry, index, target) for index, entry in enumerate(expect_objects(answer, ISSUERS)))


def encode_saml(attributes: Attributes, paths: Iterable[str], live: Attributes) -> dict[str, object]:
    """The body of `POST` and `PUT`.

    Args:
        attributes: As declared.
        paths: Pointers that differ; all declared ones for a new provider.
        live: Facts of the live provider: what the spec does not say is sent as it is.
    """
    touched = set(paths)
    body: dict[str, object] = {}
    for path in ("/metadata_url", "/metadata_xml"):
        text = at(attributes, path)
        if path in touched and isinstance(text, str):
            body[path[1:]] = text
    if "/email_domains" in touched and "email_domains" in attributes:
        body["domains"] = list(_texts(attributes.get("email_domains")))
    keys = _mapping_keys(attributes, live)
    if keys or live.get("keys") or {"/attribute_mapping", MAPPING_KEYS} & touched:
        body["attribute_mapping"] = {"keys": keys}
    declared = at(attributes, NAME_ID_FORMAT)
    name_id_format = live.get("name_id_format") if declared is ABSENT else declared
    if isinstance(name_id_format, str):
        body["name_id_format"] = name_id_format
    return body


def encode_issuer(attributes: Attributes) -> dict[str, object]:
    """The body of `POST`: where the keys come from."""
    found = {wire: at(attributes, path) for path, wire in ISSUER_SOURCES.items()}
    return {wire: thaw(value) for wire, value in found.items() if isinstance(value, str | Mapping)}


def parsed_jwks(value: Value) -> Value:
    """A key set written as JSON text as the map it is; anything else as it stands."""
    if not isinstance(value, str):
        return value
    try:
        return freeze(json.loads(value))
    except ValueError:
        return value


def _mapping_keys(attributes: Attributes, live: Attributes) -> dict[str, object]:
    """Both halves of the mapping, each as declared or else as it is live."""
    kept = live.get("keys")
    known: Mapping[str, Value] = kept if isinstance(kept, Mapping) else {}
    plain, others = at(attributes, "/attribute_mapping"), at(attributes, MAPPING_KEYS)
    keys: dict[str, object] = {}
    for claim, source in known.items():
        undeclared = plain if _is_plain(source) else others
        if undeclared is not None and not isinstance(undeclared, Mapping):
            keys[claim] = thaw(source)
    keys |= {claim: {"name": name} for claim, name in (plain.items() if isinstance(plain, Mapping) else ())}
    keys |= {claim: thaw(source) for claim, source in (others.items() if isinstance(others, Mapping) else ())}
    return keys


def _is_plain(source: Value) -> bool:
    return isinstance(source, Mapping) and source.keys() == {"name"}


def _items(answer: object) -> list[dict[str, object]]:
    if answer is None:
        return []
    return expect_objects(expect(answer, dict, SAML, "").get("items"), SAML, "/items")


def _saml(entry: Mapping[str, object], index: int, answers: Mapping[str, object], target: str) -> Resource:
    place = f"/items/{index}"
    provider_id = expect(entry.get("id"), str, SAML, f"{place}/id")
    saml = expect(entry.get("saml"), dict, SAML, f"{place}/saml")
    alone = answers.get(one_source(provider_id))
    whole = saml if alone is None else expect(expect(alone, dict, SAML, "").get("saml"), dict, SAML, "/saml")
    mapping = expect_or_none(saml.get("attribute_mapping"), dict, SAML, f"{place}/saml/attribute_mapping") or {}
    keys = expect_or_none(mapping.get("keys"), dict, SAML, f"{place}/saml/attribute_mapping/keys") or {}
    listed = entry.get("domains")
    domains = [] if listed is None else expect_objects(listed, SAML, f"{place}/domains")
    values: dict[str, object] = {
        "protocol": "saml",
        "email_domains": tuple(
            sorted(
                expect(each.get("domain"), str, SAML, f"{place}/domains/{at_}/domain")
                for at_, each in enumerate(domains)
            )
        ),
        "attribute_mapping": {claim: source["name"] for claim, source in keys.items() if _is_plain(source)},
    }
    for name in ("metadata_url", "metadata_xml"):
        text = expect_or_none(whole.get(name), str, SAML, f"{place}/saml/{name}")
        if text:
            values[name] = text
    others = {claim: source for claim, source in keys.items() if not _is_plain(source)}
    name_id_format = expect_or_none(saml.get("name_id_format"), str, SAML, f"{place}/saml/name_id_format")
    native = {
        **({"name_id_format": name_id_format} if name_id_format else {}),
        **({"attribute_mapping_keys": others} if others else {}),
    }
    unset = {f"/{name}" for name in ("email_domains", "attribute_mapping") if not values[name]}
    if native:
        values["native"] = {"supabase": native}
    if values.get("metadata_url"):
        unset.add("/metadata_xml")
    entity = expect_or_none(saml.get("entity_id"), str, SAML, f"{place}/saml/entity_id") or ""
    facts: dict[str, object] = {"entity_id": entity, "keys": keys, "name_id_format": name_id_format}
    return _resource(values, provider_id, target, facts, unset)


def _issuer(entry: Mapping[str, object], index: int, target: str) -> Resource:
    provider_id = expect(entry.get("id"), str, ISSUERS, f"/{index}/id")
    issuer = expect_or_none(entry.get("oidc_issuer_url"), str, ISSUERS, f"/{index}/oidc_issuer_url")
    jwks_url = expect_or_none(entry.get("jwks_url"), str, ISSUERS, f"/{index}/jwks_url")
    native = {
        **({"jwks_url": jwks_url} if jwks_url else {}),
        **({"custom_jwks": entry["custom_jwks"]} if entry.get("custom_jwks") is not None else {}),
    }
    values: dict[str, object] = {"protocol": "jwt", **({"issuer": issuer} if issuer else {})}
    if native:
        values["native"] = {"supabase": native}
    return _resource(values, provider_id, target, {"immutable": tuple(ISSUER_SOURCES)}, ())


def _resource(
    values: Mapping[str, object], provider_id: str, target: str, facts: Mapping[str, object], unset: Iterable[str]
) -> Resource:
    attributes, known = freeze(values), freeze(facts)
    assert isinstance(attributes, Mapping)
    assert isinstance(known, Mapping)
    return Resource(
        address=Address(target, KIND, (_readable_name(attributes, known, provider_id),)),
        attributes=attributes,
        unset=frozenset(unset),
        remote_id=provider_id,
        facts=known,
    )


def _readable_name(attributes: Attributes, facts: Attributes, provider_id: str) -> str:
    """The first domain, else the host of an address, which the wire has instead of a name; own keys have neither."""
    domains = _texts(attributes.get("email_domains"))
    if domains:
        return domains[0]
    for address in (
        attributes.get("issuer"),
        at(attributes, JWKS_URL),
        attributes.get("metadata_url"),
        facts.get("entity_id"),
    ):
        host = _host(address) if isinstance(address, str) else ""
        if host and host not in WIRE_NAMES:
            return host
    return "own-keys" if at(attributes, CUSTOM_JWKS) is not ABSENT else provider_id


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(member) for member in value) if isinstance(value, tuple) else ()
