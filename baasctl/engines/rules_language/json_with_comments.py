"""JSON with `//` and `/* */` comments and texts over several lines, as the Realtime Database reads its rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Never, TypeAlias

from baasctl.engines.rules_language.problem import RulesProblem

_BLANK: Final = re.compile(r"(?:[ \t\n\r]+|//[^\n]*|/\*[\s\S]*?\*/)*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])")
_WORD: Final = re.compile(r"(?:true|false|null)(?![A-Za-z0-9_])")
_WORDS: Final = {"true": True, "false": False, "null": None}
_TEXT_PART: Final = re.compile(r'[^"\\]+|\\(?:(["\\/bfnrt])|u([0-9A-Fa-f]{4}))')
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DEEPEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonNode:
    """A value at its place; positions are offsets and do not count for equality."""

    start: int = field(compare=False, repr=False)
    end: int = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonScalar(JsonNode):
    """A text, number, boolean or null."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonArray(JsonNode):
    """`[a, b]`."""

    members: tuple[JsonValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonMember(JsonNode):
    """`"name": value`; its place is that of the name."""

    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonObject(JsonNode):
    """Members in written order; no name stands twice."""

    members: tuple[JsonMember, ...]


JsonValue: TypeAlias = JsonScalar | JsonArray | JsonObject


def parse_json(text: str) -> JsonValue:
    """The value that is the whole text.

    Raises:
        RulesProblem: It is no such JSON, a name stands twice in an object, or something follows the value.
    """
    reader = _Reader(text)
    value = reader.value(1)
    if reader.position < len(text):
        reader.refuse("text behind the end of the rules")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self._skip()

    def refuse(self, reason: str, at: int | None = None) -> Never:
        raise RulesProblem(reason, self.text, self.position if at is None else at)

    def value(self, depth: int) -> JsonValue:
        if depth > _DEEPEST:
            self.refuse(f"values are nested deeper than {_DEEPEST} levels")
        start, character = self.position, self.text[self.position : self.position + 1]
        if character == "{":
            members = self._object(depth)
            return JsonObject(members=members, start=start, end=self._end(start))
        if character == "[":
            found = self._array(depth)
            return JsonArray(members=found, start=start, end=self._end(start))
        if character == '"':
            return JsonScalar(value=self._string(), start=start, end=self._end(start))
        return JsonScalar(value=self._plain(), start=start, end=self._end(start))

    def _end(self, start: int) -> int:
        """Behind the value that was read from *start* on; what is blank behind it is skipped."""
        end = self.position
        self._skip()
        return max(start, end)

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.position)
        self.position = found.end() if found else self.position
        if self.text.startswith("/*", self.position):
            self.refuse("a comment is not closed")

    def _take(self, character: str, reason: str) -> None:
        if not self.text.startswith(character, self.position):
            self.refuse(reason + self._instead())
        self.position += 1

    def _instead(self) -> str:
        found = self.text[self.position : self.position + 1]
        return f", but found `{found}`" if found else ", but the text ends"

    def _object(self, depth: int) -> tuple[JsonMember, ...]:
        self._take("{", "")
        self._skip()
        members: dict[str, JsonMember] = {}
        while not self.text.startswith("}", self.position):
            if members:
                self._take(",", "expected `,` or `}`")
                self._skip()
            start = self.position
            if not self.text.startswith('"', start):
                self.refuse("expected a name in double quotes" + self._instead())
            name = self._string()
            end = self._end(start)
            if name in members:
                self.refuse(f'the name "{name}" stands twice in one object', start)
            self._take(":", "expected `:` behind a name")
            self._skip()
            members[name] = JsonMember(name=name, value=self.value(depth + 1), start=start, end=end)
        self.position += 1
        return tuple(members.values())

    def _array(self, depth: int) -> tuple[JsonValue, ...]:
        self._take("[", "")
        self._skip()
        members: list[JsonValue] = []
        while not self.text.startswith("]", self.position):
            if members:
                self._take(",", "expected `,` or `]`")
                self._skip()
            members.append(self.value(depth + 1))
        self.position += 1
        return tuple(members)

    def _string(self) -> str:
        opened = self.position
        self.position += 1
        parts: list[str] = []
        while not self.text.startswith('"', self.position):
            found = _TEXT_PART.match(self.text, self.position)
            if found is None:
                if self.position >= len(self.text):
                    self.refuse("a text is not closed", opened)
                self.refuse("an escape that JSON does not have")
            simple, code = found[1], found[2]
            parts.append(chr(int(code, 16)) if code else _ESCAPES.get(simple, simple) if simple else found[0])
            self.position = found.end()
        self.position += 1
        return "".join(parts)

    def _plain(self) -> float | bool | None:
        word = _WORD.match(self.text, self.position)
        if word:
            self.position = word.end()
            return _WORDS[word[0]]
        number = _NUMBER.match(self.text, self.position)
        if number is None:
            self.refuse("expected a value" + self._instead())
        self.position = number.end()
        return float(number[0])
