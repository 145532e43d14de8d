"""CloudFormation, as far as it tells what a stack holds; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from baasctl.model.errors import Invalid, NotFound
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.stack_names import stack_name
from baasctl.providers.strict import expect, expect_objects

Row = Mapping[str, str]
"""One resource of a stack: `type`, `id` (physical; empty while it is made), `logical`, `stack` (name)."""


def outputs(aws: AwsApis, stack: str) -> dict[str, str]:
    """The outputs of a stack by key; some are secrets (`awsAppsyncApiKey`).

    Args:
        stack: Name or ARN.

    Raises:
        ProviderError: `NotFound` where there is no such stack.
    """
    with _missing_told():
        stacks = aws.ask("cloudformation", "describe_stacks", subject=f"stack `{stack}`", StackName=stack)
    found = expect_objects(stacks.get("Stacks") or [], "cloudformation DescribeStacks", "/Stacks")
    rows = expect_objects((found[0] if found else {}).get("Outputs") or [], "cloudformation DescribeStacks", "/Outputs")
    return {str(row.get("OutputKey")): str(row.get("OutputValue", "")) for row in rows}


def metadata(aws: AwsApis, stack: str) -> str:
    """The metadata of a stack's template, a JSON text; empty where it has none."""
    with _missing_told():
        found = aws.ask("cloudformation", "get_template_summary", subject=f"stack `{stack}`", StackName=stack)
    return expect(found.get("Metadata") or "", str, "cloudformation GetTemplateSummary", "/Metadata")


def resources(aws: AwsApis, stack: str) -> list[Row]:
    """The resources of one stack, without those of the stacks in it; deleted ones are left out.

    Raises:
        ProviderError: `NotFound` where there is no such stack.
    """
    listed = "StackResourceSummaries"
    with _missing_told():
        found = list(
            aws.pages("cloudformation", "list_stack_resources", listed, subject=f"stack `{stack}`", StackName=stack)
        )
    return [_row(each, stack_name(stack)) for each in found if each.get("ResourceStatus") != "DELETE_COMPLETE"]


def resources_beside(aws: AwsApis, physical_id: str) -> list[Row]:
    """The resources of the stack that made a resource, itself among them; empty when no stack did."""
    try:
        with _missing_told():
            found = aws.ask(
                "cloudformation",
                "describe_stack_resources",
                subject=f"the stack of `{physical_id}`",
                PhysicalResourceId=physical_id,
            )
    except NotFound:
        return []
    rows = expect_objects(found.get("StackResources") or [], "cloudformation DescribeStackResources")
    kept = [each for each in rows if each.get("ResourceStatus") != "DELETE_COMPLETE"]
    return [_row(each, str(each.get("StackName", ""))) for each in kept]


def _row(found: Mapping[str, object], stack: str) -> Row:
    names = {"type": "ResourceType", "id": "PhysicalResourceId", "logical": "LogicalResourceId"}
    return {**{ours: str(found.get(theirs) or "") for ours, theirs in names.items()}, "stack": stack}


@contextmanager
def _missing_told() -> Iterator[None]:
    """CloudFormation answers 400 ValidationError for what it does not have."""
    try:
        yield
    except Invalid as error:
        if any("does not exist" in each.detail for each in error.diagnostics):
            raise NotFound(*error.diagnostics) from error
        raise
