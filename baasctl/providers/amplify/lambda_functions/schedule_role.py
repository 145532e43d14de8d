"""The role with which a schedule calls a function, where the spec names none: one for each function.

It lets EventBridge Scheduler of this account call this function and nothing else, and goes with the schedule.
"""

from __future__ import annotations

import contextlib
import json
from typing import Final

from baasctl.model.errors import Conflict, NotFound
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.functions import APP_TAG, OWNER_TAG
from baasctl.providers.amplify.lambda_functions.schedules import name_for

_PREFIX: Final = "baasctl-scheduler-"
_POLICY: Final = "call"


class ScheduleRole:
    """The role of one function's schedule."""

    def __init__(self, aws: AwsApis, function: str, arn: str) -> None:
        self._aws = aws
        self._function_arn = arn
        self._partition, self._account = arn.split(":")[1], arn.split(":")[4]
        self._name = name_for(_PREFIX, function)

    @property
    def arn(self) -> str:
        return f"arn:{self._partition}:iam::{self._account}:role/{self._name}"

    def make(self, scope: str) -> str:
        """Make it, or what is missing of it; answers its ARN."""
        with contextlib.suppress(Conflict):
            self._ask(
                "create_role",
                AssumeRolePolicyDocument=json.dumps(self._trust()),
                Description="EventBridge Scheduler calls one function with it; made by baasctl",
                Tags=[{"Key": OWNER_TAG, "Value": "functions"}, {"Key": APP_TAG, "Value": scope}],
            )
        self._ask("put_role_policy", PolicyName=_POLICY, PolicyDocument=json.dumps(self._policy()))
        return self.arn

    def delete(self) -> None:
        """Delete it; one that is gone already is fine."""
        with contextlib.suppress(NotFound):
            self._ask("delete_role_policy", PolicyName=_POLICY)
        with contextlib.suppress(NotFound):
            self._ask("delete_role")

    def _ask(self, operation: str, **parameters: object) -> None:
        self._aws.ask("iam", operation, subject=f"role `{self._name}`", RoleName=self._name, **parameters)

    def _trust(self) -> dict[str, object]:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": self._account}},
        }
        return {"Version": "2012-10-17", "Statement": [statement]}

    def _policy(self) -> dict[str, object]:
        statement = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": self._function_arn}
        return {"Version": "2012-10-17", "Statement": [statement]}
