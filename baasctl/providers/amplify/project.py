"""One connected Amplify app, as its parts see it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from baasctl.model.target import Target
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One connected app.

    Attributes:
        aws: Requests to AWS with the target's credential, in its region.
        root: The spec's folder.
        environment: The process environment, injected.
        cache: Folder for what may be lost; `None`: nothing is kept.
        pause: Waits some seconds between tries; ends early when the user stops the run.
        progress: Told what a long write is waiting for.
    """

    target: Target
    aws: AwsApis
    root: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    cache: Path | None = None
    pause: Callable[[float], None] = time.sleep
    progress: Callable[[str], None] = lambda _: None

    def setting(self, name: str) -> str:
        """A member of the target that is text; empty when it is not written."""
        found = self.target.settings.get(name)
        return found if isinstance(found, str) else ""


BuildPart: TypeAlias = Callable[[Project], Part]
