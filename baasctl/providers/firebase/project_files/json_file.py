"""A JSON file of a project, comments allowed as the Firebase CLI allows them (npm cjson)."""

from __future__ import annotations

from baasctl.engines.rules_language.json_with_comments import JsonArray, JsonObject, JsonValue, parse_json
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.files import Files
from baasctl.model.span import Span


def read_json(files: Files, path: str) -> object:
    """The value of a file as plain data.

    Raises:
        SpecError: It is not JSON, told with line and column.
        StoreError: It cannot be read.
    """
    content = files.read(path)
    place = str(files.root / path)
    try:
        return _plain(parse_json(content.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        span = Span(file=place, line=content.count(b"\n", 0, error.start) + 1, column=1)
        reason = "it is not UTF-8 text"
    except RulesProblem as error:
        span = Span(file=place, line=error.line, column=error.column)
        reason = error.reason.replace("the rules", "the value")
    raise SpecError(
        Diagnostic(code="SPEC670", summary="a file of the Firebase CLI is not JSON", detail=reason, span=span)
    )


def read_object(files: Files, path: str) -> dict[str, object]:
    """The same, of a file that has to hold an object.

    Raises:
        SpecError, StoreError: See `read_json`; or it holds something else.
    """
    found = read_json(files, path)
    if isinstance(found, dict):
        return found
    span = Span(file=str(files.root / path), line=1, column=1)
    detail = "the file holds something else"
    raise SpecError(Diagnostic(code="SPEC671", summary="an object is expected", detail=detail, span=span))


def _plain(value: JsonValue) -> object:
    if isinstance(value, JsonObject):
        return {member.name: _plain(member.value) for member in value.members}
    if isinstance(value, JsonArray):
        return [_plain(member) for member in value.members]
    number = value.value
    return int(number) if isinstance(number, float) and number.is_integer() else number
