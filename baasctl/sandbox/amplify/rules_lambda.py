"""Functions that Lambda would not make or change, where MiniStack does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_RESERVED: Final = frozenset({
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
})  # fmt: skip
_ENVIRONMENT_BYTES: Final = 4096
_MAKING_S: Final = 2.0
_VARIABLES: Final = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided"
)


def role_can_be_assumed(call: Call) -> None:
    """The role is there and trusts Lambda."""
    arn = call.parameters.get("Role")
    if not arn:
        return
    try:
        role = call.backend.ask("iam", "GetRole", RoleName=str(arn).rpartition("/")[2])["Role"]
    except AwsRefusal as problem:
        raise _invalid("The role defined for the function cannot be assumed by Lambda.") from problem
    if "lambda.amazonaws.com" not in str(role.get("AssumeRolePolicyDocument")):
        raise _invalid("The role defined for the function cannot be assumed by Lambda.")


def variables_fit(call: Call) -> None:
    """Names that Lambda does not set itself, and 4 KB in all."""
    variables = (call.parameters.get("Environment") or {}).get("Variables") or {}
    taken = sorted(_RESERVED & variables.keys())
    if taken:
        raise _invalid(
            f"{_VARIABLES} contains reserved keys that are currently not supported for modification."
            f" Reserved keys used in this request: {', '.join(taken)}"
        )
    if sum(len(name.encode()) + len(str(text).encode()) for name, text in variables.items()) > _ENVIRONMENT_BYTES:
        raise _invalid(f"{_VARIABLES} exceeded the 4KB limit.")


def is_not_busy(call: Call) -> None:
    """One change at a time, and none before a function is there."""
    name = call.parameters["FunctionName"]
    if _is_of_a_new_project(call, name):
        return
    found = call.backend.ask("lambda", "GetFunctionConfiguration", FunctionName=name)
    if found.get("State") == "Pending":
        state = "The function is currently in the following state: Pending"
        raise _conflict(f"The operation cannot be performed at this time. {state}")
    if found.get("LastUpdateStatus") == "InProgress":
        resource = f"An update is in progress for resource: {found['FunctionArn']}"
        raise _conflict(f"The operation cannot be performed at this time. {resource}")


def show_active(call: Call, answer: Answer) -> Answer:
    """The function of a project has been there for long; MiniStack takes half a second to make it."""
    said = json_of(answer)
    configuration = said.get("Configuration", said)
    if not _is_of_a_new_project(call, configuration.get("FunctionName", "")):
        return answer
    configuration.update({"State": "Active", "LastUpdateStatus": "Successful"})
    return with_json(answer, said)


def _is_of_a_new_project(call: Call, name: str) -> bool:
    age = datetime.now(UTC) - datetime.fromisoformat(call.project.created_at)
    return age.total_seconds() < _MAKING_S and name == call.project.resources().get("function")


def _invalid(message: str) -> AwsRefusal:
    return AwsRefusal("InvalidParameterValueException", message)


def _conflict(message: str) -> AwsRefusal:
    return AwsRefusal("ResourceConflictException", message, status=409)


RULES: Final = Rules(
    before={
        "CreateFunction": (role_can_be_assumed, variables_fit),
        "UpdateFunctionConfiguration": (is_not_busy, role_can_be_assumed, variables_fit),
        "UpdateFunctionCode": (is_not_busy,),
    },
    after=dict.fromkeys(("GetFunction", "GetFunctionConfiguration"), (show_active,)),
)
