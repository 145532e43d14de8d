"""What the user expects of access rules."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.probe import Family, Probe
from baasctl.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedField:
    """A field of a row, as a test names it: written there before, written by the request, or asked about in a query.

    Attributes:
        family, container, resource, row: As in `Probe`, in the words of the spec; `row` is empty for what a query asks.
        name: As far as the first dot of a path; empty: a row that is there, as a whole.
        span: Where it is written.
    """

    family: Family
    container: str
    resource: str
    row: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTest:
    """One request, and whether it is to be allowed.

    Attributes:
        name: Of the test that it belongs to.
        who: Who asks, as written: `anonymous`, the name of a person, `user ada`.
        asks: What is asked, as written: `get posts/p1`.
        probe: The request; resources are in the words of the spec.
        span: Where the request is written.
        fields: Those that the request itself names.
        given: Those of all rows that are there before; tests that share the rows share the tuple.
        doubts: What in it most likely is a mistake, as it concerns a request that is to be allowed; empty for most.
    """

    name: str
    who: str
    asks: str
    probe: Probe
    expected: bool
    span: Span
    fields: tuple[NamedField, ...] = ()
    given: tuple[NamedField, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """One line that names it: `Drafts are private: ada cannot get posts/p2`."""
        return f"{self.name}: {self.who} {'can' if self.expected else 'cannot'} {self.asks}"
