"""`storage_settings`: `GET` and `PATCH /config/storage`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.contract import Answers
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings.fields import STORAGE
from baasctl.providers.supabase.project_settings.rows import body_of, touched
from baasctl.providers.supabase.project_settings.service import (
    Service,
    config_else,
    read_effective,
    request_text,
    resource_of,
)

SOURCE: Final = "config/storage"
_WIRES: Final = frozenset(row.wire for row in STORAGE)


def decode(answers: Answers, address: Address) -> Resource:
    """The settings; a feature that the server does not know yet is missing."""
    return resource_of(address, read_effective(STORAGE, answers, SOURCE, "storage"))


def encode(change: Change) -> dict[str, object]:
    """The settings that change; a feature that has limits must be completed before it is sent."""
    return body_of(touched(STORAGE, change))


def completed(body: Mapping[str, object], live: Mapping[str, object]) -> dict[str, object]:
    """The same with the members of each feature that do not change as they are live: the API takes features whole."""
    features = _members(body, "features")
    beside = _members(live, "features")
    whole = {name: {**_known(name, _members(beside, name)), **_members(features, name)} for name in features}
    return {**body, **({"features": whole} if whole else {})}


def _members(record: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = record.get(name, {})
    return found if isinstance(found, Mapping) else {}


def _known(feature: str, members: Mapping[str, object]) -> Mapping[str, object]:
    """Members that the contract has; unknown ones are never sent."""
    return {name: value for name, value in members.items() if f"features.{feature}.{name}" in _WIRES}


def _is_whole(body: Mapping[str, object]) -> bool:
    features = _members(body, "features")
    needed = [wire.split(".")[1:] for wire in _WIRES if wire.startswith("features.")]
    return all(member in _members(features, feature) for feature, member in needed if feature in features)


def _write(project: Project, change: Change) -> None:
    body = encode(change)
    project.api.update_storage(body if _is_whole(body) else completed(body, project.api.storage()))


def _describe(ref: str, change: Change) -> str:
    body = encode(change)
    rest = "" if _is_whole(body) else "\nwith the other members of each feature as they are then"
    return request_text("PATCH", ref, SOURCE, body) + rest


SERVICE = Service(
    kind="storage_settings",
    documents=config_else(SOURCE, "storage"),
    fetches={SOURCE: lambda api: api.storage()},
    decode=decode,
    write=_write,
    describe=_describe,
)
