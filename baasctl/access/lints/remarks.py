"""Comments in rules that accept a finding: `baasctl-ignore: open_read because the catalogue is public`.

A comment stands in the rule that it is about, or right before it; several may stand one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Finding
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.text_place import line_and_column, place_in_text
from baasctl.model.value import at, pointer

_SIGN: Final = "baasctl-ignore:"
_REMARK: Final = re.compile(r"baasctl-ignore:[ \t]*(?P<lint>[\w-]*)(?:[ \t]+because[ \t]+(?P<reason>[^\r\n]*))?")
# What is never closed is taken to the end of its line or of the text, and not looked at again.
_QUOTED: Final = r"'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?"
_LINE_COMMENTS: Final = rf"(?P<comment>//[^\n]*)|{_QUOTED}|(?P<code>[^\s'\"/]+|/)"
_BLOCK_COMMENTS: Final = re.compile(rf"(?P<block>/\*[\s\S]*?\*/)|{_LINE_COMMENTS}")
_REST: Final = re.compile(_LINE_COMMENTS)
_DATABASE_TEXT: Final = r"\"(?:[^\"\\]|\\[\s\S])*\"?"
_DATABASE: Final = re.compile(
    rf"(?P<block>/\*[\s\S]*?(?:\*/|\Z))|(?P<comment>//[^\n]*)|{_DATABASE_TEXT}|(?P<code>[^\s\"/]+|/)"
)
_SCHEMA: Final = re.compile(
    r"\"\"\"[\s\S]*?(?:\"\"\"|\Z)|\"(?:[^\"\\\n]|\\.)*\"?|(?P<comment>\#[^\n]*)|(?P<code>[^\s\"#]+)"
)

_LANGUAGES: Final = {
    "firestore_rules": ("/source", _BLOCK_COMMENTS, _REST),
    "storage_rules": ("/source", _BLOCK_COMMENTS, _REST),
    "database_rules": ("/source", _DATABASE, _DATABASE),
    "graphql_api": ("/schema", _SCHEMA, _SCHEMA),
}
"""Kind to where its text is, and what tells comments from code: up to the last `*/`, and behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One such comment.

    Attributes:
        reason: Empty: it accepts nothing.
        path: Pointer to the field that holds the text.
        line: Of the comment, from 1.
        before: Line of the code that it stands before.
        span: As in `Finding`.
    """

    lint: str
    reason: str
    resource: Address
    path: str
    line: int
    before: int
    span: Span | None

    @property
    def address(self) -> str:
        """Of the resource, and the line."""
        return f"{self.resource.local} line {self.line}"

    def accepts(self, finding: Finding) -> bool:
        """Whether the finding is what it is about."""
        first, last = finding.whole
        return (
            bool(self.reason)
            and finding.rule.name == self.lint
            and finding.address == self.resource
            and finding.path == self.path
            and (first <= self.line <= last or first == self.before)
        )


def remarks_of(facts: Facts) -> Iterator[Remark]:
    """All of them, in the order of the resources and of their texts."""
    for kind in _LANGUAGES:
        for resource in facts.of(kind):
            for path in _paths(resource):
                text = at(resource.attributes, path)
                if isinstance(text, str) and _SIGN in text:
                    yield from _in_text(resource, path, text)


def _paths(resource: Resource) -> Iterator[str]:
    """Fields that hold texts; of an API its models' rules as well."""
    yield _LANGUAGES[resource.address.kind][0]
    models = resource.attributes.get("models") if resource.address.kind == "graphql_api" else None
    yield from (pointer("models", name, "rules") for name in models) if isinstance(models, Mapping) else ()


def _in_text(resource: Resource, path: str, text: str) -> Iterator[Remark]:
    waiting: list[tuple[str, str, int]] = []
    for start, comment in _pieces(resource.address.kind, text):
        for found in _REMARK.finditer(comment):
            reason = (found["reason"] or "").removesuffix("*/").strip()
            waiting.append((found["lint"], reason, line_and_column(text, start + found.start())[0]))
        if not comment and waiting:
            yield from _placed(resource, path, waiting, line_and_column(text, start)[0])
            waiting = []
    yield from _placed(resource, path, waiting, 0)


def _placed(resource: Resource, path: str, waiting: list[tuple[str, str, int]], before: int) -> Iterator[Remark]:
    for lint, reason, line in waiting:
        span = place_in_text(resource, path, line, 1)[0] if resource.declared_at else None
        yield Remark(
            lint=lint, reason=reason, resource=resource.address, path=path, line=line, before=before, span=span
        )


def _pieces(kind: str, text: str) -> Iterator[tuple[int, str]]:
    """(offset, comment) of comments, and of code with an empty text."""
    _, pattern, rest = _LANGUAGES[kind]
    # Behind the last `*/` no comment can be closed: looking for its end at every `/*` would take quadratic time.
    closed = text.rfind("*/") + 2 if "*/" in text else 0
    for part, begin, end in ((pattern, 0, closed), (rest, closed, len(text))):
        for found in part.finditer(text, begin, end):
            comment = found["comment"] or found.groupdict().get("block") or ""
            yield found.start(), comment
