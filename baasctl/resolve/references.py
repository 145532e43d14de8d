"""The texts `${var:…}`, `${env:…}`, `${secret:…}` and `${ref:…}` inside a scalar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORDS = ("var", "env", "secret", "ref")
_TOKEN = re.compile(r"\$\$\{|\$\{(var|env|secret|ref):([^{}]*)(\}?)")
_IN_REFERENCE = re.compile(r"\$\$|\$\{secret:([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text: literal when `word` is empty, else what the reference names."""

    word: str
    text: str
    is_closed: bool = True


def parts_of(text: str) -> list[Part]:
    """Split a scalar; `$${` is a literal `${`, and `${` before any other word is literal too."""
    parts: list[Part] = []
    literal, position = "", 0
    for match in _TOKEN.finditer(text):
        literal += text[position : match.start()]
        position = match.end()
        if match[1] is None:
            literal += "${"
            continue
        if literal:
            parts.append(Part("", literal))
            literal = ""
        parts.append(Part(match[1], match[2], is_closed=bool(match[3])))
    literal += text[position:]
    if literal or not parts:
        parts.append(Part("", literal))
    return parts


def composed(parts: list[Part]) -> str:
    """The reference of a secret with text around it; every literal `$` is doubled so that it stays one."""
    return "".join(f"${{secret:{part.text}}}" if part.word else part.text.replace("$", "$$") for part in parts)


def decomposed(reference: str) -> Iterator[Part]:
    """The inverse of `composed`."""
    position = 0
    for match in _IN_REFERENCE.finditer(reference):
        if match.start() > position:
            yield Part("", reference[position : match.start()])
        yield Part("", "$") if match[1] is None else Part("secret", match[1])
        position = match.end()
    if position < len(reference):
        yield Part("", reference[position:])
