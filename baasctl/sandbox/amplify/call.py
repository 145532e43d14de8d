"""One request to AWS as the sandbox's layer sees it, and the three things that a layer can do with one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.exchange import Answer, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request.

    Attributes:
        project: Whose account it is.
        backend: Asks MiniStack in the account's name, below all rules.
        service: As credential scopes name it: `cognito-idp`.
        operation: As AWS names it: `UpdateUserPool`.
        parameters: The operation's input, as boto3 takes it.
        base_url: Of the sandbox.
    """

    project: Project
    backend: Backend
    service: str
    operation: str
    request: Request = field(repr=False)
    parameters: Mapping[str, Any]
    base_url: str


Before: TypeAlias = Callable[[Call], Mapping[str, Any] | None]
"""Seen before MiniStack does: raises `AwsRefusal`, returns other parameters to send, or `None`: nothing to say."""
After: TypeAlias = Callable[[Call, Answer], Answer]
"""Changes the answer to a request that succeeded, or does what MiniStack left out."""
Own: TypeAlias = Callable[[Call], Mapping[str, Any] | Answer]
"""Answers in place of MiniStack: the operation's output as JSON, or a whole answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the sandbox adds to MiniStack for one service, by operation.

    Attributes:
        before: In this order, each with the parameters that the one before it left.
        after: In this order.
        own: Operations that MiniStack never sees.
    """

    before: Mapping[str, tuple[Before, ...]] = field(default_factory=dict)
    after: Mapping[str, tuple[After, ...]] = field(default_factory=dict)
    own: Mapping[str, Own] = field(default_factory=dict)


def joined(*several: Rules) -> Rules:
    """The rules of one service from several modules; no two answer the same operation themselves."""
    before: dict[str, tuple[Before, ...]] = {}
    after: dict[str, tuple[After, ...]] = {}
    for rules in several:
        for operation, checks in rules.before.items():
            before[operation] = (*before.get(operation, ()), *checks)
        for operation, edits in rules.after.items():
            after[operation] = (*after.get(operation, ()), *edits)
    own = {operation: answers for rules in several for operation, answers in rules.own.items()}
    return Rules(before=before, after=after, own=own)


def json_of(answer: Answer) -> dict[str, Any]:
    """The body of an answer of a JSON service."""
    value: dict[str, Any] = json.loads(answer.body or b"{}")
    return value


def with_json(answer: Answer, value: Mapping[str, Any]) -> Answer:
    """The answer with another body."""
    return Answer(status=answer.status, body=json.dumps(value).encode(), headers=answer.headers, note=answer.note)
