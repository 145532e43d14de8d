"""From options to the pipeline's `Run`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from baasctl.cli.options import clock, hazards
from baasctl.cli.output import Output
from baasctl.run import Run
from baasctl.stores.state_folder import usable
from baasctl.workers import SerialWorkers, Stop, ThreadWorkers

STATE = ".baasctl"


def keep_out_of_git(state: Path) -> None:
    """Make a folder of journals, locks and sandboxes one that git ignores by itself.

    Raises:
        StoreError: It cannot be made or written.
    """
    ignore = state / ".gitignore"
    with usable(state):
        if not ignore.exists():
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            ignore.write_text("*\n", encoding="utf-8")


def run_of(output: Output, options: Mapping[str, Any]) -> Run:
    """The run that the shared options of a command ask for; options it does not have keep their defaults.

    Journals and locks go to `.baasctl` beside the spec.
    """
    file: Path = options["file"]
    targets: Sequence[str] = options.get("targets", ())
    size: int = options.get("workers", 8)
    stop = Stop()
    return Run(
        file=file,
        targets=tuple(dict.fromkeys(targets)),
        environment=dict(os.environ),
        secrets=options.get("secrets", "resolve"),
        untrusted=options.get("untrusted", False),
        base=options.get("base"),
        allow=hazards(options.get("allow", ())),
        take_over=bool(options.get("take_over")),
        clock=clock,
        progress=output.progress,
        workers=SerialWorkers(stop) if size == 1 else ThreadWorkers(size, stop),
        state=file.parent / STATE,
    )
