"""Attributes as YAML text: short values in place, long texts as blocks, what a reader could mistake quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_PLAIN: Final = re.compile(
    r"[A-Za-z_/.][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*|([1-9][0-9]*[dhms])+|[1-9][0-9]*[KMGT]iB"
)
_MISREAD: Final = re.compile(r"(?i)null|~|true|false|yes|no|on|off|y|n|\.inf|\.nan|[-+]?\.?[0-9][0-9_.,:eExXoO]*")
_INLINE: Final = 100
_BLOCK_SAFE: Final = re.compile("[\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\ufffd]*")


def scalar(value: object) -> str:
    """One scalar for any place, flow context included."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and not _MISREAD.fullmatch(text):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A double-quoted scalar; whatever does not print is escaped, so is a `${` that baasctl would interpolate."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    simple = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if simple is not None:
        return simple
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def lines(value: object, indent: int = 0) -> Iterator[str]:
    """A mapping or list as block YAML, one line at a time, without a trailing newline."""
    pad = "  " * indent
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _member(f"{pad}{scalar(key)}:", member, indent)
    elif isinstance(value, tuple | list):
        for member in value:
            yield from _member(f"{pad}-", member, indent)
    else:
        yield pad + scalar(value)


def _member(head: str, value: object, indent: int) -> Iterator[str]:
    inline = flow(value)
    if inline is not None and len(head) + len(inline) < _INLINE:
        yield f"{head} {inline}"
    elif isinstance(value, str):
        yield from _text(head, value, indent)
    elif isinstance(value, Mapping | tuple | list) and value:
        yield head
        yield from lines(value, indent + 1)
    else:
        yield f"{head} {inline if inline is not None else scalar(value)}"


def flow(value: object) -> str | None:
    """The value on one line, or `None` when it has a text of several lines or nests deeper than two."""
    if isinstance(value, str) and "\n" in value:
        return None
    if isinstance(value, tuple | list):
        parts = [flow(member) for member in value]
        return None if None in parts else f"[{', '.join(part for part in parts if part)}]"
    if isinstance(value, Mapping):
        if any(isinstance(member, Mapping) and member for member in value.values()) or len(value) > 4:
            return None if value else "{}"
        pairs = [(key, flow(member)) for key, member in value.items()]
        if any(part is None for _, part in pairs):
            return None
        return "{" + ", ".join(f"{scalar(key)}: {part}" for key, part in pairs) + "}"
    return scalar(value)


def _text(head: str, text: str, indent: int) -> Iterator[str]:
    """A block scalar where the text is long and YAML gives it back unchanged, else a quoted one."""
    body = text.split("\n")
    is_long = "\n" in text or len(head) + len(text) >= _INLINE
    safe = _BLOCK_SAFE.fullmatch(text) and not text.startswith((" ", "\t", "\n")) and is_long
    if not safe or any(line != line.rstrip() for line in body):
        yield f"{head} {quoted(text)}"
        return
    stripped = text.rstrip("\n")
    trailing = len(text) - len(stripped)
    yield f"{head} |{'-' if trailing == 0 else '' if trailing == 1 else '+'}"
    pad = "  " * (indent + 1)
    shown = stripped.split("\n") + [""] * max(0, trailing - 1)
    yield from (f"{pad}{line}" if line else "" for line in shown)
