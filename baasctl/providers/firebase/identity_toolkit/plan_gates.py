"""What needs a project that was upgraded to Identity Platform (firebase.google.com/docs/auth, "Identity Platform")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
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


def beyond(desired: DesiredState, config: Message) -> Iterator[Diagnostic]:
    """Declared values that a project with plain Firebase Authentication does not have."""
    if config.get("subtype") != "FIREBASE_AUTH":
        return
    for resource in desired.of("auth"):
        for path, values in _OF_AUTH.items():
            if declared(resource.attributes, path) in values:
                yield _problem(resource, f"`{path[1:].replace('/', '.')}`", path)
        if second_factors.wanted_factors(resource.attributes, {}):
            yield _problem(resource, "`mfa.factors`", second_factors.FACTORS)
    for resource in desired.of("auth_hooks"):
        if any(resource.attributes.get(name) is not None for name in ("function", "uri")):
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
