"""What `DiskFiles` and `GitFiles` have in common.

Paths are relative to the folder of the main spec file. A path may leave that folder only where the
user's own text says so (`../shared/x.yaml`, an absolute path); a symbolic link never leads out of the
checkout, and in an untrusted run nothing does.
"""

from __future__ import annotations

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError

FILE_LIMIT_BYTES = 10 * 1024 * 1024


def unusable(detail: str, hint: str = "") -> StoreError:
    """The error for a file that is not there or cannot be used."""
    return StoreError(Diagnostic(code="SPEC001", summary="a file cannot be read", detail=detail, hint=hint))


def too_large(path: str) -> StoreError:
    """The error for a file above the limit."""
    return unusable(
        f"`{path}` is larger than {FILE_LIMIT_BYTES // 1024 // 1024} MiB, baasctl's limit for one file",
        "split it, and name the parts under `include`",
    )
