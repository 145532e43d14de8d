"""What App Check can be told, known offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from baasctl.kinds.app_check import MODES
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value
from baasctl.providers.contract import Answered, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.app_attestation.attestation import CONFIGURATIONS
from baasctl.providers.firebase.app_attestation.services import HAS_RESOURCES, IDS, id_of
from baasctl.providers.spec_place import problem

KIND: Final = "app_check"
MOST_DEBUG_TOKENS: Final = 20
_SOURCE: Final = "discovery document firebaseappcheck.v1"
_VERIFIED: Final = date(2026, 11, 22)
_OF_SERVICES: Final[Mapping[str, Answered]] = {
    "enforcement": Yes(wire="Service.enforcementMode", unset=False, source=_SOURCE),
    "replay_protection": Yes(wire="Service.replayProtection", unset=False, source=_SOURCE),
    "resources": Yes(wire="ResourcePolicy", unset=False, source=_SOURCE),
    "resources.*": Yes(
        wire="ResourcePolicy.targetResource, ResourcePolicy.enforcementMode", unset=False, source=_SOURCE
    ),
}
_OF_APPS: Final[Mapping[str, Answered]] = {
    **{
        f"{configuration.name}.{setting.name}": Yes(
            wire=f"{configuration.wire[0].upper()}{configuration.wire[1:]}.{setting.wire}",
            bounds=setting.bounds,
            unset=False,
            source=_SOURCE,
        )
        for configuration in CONFIGURATIONS.values()
        for setting in configuration.settings
    },
    "debug_tokens": Yes(wire="DebugToken", unset=False, source=_SOURCE),
    "debug_tokens.*": Yes(wire="DebugToken.displayName, DebugToken.token", unset=False, source=_SOURCE),
}


def stronger_replay_protection(resource: Resource, enforcement: Value, replay: Value) -> Iterator[Diagnostic]:
    """Replay protection is never stronger than enforcement."""
    if enforcement in MODES and replay in MODES and MODES.index(str(replay)) > MODES.index(str(enforcement)):
        yield problem(
            resource,
            "SPEC652",
            "replay protection is stronger than enforcement",
            f"`{resource.address.local}` has replay protection {replay} and enforcement {enforcement};"
            " App Check takes at most the same",
            hint="raise `enforcement` first, or lower `replay_protection`",
            path="/replay_protection" if "replay_protection" in resource.attributes else "/enforcement",
        )


def _problems(desired: DesiredState) -> Iterator[Diagnostic]:
    for resource in desired.of(KIND):
        of, name = resource.address.segments
        if of == "services":
            yield from _service_problems(resource, name)
        tokens = resource.attributes.get("debug_tokens")
        if isinstance(tokens, Mapping) and len(tokens) > MOST_DEBUG_TOKENS:
            yield problem(
                resource,
                "SPEC653",
                "the app has too many debug tokens",
                f"`{resource.address.local}` has {len(tokens)}; App Check takes {MOST_DEBUG_TOKENS} an app",
                path="/debug_tokens",
            )


def _service_problems(resource: Resource, name: str) -> Iterator[Diagnostic]:
    if id_of(name) is None:
        yield problem(
            resource, "SPEC650", "App Check does not protect this service", f"`{name}`", hint=f"known: {', '.join(IDS)}"
        )
    if "resources" in resource.attributes and name != HAS_RESOURCES:
        detail = f"`{name}`; App Check has policies for resources of {HAS_RESOURCES} alone ({_SOURCE})"
        yield problem(resource, "SPEC651", "the service has no resources of its own", detail, path="/resources")
    attributes = resource.attributes
    yield from stronger_replay_protection(resource, attributes.get("enforcement"), attributes.get("replay_protection"))


def _elsewhere(fields: Mapping[str, Answered], name: str, whose: str) -> dict[tuple[str, str, str], Answered]:
    no = No(reason=f"it is a setting of {whose}", verified=_VERIFIED, source=_SOURCE)
    return {(KIND, name, field): no for field in fields}


ENTRIES: Final = Entries(
    kinds={KIND: Yes(source=_SOURCE)},
    fields={KIND: {**_OF_SERVICES, **_OF_APPS}},
    names={KIND: {"services": Yes(source=_SOURCE), "apps": Yes(source=_SOURCE)}},
    exceptions={**_elsewhere(_OF_SERVICES, "apps", "a service"), **_elsewhere(_OF_APPS, "services", "an app")},
    checks=(_problems,),
)
