"""One connected Supabase project, as its parts see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from baasctl.model.target import Target
from baasctl.providers.part import Part
from baasctl.providers.supabase.clients.management import ManagementApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One connected project, as parts see it.

    Attributes:
        root: The spec's folder.
        cache: Folder for what may be lost; `None`: nothing is kept.
        pause: Waits some seconds between tries; ends early when the user stops the run.
        progress: Told what a long write is waiting for.
        services_url: Address of the project's own services (Storage); raises `UsageError` where it is not known.
    """

    target: Target
    api: ManagementApi
    root: Path
    cache: Path | None = None
    pause: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = lambda _: None
    services_url: Callable[[], str] = field(default=lambda: "", repr=False)

    @property
    def ref(self) -> str:
        return self.target.project


BuildPart: TypeAlias = Callable[[Project], Part]
