"""What an operation of the Management API is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.supabase.account import Account
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.tokens import Permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was authenticated and routed.

    Attributes:
        parameters: Values of the route's `{name}` segments.
        permissions: Of the token; `None` means all.
    """

    request: Request
    account: Account
    parameters: Mapping[str, str] = field(default_factory=dict)
    permissions: Permissions = None

    @property
    def project(self) -> Project:
        """The project that the path names.

        Raises:
            Refusal: 404.
        """
        return self.account.project(self.parameters["ref"])

    def parameter(self, name: str) -> str:
        return self.parameters[name]

    def asks_for(self, flag: str) -> bool:
        """Whether a boolean query parameter is set, written as `true` or `1`."""
        return self.request.query.get(flag, "").lower() in {"true", "1"}

    def may(self, permission: str) -> bool:
        return self.permissions is None or permission in self.permissions


Operation = Callable[[Call], Answer]
