"""Tags that AWS and tools put beside those of a resource's owner: never compared, never written, always kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import pointer
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.spec_place import problem

FOREIGN: Final = ("aws:", "amplify:", "aws-cdk:", "created-by", "lambda:createdBy", "baasctl")
"""What they begin with: those of AWS, Amplify, the CDK, SAM and ours."""
PLACES: Final[Mapping[str, str]] = {
    "auth": "/native/amplify/UserPoolTags",
    "buckets": "/labels",
    "functions": "/labels",
    "identity_pool": "/tags",
    "roles": "/labels",
}
"""Where a spec declares tags, by kind."""


def is_own(name: str) -> bool:
    """Whether a tag is the owner's."""
    return not name.startswith(FOREIGN)


def own_tags(tags: object) -> dict[str, str]:
    """The owner's tags; of anything but a map none."""
    return {name: text for name, text in _texts(tags) if is_own(name)}


def foreign_tags(tags: object) -> dict[str, str]:
    """The others, but for those that only AWS sets: what goes out again where tags are sent whole."""
    return {name: text for name, text in _texts(tags) if not is_own(name) and not name.startswith("aws:")}


def check_tags(desired: DesiredState) -> Iterator[Diagnostic]:
    """Declared tags that are not the owner's."""
    for kind, path in PLACES.items():
        for resource in desired.of(kind):
            yield from _not_own(resource, path)


def _not_own(resource: Resource, path: str) -> Iterator[Diagnostic]:
    declared = declared_at(resource.attributes, path)
    for name in declared if isinstance(declared, Mapping) else ():
        if not is_own(name):
            detail = f"`{name}` of `{resource.address.local}`: such tags are those of AWS, Amplify and other tools"
            yield problem(resource, "SPEC788", "this tag is not yours", detail, path=f"{path}{pointer(name)}")


def _texts(tags: object) -> Iterator[tuple[str, str]]:
    found = tags if isinstance(tags, Mapping) else {}
    return ((str(name), str(text)) for name, text in found.items())
