"""What MiniStack's DynamoDB leaves out: how far back a table can be brought."""

from __future__ import annotations

from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_DOCUMENT: Final = "dynamodb"
_USUAL_DAYS: Final = 35


def remember_window(call: Call, answer: Answer) -> Answer:
    """The days that a request names; 35 where it names none."""
    specification = call.parameters.get("PointInTimeRecoverySpecification") or {}
    with call.project.lock:
        known = dict(call.project.settings(_DOCUMENT))
        if specification.get("PointInTimeRecoveryEnabled"):
            known[_table(call)] = int(specification.get("RecoveryPeriodInDays") or _USUAL_DAYS)
        else:
            known.pop(_table(call), None)
        call.project.store(_DOCUMENT, known)
    return tell_window(call, answer)


def tell_window(call: Call, answer: Answer) -> Answer:
    """The days in MiniStack's answer, while recovery is on."""
    said: dict[str, Any] = json_of(answer)
    told = said.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
    if told.get("PointInTimeRecoveryStatus") == "ENABLED":
        told["RecoveryPeriodInDays"] = call.project.settings(_DOCUMENT).get(_table(call), _USUAL_DAYS)
    return with_json(answer, said)


def needs_no_protection(call: Call) -> None:
    """A protected table cannot be deleted."""
    table = call.backend.ask("dynamodb", "DescribeTable", TableName=_table(call)).get("Table", {})
    if table.get("DeletionProtectionEnabled"):
        message = "Resource cannot be deleted as it is currently protected against deletion."
        raise AwsRefusal("ValidationException", f"{message} Disable deletion protection first.")


def _table(call: Call) -> str:
    return str(call.parameters["TableName"]).rpartition("/")[2]


RULES: Final = Rules(
    before={"DeleteTable": (needs_no_protection,)},
    after={"DescribeContinuousBackups": (tell_window,), "UpdateContinuousBackups": (remember_window,)},
)
