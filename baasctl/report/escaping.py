"""Text from servers and files, made harmless for each format.

`visible` comes first everywhere: after it a text is one line without control,
bidirectional, zero-width or other invisible formatting characters. The other
functions add what one format needs.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from baasctl.model.deferred import text_as_written

LONGEST_NAME = 1_000
"""Characters of a name, a reason or a hint; what is longer was not written for people."""
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LOG_COMMAND = re.compile(r"##(?=\[|vso\[)")
_LOG_LINE = re.compile(r"^([^\S\n]*)::", re.MULTILINE)
_BACKTICKS = re.compile(r"`+")
_PROSE = re.compile(r"[\\`*_{}\[\]()<>#+!|~&$-]")
_LINKING = re.compile(r"(@|#|://|\bwww\.|\bGH-)")
_COMMENT_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def visible(text: str) -> str:
    """One line in which everything that a terminal would obey, hide or reorder is spelled out.

    Printable text, also of other scripts, stays as it is; only `##[` and `##vso[`, which the log of a
    CI service obeys anywhere in a line, are broken.
    """
    text = text_as_written(text)
    shown = text if text.isprintable() else "".join(map(_shown, text))
    return _LOG_COMMAND.sub("#\\\\x23", shown) if "##" in shown else shown


def beginning(text: str, longest: int = LONGEST_NAME) -> str:
    """`visible`, cut where a name or sentence of a server is longer than anybody reads; tells how long it is."""
    return visible(text) if len(text) <= longest else f"{visible(text[:longest])}… ({len(text):,} characters)"


def for_a_log(report: str) -> str:
    """A finished report in which no line begins with `::`, which GitHub's runner takes for a command to itself."""
    return _LOG_LINE.sub(r"\1\\x3a:", report) if "::" in report else report


def quoted(text: str) -> str:
    """A visible text in double quotes, in which a backslash and a quote are escaped so that it can be told apart."""
    return '"' + visible(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def html_text(text: str) -> str:
    """For an HTML element or a quoted attribute."""
    return html.escape(visible(text), quote=True)


def code_span(text: str) -> str:
    """A markdown code span; GitHub and GitLab look for no mention, link or reference inside it."""
    shown = visible(text)
    if not shown.strip():
        return "(empty)" if not shown else f"`{shown}`"
    ticks = "`" * (max(map(len, _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def cell(markdown: str) -> str:
    """Markdown for a table cell: a pipe ends a cell even inside a code span, unless escaped."""
    return markdown.replace("|", "\\|")


def fence(lines: str, language: str = "") -> str:
    """A fenced block whose fence is longer than any run of backticks inside."""
    longest = max(map(len, _BACKTICKS.findall(lines)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{lines}\n{ticks}"


def prose(text: str) -> str:
    """Plain markdown text: nothing in it is markup, a mention, a reference or a link.

    GitHub looks for mentions after it decoded entities, so an invisible break
    follows the character that would start one.
    """
    broken = _LINKING.sub(lambda match: match[0] + "\u200b", visible(text))
    entities = _PROSE.sub(lambda match: f"&#{ord(match[0])};", broken)
    return entities.replace("\u200b", "&#8203;")


def comment_name(name: str) -> str:
    """A name inside an HTML comment, which must hold neither `--` nor `>`."""
    return "".join(
        character if character in _COMMENT_SAFE or character == "-" else quote(character, safe="", errors="replace")
        for character in name
    ).replace("--", "-%2D")
