"""An answer, complete and within its size limit, not yet understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server answered. Its text may hold secrets, so that it is not part of `repr` or of any message.

    Attributes:
        request: Method and path, without query; names the request in messages.
        status: HTTP status below 500 and not 429.
        headers: Names in lower case; several of one name joined with `, `.
        body: Complete and decompressed.
        redact: Replaces secrets in a text.
    """

    request: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    redact: Callable[[str], str] = field(default=str, repr=False, compare=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def message(self, longest: int) -> str:
        """The server's own words: `message` of a JSON object, or of its `error`, cut; empty if there are none.

        A server may repeat what it was sent, so secrets go before anything is cut off or escaped.
        """
        try:
            answer = self.json_object()
        except UnexpectedAnswer:
            return ""
        failure = answer.get("error")
        message = failure.get("message") if isinstance(failure, dict) else answer.get("message")
        return self.redact(message)[:longest] if isinstance(message, str) else ""

    def json(self) -> object:
        """The body as JSON.

        Raises:
            UnexpectedAnswer: Not JSON, not UTF-8, empty, or nested too deeply.
        """
        if not self.body:
            raise self._unexpected("the body is empty")
        try:
            return json.loads(self.body.decode(), parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            problem = f"{error.msg} at line {error.lineno}, column {error.colno}"
        except UnicodeDecodeError:
            problem = "it is not UTF-8"
        except RecursionError:
            problem = "it is nested too deeply"
        except ValueError:
            problem = "it holds a number that JSON does not have, or one too long to read"
        media_type = self.headers.get("content-type", "no content type")
        raise self._unexpected(f"{len(self.body)} bytes of {media_type}: {problem}")

    def json_object(self) -> dict[str, object]:
        """The body as a JSON object.

        Raises:
            UnexpectedAnswer: As `json`, or another JSON value.
        """
        value = self.json()
        if not isinstance(value, dict):
            raise self._unexpected(f"a JSON object was expected, the answer is {_json_type(value)}")
        return value

    def json_array(self) -> list[object]:
        """The body as a JSON array.

        Raises:
            UnexpectedAnswer: As `json`, or another JSON value.
        """
        value = self.json()
        if not isinstance(value, list):
            raise self._unexpected(f"a JSON array was expected, the answer is {_json_type(value)}")
        return value

    def _unexpected(self, problem: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(
            Diagnostic(
                code="READ906",
                summary="the answer is not the JSON that the API documents",
                detail=f"`{self.request}` answered {self.status}, but {problem}",
                hint="check that the address of the API is right and that no proxy answers in its place",
            )
        )


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
