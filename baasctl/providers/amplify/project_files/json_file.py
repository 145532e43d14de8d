"""A JSON file that Amplify wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.files import Files
from baasctl.model.span import Span


def read_object(files: Files, path: str) -> Mapping[str, object]:
    """The object that a file holds.

    Raises:
        SpecError: It is not JSON, told with line and column, or no object.
        StoreError: It cannot be read.
    """
    content, place = files.read(path), str(files.root / path)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        span = Span(file=place, line=content.count(b"\n", 0, error.start) + 1, column=1)
        raise _broken("it is not UTF-8 text", span) from None
    except json.JSONDecodeError as error:
        raise _broken(error.msg, Span(file=place, line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise _broken("it is nested too deeply", Span(file=place, line=1, column=1)) from None
    if not isinstance(found, dict):
        raise _broken("the file does not hold an object", Span(file=place, line=1, column=1))
    return found


def below(found: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """The object at a path; empty where there is none."""
    for name in names:
        member = found.get(name)
        found = member if isinstance(member, dict) else {}
    return found


def text(found: Mapping[str, object], *names: str) -> str:
    """The text at a path; empty where there is none."""
    value = below(found, *names[:-1]).get(names[-1])
    return value if isinstance(value, str) else ""


def _broken(reason: str, span: Span) -> SpecError:
    return SpecError(
        Diagnostic(code="SPEC702", summary="a file of Amplify cannot be read as JSON", detail=reason, span=span)
    )
