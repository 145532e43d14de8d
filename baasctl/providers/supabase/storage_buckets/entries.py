"""What Supabase Storage can do with buckets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Bounds, No, Yes
from baasctl.providers.entries import Entries

KIND = "buckets"
_SOURCE = "supabase/storage src/http/routes/bucket, src/storage/limits.ts"
_WHOSE = "Supabase Storage"
_LONGEST_NAME = 100
_NAME = re.compile(r"[\w!\-.*'() &$@=;:+,?]+", re.ASCII)
_LARGEST = 536_870_912_000


def name_of(resource: Resource) -> str:
    """The bucket's name at Supabase: `name`, else the key."""
    name = resource.attributes.get("name")
    return name if isinstance(name, str) else resource.address.segments[0]


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=date(2026, 11, 22), source=_SOURCE)


def check_names(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names that Supabase Storage refuses, and names that two keys share."""
    seen: dict[str, Resource] = {}
    for resource in desired.of(KIND):
        name = name_of(resource)
        if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or name != name.strip():
            yield Diagnostic(
                code="SPEC370",
                summary="this is no name for a bucket",
                detail=f"`{name}`: {_WHOSE} takes 1 to {_LONGEST_NAME} letters, digits and !-.*'()&$@=;:+,?_"
                f" with spaces inside; these are {len(name)}",
                hint="choose another name",
                span=resource.span_of("/name"),
                address=resource.address,
            )
        elif name in seen:
            yield Diagnostic(
                code="SPEC371",
                summary="two resources are one bucket",
                detail=f"`{resource.address.local}` and `{seen[name].address.local}` are both called `{name}`",
                hint="keep one of them",
                span=resource.span_of("/name"),
                address=resource.address,
            )
        seen.setdefault(name, resource)


ENTRIES = Entries(
    kinds={KIND: Yes(source=_SOURCE, graded="checked by a real client")},
    fields={
        KIND: {
            "name": Yes(wire="id", unset=False, source=_SOURCE, note="another name is another bucket"),
            "public": Yes(wire="public", bounds=Bounds(choices=(True, False)), unset=False, source=_SOURCE),
            "max_size": Yes(
                wire="file_size_limit",
                bounds=Bounds(minimum=0, maximum=_LARGEST, whose=_WHOSE),
                source=_SOURCE,
                note="at most the project's `storage_settings.max_file_size`",
            ),
            "mime_types": Yes(
                wire="allowed_mime_types",
                bounds=Bounds(pattern=r"[\w.+-]+/([\w.+-]+|\*)|\*/\*", whose=_WHOSE),
                source=_SOURCE,
            ),
            "location": _no("buckets lie in the project's region"),
            "cors": _no("Supabase Storage allows every origin"),
            "versioning": _no("Supabase Storage keeps no versions"),
            "lifecycle": _no(
                "Supabase Storage deletes nothing by itself", "delete old files with a scheduled function"
            ),
            "encryption_key": _no("Supabase Storage has one key for all"),
            "labels": _no("Supabase Storage has no labels"),
        }
    },
    checks=(check_names,),
)
