"""Which engines there are to choose from, and what they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from baasctl.access.probe import Judge
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.probe import Probe, Verdict
from baasctl.model.resource import Resource


class EngineChoice(StrEnum):
    """`auto`: the engine closest to the truth that is there."""

    AUTO = "auto"
    EMULATOR = "emulator"
    EVALUATOR = "evaluator"
    LIVE = "live"
    POSTGRES = "postgres"


LiveJudge: TypeAlias = Callable[[Resource, Sequence[Probe]], Sequence[Verdict]]
"""The provider itself as a judge of one resource of rules; nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What judges of one target are made from.

    Attributes:
        resources: Of the target as they will be after apply.
        live: The provider as a judge; `None`: it is not asked.
        opened: Closes what judges hold.
    """

    provider: str
    choice: EngineChoice
    resources: tuple[Resource, ...]
    clock: Callable[[], datetime]
    opened: ExitStack
    live: LiveJudge | None = None

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
    """

    judges: tuple[Judge, ...] = ()
    explainer: Judge | None = None
    absent: str = ""
