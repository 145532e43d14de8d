"""Requests as text, for `explain`."""

from __future__ import annotations

import json

from baasctl.model.secret import Secret
from baasctl.model.value import Value
from baasctl.providers.amplify.clients.user_pool_members import SERVICE


def told(operation: str, parameters: dict[str, object], service: str = SERVICE) -> str:
    """One request on one line; secrets are masked."""
    return f"{service} {operation} {json.dumps(parameters, ensure_ascii=False, sort_keys=True, default=_masked)}"


def _masked(value: Value) -> str:
    if isinstance(value, Secret):
        return str(value)
    raise TypeError(type(value).__name__)
