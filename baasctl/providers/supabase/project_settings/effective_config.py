"""`GET /v2/projects/{ref}/config`: the effective settings of all services in one document that many kinds share.

The endpoint is alpha: a project may not have it, and a block of it may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.providers.contract import Answer, Answers

SOURCE = "config/v2"


def block(answer: Answer, *names: str) -> Mapping[str, object] | None:
    """A part of `data.attributes`, by its names from outside in; `None` where the document lacks it."""
    found: object = answer
    for name in ("data", "attributes", *names):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def lacks(answers: Answers, *names: str) -> bool:
    """Whether the document was asked for and does not have that part."""
    return SOURCE in answers and block(answers[SOURCE], *names) is None
