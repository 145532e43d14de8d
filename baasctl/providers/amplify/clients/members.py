"""Members that an answer of AWS has to have; botocore leaves out what was not sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baasctl.providers.strict import expect


def text_in(message: Mapping[str, Any], name: str, request: str) -> str:
    """A text.

    Args:
        request: Service and operation, for messages: `appsync ListTypes`.

    Raises:
        UnexpectedAnswer: It is not there, or none.
    """
    return expect(message.get(name), str, request, f"/{name}")


def record_in(message: Mapping[str, Any], name: str, request: str) -> dict[str, Any]:
    """A record; arguments and errors as of `text_in`."""
    return expect(message.get(name), dict, request, f"/{name}")
