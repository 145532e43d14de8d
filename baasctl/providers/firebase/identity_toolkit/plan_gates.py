"""What needs a project that was upgraded to Identity Platform (firebase.google.com/docs/auth, "Identity Platform")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.firebase.identity_toolkit import second_factors
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, declared
from baasctl.providers.firebase.identity_toolkit.wire import Message
from baasctl.providers.spec_place import problem

_OF_AUTH: Final = {
    second_factors.MODE: ("optional", "required"),
    f"{NATIVE}/multiTenant/allowTenants": (True,),
    f"{NATIVE}/monitoring/requestLogging/enabled": (True,),
    f"{NATIVE}/autodeleteAnonymousUsers": (True,),
}


def beyond(desired: DesiredState, live: Mapping[Address, Resource], config: Message) -> Iterator[Diagnostic]:
    """Declared values that a project with plain Firebase Authentication does not get; what it has already may stay."""
    if config.get("subtype") != "FIREBASE_AUTH":
        return
    for resource in desired.of("auth"):
        beside = live.get(resource.address)
        for path, values in _OF_AUTH.items():
            value = declared(resource.attributes, path)
            if value in values and (beside is None or at(beside.attributes, path) != value):
                yield _problem(resource, f"`{path[1:].replace('/', '.')}`", path)
        has = beside is not None and at(beside.attributes, second_factors.FACTORS) not in (ABSENT, ())
        if second_factors.wanted_factors(resource.attributes, {}) and not has:
            yield _problem(resource, "`mfa.factors`", second_factors.FACTORS)
    for resource in desired.of("auth_hooks"):
        wanted = any(resource.attributes.get(name) is not None for name in ("function", "uri"))
        if wanted and resource.address not in live:
            yield _problem(resource, f"`{resource.address.local}`", "")


def _problem(resource: Resource, what: str, path: str) -> Diagnostic:
    return problem(
        resource,
        "SPEC518",
        "the project's Authentication does not include this",
        f"{what} needs Firebase Authentication with Identity Platform, and the project has plain Authentication",
        hint="upgrade it in the Firebase console (Authentication, Settings), or take the setting out of the spec",
        path=path,
    )
