"""What came of generated requests."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.probe import Probe, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A request about which the section and the rules do not agree.

    Attributes:
        probe: In the words of the provider.
        allows: What the section says; the rules say the contrary.
        is_minimal: Whether everything was taken out of it that is not needed.
    """

    probe: Probe
    allows: bool
    verdict: Verdict
    engine: str
    is_minimal: bool = False

    @property
    def is_wider(self) -> bool:
        """The rules allow what the section denies."""
        return not self.allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """What came of the requests.

    Attributes:
        asked: How many were made.
        compared: About how many both had something to say.
        narrower_lists: Lists that the section allows for the rows that are there and the rules deny, since they judge
            the query: no disagreement.
        known_narrower: Other requests that the section allows, and the provider is known to deny.
        absent: Why some could not be asked.
    """

    seed: int
    asked: int = 0
    compared: int = 0
    narrower_lists: int = 0
    known_narrower: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    engines: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    seconds: float = 0.0
