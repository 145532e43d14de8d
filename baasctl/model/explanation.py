"""Everything known about one field of one resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.origin import Origin
from baasctl.model.value import ABSENT, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer to `explain ADDRESS#/path`.

    Attributes:
        path: JSON Pointer inside the resource; empty for the resource as a whole.
        desired: What the spec asks for; `ABSENT` when it leaves the field out.
        live: What is live; `ABSENT` when it is not there or was not read.
        is_unset: The live value is not set on the wire; `live` is the provider's default then.
        origin: How the desired value came to be.
        doc: What the field means.
        wire: Where the provider keeps it.
        limits: Each limit as words, with whose it is.
        source: Where we know the wire name and the limits from.
        note: What differs at this provider.
        would_send: The request or statement that apply would send for it; empty when nothing differs.
        members: For a resource or record: pointers of the fields below it.
        problem: Why live could not be read.
    """

    address: Address
    path: str = ""
    desired: Side = ABSENT
    live: Side = ABSENT
    is_unset: bool = False
    is_sensitive: bool = False
    origin: Origin | None = None
    doc: str = ""
    wire: str = ""
    limits: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    would_send: str = ""
    members: Mapping[str, Side] = field(default_factory=dict)
    problem: Diagnostic | None = None
