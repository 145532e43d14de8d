"""What a project remembers of its buckets. A bucket's name belongs to one project of the account."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.project_facts import default_bucket
from baasctl.sandbox.firebase.refusals import GoogleRefusal, service_disabled

_DOCUMENT: Final = "buckets"
_FIRST_LOCATION: Final = "US-CENTRAL1"
_MULTI_REGIONS: Final = ("US", "EU", "ASIA")
_DUAL_REGIONS: Final = re.compile(r"(NAM|EUR|ASIA)\d+")

Stored = JsonObject
"""`{bucket, policy, linked, objects}`; the first as it is answered."""


def buckets(project: Project) -> dict[str, Stored]:
    """By name; a project begins with its default bucket, unless storage was never set up."""
    written = project.settings(_DOCUMENT)
    if not written and project.options.storage:
        name = default_bucket(project)
        made = new_bucket(project, {"name": name, "location": _FIRST_LOCATION}, project.created_at)
        written = {"buckets": {name: {"bucket": made, "linked": True}}}
    return cast("dict[str, Stored]", written.get("buckets", {}))


def save(project: Project, found: dict[str, Stored]) -> None:
    """Replace all; on disk before this returns."""
    project.store(_DOCUMENT, {"buckets": cast("JsonObject", found)})


def put(project: Project, name: str, stored: Stored) -> None:
    """Replace one; on disk before this returns."""
    save(project, {**buckets(project), name: stored})


def owner(call: Call, name: str) -> Project | None:
    """The project that has a bucket of this name."""
    return next((each for each in call.account.projects() if name in buckets(each)), None)


def find(call: Call) -> tuple[Project, Stored]:
    """The bucket that the path names.

    Raises:
        GoogleRefusal: 404; 403, the API is switched off in its project.
    """
    name = call.parameter("bucket")
    project = owner(call, name)
    if project is None:
        raise refusal(404, "The specified bucket does not exist.", "notFound")
    return open_project(call, project), buckets(project)[name]


def open_project(call: Call, project: Project) -> Project:
    """The project; paths of this API do not name it, so nobody else has looked whether the API is on.

    Raises:
        GoogleRefusal: 403.
    """
    if call.host in project.options.disabled:
        raise service_disabled(call.host, project.number)
    return project


def described(stored: Stored) -> JsonObject:
    """The bucket itself."""
    return cast("JsonObject", stored["bucket"])


def new_bucket(project: Project, body: JsonObject, now: str) -> JsonObject:
    """A bucket with what Google adds."""
    name, location = str(body["name"]), str(body.get("location") or "US").upper()
    return {
        "kind": "storage#bucket",
        "id": name,
        "name": name,
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
        "projectNumber": str(project.number),
        "generation": "1795000000000000000",
        "metageneration": "1",
        "etag": etag(1),
        "location": location,
        "locationType": _location_type(location),
        "storageClass": "STANDARD",
        "timeCreated": now,
        "updated": now,
        "softDeletePolicy": {"retentionDurationSeconds": "604800", "effectiveTime": now},
        "iamConfiguration": {
            "bucketPolicyOnly": {"enabled": False},
            "uniformBucketLevelAccess": {"enabled": False},
            "publicAccessPrevention": "inherited",
        },
    }


def renewed(bucket: JsonObject) -> JsonObject:
    """The bucket after one more change of its settings."""
    number = int(str(bucket["metageneration"])) + 1
    return {**bucket, "metageneration": str(number), "etag": etag(number), "updated": timestamp()}


def etag(number: int) -> str:
    """Google's are protobuf bytes too."""
    return base64.b64encode(b"\x08" + number.to_bytes(2, "big")).decode()


def timestamp() -> str:
    """Now, as Cloud Storage writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refusal(status: int, message: str, reason: str) -> GoogleRefusal:
    """An error in the envelope of APIs of the v1 era."""
    errors: list[JsonObject] = [{"message": message, "domain": "global", "reason": reason}]
    return GoogleRefusal(status, message, errors=errors)


def merged(before: JsonObject, given: Json, checked: JsonObject) -> JsonObject:
    """JSON merge patch (RFC 7396): null removes a member, an object is gone into.

    Args:
        given: As it was sent, with its nulls.
        checked: The same with canonical values, without nulls.
    """
    result = dict(before)
    for name, value in (given if isinstance(given, dict) else {}).items():
        below, inner = checked.get(name), result.get(name)
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            found = merged(inner if isinstance(inner, dict) else {}, value, below if isinstance(below, dict) else {})
            result[name] = found
        else:
            result[name] = below
    return result


def _location_type(location: str) -> str:
    if location in _MULTI_REGIONS:
        return "multi-region"
    return "dual-region" if _DUAL_REGIONS.fullmatch(location) else "region"
