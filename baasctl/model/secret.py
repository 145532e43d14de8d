"""Secrets: a reference that everything may carry, and the one vault that holds the text."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

_MASK = "***"
_SHORTEST_REDACTED = 4
_SHORTEST_LINE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Secret:
    """A secret value without its text.

    Attributes:
        reference: What the user wrote, such as `${secret:env:SMTP_PASSWORD}`, possibly with
            text around it. Empty for a live value, which has no reference.
        digest: The value in the provider's own normal form (Supabase auth: HMAC-SHA256 with the
            project ref), so that two secrets can be compared without their text. `None`: not
            comparable, because it was not resolved or the provider does not tell.

    Two secrets are equal when both digests are known and equal, or when neither
    is known and the references are equal. `repr` and `str` never show anything.
    """

    reference: str = ""
    digest: str | None = field(default=None, repr=False)

    @property
    def is_comparable(self) -> bool:
        return self.digest is not None

    def without_digest(self) -> Secret:
        return replace(self, digest=None)

    def with_digest(self, digest: str) -> Secret:
        return replace(self, digest=digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        if self.digest is not None and other.digest is not None:
            return hmac.compare_digest(self.digest, other.digest)
        return self.digest is other.digest and self.reference == other.reference

    def __hash__(self) -> int:
        return hash(Secret)

    def __repr__(self) -> str:
        return _MASK

    __str__ = __repr__


def _spellings(text: str) -> Iterator[str]:
    """A text as it stands in plain text, in messages, URLs, JSON strings, JSON strings inside others, and HTML."""
    import html
    import json
    from urllib.parse import quote, quote_plus

    for plain in (text, repr(text)[1:-1], text.encode("unicode_escape", "surrogatepass").decode()):
        yield plain
        yield html.escape(plain)
        for ascii_only in (True, False):
            inside = json.dumps(plain, ensure_ascii=ascii_only)[1:-1]
            yield inside
            yield json.dumps(inside, ensure_ascii=ascii_only)[1:-1]
    yield quote(text, safe="", errors="surrogatepass")
    yield quote_plus(text, errors="surrogatepass")


def _lines(text: str) -> Iterator[str]:
    """The text, and the lines of one that has several (a PEM key), which reports indent or show alone."""
    yield text
    if "\n" in text or "\r" in text:
        yield from (line for part in text.splitlines() if len(line := part.strip()) >= _SHORTEST_LINE)


class Vault:
    """The texts of resolved secrets by reference; the only place in the process that has them."""

    __slots__ = ("_redacted", "_spelled", "_texts")

    def __init__(self, texts: Mapping[str, str] | None = None, *, credentials: Iterable[str] = ()) -> None:
        self._texts = dict(texts or {})
        self._redacted: set[str] = set()
        self._spelled: tuple[str, ...] | None = None
        self.also_redact(*self._texts.values(), *credentials)

    def __contains__(self, secret: Secret) -> bool:
        """Whether the text is known; a live secret has no reference, and so no text here."""
        return bool(secret.reference) and secret.reference in self._texts

    def reveal(self, secret: Secret) -> str:
        """The text, for a digest or for the request that carries it.

        Raises:
            KeyError: The secret was not resolved.
        """
        return self._texts[secret.reference]

    def also_redact(self, *texts: str) -> None:
        """Add texts (parts of a composed secret, credentials) that no output may show."""
        self._redacted.update(line for text in texts for line in _lines(text) if len(line) >= _SHORTEST_REDACTED)
        self._spelled = None

    def take(self, other: Vault) -> None:
        """Hold also what another vault holds."""
        self._texts.update(other._texts)
        self._redacted.update(other._redacted)
        self._spelled = None

    def redact(self, text: str) -> str:
        """Replace every known secret in a text, longest first, however messages and reports spell it.

        Shorter than 4 characters is not searched for; of a secret of several lines also each longer line is.
        """
        if self._spelled is None:
            spelled = {spelling for secret in self._redacted for spelling in _spellings(secret)}
            self._spelled = tuple(sorted(spelled, key=lambda each: (-len(each), each)))
        for spelling in self._spelled:
            text = text.replace(spelling, _MASK)
        return text

    def __repr__(self) -> str:
        return f"<Vault of {len(self._texts)}>"
