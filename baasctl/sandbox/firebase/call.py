"""What an operation of a Google API is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Answer, JsonObject, Request
from baasctl.sandbox.firebase.account import Account
from baasctl.sandbox.firebase.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was authenticated, routed and checked against the API's message types.

    Attributes:
        host: Google's host, the first part of the path.
        base_url: Of the sandbox, for addresses in answers.
        body: The JSON body, snake_case names as in JSON and nulls left out; empty for none.
        parameters: Values of the route's `{name}` segments.
    """

    request: Request
    host: str
    base_url: str
    account: Account
    body: JsonObject = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

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
        """A query parameter; empty when it is missing."""
        return self.request.query.get(name, "")

    def asks_for(self, flag: str) -> bool:
        """Whether a boolean query parameter is set."""
        return self.query(flag).lower() in {"true", "1"}

    def mask(self) -> tuple[str, ...]:
        """The paths of `updateMask`, or none."""
        return tuple(path.strip() for path in self.query("updateMask").split(",") if path.strip())


Operation = Callable[[Call], Answer]
