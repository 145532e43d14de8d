"""`app_check`: services, apps and debug tokens of App Check as attributes, and changes as requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from baasctl.kinds.app_check import MODES
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import Value, at, freeze, pointer
from baasctl.providers.firebase.app_attestation.attestation import CONFIGURATIONS, put, write_value
from baasctl.providers.firebase.app_attestation.attestation import decode as decode_configuration
from baasctl.providers.firebase.app_attestation.services import name_of
from baasctl.providers.strict import expect, expect_or_none, unexpected

KIND: Final = "app_check"
SERVICES: Final = "services"
APPS: Final = "apps"
_MODES: Final = dict(zip(("OFF", "UNENFORCED", "ENFORCED"), MODES, strict=True))
_WIRE_MODES: Final = {mode: wire for wire, mode in _MODES.items()}
_SERVICE_FIELDS: Final = {"enforcement": "enforcementMode", "replay_protection": "replayProtection"}
_CLIENTS: Final = "oauthClients/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One request.

    Attributes:
        method: `PATCH`, `POST` or `DELETE`.
        name: Of the resource, or of the collection that it is made in.
        body: A `Secret` in it is not revealed yet.
        mask: What a PATCH changes.
        etag: The state that a change was planned for; empty: there is none.
    """

    method: str
    name: str
    body: Mapping[str, object] = field(default_factory=dict)
    mask: tuple[str, ...] = ()
    etag: str = ""


def decode_service(
    target: str, number: str, service_id: str, wire: Mapping[str, object] | None, policies: Sequence[dict[str, object]]
) -> Resource:
    """A service; one that nobody configured asks for nothing.

    Args:
        wire: As the list has it; `None`: it does not.
        policies: Of its resources.

    Raises:
        UnexpectedAnswer: A member is not what the API promises.
    """
    attributes: dict[str, Value] = {}
    unset: set[str] = set()
    for name, member in _SERVICE_FIELDS.items():
        raw = (wire or {}).get(member)
        attributes[name] = _mode(raw, member)
        if raw is None and (wire is None or name != "enforcement"):
            unset.add(f"/{name}")
    modes, kept = _resources(policies)
    return Resource(
        address=Address(target, KIND, (SERVICES, name_of(service_id))),
        attributes=attributes | ({"resources": freeze(modes)} if modes else {}),
        unset=frozenset(unset),
        remote_id=service_id,
        version=expect_or_none((wire or {}).get("etag"), str, SERVICES, "/etag"),
        facts={"number": number, "resources": freeze(kept)},
    )


def decode_app(
    address: Address,
    number: str,
    app_id: str,
    configurations: Mapping[str, Mapping[str, object]],
    debug_tokens: Sequence[dict[str, object]],
) -> Resource:
    """An app with the configurations that were read, by their names in the spec.

    Raises:
        UnexpectedAnswer: A member is not what the API promises.
    """
    attributes: dict[str, Value] = {}
    unset: set[str] = set()
    for name, wire in configurations.items():
        found, missing = decode_configuration(CONFIGURATIONS[name], wire, f"{app_id} {name}")
        attributes[name] = freeze(found)
        unset |= {f"/{name}/{each}" for each in missing}
    known = dict(_named(debug_tokens))
    if known:
        attributes["debug_tokens"] = freeze(dict.fromkeys(known, Secret()))
    return Resource(
        address=address,
        attributes=attributes,
        unset=frozenset(unset),
        remote_id=app_id,
        facts={"number": number, "debug_tokens": freeze(known)},
    )


def updates(change: Change) -> Iterator[Update]:
    """The requests of a change, in their order: less before more."""
    if change.address.segments[0] == SERVICES:
        yield from _service_updates(change)
    else:
        yield from _configuration_updates(change)
        yield from _debug_token_updates(change)


def parent_of(change: Change) -> str:
    """The whole name of the service or app."""
    return f"projects/{change.facts.get('number')}/{change.address.segments[0]}/{change.remote_id}"


def _service_updates(change: Change) -> Iterator[Update]:
    parent = parent_of(change)
    fields = [name for name in _SERVICE_FIELDS if change.field_at(f"/{name}")]
    if fields:
        body = {_SERVICE_FIELDS[name]: _WIRE_MODES[str((change.after or {})[name])] for name in fields}
        mask = tuple(_SERVICE_FIELDS[name] for name in fields)
        etag = change.version or ""
        yield Update(method="PATCH", name=parent, body=body | ({"etag": etag} if etag else {}), mask=mask, etag=etag)
    known = change.facts.get("resources")
    for name, mode, live in _entries(change, "resources", known):
        if mode is None:
            yield Update(method="DELETE", name=live["name"], etag=live["etag"])
        elif live:
            body = {"enforcementMode": _WIRE_MODES[str(mode)], "etag": live["etag"]}
            yield Update(method="PATCH", name=live["name"], body=body, mask=("enforcementMode",), etag=live["etag"])
        else:
            resource = f"//{change.remote_id}/projects/{change.facts.get('number')}/{_CLIENTS}{name}"
            body = {"targetResource": resource, "enforcementMode": _WIRE_MODES[str(mode)]}
            yield Update(method="POST", name=f"{parent}/resourcePolicies", body=body)


def _configuration_updates(change: Change) -> Iterator[Update]:
    for configuration in CONFIGURATIONS.values():
        changed = [
            setting for setting in configuration.settings if change.field_at(f"/{configuration.name}/{setting.name}")
        ]
        if {"key_id", "private_key"} & {setting.name for setting in changed}:
            # A key and its id are one thing: Google shows neither whether they fit nor the key.
            changed = [
                setting
                for setting in configuration.settings
                if setting in changed or setting.name in ("key_id", "private_key")
            ]
        body: dict[str, object] = {}
        mask: list[str] = []
        for setting in changed:
            value = at(change.after or {}, f"/{configuration.name}/{setting.name}")
            if isinstance(value, str | int | float | Secret):
                put(body, setting.wire, value if isinstance(value, Secret) else write_value(setting, value))
                mask.append(setting.wire)
        if mask:
            yield Update(method="PATCH", name=f"{parent_of(change)}/{configuration.wire}", body=body, mask=tuple(mask))


def _debug_token_updates(change: Change) -> Iterator[Update]:
    entries = list(_entries(change, "debug_tokens", change.facts.get("debug_tokens")))
    for _, token, live in entries:
        if token is None:
            yield Update(method="DELETE", name=live["name"], etag=live["etag"])
    for name, token, _ in entries:
        if token is not None:
            body = {"displayName": name, "token": token}
            yield Update(method="POST", name=f"{parent_of(change)}/debugTokens", body=body)


def _entries(change: Change, name: str, known: Value) -> Iterator[tuple[str, Value, Mapping[str, str]]]:
    """Key, new value and live `{name, etag}` of each entry that differs; the last is empty for a new one."""
    after = (change.after or {}).get(name)
    live = known if isinstance(known, Mapping) else {}
    for key, value in after.items() if isinstance(after, Mapping) else ():
        if change.field_at(pointer(name, key)):
            found = live.get(key)
            yield key, value, {k: str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def _mode(raw: object, member: str) -> str:
    text = expect_or_none(raw, str, SERVICES, f"/{member}") or "OFF"
    if text not in _MODES:
        raise unexpected(SERVICES, f"/{member}", "a mode that this version does not know")
    return _MODES[text]


def _resources(policies: Sequence[dict[str, object]]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    modes: dict[str, str] = {}
    kept: dict[str, dict[str, str]] = {}
    for policy in policies:
        target = expect(policy.get("targetResource"), str, "resourcePolicies", "/targetResource")
        name = target.rpartition("/")[2]
        modes[name] = _mode(policy.get("enforcementMode"), "enforcementMode")
        kept[name] = _identity(policy, "resourcePolicies")
    return modes, kept


def _named(tokens: Sequence[dict[str, object]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Tokens by their display names; a name that is there twice gets a number."""
    seen: dict[str, int] = {}
    for token in tokens:
        name = expect_or_none(token.get("displayName"), str, "debugTokens", "/displayName") or "unnamed"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", _identity(token, "debugTokens")


def _identity(wire: Mapping[str, object], document: str) -> dict[str, str]:
    name = expect(wire.get("name"), str, document, "/name")
    return {"name": name, "etag": expect_or_none(wire.get("etag"), str, document, "/etag") or ""}
