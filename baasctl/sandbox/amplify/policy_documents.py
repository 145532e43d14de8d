"""What AWS checks of a policy document before it takes one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.refusals import AwsRefusal

_VERSIONS: Final = ("2012-10-17", "2008-10-17")
_ACTION: Final = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_ROLE: Final = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/(?:.*/)?(?P<name>[^/]+)")

Refuse = Callable[[str], AwsRefusal]
"""Makes the service's refusal of a message."""


def statements(text: str, refuse: Refuse) -> list[dict[str, Any]]:
    """The statements of a document, whose form is right.

    Raises:
        AwsRefusal: It is no JSON, has members that nothing has, or lacks what every statement has.
    """
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise refuse("This policy contains invalid Json") from problem
    if not isinstance(document, dict) or not document.get("Statement"):
        raise refuse("Syntax errors in policy.")
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise refuse("The policy must contain a valid version string")
    found = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    for statement in found:
        if not isinstance(statement, dict) or statement.get("Effect") not in {"Allow", "Deny"}:
            raise refuse("Invalid effect: a statement is either Allow or Deny")
        actions = _listed(statement.get("Action", statement.get("NotAction")))
        if not actions:
            raise refuse("Missing required field Action")
        if not all(_ACTION.fullmatch(str(action)) for action in actions):
            raise refuse("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    return found


def refuse_unknown_roles(backend: Backend, statement: dict[str, Any], refuse: Refuse) -> None:
    """Roles of the account that a document names as principals are there.

    Raises:
        AwsRefusal: One is not.
    """
    principal = statement.get("Principal")
    for name in _listed(principal.get("AWS")) if isinstance(principal, dict) else []:
        role = _ROLE.fullmatch(str(name))
        if role is None or role["account"] != backend.account:
            continue
        try:
            backend.ask("iam", "GetRole", RoleName=role["name"])
        except AwsRefusal as problem:
            raise refuse(f'Invalid principal in policy: "AWS":"{name}"') from problem


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
