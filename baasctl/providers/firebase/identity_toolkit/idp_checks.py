"""What is wrong with identity providers of a spec, before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.firebase.identity_toolkit.idp_matching import id_of
from baasctl.providers.firebase.identity_toolkit.idp_metadata import read_metadata
from baasctl.providers.firebase.identity_toolkit.idp_names import BUILT_IN, KIND, protocol_of_id
from baasctl.providers.firebase.identity_toolkit.idp_rows import (
    CALLBACK,
    DISPLAY_NAME,
    ENTITY,
    METADATA,
    RESPONSE,
    RESPONSE_TYPE,
)
from baasctl.providers.spec_place import problem

_OWN_NAME: Final = re.compile(r"[a-z][A-Za-z0-9._-]*[A-Za-z0-9]")
"""Of an OIDC or SAML provider (hashicorp/terraform-provider-google-beta, identity_platform_oauth_idp_config)."""
_TEXTS: Final = (DISPLAY_NAME, ENTITY, CALLBACK)


def check_identity_providers(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names, metadata, and fields that need each other."""
    first: dict[str, Resource] = {}
    for resource in desired.of(KIND):
        yield from provider_problems(resource)
        other = first.setdefault(id_of(resource), resource)
        if other is not resource:
            yield problem(
                resource,
                "SPEC538",
                "two names are one identity provider",
                f"`{resource.address.local}` and `{other.address.local}` are both `{id_of(resource)}`",
                hint="take one of them out",
            )


def provider_problems(resource: Resource) -> Iterator[Diagnostic]:
    """What is wrong with one provider; its name is the last segment."""
    name, protocol = resource.address.segments[-1], str(resource.attributes.get("protocol") or "")
    yield from _own_name_problems(resource, name, protocol) if protocol else _built_in_problems(resource, name)
    for path in _TEXTS:
        value = at(resource.attributes, path)
        if value is not ABSENT and value is not None and not (isinstance(value, str) and value):
            yield problem(resource, "SPEC537", "the value has another type", f"`{_told(path)}` is text", path=path)
    yield from _metadata_problems(resource)
    yield from _response_problems(resource)


def _built_in_problems(resource: Resource, name: str) -> Iterator[Diagnostic]:
    known = {provider_id: each for each, provider_id in BUILT_IN.items()}
    if name in known:
        yield problem(
            resource,
            "SPEC530",
            "the provider does not know this name",
            f"`{name}` is Google's id of a built-in identity provider",
            hint=f"write `{known[name]}:`",
        )
    elif name not in BUILT_IN and "." not in name:
        yield problem(
            resource,
            "SPEC530",
            "the provider does not know this name",
            f"`{name}` is no built-in identity provider of Firebase",
            hint=_near(name),
        )
    elif name not in BUILT_IN and resource.attributes.get("native"):
        yield problem(
            resource,
            "SPEC539",
            "the provider does not have this field",
            f"the built-in provider `{name}` has no native settings",
            hint="take `native` out",
            path="/native",
        )
    if resource.renamed_from:
        yield problem(
            resource,
            "SPEC535",
            "a built-in provider has a fixed name",
            f"`{name}` cannot be `renamed_from` another one",
            hint="take `renamed_from` out",
        )


def _near(name: str) -> str:
    found = nearest(name, BUILT_IN)
    own = "; with `protocol: oidc` or `protocol: saml` it is one of your own"
    return found if found.startswith("did you mean") else found + own


def _own_name_problems(resource: Resource, name: str, protocol: str) -> Iterator[Diagnostic]:
    if name in BUILT_IN:
        yield problem(
            resource,
            "SPEC531",
            "a built-in provider has no protocol",
            f"`{name}` is the built-in one; a provider with a `protocol` needs a name of its own",
            hint="rename it, or take `protocol` out",
            path="/protocol",
        )
    elif not _OWN_NAME.fullmatch(name.removeprefix(f"{protocol}.")) or protocol_of_id(name) not in ("", protocol):
        yield problem(
            resource,
            "SPEC536",
            "the name cannot be an id",
            f"`{name}` has to begin with a lower-case letter, to have at least 2 letters, digits, `-`, `_` or `.`,"
            " and to end with a letter or digit; the limit is Identity Toolkit's. An id of another protocol is no name",
            hint="rename it",
        )
    former = (resource.renamed_from or ("",))[-1]
    if former in BUILT_IN:
        yield problem(
            resource,
            "SPEC535",
            "a built-in provider has a fixed name",
            f"`{name}` is `renamed_from` the built-in `{former}`",
            hint="take `renamed_from` out, and switch the other one off with `enabled: false`",
        )


def _metadata_problems(resource: Resource) -> Iterator[Diagnostic]:
    metadata = resource.attributes.get("metadata_xml")
    if not isinstance(metadata, str):
        return
    try:
        read_metadata(metadata)
    except ValueError as error:
        hint = "write the document that the identity provider offers for download"
        summary = "the SAML metadata cannot be used"
        yield problem(resource, "SPEC533", summary, f"`metadata_xml`: {error}", hint=hint, path=METADATA)


def _response_problems(resource: Resource) -> Iterator[Diagnostic]:
    value = at(resource.attributes, RESPONSE_TYPE)
    if value is ABSENT or value is None:
        return
    if not RESPONSE.accepts(value):  # type: ignore[arg-type]  # present
        detail = f"`responseType` is {RESPONSE.expects}: one of the two"
        yield problem(resource, "SPEC534", "the value has another type", detail, path=RESPONSE_TYPE)
    elif isinstance(value, Mapping) and value.get("code") is True and not resource.attributes.get("client_secret"):
        yield problem(
            resource,
            "SPEC548",
            "a setting needs another one",
            "`responseType: {code: true}` needs `client_secret`",
            hint='add `client_secret: "${secret:env:NAME}"`',
            path=RESPONSE_TYPE,
        )


def _told(path: str) -> str:
    return path[1:].replace("/", ".")
