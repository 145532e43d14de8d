"""Writing who may call a function, and with what its schedule calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baasctl.model.change import Action, Change
from baasctl.model.value import at
from baasctl.providers.firebase.clients.cloud_run import CloudRun
from baasctl.providers.firebase.cloud_functions.invokers import EVERYONE, account, members_of, with_members
from baasctl.providers.firebase.functions import CALLERS, INVOKERS
from baasctl.providers.firebase.project import Project


class CallersWriter:
    """IAM policies of the services behind functions."""

    def __init__(self, project: Project) -> None:
        self._run = CloudRun(project.google)

    def of(self, function: Mapping[str, object]) -> Sequence[str]:
        """Who may call a function; nobody calls one that is not there."""
        service = _service(function)
        return sorted(members_of(self._run.policy(service), f"callers/{service}")) if service else ()

    def write(
        self, change: Change, function: Mapping[str, object], former: Mapping[str, object], *, has_job: bool
    ) -> None:
        """Bring the policy to what the spec says; a function that is made anew gets the callers of its former self.

        Args:
            function: As it is now.
            former: With `callers`, of the function in whose place it came; empty: none.
            has_job: A schedule calls it, so its own account must be let in.
        """
        service, own = _service(function), account(_account(function))
        declared = change.after or {}
        inherited, remove = former.get("callers"), set[str]()
        add = {str(member) for member in inherited} if isinstance(inherited, list) else set[str]()
        is_made = change.action is not Action.UPDATE
        callers = at(declared, CALLERS)
        if isinstance(callers, str) and (is_made or change.field_at(CALLERS)):
            (add if callers == "none" else remove).add(EVERYONE)
            (remove if callers == "none" else add).discard(EVERYONE)
        others = at(declared, INVOKERS)
        if (is_made and isinstance(others, tuple)) or change.field_at(INVOKERS):
            wanted = {str(member) for member in others} if isinstance(others, tuple) else set()
            live = members_of(self._run.policy(service), f"callers/{service}") | add
            remove |= live - wanted - {EVERYONE, own}
            add = (add - remove) | wanted
        if has_job and EVERYONE not in add:
            add.add(own)
        if add or remove:
            self._run.change_policy(service, lambda policy: with_members(policy, add=add, remove=remove))


def _service(function: Mapping[str, object]) -> str:
    service = function.get("serviceConfig")
    return str(service.get("service", "")) if isinstance(service, Mapping) else ""


def _account(function: Mapping[str, object]) -> str:
    service = function.get("serviceConfig")
    return str(service.get("serviceAccountEmail", "")) if isinstance(service, Mapping) else ""
