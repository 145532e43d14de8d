"""Names of the documents about functions, and which of them a run needs; pure.

functions/tagged         names of the functions that baasctl made for this app
function/NAME            GetFunction, without its code
function/NAME/code       {"digests": {path: SHA-256}, "files": {path: bytes}}, the files only where they were fetched
function/NAME/url        GetFunctionUrlConfig; null: none
function/NAME/policy     statements of who may call it; null: no policy
function/NAME/calls      GetFunctionEventInvokeConfig; null: none
function/NAME/recursion, /runtime, /signing    GetFunctionRecursionConfig and so on
function/NAME/sources    ListEventSourceMappings
schedules                group, name and target of all schedules
schedule/GROUP/NAME      GetSchedule
notifications/BUCKET     GetBucketNotificationConfiguration
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.deferred import references_in
from baasctl.model.resource import Resource
from baasctl.providers.amplify.discovery import Found, found
from baasctl.providers.amplify.functions import KIND, leaf_paths
from baasctl.providers.amplify.lambda_functions import callers, event_source_fields, schedules, uploads
from baasctl.providers.amplify.lambda_functions.native_fields import pointer_of
from baasctl.providers.contract import Answers, Wanted

TAGGED: Final = "functions/tagged"
SCHEDULES: Final = "schedules"
_ASIDE: Final = {
    "calls": "EventInvokeConfig",
    "recursion": "RecursiveLoop",
    "runtime": "RuntimeManagementConfig",
    "signing": "CodeSigningConfigArn",
    "sources": event_source_fields.NAME,
}


def of_function(name: str, document: str = "") -> str:
    """The name of a document about one function."""
    return f"function/{name}/{document}" if document else f"function/{name}"


def physical_name(resource: Resource, known: Found) -> str:
    """What Lambda calls a declared function."""
    name = resource.attributes.get("name")
    return (
        name
        if isinstance(name, str)
        else known.functions.get(resource.address.segments[0], resource.address.segments[0])
    )


def friendly_name(physical: str, known: Found) -> str:
    """What a spec calls a function: the name that the app's code has for it, else the physical one."""
    return next((name for name, each in known.functions.items() if each == physical), physical)


def bucket_name(key: str, wanted: Wanted, known: Found) -> str:
    """What S3 calls a bucket that the spec names by its key."""
    for bucket in () if wanted.desired is None else wanted.desired.of("buckets"):
        name = bucket.attributes.get("name")
        if bucket.address.segments == (key,) and isinstance(name, str):
            return name
    return known.buckets.get(key, key)


def declared_functions(wanted: Wanted, known: Found) -> dict[str, Resource]:
    """Declared functions by physical name, and by the one that they are renamed from."""
    named: dict[str, Resource] = {}
    for resource in () if wanted.desired is None else wanted.desired.of(KIND):
        named[physical_name(resource, known)] = resource
        if resource.renamed_from:
            former = resource.renamed_from[-1]
            named.setdefault(known.functions.get(former, former), resource)
    return named


def names(wanted: Wanted, answers: Answers) -> Iterator[str]:
    """The documents that are needed, as far as the answers so far tell."""
    known = found(answers)
    declared = declared_functions(wanted, known)
    all_of_them = dict.fromkeys(declared)
    if wanted.is_whole(KIND):
        yield TAGGED
        tagged = answers.get(TAGGED)
        all_of_them |= dict.fromkeys([*known.functions.values(), *(tagged if isinstance(tagged, list) else ())])
    for name in all_of_them:
        yield of_function(name)
        wire = answers.get(of_function(name))
        if isinstance(wire, Mapping) and (name in declared or wanted.desired is None):
            yield from _of_live(name, wire, declared.get(name), wanted, answers)


def _of_live(
    name: str, wire: Mapping[str, object], declared: Resource | None, wanted: Wanted, answers: Answers
) -> Iterator[str]:
    """What is to be fetched of one live function; *declared* is `None` where everything is wanted."""
    paths = None if declared is None else leaf_paths(declared.attributes)
    live = wire.get("Configuration")
    is_zip = not isinstance(live, Mapping) or live.get("PackageType", "Zip") == "Zip"
    if is_zip and (declared is None or "source" in declared.attributes):
        yield of_function(name, "code")
    for document, member in _ASIDE.items():
        if paths is None or any(path.startswith(pointer_of(member)) for path in paths):
            yield of_function(name, document)
    wants_url = paths is None or any(map(callers.is_of_url, paths)) or _is_address_used(declared, wanted)
    wants_uploads = paths is None or any(map(uploads.is_of_uploads, paths))
    if wants_url:
        yield of_function(name, "url")
    if wants_url or wants_uploads:
        yield of_function(name, "policy")
    if wants_uploads:
        yield from (f"notifications/{bucket}" for bucket in _buckets(name, declared, wanted, answers))
    if paths is None or (declared and declared.renamed_from) or any(map(schedules.is_of_schedule, paths)):
        yield SCHEDULES
        place = schedule_of(name, wire, answers)
        if place is not None:
            yield f"schedule/{place['group']}/{place['name']}"


def _is_address_used(declared: Resource | None, wanted: Wanted) -> bool:
    """Whether something in the spec refers to the function's address."""
    if declared is None or wanted.desired is None:
        return False
    reference = f"{KIND}/{declared.address.segments[0]}.url"
    return any(reference in references_in(one.attributes) for one in wanted.desired.resources)


def _buckets(name: str, declared: Resource | None, wanted: Wanted, answers: Answers) -> Iterator[str]:
    statements = answers.get(of_function(name, "policy"))
    found_so_far = uploads.callers_among(statements) if isinstance(statements, list) else ()
    key = None
    if declared is not None:
        trigger = declared.attributes.get("trigger")
        created = trigger.get("object_created") if isinstance(trigger, Mapping) else None
        key = created.get("bucket") if isinstance(created, Mapping) else None
    own = (bucket_name(key, wanted, found(answers)),) if isinstance(key, str) else ()
    yield from dict.fromkeys((*own, *found_so_far))


def schedule_of(name: str, wire: Mapping[str, object], answers: Answers) -> Mapping[str, str] | None:
    """Place of the schedule of a function: the one that baasctl made, else the first that calls it; `None`: none."""
    live = wire.get("Configuration")
    arn = str(live.get("FunctionArn")) if isinstance(live, Mapping) else ""
    listed = answers.get(SCHEDULES)
    places = [each for each in listed if each.get("target") == arn] if isinstance(listed, list) else []
    own = schedules.name_for("baasctl-", name)
    return min(places, key=lambda each: (each["name"] != own, each["group"], each["name"]), default=None)
