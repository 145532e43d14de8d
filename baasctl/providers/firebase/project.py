"""One connected Firebase project, as its parts see it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from baasctl.model.target import Target
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One connected project.

    Attributes:
        google: Requests to Google's hosts with the project's credential.
        root: The spec's folder.
        environment: The process environment, injected.
        cache: Folder for what may be lost; `None`: nothing is kept.
        pause: Waits some seconds between tries; ends early when the user stops the run.
        progress: Told what a long write is waiting for.
    """

    target: Target
    google: GoogleApis
    root: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    cache: Path | None = None
    pause: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = lambda _: None

    @property
    def id(self) -> str:
        """The project id, as `projects/{id}` has it."""
        return self.target.project

    @property
    def region(self) -> str:
        """`region` of the target; where functions are made. Empty when the spec names none."""
        found = self.target.settings.get("region")
        return found if isinstance(found, str) else ""


BuildPart: TypeAlias = Callable[[Project], Part]
