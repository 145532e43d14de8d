"""What is wrong with text that is not YAML, in words that help."""

from __future__ import annotations

import re

import yaml

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span

_INTERPOLATION = re.compile(r"\$\{(var|env|secret|ref):")
_REFUSED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters outside YAML's printable set (https://yaml.org/spec/1.2.2/#51-character-set)."""


def refused_characters(text: str, name: str) -> Diagnostic | None:
    """The first character that YAML does not allow anywhere, if there is one."""
    found = _REFUSED.search(text)
    if found is None:
        return None
    return Diagnostic(
        code="SPEC011",
        summary="a spec holds a refused character",
        detail=f"the control character U+{ord(found[0]):04X}",
        hint=r'remove it, or write it as an escape in double quotes, such as "\x07"',
        span=_span_at(text, found.start(), name),
    )


def of_yaml(error: yaml.YAMLError, text: str, name: str) -> Diagnostic:
    """The parser's complaint with the place, and what most likely happened there."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        detail = str(getattr(error, "reason", None) or error)
        return Diagnostic(code="SPEC021", summary="this is not YAML", detail=detail, span=_span_at(text, 0, name))
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    problem = str(getattr(error, "problem", "") or "it cannot be read")
    context = str(getattr(error, "context", "") or "")
    interpolation = _unquoted_interpolation(line, mark.column, context)
    if interpolation is not None:
        return Diagnostic(
            code="SPEC022",
            summary="`${…}` inside [ ] or { } must be quoted",
            detail="YAML reads the brace as the beginning of a map",
            hint=f'write "{interpolation}" in double quotes',
            span=Span(file=name, line=mark.line + 1, column=line.rfind("${", 0, mark.column + 2) + 1),
        )
    began = getattr(error, "context_mark", None)
    where = f" that begins in line {began.line + 1}" if began and began.line != mark.line else ""
    return Diagnostic(
        code="SPEC021",
        summary="this is not YAML",
        detail=f"{problem}{f' ({context}{where})' if context else ''}",
        hint=_hint(line, mark.column, problem, context),
        span=Span(file=name, line=mark.line + 1, column=mark.column + 1),
    )


def _unquoted_interpolation(line: str, column: int, context: str) -> str | None:
    """The `${…}` that the parser stumbled over, `None` when it was something else."""
    start = line.rfind("$", 0, column + 1)
    if "flow" not in context or start < 0 or line[start : start + 2] != "${" or column - start > 1:
        found = _INTERPOLATION.search(line, column) if "flow" in context else None
        if found is None or line[column : found.start()].strip(" \"'") or line[column : column + 1] in ",]}":
            return None
        start = found.start()
    end = line.find("}", start)
    return line[start : end + 1] if end > 0 else line[start:].strip()


def _hint(line: str, column: int, problem: str, context: str) -> str:
    here = line[column : column + 1]
    if "\t" in line[: column + 1] and not line[:column].strip():
        return "indent with spaces; YAML does not take tabs"
    if here in {"@", "`"} or "directive" in context:
        return "put text that begins with `@`, `%` or a backtick in quotes"
    if "mapping values are not allowed" in problem:
        if _INTERPOLATION.search(line):
            return 'write "${…}" without a space after the colon'
        if ": " not in line[:column]:
            return "end the key in the line above with a colon"
        return "put text that holds `: ` in quotes, or indent the line under its key"
    return _hint_for_structure(problem, context)


def _hint_for_structure(problem: str, context: str) -> str:
    if "could not find expected ':'" in problem:
        return "end the key with a colon, and put text of several lines under `|`"
    if "quoted scalar" in context:
        return "close the quotes"
    if "block" in context or "block" in problem:
        return "give the members of one map or list the same indentation, and do not mix the two"
    return "close the bracket, or put a comma between the members" if "flow" in context else ""


def _span_at(text: str, index: int, name: str) -> Span:
    before = text[:index]
    return Span(file=name, line=before.count("\n") + 1, column=index - before.rfind("\n"))
