"""`storage_rules`: releases `firebase.storage/<bucket>`; the key `(default)` is the project's default bucket."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

KIND: Final = "storage_rules"
DEFAULT: Final = "(default)"
_SERVICE: Final = "firebase.storage"


def release_of(bucket: str) -> str:
    """The release id of a bucket's rules."""
    return f"{_SERVICE}/{bucket}"


def bucket_of(release: str) -> str | None:
    """The bucket that a release is for; `None`: it is for something else."""
    service, _, bucket = release.partition("/")
    return bucket if service == _SERVICE and bucket else None


def key_of(bucket: str, default: str | None, declared: Collection[str]) -> str:
    """What a bucket is called in specs: `(default)`, unless the spec names the default bucket itself."""
    return DEFAULT if bucket == default and bucket not in declared else bucket
