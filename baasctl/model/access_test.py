"""What the user expects of access rules."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.probe import Probe
from baasctl.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTest:
    """One request, and whether it is to be allowed.

    Attributes:
        name: Of the test that it belongs to.
        who: Who asks, as written: `anonymous`, the name of a person, `user ada`.
        asks: What is asked, as written: `get posts/p1`.
        probe: The request; resources are in the words of the spec.
        span: Where the request is written.
    """

    name: str
    who: str
    asks: str
    probe: Probe
    expected: bool
    span: Span

    @property
    def title(self) -> str:
        """One line that names it: `Drafts are private: ada cannot get posts/p2`."""
        return f"{self.name}: {self.who} {'can' if self.expected else 'cannot'} {self.asks}"
