"""One request to Cloud Storage against one ruleset: allowed or denied, and by which permission.

The language and its semantics are those of Firestore's rules. What a condition sees is documented
(https://firebase.google.com/docs/reference/security/storage); no engine of Google's that runs here could be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.access.rules.profiles import Profile
from baasctl.access.rules.requests import Decision, Method, Rules
from baasctl.access.rules.tracing import Trace
from baasctl.access.rules.values import Path, Timestamp, Value
from baasctl.access.rules.world import Documents, World
from baasctl.engines.rules_language import syntax

STORAGE: Final = "firebase.storage"
_READERS: Final[Mapping[Profile, frozenset[str]]] = {
    Profile.PRODUCTION: frozenset({"firestore.get", "firestore.exists"}),
    Profile.EMULATOR: frozenset(),
}
_MOST_READS: Final = 2
_WITH_LIST: Final = 2
_DEFAULTS: Final[Mapping[str, Value]] = {
    "contentType": "application/octet-stream",
    "size": 0,
    "metadata": {},
    "generation": 1,
    "metageneration": 1,
    "md5Hash": "",
    "crc32c": "",
    "etag": "",
    "contentDisposition": "",
    "contentEncoding": "",
    "contentLanguage": "",
}
"""Members of every object; what a test leaves out has these values."""

Objects = Mapping[str, Mapping[str, Value]]
"""Path in the bucket (`/avatars/ada/a.png`) to what is known of the object: `size`, `contentType`, `metadata`…"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRequest:
    """What somebody asks of a bucket.

    Attributes:
        path: Of an object, or for `list` of a folder: `/avatars/ada/a.png`.
        auth: `{uid, token}`; `None`: nobody is signed in.
        object: Of a write, what the object will be; `None` for other methods.
        params: Of the query string.
    """

    method: Method
    path: str
    bucket: str
    auth: Mapping[str, Value] | None = None
    object: Mapping[str, Value] | None = None
    params: Mapping[str, Value] = field(default_factory=dict)
    time: Timestamp = field(default_factory=lambda: Timestamp(0))


class StorageRules:
    """A ruleset of Storage, compiled once for any number of requests.

    In version 1 of the rules nothing can be listed
    (https://firebase.google.com/docs/storage/web/list-files), and `{name=**}` needs a segment.
    """

    def __init__(
        self, ruleset: syntax.Ruleset, *, trace: Trace | None = None, profile: Profile = Profile.PRODUCTION
    ) -> None:
        self._rules = Rules(ruleset, STORAGE, trace=trace, profile=profile)
        self._version = ruleset.version
        self._profile = profile

    def decide(self, request: StorageRequest, objects: Objects, documents: Documents | None = None) -> Decision:
        """Try the permissions that speak of the path, until one allows.

        Args:
            objects: All that are in the bucket before the request.
            documents: Of the default database of Firestore, for `firestore.get` and `firestore.exists`.
        """
        if request.method == "list" and self._version < _WITH_LIST:
            return Decision(None)
        world = World(
            names=_names(request, objects),
            database="(default)",
            before=documents or {},
            after=documents or {},
            most_reads=_MOST_READS,
            does_share=True,
            readers=_READERS[self._profile],
        )
        return self._rules.decided(request.method, _path(request), world)


def _path(request: StorageRequest) -> tuple[str, ...]:
    return ("b", request.bucket, "o", *(each for each in request.path.split("/") if each))


def _names(request: StorageRequest, objects: Objects) -> dict[str, Value]:
    """`request`, and except in a list `resource`: null where there is no object."""
    members: dict[str, Value] = {
        "auth": dict(request.auth) if request.auth is not None else None,
        "params": dict(request.params),
        "path": Path(_path(request)),
        "time": request.time,
        "method": request.method,
    }
    if request.method in ("create", "update", "delete"):
        members["resource"] = None if request.object is None else _object(request, request.object)
    if request.method == "list":
        return {"request": members}
    there = objects.get(request.path)
    return {"request": members, "resource": None if there is None else _object(request, there)}


def _object(request: StorageRequest, known: Mapping[str, Value]) -> Value:
    named: dict[str, Value] = {"name": request.path.strip("/"), "bucket": request.bucket}
    times: dict[str, Value] = {"timeCreated": request.time, "updated": request.time}
    return {**_DEFAULTS, **times, **named, **known}
