"""Provider name → package, imported when it is asked for.

A provider package exports `support() -> Support` and `read_project(files, place) -> ProjectFiles`, which need no
SDK and no credential, and `connect(connection) -> Provider`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.contract import Connection, Provider, Support
from baasctl.providers.project_files import ProjectFiles

NAMES = ("supabase", "firebase", "amplify")
LATER: tuple[str, ...] = ()
"""Providers that this version cannot talk to; a spec may have targets, sources and native members for them."""


PROJECT_FILES: Mapping[str, tuple[str, ...]] = {
    "supabase": ("config.toml",),
    "firebase": ("firebase.json",),
    "amplify": ("amplify_outputs.json", "amplify/team-provider-info.json", "amplify/backend/amplify-meta.json"),
}
"""The files by one of which a folder of the provider's own tool is known."""


class ProviderPackage(Protocol):
    """What the `__init__` of a provider package exports."""

    def support(self) -> Support: ...

    def support_for(self, target: Target) -> Support: ...

    def supports(self) -> tuple[Support, ...]: ...

    def connect(self, connection: Connection) -> Provider: ...

    def read_project(self, files: Files, place: str, *, run_code: bool = False) -> ProjectFiles: ...


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


def provider_of_folder(files: Files) -> str:
    """The provider whose own tool a folder is for, told by the file that the tool needs.

    Raises:
        StoreError: There is no such file.
    """
    for name, paths in PROJECT_FILES.items():
        if any(path in files.glob(path) for path in paths):
            return name
    told = ", ".join(f"{' or '.join(paths)} ({name})" for name, paths in PROJECT_FILES.items())
    raise StoreError(
        Diagnostic(
            code="SPEC690",
            summary="the folder holds no project file",
            detail=f"{files.root} has none of {told}",
            hint="name the folder that holds it",
        )
    )
