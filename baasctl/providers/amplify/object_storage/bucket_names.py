"""Names of buckets in a spec and at S3."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.resource import Resource
from baasctl.providers.amplify.discovery import Found

_ARN = "arn:aws:s3:::"


def physical_names(known: Found) -> Mapping[str, str]:
    """The app's buckets: the name that its code has for each to the physical one.

    Those that baasctl made carry the app's tags; what a stack says about the same name wins.
    """
    tagged = {
        tags.get("amplify:friendly-name") or arn.removeprefix(_ARN): arn.removeprefix(_ARN)
        for arn, tags in known.tagged.items()
        if arn.startswith(_ARN)
    }
    taken = set(known.buckets.values())
    return {**{name: bucket for name, bucket in tagged.items() if bucket not in taken}, **known.buckets}


def physical_name(resource: Resource, names: Mapping[str, str]) -> str:
    """The bucket that a desired resource means: by `name`, by the app's name for it, else its key is the name."""
    written = resource.attributes.get("name")
    key = resource.address.segments[0]
    return written if isinstance(written, str) else names.get(key, key)
