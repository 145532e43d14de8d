"""What AWS itself called a refusal, where the meaning of `errors.CODES` is not fine enough."""

from __future__ import annotations


def code_of(error: BaseException) -> str:
    """The error code of the answer, such as `NoSuchTagSet`; empty when there was no answer."""
    return _said(error, "Code")


def message_of(error: BaseException) -> str:
    """AWS's words."""
    return _said(error, "Message")


def _said(error: BaseException, name: str) -> str:
    response = getattr(error.__cause__, "response", None)
    said = response.get("Error") if isinstance(response, dict) else None
    return str(said.get(name) or "") if isinstance(said, dict) else ""
