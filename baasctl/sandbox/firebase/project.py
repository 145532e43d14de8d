"""One simulated Firebase project: its options and its stored settings."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Json, JsonObject, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What distinguishes one project from another at Google's side.

    Attributes:
        name: Display name.
        billing: Connected to a billing account (Blaze); without it, what needs one is refused.
        identity_platform: Upgraded from plain Firebase Authentication.
        auth: Authentication was set up; without it `config` answers 404 CONFIGURATION_NOT_FOUND.
        fresh: The defaults of a project of 2026; false: those of an old one (research/firebase.md §8).
        frozen_templates: Google's abuse control refuses changes of mail templates.
        disabled: Hosts of APIs that are switched off.
        storage: Cloud Storage was set up: the default bucket is there.
        firestore: The database `(default)` is there from the beginning.
        stale_reads: How many reads of the authentication settings still see what was there before the last change.
        pending_reads: How often something slow (an operation, an index that is built) is read before it is done.
        most_rulesets: How many rulesets of security rules there can be.
    """

    name: str = ""
    billing: bool = True
    identity_platform: bool = True
    auth: bool = True
    fresh: bool = True
    frozen_templates: bool = False
    disabled: tuple[str, ...] = ()
    storage: bool = True
    firestore: bool = False
    stale_reads: int = 0
    pending_reads: int = 0
    most_rulesets: int = 2500

    def as_json(self) -> JsonObject:
        return cast("JsonObject", {**asdict(self), "disabled": list(self.disabled)})

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> ProjectOptions:
        """Read options as `POST /_sandbox/projects` takes them.

        Raises:
            Refusal: 400, an unknown option or a value of another type.
        """
        types = {option.name: type(getattr(cls(), option.name)) for option in fields(cls)}
        given: dict[str, Any] = {}
        for name, member in value.items():
            if name not in types:
                raise Refusal(400, f"{name}: no such option; known: {', '.join(types)}")
            read = _texts(member) if types[name] is tuple else member
            if type(read) is not types[name]:
                raise Refusal(400, f"{name}: {member!r} is no {types[name].__name__}")
            given[name] = read
        return cls(**given)


def _texts(value: Json) -> Json | tuple[str, ...]:
    """A list of texts, also written with commas as `sandbox project add --option` has it."""
    if isinstance(value, str):
        return tuple(each.strip() for each in value.split(",") if each.strip())
    return tuple(map(str, value)) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """State of one project. Documents change only under `lock`."""

    id: str
    number: int
    created_at: str
    options: ProjectOptions
    documents: Documents
    lock: threading.RLock = field(default_factory=threading.RLock)

    def settings(self, name: str) -> JsonObject:
        """A stored document that is an object; empty when nothing was written."""
        return cast("JsonObject", self.documents.read(name, {}))

    def store(self, name: str, value: JsonObject) -> None:
        """Replace a document; on disk before this returns."""
        self.documents.write(name, value)
