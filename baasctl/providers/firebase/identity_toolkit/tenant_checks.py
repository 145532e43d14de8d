"""What is wrong with tenants of a spec, before anything is asked: the rules of `auth` and of identity providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState
from baasctl.model.value import Attributes, Value, leaves, pointer
from baasctl.providers.contract import No, Yes
from baasctl.providers.firebase.identity_toolkit import idp_entries
from baasctl.providers.firebase.identity_toolkit.checks import check_lists, check_test_numbers, check_types
from baasctl.providers.firebase.identity_toolkit.idp_checks import provider_problems
from baasctl.providers.firebase.identity_toolkit.idp_entries import NAMES
from baasctl.providers.firebase.identity_toolkit.idp_names import BUILT_IN
from baasctl.providers.firebase.identity_toolkit.idp_names import KIND as PROVIDERS
from baasctl.providers.firebase.identity_toolkit.needs import check_contradictions
from baasctl.providers.firebase.identity_toolkit.tenant_matching import DISPLAY_NAME, ID
from baasctl.providers.spec_place import problem

_KIND: Final = "tenants"
_AUTH_RULES: Final = (check_types, check_lists, check_test_numbers, check_contradictions)


def check_tenants(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names, values, and the providers of each tenant."""
    for tenant in desired.of(_KIND):
        name = tenant.address.segments[0]
        if not DISPLAY_NAME.fullmatch(name) and not ID.fullmatch(name):
            yield problem(
                tenant,
                "SPEC540",
                "this cannot be the display name of a tenant",
                f"`{name}`: a name has 4 to 20 letters, digits and hyphens and begins with a letter; the limit is"
                " Identity Toolkit's",
                hint="choose another key",
            )
        yield from _of_auth(tenant, desired)
        for provider in providers_of(tenant):
            for each in (*_supported(provider), *provider_problems(provider)):
                yield replace(each, address=tenant.address)


def providers_of(tenant: Resource) -> tuple[Resource, ...]:
    """The declared identity providers of a tenant as resources of their own, with the places of their fields."""
    providers = tenant.attributes.get(PROVIDERS)
    return tuple(
        _provider(tenant, name, attributes)
        for name, attributes in (providers.items() if isinstance(providers, Mapping) else ())
        if isinstance(attributes, Mapping)
    )


def _provider(tenant: Resource, name: str, attributes: Attributes) -> Resource:
    place = pointer(PROVIDERS, name)
    origins = {
        path.removeprefix(place): origin for path, origin in tenant.origins.items() if path.startswith(f"{place}/")
    }
    return Resource(
        address=replace(tenant.address, kind=PROVIDERS, segments=(name,)),
        attributes=attributes,
        declared_at=tenant.span_of(place),
        origins=origins,
    )


def _of_auth(tenant: Resource, desired: DesiredState) -> Iterator[Diagnostic]:
    """What `auth` may not say, a tenant may not either."""
    twin = replace(tenant, address=replace(tenant.address, kind="auth", segments=()))
    state = replace(desired, resources=(twin,))
    for rule in _AUTH_RULES:
        for each in rule(state):
            yield replace(each, address=tenant.address)


def _supported(provider: Resource) -> Iterator[Diagnostic]:
    """The support table of `identity_providers`, for one that stands inside a tenant."""
    name, protocol = provider.address.segments[0], str(provider.attributes.get("protocol") or "")
    variant = NAMES.get(f"protocol={protocol}")
    if protocol and isinstance(variant, No):
        yield problem(
            provider,
            "SPEC544",
            "the provider does not have this field",
            f"`protocol: {protocol}` on Firebase: {variant.reason}",
            hint=variant.hint,
            path="/protocol",
        )
        return
    for path, value in leaves(provider.attributes):
        dotted = _dotted(path)
        answer = idp_entries.answer(name if name in BUILT_IN else "", protocol, dotted)
        answer = answer or idp_entries.answer(name, protocol, dotted.rpartition(".")[0])
        if not isinstance(answer, Yes):
            known = [each.removeprefix("native.") for each in idp_entries.FIELDS if each.startswith("native.")]
            yield problem(
                provider,
                "SPEC544",
                "the provider does not have this field",
                f"`{path[1:].replace('/', '.')}` of `{provider.address.local}` on Firebase"
                + (f": {answer.reason}" if answer else ""),
                hint=answer.hint if answer else nearest(dotted.removeprefix("native."), known),
                path=path,
            )
        elif (value is None and not answer.unset) or (isinstance(value, Secret) and dotted.startswith("native.")):
            yield _unusable(provider, path, value)


def _unusable(provider: Resource, path: str, value: Value) -> Diagnostic:
    told = path[1:].replace("/", ".")
    detail = f"`{told}` is always set on Firebase" if value is None else f"`{told}` is not sensitive and would be shown"
    hint = "write a value, or remove the line: a field that is left out is not managed"
    return problem(provider, "SPEC547", "this value cannot be used here", detail, hint=hint, path=path)


def _dotted(path: str) -> str:
    tokens = path[1:].split("/")
    return ".".join(("native", *tokens[2:]) if tokens[0] == "native" else tokens)
