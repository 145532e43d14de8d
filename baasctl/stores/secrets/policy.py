"""What references to secrets may reach."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError


def _nowhere(_: Diagnostic) -> None:
    """Drop a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretPolicy:
    """Limits of one run.

    Attributes:
        root: Folder of the spec; `file:` paths are relative to it and `command:` runs in it.
        untrusted: The spec comes from a stranger (`--untrusted`, pull requests from forks): `command:`,
            `file:` outside `checkout`, and `env:` names that `allow_env` does not list are refused.
        allow_env: Environment variables that an untrusted spec may read.
        checkout: Folder that an untrusted spec may read files from; `None` means `root`.
        environment: Variables that `env:` reads.
        command_timeout_s: Longest time that a `command:` may take.
        warn: Receives what is dangerous but not wrong, such as a secret file that everybody may read.
    """

    root: Path
    untrusted: bool = False
    allow_env: frozenset[str] = frozenset()
    checkout: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    command_timeout_s: float = 60.0
    warn: Callable[[Diagnostic], None] = _nowhere


def not_found(detail: str, hint: str) -> StoreError:
    """The error for a secret that is not there, or not usable as text."""
    return StoreError(Diagnostic(code="SPEC901", summary="a secret cannot be resolved", detail=detail, hint=hint))


def refused(detail: str, hint: str) -> StoreError:
    """The error for what `untrusted` forbids."""
    return StoreError(
        Diagnostic(code="SPEC902", summary="an untrusted spec may not read this secret", detail=detail, hint=hint)
    )
