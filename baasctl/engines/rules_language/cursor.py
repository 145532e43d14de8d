"""A place in a list of tokens, and what is expected there."""

from __future__ import annotations

from typing import Final, Never

from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.tokens import Token, TokenKind, tokens

_WORDS: Final = frozenset({TokenKind.SYMBOL, TokenKind.KEYWORD})


class Cursor:
    """Walks over the tokens of one text. Every method raises `RulesProblem` where the text is no rules."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = list(tokens(text))
        self._words = [token.text if token.kind in _WORDS else "" for token in self._tokens]
        self._next = 0

    @property
    def here(self) -> Token:
        """The next token."""
        return self._tokens[self._next]

    @property
    def behind(self) -> Token:
        """The token behind the next one, or the end."""
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)]

    @property
    def before(self) -> Token:
        """The token that was taken last."""
        return self._tokens[max(0, self._next - 1)]

    @property
    def word(self) -> str:
        """The keyword or symbol that is next; empty for any other token."""
        return self._words[self._next]

    def is_at(self, *words: str) -> bool:
        """Whether the next token is one of these keywords or symbols."""
        return self._words[self._next] in words

    def is_followed_by(self, *words: str, after: int = 1) -> bool:
        """Whether the token that stands *after* the next one is one of these keywords or symbols."""
        place = self._next + after
        return place < len(self._tokens) and self._tokens[place].text in words

    def take(self) -> Token:
        """The next token, behind which the cursor then stands."""
        token = self.here
        self._next += 1
        return token

    def accept(self, text: str) -> bool:
        """Take the word or symbol if it is next."""
        found = self.is_at(text)
        if found:
            self.take()
        return found

    def expect(self, text: str, reason: str = "") -> Token:
        """Take the word or symbol.

        Args:
            reason: What is said when something else stands there; empty: that this is unexpected.
        """
        if not self.is_at(text):
            self.refuse(reason)
        return self.take()

    def expect_kind(self, kind: TokenKind, reason: str = "") -> Token:
        """As `expect`, for any token of a kind."""
        if self.here.kind is not kind:
            self.refuse(reason)
        return self.take()

    def refuse(self, reason: str = "", at: Token | None = None) -> Never:
        """Say what is wrong at a token, the next one unless it is named."""
        token = at or self.here
        raise RulesProblem(reason or f"Unexpected '{token.text}'.", self.text, token.start)
