"""Provider name → package, imported when it is asked for.

A provider package exports `support() -> Support` and `read_project(files, place) -> ProjectFiles`, which need no
SDK and no credential, and `connect(connection) -> Provider`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.contract import Connection, Provider, Support
from baasctl.providers.project_files import ProjectFiles

NAMES = ("supabase", "firebase")
LATER = ("amplify",)
"""Providers that this version cannot talk to; a spec may have targets, sources and native members for them."""


class ProviderPackage(Protocol):
    """What the `__init__` of a provider package exports."""

    def support(self) -> Support: ...

    def support_for(self, target: Target) -> Support: ...

    def supports(self) -> tuple[Support, ...]: ...

    def connect(self, connection: Connection) -> Provider: ...

    def read_project(self, files: Files, place: str) -> ProjectFiles: ...


def package(name: str) -> ProviderPackage:
    """Import a provider package.

    Raises:
        KeyError: There is no such provider.
    """
    if name not in NAMES:
        raise KeyError(name)
    return cast(ProviderPackage, import_module(f"baasctl.providers.{name}"))


def support_of(target: Target) -> Support:
    """What the provider can do at this target; needs no network.

    Raises:
        KeyError: There is no such provider.
    """
    return package(target.provider).support_for(target)
