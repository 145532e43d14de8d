"""What a command asks of the pipeline, and what it gets back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Trials
from baasctl.access.verdict import Verdict
from baasctl.model.change import Hazard
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError
from baasctl.model.files import Files
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult
from baasctl.model.spec import Spec
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.providers.contract import Belonging, Support
from baasctl.workers import ThreadWorkers, Workers

T = TypeVar("T")
Parameters = ParamSpec("Parameters")


def now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the command line asks for.

    Attributes:
        file: The spec.
        files: Where the spec is, when it is not on the disk.
        targets: Names; empty means all.
        secrets: `skip` leaves secrets unresolved: their fields are not compared and the plan cannot be applied.
        untrusted: The spec comes from a stranger.
        base: Git revision that tells what the spec changed from what drifted.
        allow: Hazards allowed by name.
        take_over: Change also what another tool owns.
        clock: Time, injected.
        progress: Told what is being done.
        state: Folder for journals, locks and what may be lost; `None`: nothing is kept.
    """

    file: Path = Path("baas.yaml")
    files: Files | None = None
    targets: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    secrets: Literal["resolve", "skip"] = "resolve"
    untrusted: bool = False
    base: str | None = None
    allow: frozenset[Hazard] = frozenset()
    take_over: bool = False
    clock: Callable[[], datetime] = now
    progress: Callable[[str], None] = lambda _: None
    workers: Workers = field(default_factory=ThreadWorkers)
    state: Path | None = None

    def folder(self, *parts: str) -> Path | None:
        return self.state.joinpath(*parts) if self.state else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One target, offline; `warnings` are problems that do not stop a run."""

    spec: Spec
    support: Support
    desired: DesiredState
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Plans of the targets that could be planned, in the order of the spec, and what stopped the others.

    `unreadable` says by target and kind why a declared kind could not be read: it decides between exit 1 and 3;
    `inventories` by target what it consists of, where that had to be found out.
    """

    plans: tuple[Plan, ...] = ()
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)
    unreadable: Mapping[str, Mapping[str, BaasctlError]] = field(default_factory=dict)
    inventories: Mapping[str, Sequence[Belonging]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What of a target could be read.

    Attributes:
        kinds: All that its provider manages.
        failures: By kind why it could not be read.
        inventory: What it consists of, where that had to be found out.
    """

    kinds: frozenset[str]
    failures: Mapping[str, BaasctlError]
    calls: int
    inventory: Sequence[Belonging]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """By target the text for the owner's code (empty: nothing differs there), and what stopped the others."""

    texts: Mapping[str, str] = field(default_factory=dict)
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Results of the targets that were begun, and what stopped the others."""

    results: tuple[ApplyResult, ...] = ()
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LintedTarget:
    """What lints say about one target as it will be after apply.

    Attributes:
        live: What was read; lints that need an unreadable kind are not judged.
        failures: Why kinds could not be read.
    """

    rendered: Rendered
    live: Snapshot
    verdict: Verdict
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """Targets that could be judged, in the order of the spec, and what stopped the others."""

    targets: tuple[LintedTarget, ...] = ()
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedTarget:
    """What access tests came to on one target, on its rules as they will be after apply.

    Attributes:
        trials: In written order; without any where the spec has no test for the target.
        exploration: In place of trials, what generated requests came to; `None` too where there is no `access` section.
    """

    rendered: Rendered
    trials: Trials = field(default_factory=Trials)
    exploration: Exploration | None = None
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def has_passed(self) -> bool:
        """Every test passed; every generated request could be asked, and none disagreed."""
        found = self.exploration
        return self.trials.have_passed and (found is None or not (found.disagreements or found.absent))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Targets that could be tested, in the order of the spec, and what stopped the others."""

    targets: tuple[TriedTarget, ...] = ()
    failures: Mapping[str, BaasctlError] = field(default_factory=dict)


def guarded(
    failures: dict[str, BaasctlError],
    target: Target,
    step: Callable[Parameters, T],
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> T | None:
    """Carry out a step of one target; its failure is noted and does not stop the others."""
    try:
        return step(*arguments, **named)
    except BaasctlError as error:
        failures[target.name] = error
        return None
