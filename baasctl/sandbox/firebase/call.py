"""What an operation of a Google API is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Answer, JsonObject, Request, json_answer
from baasctl.sandbox.firebase import masks, messages
from baasctl.sandbox.firebase.account import Account
from baasctl.sandbox.firebase.api_tables import Method
from baasctl.sandbox.firebase.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was authenticated, routed and checked against the API's message types.

    Attributes:
        host: Google's host, the first part of the path.
        base_url: Of the sandbox, for addresses in answers.
        body: The JSON body, checked and canonical (`messages.canonical`); empty for none.
        parameters: Values of the route's `{name}` segments.
        method: Google's own description; `None`: there is none, so the body is as it was sent.
    """

    request: Request
    host: str
    base_url: str
    account: Account
    body: JsonObject = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    method: Method | None = None

    @property
    def project(self) -> Project:
        """The project that the path names.

        Raises:
            GoogleRefusal: 403.
        """
        return self.account.project(self.parameters["project"])

    def parameter(self, name: str) -> str:
        return self.parameters[name]

    def query(self, name: str) -> str:
        """A query parameter by its camelCase name; empty when it is missing."""
        given = self.request.query
        return given.get(name) or given.get(messages.snake_case(name), "")

    def asks_for(self, flag: str) -> bool:
        """Whether a boolean query parameter is set."""
        return self.query(flag).lower() in {"true", "1"}

    def mask(self) -> tuple[str, ...]:
        """The paths of `updateMask` in camelCase, or none."""
        return masks.paths(self.query("updateMask"))

    def answer(self, value: JsonObject) -> Answer:
        """200 with the method's answer message, as proto3's JSON has it: without default values."""
        if self.method is not None:
            value = messages.without_defaults(self.method.messages, self.method.answer, value)
        return json_answer(200, value)


Operation = Callable[[Call], Answer]
