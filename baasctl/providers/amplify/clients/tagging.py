"""The Resource Groups Tagging API: resources by their tags."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.strict import expect_objects

_PREFIXES = ("amplify:", "aws:cloudformation:")


def tagged(aws: AwsApis, tags: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """ARN to tags of the resources in the region that carry all these tags; only tags of Amplify and CloudFormation."""
    filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
    operation = "get_resources"
    found = aws.pages("resourcegroupstaggingapi", operation, "ResourceTagMappingList", TagFilters=filters)
    return {str(each.get("ResourceARN")): _tags(each.get("Tags")) for each in found}


def _tags(found: object) -> dict[str, str]:
    rows = expect_objects(found or [], "resourcegroupstaggingapi GetResources", "/Tags")
    return {str(row["Key"]): str(row.get("Value", "")) for row in rows if str(row.get("Key")).startswith(_PREFIXES)}
