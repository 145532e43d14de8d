"""Fields of functions against AWS's own models: each has one name in a spec, or a reason why it has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.amplify.lambda_functions import event_source_fields, native_fields, runtimes
from baasctl.providers.amplify.lambda_functions.cron import crontab_of, expression_of, same_times
from baasctl.providers.amplify.lambda_functions.handlers import joined, parted
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.contract import No, Yes

SERVICES = {"lambda", "scheduler", "ssm"}
ADDRESSING = {"FunctionName", "Qualifier", "RevisionId", "DryRun", "UUID", "ClientToken", "EventSourceArn", "Overwrite"}
NEUTRAL = {
    "CreateFunction": {
        *(
            "Runtime",
            "Role",
            "Handler",
            "Code.ZipFile",
            "Description",
            "Timeout",
            "MemorySize",
            "Environment.Variables",
        ),
        "Tags",
    },
    "UpdateFunctionCode": {"ZipFile"},
    "CreateFunctionUrlConfig": {"AuthType"},
    "CreateSchedule": {
        *("Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "Target.Arn", "Target.Input"),
    },
    "PutParameter": {"Name", "Value"},
}
PREFIXES = {
    ("lambda", "CreateFunction"): "",
    ("lambda", "UpdateFunctionConfiguration"): "",
    ("lambda", "UpdateFunctionCode"): "",
    ("lambda", "CreateFunctionUrlConfig"): "FunctionUrlConfig.",
    ("lambda", "UpdateFunctionUrlConfig"): "FunctionUrlConfig.",
    ("lambda", "PutFunctionEventInvokeConfig"): "EventInvokeConfig.",
    ("lambda", "PutFunctionConcurrency"): "",
    ("lambda", "PutFunctionRecursionConfig"): "",
    ("lambda", "PutRuntimeManagementConfig"): "RuntimeManagementConfig.",
    ("lambda", "PutFunctionCodeSigningConfig"): "",
    ("lambda", "CreateEventSourceMapping"): "EventSourceMappings.*.",
    ("lambda", "UpdateEventSourceMapping"): "EventSourceMappings.*.",
    ("scheduler", "CreateSchedule"): "Schedule.",
    ("scheduler", "UpdateSchedule"): "Schedule.",
    ("ssm", "PutParameter"): "",
}


def members(service: str, operation: str) -> list[str]:
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    return sorted(_leaves(model.operation_model(operation).input_shape))


def _leaves(shape: Shape, path: str = "") -> Iterator[str]:
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from _leaves(member, f"{path}.{name}" if path else name)
    else:
        yield path


@pytest.mark.parametrize(("service", "operation"), PREFIXES, ids=str)
def test_every_writable_member_has_one_name_or_a_reason(service: str, operation: str) -> None:
    """Neutral, native, or refused with a reason; what names the request itself is none of these."""
    kind = "function_secrets" if service == "ssm" else "functions"
    fields = SUPPORT.fields[kind]
    neutral = {*NEUTRAL.get(operation, ()), *NEUTRAL.get(operation.replace("Update", "Create"), ())}
    if operation == "UpdateFunctionConfiguration":
        neutral |= NEUTRAL["CreateFunction"]
    unnamed = []
    for member in members(service, operation):
        if member in ADDRESSING or member in neutral:
            continue
        named = PREFIXES[service, operation] + member.removeprefix("Code.")
        above = [named.rsplit(".", count)[0] for count in range(named.count(".") + 1)]
        answers = [fields.get(f"native.{each}") for each in above]
        if not any(isinstance(each, Yes | No) for each in answers if each) or (
            not isinstance(answers[0], Yes) and not any(isinstance(each, No) for each in answers)
        ):
            unnamed.append(named)
    assert unnamed == []


def test_every_native_field_is_a_member_of_a_request() -> None:
    """Nothing can be written in a spec that AWS has no name for."""
    known = {
        prefix + member.removeprefix("Code.")
        for (service, operation), prefix in PREFIXES.items()
        for member in members(service, operation)
    }
    assert {path for path in native_fields.ALL if path != "ignore"} - known == set()
    assert {f"EventSourceMappings.*.{path}" for path in event_source_fields.ALL} - known == set()


def test_runtimes_of_the_enumeration_are_spelled_back() -> None:
    """What a spec says of any of AWS's runtimes comes back as AWS spells it."""
    model = ServiceModel(Loader().load_service_model("lambda", "service-2"))
    for wire in model.shape_for("Runtime").enum:
        if wire != "nodejs":
            assert runtimes.wire_of(runtimes.neutral(wire)) == wire
    assert set(model.shape_for("Runtime").enum) >= runtimes.ENDED


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("0 3 * * 0", "cron(0 3 ? * 1 *)"),
        ("0 3 * * 7", "cron(0 3 ? * 1 *)"),
        ("*/5 * * * *", "cron(0/5 * * * ? *)"),
        ("0 9 * * MON-FRI", "cron(0 9 ? * 2-6 *)"),
        ("15 10 1 jan,jul *", "cron(15 10 1 1,7 ? *)"),
        ("0 0 * * 6,7", "cron(0 0 ? * 1,7 *)"),
        ("rate(5 minutes)", "rate(5 minutes)"),
        ("cron(0 12 L * ? *)", "cron(0 12 L * ? *)"),
    ],
)
def test_crontab_lines_are_said_as_eventbridge_says_them(line: str, expression: str) -> None:
    """Sunday is 1 there, one of the day fields is `?`, and AWS's own expressions stay what they are."""
    assert expression_of(line) == expression
    assert same_times(line, crontab_of(expression))


@pytest.mark.parametrize("line", ["0 3 1 * 1", "60 * * * *", "* * * *", "* * * * FOO", "*/0 * * * *", "5-1 * * * *"])
def test_times_that_eventbridge_cannot_say_are_refused(line: str) -> None:
    """Both day fields restricted mean "either" in a crontab, which no expression says; the rest is no crontab."""
    with pytest.raises(ValueError, match=r"."):
        expression_of(line)


fields_of_time = st.tuples(
    st.integers(0, 59).map(str) | st.sampled_from(["*", "*/7", "1-5,30", "3/10"]),
    st.integers(0, 23).map(str) | st.just("*"),
    st.just("*"),
    st.integers(1, 12).map(str) | st.just("*"),
    st.integers(0, 7).map(str) | st.sampled_from(["*", "1-5", "0,3"]),
)


@given(fields_of_time)
def test_times_survive_the_way_to_aws_and_back(fields: tuple[str, ...]) -> None:
    """What is read back is the same line, or another spelling of the same times."""
    line = " ".join(fields)
    assert same_times(line, crontab_of(expression_of(line)))


@pytest.mark.parametrize(
    ("entrypoint", "handler", "wire"),
    [(None, None, "index.handler"), ("src/main.mjs", "serve", "src/main.serve"), ("app", None, "app.handler")],
)
def test_a_file_and_a_symbol_are_one_handler(entrypoint: str | None, handler: str | None, wire: str) -> None:
    """The file's ending is no part of it."""
    assert joined(entrypoint, handler) == wire
    assert joined(*parted(wire)) == wire
