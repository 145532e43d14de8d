"""Identity of a resource in specs, plans and logs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering
from urllib.parse import unquote


def _encode(segment: str) -> str:
    """Escape `/`, `%` and control characters; all other text stays readable."""
    return "".join(
        "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
        if character in "/%" or not character.isprintable()
        else character
        for character in segment
    )


@total_ordering
@dataclass(frozen=True, slots=True)
class Address:
    """`target/kind/segment[/segment]`; a singleton has no segment.

    Segments hold the user's own text, unescaped; `str()` percent-encodes
    `/`, `%` and whatever is not printable, and `parse` is its inverse.
    """

    target: str
    kind: str
    segments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The address inside its kind: escaped segments, empty for a singleton."""
        return "/".join(_encode(segment) for segment in self.segments)

    @property
    def local(self) -> str:
        """The address without its target, as plans print it."""
        return f"{self.kind}/{self.name}" if self.segments else self.kind

    def __str__(self) -> str:
        return f"{_encode(self.target)}/{self.local}"

    def __lt__(self, other: Address) -> bool:
        return (self.target, self.kind, self.segments) < (other.target, other.kind, other.segments)

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read what `str()` printed.

        Raises:
            ValueError: Fewer than two parts, or an empty one.
        """
        parts = [unquote(part, errors="surrogateescape") for part in text.split("/")]
        if len(parts) < 2 or not all(parts):
            message = f"`{text}` is not an address; write target/kind or target/kind/name"
            raise ValueError(message)
        return cls(parts[0], parts[1], tuple(parts[2:]))
