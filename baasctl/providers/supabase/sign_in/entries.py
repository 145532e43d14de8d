"""What Supabase can do with SAML, custom and trusted token issuing providers, and rules between their fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.supabase.identity_providers import KIND, WIRE_NAMES, WITHOUT_OPTIONAL_EMAIL
from baasctl.providers.supabase.sign_in import custom_entries as custom_provider_entries
from baasctl.providers.supabase.sign_in.documents import (
    CUSTOM_JWKS,
    ISSUER_SOURCES,
    JWKS_URL,
    MAPPING_KEYS,
    is_separate,
    parsed_jwks,
    protocol_of,
)

_SAML_SOURCE = "POST and PUT /v1/projects/{ref}/config/auth/sso/providers, contract of 2026-05-22 (supabase/cli, MIT)"
_ISSUER_SOURCE = "POST /v1/projects/{ref}/config/auth/third-party-auth, contract of 2026-05-22 (supabase/cli, MIT)"
_VERIFIED = date(2026, 11, 22)
_WHOSE = "Supabase Auth"
_FORMATS = tuple(
    f"urn:oasis:names:tc:SAML:{name}"
    for name in (
        "1.1:nameid-format:unspecified",
        "2.0:nameid-format:transient",
        "1.1:nameid-format:emailAddress",
        "2.0:nameid-format:persistent",
    )
)
_OPEN = Bounds()
_MAPPING_MEMBERS = {"name": str, "names": tuple, "array": bool}


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=_SAML_SOURCE)


def _saml(wire: str, bounds: Bounds = _OPEN, *, unset: bool = False, note: str = "") -> Yes:
    return Yes(wire=wire, bounds=bounds, unset=unset, source=_SAML_SOURCE, note=note)


def _issuer(wire: str, note: str = "", pattern: str | None = None) -> Yes:
    bounds = Bounds(pattern=pattern, whose=_WHOSE) if pattern else Bounds()
    return Yes(wire=wire, bounds=bounds, unset=False, source=_ISSUER_SOURCE, note=note)


_PROTOCOL = Yes(unset=False, source=_SAML_SOURCE, note="of another protocol it is another provider: deleted and made")
_ONE = "exactly one of `issuer`, `native.supabase.jwks_url` and `native.supabase.custom_jwks`; a change replaces"
_SAML_FIELDS: Mapping[str, Answered] = {
    "protocol": _PROTOCOL,
    "metadata_url": _saml(
        "metadata_url", Bounds(pattern=r"https://\S+", whose=_WHOSE), note="the server fetches it once, when it is set"
    ),
    "metadata_xml": _saml("metadata_xml", note="of the same `entityID`; of another one the provider is replaced"),
    "email_domains": _saml("domains", unset=True, note="a domain leads to one provider"),
    "attribute_mapping": _saml("attribute_mapping.keys.*.name", unset=True),
    "native.name_id_format": _saml("name_id_format", Bounds(choices=_FORMATS, whose=_WHOSE), unset=True),
    "native.attribute_mapping_keys": _saml("attribute_mapping.keys.*", unset=True),
}
_ISSUER_FIELDS: Mapping[str, Answered] = {
    "protocol": _PROTOCOL,
    "issuer": _issuer("oidc_issuer_url", _ONE, r"https://\S+"),
    "native.jwks_url": _issuer("jwks_url", _ONE, r"https://\S+"),
    "native.custom_jwks": _issuer("custom_jwks", _ONE),
}
_OIDC_FIELDS: Mapping[str, Answered] = {"protocol": _PROTOCOL, **custom_provider_entries.FIELDS}
_ALL_FIELDS = (
    *("enabled", "client_id", "client_secret", "additional_client_ids", "team_id", "key_id", "private_key", "issuer"),
    *("metadata_url", "metadata_xml", "sign_requests", "email_domains", "attribute_mapping"),
    *("native.email_optional", "native.url", "native.skip_nonce_check", "native.name_id_format"),
    *("native.attribute_mapping_keys", "native.jwks_url", "native.custom_jwks"),
    *custom_provider_entries.FIELDS,
)

VARIANTS: Mapping[str, str] = {KIND: "protocol"}
NAMES: Mapping[str, Answered] = {
    "protocol=saml": Yes(wire="sso/providers", source=_SAML_SOURCE, graded="checked by a real client"),
    "protocol=jwt": Yes(wire="third-party-auth", source=_ISSUER_SOURCE),
    "protocol=oidc": Yes(
        wire="admin/custom-providers",
        source=custom_provider_entries.SOURCE,
        note="in the project's own Auth server, with a secret key; its identifier is `custom:` and the key of the spec",
    ),
}
_NEUTRAL = ("protocol", "issuer", "metadata_url", "metadata_xml", "email_domains", "attribute_mapping")
_BUILT_IN_TOO = ("native.email_optional", "native.skip_nonce_check")
_OWN = {
    name: answer
    for name, answer in {**_SAML_FIELDS, **_ISSUER_FIELDS, **_OIDC_FIELDS}.items()
    if name.startswith("native.") and name not in _BUILT_IN_TOO
}
FIELDS: Mapping[str, Answered] = {
    **{
        name: _no("built-in providers do not have it", "add `protocol: saml`, `protocol: oidc` or `protocol: jwt`")
        for name in _NEUTRAL
    },
    **_OWN,
    **{name: custom_provider_entries.FIELDS[name] for name in _BUILT_IN_TOO},
}
EXCEPTIONS: Mapping[tuple[str, str, str], Answered] = (
    {
        (KIND, f"protocol={protocol}", name): fields.get(name, _no(reason))
        for protocol, fields, reason in (
            ("saml", _SAML_FIELDS, "a SAML provider has no such setting; it is on while it exists"),
            ("jwt", _ISSUER_FIELDS, "a trusted issuer has no such setting; it is on while it exists"),
            ("oidc", _OIDC_FIELDS, "a custom provider has no such setting"),
        )
        for name in dict.fromkeys((*fields, *_ALL_FIELDS))
    }
    | {
        (KIND, name, native): _no("a built-in provider does not have it", "only one with a `protocol` has it")
        for name in WIRE_NAMES
        for native in _OWN
    }
    | {
        **{
            (KIND, name, "native.email_optional"): _no(f"all built-in providers have it but `{name}`")
            for name in WITHOUT_OPTIONAL_EMAIL
        },
        **{
            (KIND, name, "native.skip_nonce_check"): _no("of the built-in providers only `google` has it")
            for name in WIRE_NAMES
            if name != "google"
        },
    }
)
_MAPPING_RECORD = Field(
    shape=Shape.RECORD,
    members={
        "name": Field(),
        "names": Field(shape=Shape.LIST, element=Field()),
        "array": Field(),
        "default": Field(),
    },
)
NATIVE: Mapping[str, Field] = {
    **custom_provider_entries.NATIVE,
    "name_id_format": Field(doc="How SAML names a user."),
    "attribute_mapping_keys": Field(
        shape=Shape.MAP,
        element=_MAPPING_RECORD,
        doc="Claims that are no plain rename: our claim to `name`, `names`, `array` and `default`.",
    ),
    "jwks_url": Field(doc="Where the keys of a trusted issuer are."),
    "custom_jwks": Field(
        shape=Shape.MAP, element=Field(), doc="The public keys themselves, as a JWK set; also as JSON text."
    ),
}


def check_sign_in_providers(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names of built-in providers, sources that exclude each other, native values of another form, shared domains."""
    separate = [one for one in desired.of(KIND) if is_separate(one)]
    for one in separate:
        yield from _name_problems(one)
        yield from _PROBLEMS[protocol_of(one.attributes)](one)
    yield from _shared_domains(separate)


def _name_problems(resource: Resource) -> Iterator[Diagnostic]:
    name = resource.address.segments[0]
    former = (resource.renamed_from or ("",))[-1]
    if name in WIRE_NAMES:
        yield _problem(
            resource,
            "/protocol",
            "a built-in provider has no protocol",
            f"`{resource.address.local}` is the built-in one; a provider with a `protocol` needs a name of its own",
            "rename it, or take `protocol` out",
        )
    if former in WIRE_NAMES:
        yield _problem(
            resource,
            "",
            "a built-in provider cannot become this one",
            f"`{resource.address.local}` is `renamed_from` the built-in `{former}`",
            "take `renamed_from` out, and switch the other one off with `enabled: false`",
        )


def _saml_problems(resource: Resource) -> Iterator[Diagnostic]:
    if all(resource.attributes.get(name) for name in ("metadata_url", "metadata_xml")):
        yield _problem(
            resource,
            "/metadata_xml",
            "two settings contradict each other",
            "Supabase Auth takes either `metadata_url` or `metadata_xml`",
            "keep one of them",
        )
    keys = at(resource.attributes, MAPPING_KEYS)
    if keys is ABSENT or keys is None:
        return
    plain = resource.attributes.get("attribute_mapping")
    for claim, source in keys.items() if isinstance(keys, Mapping) else ():
        path = f"{MAPPING_KEYS}/{claim}"
        if isinstance(plain, Mapping) and claim in plain:
            detail = f"`{claim}` stands in `attribute_mapping` and in `attribute_mapping_keys`"
            yield _problem(resource, path, "two settings contradict each other", detail, "keep one of them")
        if not _is_mapping(source):
            detail = f"`{claim}` is a map of `name` (text), `names` (list of texts), `array` (true or false), `default`"
            yield _problem(
                resource, path, "the value has another type", detail, "such as {names: [groups], array: true}"
            )
        elif isinstance(source, Mapping) and source.keys() == {"name"}:
            detail = f"`{claim}` is a plain rename"
            hint = f"write it as `attribute_mapping: {{{claim}: {source['name']}}}`"
            yield _problem(resource, path, "this has a neutral name", detail, hint)
    if not isinstance(keys, Mapping):
        yield _problem(resource, MAPPING_KEYS, "the value has another type", "`attribute_mapping_keys` is a map", "")


def _is_mapping(source: object) -> bool:
    if not isinstance(source, Mapping) or not source:
        return False
    names = source.get("names", ())
    return (
        set(source) <= {*_MAPPING_MEMBERS, "default"}
        and all(isinstance(source[name], kind) for name, kind in _MAPPING_MEMBERS.items() if name in source)
        and all(isinstance(each, str) for each in names)
    )


def _issuer_problems(resource: Resource) -> Iterator[Diagnostic]:
    told = [path for path in ISSUER_SOURCES if at(resource.attributes, path) not in (ABSENT, None)]
    if len(told) != 1:
        words = ", ".join(f"`{path[1:].replace('/', '.')}`" for path in (told or ISSUER_SOURCES))
        yield _problem(
            resource,
            told[1] if told else "/protocol",
            "a trusted issuer needs exactly one source of its keys",
            f"`{resource.address.local}` has {words}" if told else f"`{resource.address.local}` has none of {words}",
            "keep one of them" if told else "add `issuer:`",
        )
    jwks = at(resource.attributes, CUSTOM_JWKS)
    if jwks not in (ABSENT, None):
        keys = parsed_jwks(jwks)  # type: ignore[arg-type]  # present
        if not isinstance(keys, Mapping) or not isinstance(keys.get("keys"), tuple):
            detail = "`custom_jwks` is a JWK set: a map with the list `keys` (RFC 7517 §5)"
            yield _problem(
                resource, CUSTOM_JWKS, "the value has another type", detail, "such as {keys: [{kty: RSA, …}]}"
            )
    url = at(resource.attributes, JWKS_URL)
    if url not in (ABSENT, None) and not isinstance(url, str):
        yield _problem(resource, JWKS_URL, "the value has another type", "`jwks_url` is text", "put it in quotes")


_PROBLEMS = {
    "saml": _saml_problems,
    "jwt": _issuer_problems,
    "oidc": custom_provider_entries.custom_problems,
}


def _shared_domains(resources: list[Resource]) -> Iterator[Diagnostic]:
    domains = Counter(str(each) for one in resources for each in _tuple(one.attributes.get("email_domains")))
    for one in resources:
        for each in _tuple(one.attributes.get("email_domains")):
            if domains[str(each)] > 1:
                detail = f"`{each}` leads to {domains[str(each)]} providers of this spec"
                yield _problem(
                    one, "/email_domains", "a domain leads to one provider", detail, "keep it at one of them"
                )


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _problem(resource: Resource, path: str, summary: str, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC363",
        summary=summary,
        detail=detail,
        hint=hint,
        span=resource.span_of(path),
        address=resource.address,
    )
