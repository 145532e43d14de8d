"""One simulated AWS account with its Amplify app: its options and what our own fakes store."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Json, JsonObject, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What distinguishes one project from another.

    Attributes:
        name: Name of the app.
        region: Where all of it is.
        branch: Name of the app's one branch, or of the environment of a Gen 1 app.
        backend: There are a user pool, an identity pool, an API, a bucket, a function and a table.
        owned: CloudFormation made them, and so owns them; false: plain requests did.
        generation: 1 or 2, of Amplify.
        pending_reads: How often something slow is read before it is done.
    """

    name: str = ""
    region: str = "eu-west-1"
    branch: str = "main"
    backend: bool = True
    owned: bool = True
    generation: int = 2
    pending_reads: int = 0

    def as_json(self) -> JsonObject:
        return cast("JsonObject", asdict(self))

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
            if type(member) is not types[name]:
                raise Refusal(400, f"{name}: {member!r} is no {types[name].__name__}")
            given[name] = member
        if given.get("generation", 2) not in {1, 2}:
            raise Refusal(400, f"generation: {given['generation']} is neither 1 nor 2")
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """State of one project. Documents change only under `lock`.

    Attributes:
        id: Of the app.
        account: Twelve digits; also the access key that opens it.
    """

    id: str
    account: str
    created_at: str
    options: ProjectOptions
    documents: Documents
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def region(self) -> str:
        return self.options.region

    def settings(self, name: str) -> JsonObject:
        """A stored document that is an object; empty when nothing was written."""
        return cast("JsonObject", self.documents.read(name, {}))

    def store(self, name: str, value: JsonObject) -> None:
        """Replace a document; on disk before this returns."""
        self.documents.write(name, value)

    def resources(self) -> Mapping[str, str]:
        """Ids of what it was made with: `user_pool`, `user_pool_client`, `identity_pool`, `api`, `bucket` and so on."""
        return {name: str(text) for name, text in self.settings("resources").items()}
