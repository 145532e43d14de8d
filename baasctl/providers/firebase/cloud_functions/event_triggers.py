"""Events that call a function, between `Function.eventTrigger` and attributes.

An upload to a bucket is `trigger.object_created`; every other event is written under
`native.firebase.eventTrigger` as the API has it. Source: discovery document cloudfunctions v2, `EventTrigger`;
firebase-tools 15.34.2, `gcp/cloudfunctionsv2`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from baasctl.model.value import Attributes, Value, at, freeze, put, thaw
from baasctl.providers.firebase.cloud_functions.native_fields import pointer_of
from baasctl.providers.strict import expect, expect_objects

FINALIZED: Final = "google.cloud.storage.object.v1.finalized"
PUBLISHED: Final = "google.cloud.pubsub.topic.v1.messagePublished"
BUCKET: Final = "/trigger/object_created/bucket"
BUCKET_FACT: Final = "bucket"
"""The bucket's name at Google, where the spec has its key."""
_OBJECT_CREATED: Final = "/trigger/object_created"
EVENT: Final = "/native/firebase/eventTrigger"
_CALLERS: Final = (
    *("/trigger/http/auth", "/trigger/schedule", "/trigger/schedule/cron", "/trigger/schedule/timezone"),
    *("/trigger/schedule/enabled", "/trigger/schedule/payload"),
)
_MADE_BY_EVENTARC: Final = "eventarc-"
"""Transport topics that Eventarc makes for itself begin so."""
_IN_PLACE: Final = ("eventFilters", "retryPolicy", "serviceAccountEmail")
_MEMBERS: Final = ("eventType", "eventFilters", "pubsubTopic", "triggerRegion", "channel", *_IN_PLACE[1:])
_GLOBAL: Final = (
    *("google.firebase.auth.", "google.firebase.remoteconfig.", "google.firebase.firebasealerts."),
    "google.firebase.testlab.",
)
"""Events of services without a region (firebase-tools 15.34.2, `deploy/functions/services`)."""


def immutable_paths(*, has_event: bool) -> tuple[str, ...]:
    """Fields that the API cannot change on a live function: it has to be made again.

    Which sort of trigger it has is fixed, and of an event what Eventarc's own trigger is made of.
    """
    if not has_event:
        return (BUCKET, *(pointer_of(f"eventTrigger.{name}") for name in _MEMBERS))
    fixed = tuple(pointer_of(f"eventTrigger.{name}") for name in _MEMBERS if name not in _IN_PLACE)
    return (*_CALLERS, _OBJECT_CREATED, BUCKET, EVENT, *fixed)


def decode_event(
    trigger: Mapping[str, object], document: str, *, region: str, project: str, number: str
) -> tuple[dict[str, object], dict[str, object], set[str]]:
    """Members of `trigger`, members of `native.firebase.eventTrigger`, and pointers of what nobody set.

    Args:
        region: Of the function.
        project, number: The project's two names.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    event = expect(trigger.get("eventType"), str, document, "/eventTrigger/eventType")
    filters = normal_filters(expect_objects(trigger.get("eventFilters", []), document, "/eventTrigger/eventFilters"))
    named: dict[str, object] = {}
    native: dict[str, object] = {}
    if event == FINALIZED and is_only_bucket(filters):
        named["object_created"] = {"bucket": filters[0].get("value", "")}
    else:
        native["eventType"] = event
        if filters:
            native["eventFilters"] = filters
    topic = short_topic(str(trigger.get("pubsubTopic", "")), project, number)
    if event == PUBLISHED and topic and not topic.startswith(_MADE_BY_EVENTARC):
        native["pubsubTopic"] = topic
    for name in ("triggerRegion", "channel", "retryPolicy", "serviceAccountEmail"):
        value = trigger.get(name)
        if isinstance(value, str) and value:
            native[name] = value
    if native.get("retryPolicy") in (None, "RETRY_POLICY_UNSPECIFIED"):
        native["retryPolicy"] = "RETRY_POLICY_DO_NOT_RETRY"
    unset = {
        *([] if native.get("retryPolicy") == "RETRY_POLICY_RETRY" else ["retryPolicy"]),
        *(["triggerRegion"] if native.get("triggerRegion") == region else []),
    }
    return named, native, {pointer_of(f"eventTrigger.{name}") for name in unset}


def is_only_bucket(filters: Sequence[Mapping[str, object]]) -> bool:
    """Whether events of one bucket are asked for and nothing else."""
    return len(filters) == 1 and filters[0].get("attribute") == "bucket" and "operator" not in filters[0]


def normal_filters(filters: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Filters in one order and without empty members."""
    plain = ({str(name): value for name, value in each.items() if value} for each in filters)
    return sorted(plain, key=lambda each: (str(each.get("attribute")), str(each.get("value"))))


def normal_event(attributes: Attributes, project: str) -> dict[str, Value]:
    """Members of a declared event that live ones are told otherwise, in the form of live ones, by pointer."""
    found: dict[str, Value] = {}
    filters, topic = at(attributes, f"{EVENT}/eventFilters"), at(attributes, f"{EVENT}/pubsubTopic")
    if isinstance(filters, tuple):
        records = [each for each in filters if isinstance(each, Mapping)]
        found[f"{EVENT}/eventFilters"] = freeze(normal_filters(records))
    if isinstance(topic, str):
        found[f"{EVENT}/pubsubTopic"] = short_topic(topic, project, "")
    return found


def wants_event(attributes: Attributes) -> bool:
    """Whether the spec says that events call the function."""
    return isinstance(at(attributes, BUCKET), str) or isinstance(at(attributes, EVENT), Mapping)


def encode_event(attributes: Attributes, live: Mapping[str, object], project: str) -> dict[str, object]:
    """`eventTrigger` of a function that is made: what the spec says, over what it had.

    Args:
        live: `eventTrigger` of the function in whose place it is made; empty: there is none.
    """
    trigger = {name: live[name] for name in ("eventType", *_IN_PLACE, "channel") if live.get(name)}
    if live.get("eventType") == PUBLISHED and live.get("pubsubTopic"):
        trigger["pubsubTopic"] = live["pubsubTopic"]
    bucket, declared = at(attributes, BUCKET), at(attributes, EVENT)
    if isinstance(bucket, str):
        trigger.pop("channel", None)
        trigger.pop("pubsubTopic", None)
        trigger |= {"eventType": FINALIZED, "eventFilters": bucket_filter(bucket)}
    if isinstance(declared, Mapping):
        if declared.get("eventType") not in (None, live.get("eventType")):
            trigger = {name: trigger[name] for name in ("retryPolicy", "serviceAccountEmail") if name in trigger}
        trigger |= {name: thaw(value) for name, value in declared.items() if value is not None}
    topic = trigger.get("pubsubTopic")
    if isinstance(topic, str):
        trigger["pubsubTopic"] = full_topic(topic, project)
    return trigger


def with_bucket(declared: Attributes, facts: Attributes) -> Attributes:
    """What the spec says, with the bucket by its name at Google."""
    name = facts.get(BUCKET_FACT)
    return put(declared, BUCKET, name) if isinstance(name, str) and isinstance(at(declared, BUCKET), str) else declared


def bucket_filter(bucket: str) -> list[dict[str, str]]:
    """The filter for uploads to one bucket."""
    return [{"attribute": "bucket", "value": bucket}]


def filter_value(trigger: Mapping[str, object], attribute: str) -> str:
    """What a filter asks of an attribute of events; empty: nothing."""
    filters = trigger.get("eventFilters")
    for each in filters if isinstance(filters, list) else ():
        if isinstance(each, Mapping) and each.get("attribute") == attribute:
            return str(each.get("value", ""))
    return ""


def is_global(event: object) -> bool:
    """Whether events of this type come from no region."""
    return isinstance(event, str) and event.startswith(_GLOBAL)


def short_topic(topic: str, project: str, number: str) -> str:
    """A topic's name; of another project its full name."""
    match topic.split("/"):
        case ["projects", own, "topics", name] if own in (project, number):
            return name
    return topic


def full_topic(topic: str, project: str) -> str:
    """`projects/{project}/topics/{topic}`."""
    return topic if "/" in topic else f"projects/{project}/topics/{topic}"
