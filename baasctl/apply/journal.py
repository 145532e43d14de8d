"""What an apply did, batch by batch, on disk before and after each write."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.plan import Batch
from baasctl.model.result import Outcome
from baasctl.stores.state_folder import usable


class Journal:
    """Append-only JSON lines, fsynced; holds addresses, paths and outcomes, never values.

    Every method raises `StoreError` when the file cannot be written.
    """

    def __init__(self, path: Path | None, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._path = path
        self._descriptor: int | None = None
        if path is not None:
            with usable(path):
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def began(self, target: str, digest: str, batches: int) -> None:
        self._write({"event": "began", "target": target, "plan": digest, "batches": batches})

    def writing(self, index: int, batch: Batch) -> None:
        changes = [
            {"address": str(change.address), "action": change.action.name, "paths": [f.path for f in change.fields]}
            for change in batch.changes
        ]
        self._write({"event": "writing", "batch": index, "key": batch.key, "changes": changes})

    def wrote(self, index: int, outcomes: Sequence[Outcome]) -> None:
        found = {str(outcome.change.address): str(outcome.status) for outcome in outcomes}
        self._write({"event": "wrote", "batch": index, "outcomes": found})

    def ended(self, how: str) -> None:
        self._write({"event": "ended", "how": how})

    def _write(self, line: dict[str, object]) -> None:
        if self._descriptor is None or self._path is None:
            return
        text = json.dumps({"time": self._clock().isoformat(), **line}, ensure_ascii=True) + "\n"
        with usable(self._path):
            os.write(self._descriptor, text.encode())
            os.fsync(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def unfinished(path: Path | None) -> Iterator[Diagnostic]:
    """A warning when the last apply died while it was writing; a line that the crash cut off is no error."""
    pending = _pending(path) if path is not None else None
    if pending is not None:
        yield Diagnostic(
            code="PLAN030",
            severity=Severity.WARNING,
            summary="the last apply of this target did not finish",
            detail=f"it was writing {pending}; this plan is made from what is live now",
        )


def _pending(path: Path) -> str | None:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    pending: str | None = None
    for line in lines:
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(event, dict):
            pending = str(event.get("key")) if event.get("event") == "writing" else None
    return pending
