"""Which engines there are to choose from, and what they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from baasctl.access.probe import Judge
from baasctl.access.testing.known_differences import KnownDifferences
from baasctl.model.access_judging import RulesForm
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.probe import Probe, Verdict
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.workers import Workers

if TYPE_CHECKING:
    from baasctl.engines.firestore_emulator.server import FirestoreEmulator
    from baasctl.engines.postgres.blueprint import Blueprint


class EngineChoice(StrEnum):
    """`auto`: the engine closest to the truth that is there; `sketch`: PostgreSQL on tables that the spec describes."""

    AUTO = "auto"
    EMULATOR = "emulator"
    EVALUATOR = "evaluator"
    LIVE = "live"
    POSTGRES = "postgres"
    SKETCH = "sketch"


LiveJudge: TypeAlias = Callable[[Resource, Sequence[Probe]], Sequence[Verdict] | None]
"""The provider itself as a judge of one resource of rules; nothing is written. `None`: it tries no such rules."""


class SharedEmulator:
    """One of Google's Firestore emulators for all who need one, started when the first does."""

    def __init__(self, opened: ExitStack) -> None:
        """Nothing is started.

        Args:
            opened: Stops it.
        """
        self._opened = opened
        self._running: FirestoreEmulator | None = None

    @property
    def address(self) -> str:
        """`host:port`.

        Raises:
            EmulatorMissing: This machine has none.
            EmulatorFailed: It does not start.
        """
        from baasctl.engines.firestore_emulator.server import FirestoreEmulator

        if self._running is None:
            self._running = self._opened.enter_context(FirestoreEmulator.start())
        return self._running.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What judges of one target are made from.

    Attributes:
        provider: Its name for people.
        resources: Of the target as they will be after apply.
        desired: What the spec asks for, in normal form; `None`: only `resources` are known.
        kept: (kind, name) of live resources that stay though the spec does not list them.
        blueprint: Reads the live database, to be copied; `None`: there is none.
        blueprint_name: What it is, where it is no live one.
        opened: Closes what judges hold.
        workers: Ask several requests at once, where an engine can.
        live: The provider as a judge; `None`: it is not asked.
        made: Judges of several sorts of tests, by a name of their own.
    """

    provider: str
    form: RulesForm
    choice: EngineChoice
    resources: tuple[Resource, ...]
    desired: DesiredState | None = None
    kept: frozenset[tuple[str, str]] = frozenset()
    blueprint: Callable[[], Blueprint | None] = lambda: None
    blueprint_name: str = ""
    clock: Callable[[], datetime]
    opened: ExitStack
    workers: Workers
    emulator: SharedEmulator
    live: LiveJudge | None = None
    made: dict[str, Judge] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of a kind."""
        return tuple(each for each in self.resources if each.address.kind == kind)

    def choose(self, *possible: EngineChoice) -> EngineChoice:
        """The engine that was chosen.

        Args:
            possible: Those that can judge here, beside `auto`.

        Raises:
            EngineError: It is not among them.
        """
        if self.choice is EngineChoice.AUTO or self.choice in possible:
            return self.choice
        raise EngineError(
            Diagnostic(
                code="PLAN880",
                summary="this engine does not judge these rules",
                detail=f"`--engine {self.choice}` at {self.provider}",
                hint=f"there are: {', '.join(['auto', *possible])}; choose targets with -t",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Who judges tests of the same rules.

    Attributes:
        judges: The closest to the truth first; the next one is asked where one cannot say.
        explainer: Asked the same, for coverage and for the rule that decided; `None`: nobody is.
        absent: Why there is nobody to ask.
        differences: What rendered rules are not held to; `None`: nothing.
    """

    judges: tuple[Judge, ...] = ()
    explainer: Judge | None = None
    absent: str = ""
    differences: KnownDifferences | None = None
