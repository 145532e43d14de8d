"""Both sides of each tenant with the same providers under the same names, and what a spec of tenants needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, at, freeze, pointer, put
from baasctl.providers.contract import Answers, Normalised
from baasctl.providers.firebase.identity_toolkit.idp_matching import id_of
from baasctl.providers.firebase.identity_toolkit.idp_matching import match as match_providers
from baasctl.providers.firebase.identity_toolkit.idp_needs import missing_of_a_new_one
from baasctl.providers.firebase.identity_toolkit.tenant_checks import providers_of
from baasctl.providers.firebase.identity_toolkit.tenant_rows import AUTODELETE
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, at_wire
from baasctl.providers.firebase.tenants import KIND, PROVIDERS, with_providers
from baasctl.providers.spec_place import problem

_ALLOWED: Final = "multiTenant.allowTenants"


def live_of(desired: Resource, live: Mapping[Address, Resource]) -> Resource | None:
    """The live tenant that a declared one is, or is renamed from; after matching."""
    found = live.get(desired.address)
    if found is None and desired.renamed_from is not None:
        found = live.get(replace(desired.address, segments=desired.renamed_from))
    return found


def paired(
    desired: Resource, live: Resource | None, providers: Sequence[Resource] | None
) -> tuple[Resource, Resource | None]:
    """Both sides of one tenant: providers under the same names, and null for each that the spec does not list."""
    if live is None:
        return desired, None
    wish = at(desired.attributes, AUTODELETE)
    if wish is not ABSENT and at(live.attributes, AUTODELETE) is not True:
        live = live.with_attributes(put(live.attributes, AUTODELETE, wish))
    wanted = desired.attributes.get(PROVIDERS)
    if providers is None or not isinstance(wanted, Mapping):
        return desired, live
    found = match_providers(providers_of(desired), providers)
    extra = {one.address.segments[0]: None for one in found if one.address.segments[0] not in wanted}
    attributes: Attributes = {**desired.attributes, PROVIDERS: freeze({**wanted, **extra})}
    return desired.with_attributes(attributes), with_providers(live, found)


def needs(desired: Sequence[Resource], live: Iterable[Resource]) -> Iterator[Diagnostic]:
    """What new providers of tenants lack."""
    by_address = {one.address: one for one in live}
    for tenant in desired:
        beside = live_of(tenant, by_address)
        ids = beside.facts.get(PROVIDERS) if beside is not None else None
        known = set(ids.values()) if isinstance(ids, Mapping) else set()
        for provider in providers_of(tenant):
            if id_of(provider) not in known:
                yield from (replace(each, address=tenant.address) for each in missing_of_a_new_one(provider))


def not_allowed(state: Normalised, answers: Answers) -> Iterator[Diagnostic]:
    """Tenants need a switch of the project, in the spec or live."""
    first = next(iter(state.desired.of(KIND)), None)
    if first is None:
        return
    config = answers.get(CONFIG)
    is_on = isinstance(config, Mapping) and at_wire(config, _ALLOWED) is True
    path = pointer("native", "firebase", *_ALLOWED.split("."))
    for auth in state.desired.of("auth"):
        wish = at(auth.attributes, path)
        is_on = is_on if wish is ABSENT else wish is True
    if not is_on:
        yield problem(
            first,
            "SPEC541",
            "the project does not allow tenants",
            f"`{first.address.local}` needs `auth.native.firebase.{_ALLOWED}: true`, which neither the spec declares"
            " nor the project has; tenants are a feature of Identity Platform",
            hint="declare `auth: {native: {firebase: {multiTenant: {allowTenants: true}}}}`",
        )
