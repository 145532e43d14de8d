"""`trigger.object_created`: one entry in the notifications of a bucket, which it shares with others; pure.

PutBucketNotificationConfiguration replaces all of them, so they are read, one entry is put or taken out by function,
and all are written (research/amplify.md §2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

BUCKET: Final = "/trigger/object_created/bucket"
OBJECT_CREATED: Final = "/trigger/object_created"
EVENT: Final = "s3:ObjectCreated:*"
_LIST: Final = "LambdaFunctionConfigurations"
_KEPT: Final = ("TopicConfigurations", "QueueConfigurations", _LIST, "EventBridgeConfiguration")
_BUCKET_ARN: Final = ":s3:::"


def is_of_uploads(path: str) -> bool:
    """Whether a field is written in the notifications of a bucket."""
    return path == "/trigger" or path.startswith(OBJECT_CREATED)


def callers_among(statements: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Buckets that the policy of a function lets call it, sorted."""
    found = set()
    for statement in statements:
        principal = statement.get("Principal")
        is_s3 = isinstance(principal, Mapping) and principal.get("Service") == "s3.amazonaws.com"
        arn = str(statement.get("Condition", "")) if is_s3 else ""
        if _BUCKET_ARN in arn:
            found.add(arn.partition(_BUCKET_ARN)[2].split("'")[0].split('"')[0])
    return tuple(sorted(found))


def calls(notifications: Mapping[str, Any] | None, arn: str) -> bool:
    """Whether every upload calls the function."""
    return any(_is_entry(each, arn) for each in (notifications or {}).get(_LIST) or ())


def with_entry(notifications: Mapping[str, Any], name: str, arn: str) -> dict[str, Any]:
    """All notifications, with the entry of the function; entries of others stay as they are."""
    entry = {"Id": f"baasctl-{name}", "LambdaFunctionArn": arn, "Events": [EVENT]}
    others = [each for each in notifications.get(_LIST) or () if each.get("Id") != entry["Id"]]
    return {**_kept(notifications), _LIST: [*others, entry]}


def without_entry(notifications: Mapping[str, Any], name: str, arn: str) -> dict[str, Any]:
    """All notifications but those of every upload to this function."""
    others = [
        each
        for each in notifications.get(_LIST) or ()
        if not _is_entry(each, arn) and each.get("Id") != f"baasctl-{name}"
    ]
    return {**_kept(notifications), _LIST: others}


def _is_entry(entry: Mapping[str, Any], arn: str) -> bool:
    return entry.get("LambdaFunctionArn") == arn and EVENT in (entry.get("Events") or ()) and not entry.get("Filter")


def _kept(notifications: Mapping[str, Any]) -> dict[str, Any]:
    return {name: notifications[name] for name in _KEPT if name in notifications}
