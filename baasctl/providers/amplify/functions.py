"""`functions`: Lambda functions, from wire to attributes; pure. The way back is `lambda_functions/configuration`.

Source: botocore 1.43.106, lambda 2015-03-31, GetFunction; research/vocabulary.md §8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.field import Shape
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, freeze, leaves, put
from baasctl.providers.amplify.lambda_functions import handlers, runtimes
from baasctl.providers.amplify.lambda_functions.configuration import (
    DEFAULT_MEMORY,
    DEFAULT_TIMEOUT_S,
    is_of_amplify,
    live_variables,
    wire_at,
)
from baasctl.providers.amplify.lambda_functions.native_fields import (
    CODE,
    CONFIGURATION,
    CREATED,
    NativeField,
    pointer_of,
)
from baasctl.providers.amplify.tags import own_tags
from baasctl.providers.strict import expect

KIND: Final = "functions"
SOURCE: Final = "/source"
CALLERS: Final = "/trigger/http/auth"
SCHEDULE: Final = "/trigger/schedule"
BUCKET: Final = "/trigger/object_created/bucket"
IGNORE: Final = pointer_of("ignore")
OWNER_TAG: Final = "baasctl"
APP_TAG: Final = "baasctl-app"


def leaf_paths(declared: Attributes) -> tuple[str, ...]:
    """Pointers of all that a spec says about a function."""
    return tuple(path for path, _ in leaves(declared))


@dataclass(slots=True)
class Decoding:
    """One function on the way from the wire."""

    document: str
    attributes: Attributes = field(default_factory=dict)
    unset: set[str] = field(default_factory=set)

    def put(self, path: str, value: object, *, default: object = None) -> None:
        """Note a value; one that nobody set, that holds nothing or that is the default, is unset."""
        if value in (None, "", {}, [], ()) or value == default:
            self.unset.add(path)
        if value is not None:
            self.attributes = put(self.attributes, path, freeze(value))

    def native(self, path: str, native: NativeField, value: object) -> None:
        """Note a native value; one that the answer leaves out has its default."""
        if native.field.shape is Shape.SET and isinstance(value, list):
            value = sorted(map(str, value))
        found = freeze(value) if value not in (None, "") else None
        if found == native.default or found is None or found == ():
            self.unset.add(pointer_of(path))
        shown = native.default if found is None else found
        if shown is not None:
            self.attributes = put(self.attributes, pointer_of(path), shown)


def decode(wire: Mapping[str, object], document: str, *, target: str, name: str, facts: Mapping[str, str]) -> Resource:
    """A live function as GetFunction tells it: without callers, schedule and source.

    Args:
        document: The source's name, for messages.
        target: Name of the target.
        name: Of the resource.
        facts: Who owns it.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    live = expect(wire.get("Configuration"), dict, document, "/Configuration")
    tags = expect(wire.get("Tags") or {}, dict, document, "/Tags")
    found = Decoding(document)
    _neutral(found, live, tags)
    for path, native in {**CONFIGURATION, **CODE, **CREATED}.items():
        found.native(path, _with_name(path, native, live), wire_at(live, path))
    concurrency = expect(wire.get("Concurrency") or {}, dict, document, "/Concurrency")
    reserved = concurrency.get("ReservedConcurrentExecutions")
    if reserved is None:
        found.unset.add(pointer_of("ReservedConcurrentExecutions"))
    else:
        found.attributes = put(found.attributes, pointer_of("ReservedConcurrentExecutions"), freeze(reserved))
    marker = tags.get(OWNER_TAG)
    return Resource(
        address=Address(target, KIND, (name,)),
        attributes=found.attributes,
        unset=frozenset(found.unset),
        remote_id=expect(live.get("FunctionArn"), str, document, "/Configuration/FunctionArn"),
        version=str(live.get("RevisionId") or ""),
        marker=f"baasctl={marker}" if isinstance(marker, str) else None,
        facts={
            "physical": expect(live.get("FunctionName"), str, document, "/Configuration/FunctionName"),
            "code": str(live.get("CodeSha256") or ""),
            "package": str(live.get("PackageType") or "Zip"),
            "failed": "Failed" in (live.get("State"), live.get("LastUpdateStatus")),
            "app": str(tags.get(APP_TAG) or ""),
            **facts,
        },
    )


def with_source(resource: Resource, files: Mapping[str, str] | None) -> Resource:
    """A live function with SHA-256 of its files by path; `None`: they are not known."""
    return resource if files is None else resource.with_attributes(put(resource.attributes, SOURCE, freeze(files)))


def with_values(resource: Resource, attributes: Mapping[str, object], unset: frozenset[str] | set[str]) -> Resource:
    """A live function with further values by pointer, and what of them nobody set."""
    merged = resource.attributes
    for path, value in attributes.items():
        merged = put(merged, path, ABSENT if value is None else freeze(value))
    return replace(resource, attributes=merged, unset=resource.unset | frozenset(unset))


def _neutral(found: Decoding, live: Mapping[str, object], tags: Mapping[str, object]) -> None:
    document = found.document
    found.put("/description", live.get("Description") or "")
    found.put("/labels", own_tags(tags))
    text = expect(live.get("Handler") or "", str, document, "/Configuration/Handler")
    before, after = handlers.parted(text)
    found.put("/entrypoint", before, default=handlers.DEFAULT_ENTRYPOINT)
    found.put("/handler", after, default=handlers.DEFAULT_HANDLER)
    found.put("/runtime", runtimes.neutral(expect(live.get("Runtime") or "", str, document, "/Configuration/Runtime")))
    memory = expect(live.get("MemorySize") or 128, int, document, "/Configuration/MemorySize")
    found.put("/memory", memory * 2**20, default=DEFAULT_MEMORY)
    timeout = expect(live.get("Timeout") or DEFAULT_TIMEOUT_S, int, document, "/Configuration/Timeout")
    found.put("/timeout", timeout, default=DEFAULT_TIMEOUT_S)
    found.put("/run_as", live.get("Role"))
    members = live_variables(live)
    found.put("/env", {name: value for name, value in members.items() if not is_of_amplify(name, value)})


def _with_name(path: str, native: NativeField, live: Mapping[str, object]) -> NativeField:
    """The default of a log group holds the name of the function."""
    if path != "LoggingConfig.LogGroup":
        return native
    return replace(native, default=f"/aws/lambda/{live.get('FunctionName')}")
