"""Groups of a user pool: what an update resets, and what is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.exchange import Answer

_SERVICE: Final = "cognito-idp"
_LAST: Final = 2**31 - 1
"""Precedence that MiniStack keeps for a group without one: it would make it 0, which comes first."""


def keep_no_precedence(call: Call) -> Mapping[str, Any]:
    """A group without precedence comes last."""
    return {"Precedence": _LAST, **call.parameters}


def update_group(call: Call) -> Mapping[str, Any]:
    """Replace a group's settings; its members stay. What is left out is reset, which nobody has measured."""
    asked = {name: call.parameters[name] for name in ("UserPoolId", "GroupName")}
    call.backend.ask(_SERVICE, "GetGroup", **asked)
    users = call.backend.ask(_SERVICE, "ListUsersInGroup", **asked).get("Users", [])
    call.backend.ask(_SERVICE, "DeleteGroup", **asked)
    made = call.backend.ask(_SERVICE, "CreateGroup", **{"Precedence": _LAST, **call.parameters})
    for user in users:
        call.backend.ask(_SERVICE, "AdminAddUserToGroup", Username=user["Username"], **asked)
    return {"Group": _shown(made["Group"])}


def show_group(call: Call, answer: Answer) -> Answer:
    """Groups without what nobody set."""
    del call
    value = json_of(answer)
    if "Group" in value:
        value["Group"] = _shown(value["Group"])
    if "Groups" in value:
        value["Groups"] = [_shown(group) for group in value["Groups"]]
    return with_json(answer, value)


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value


def _shown(group: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _plain(value) for name, value in group.items() if value != ""}
    if found.get("Precedence") == _LAST:
        del found["Precedence"]
    return found


RULES: Final = Rules(
    before={"CreateGroup": (keep_no_precedence,)},
    own={"UpdateGroup": update_group},
    after=dict.fromkeys(("CreateGroup", "GetGroup", "ListGroups", "AdminListGroupsForUser"), (show_group,)),
)
