"""Lambda: functions, who may call them, what calls them.

What is not there is `None`: of a function its URL, its policy and its settings of asynchronous calls are documents of
their own, and each of them answers 404 where nobody made one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.strict import expect, expect_objects, unexpected

_SERVICE: Final = "lambda"


class LambdaFunctions:
    """Requests about functions of the account in the region. Every method raises `ProviderError`."""

    def __init__(self, aws: AwsApis) -> None:
        self._aws = aws

    def ask(self, operation: str, name: str, **parameters: object) -> dict[str, Any]:
        """Any operation on one function."""
        return self._aws.ask(_SERVICE, operation, subject=f"function `{name}`", **{"FunctionName": name, **parameters})

    def find(self, operation: str, name: str, **parameters: object) -> dict[str, Any] | None:
        """As `ask`; `None` where the function, or what is asked of it, is not there."""
        try:
            return self.ask(operation, name, **parameters)
        except NotFound:
            return None

    def drop(self, operation: str, name: str, **parameters: object) -> None:
        """As `ask`, for a removal; what is gone already is fine."""
        with contextlib.suppress(NotFound):
            self.ask(operation, name, **parameters)

    def function(self, name: str) -> dict[str, Any] | None:
        """`Configuration`, `Tags` and `Concurrency`; without the signed address of its code, which is a permission."""
        found = self.find("get_function", name)
        return None if found is None else {key: found[key] for key in found if key != "Code"}

    def code_address(self, name: str) -> str:
        """A signed address of the code, good for ten minutes; empty for a container image."""
        code = expect(self.ask("get_function", name).get("Code") or {}, dict, "lambda GetFunction", "/Code")
        return str(code.get("Location") or "")

    def configuration(self, name: str) -> dict[str, Any]:
        return self.ask("get_function_configuration", name)

    def statements(self, name: str) -> list[dict[str, Any]] | None:
        """The statements of who may call it; `None` where there is no policy, or none is left in it."""
        found = self.find("get_policy", name)
        if found is None:
            return None
        document = "lambda GetPolicy"
        try:
            policy = json.loads(expect(found.get("Policy"), str, document, "/Policy"))
        except ValueError:
            raise unexpected(document, "/Policy", "this is no JSON") from None
        return expect_objects(expect(policy, dict, document, "/Policy").get("Statement") or [], document, "/Policy")

    def event_sources(self, name: str) -> list[dict[str, Any]]:
        """The mappings by which queues and streams call it."""
        listed = "EventSourceMappings"
        found = self._aws.pages(
            _SERVICE, "list_event_source_mappings", listed, subject=f"function `{name}`", FunctionName=name
        )
        return [_with_texts(each) for each in found]

    def write_event_source(self, operation: str, uuid: str, **parameters: object) -> dict[str, Any]:
        """`update_event_source_mapping` or `delete_event_source_mapping`, which know no function."""
        return self._aws.ask(_SERVICE, operation, subject=f"event source `{uuid}`", UUID=uuid, **parameters)

    def tagged(self, tags: Mapping[str, str]) -> list[str]:
        """Names of the functions that carry all these tags."""
        filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
        found = self._aws.pages(
            "resourcegroupstaggingapi",
            "get_resources",
            "ResourceTagMappingList",
            TagFilters=filters,
            ResourceTypeFilters=["lambda:function"],
        )
        return sorted(str(each.get("ResourceARN", "")).rpartition(":function:")[2] for each in found)


def _with_texts(found: Mapping[str, Any]) -> dict[str, Any]:
    """An answer whose times are texts (ISO 8601)."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in found.items()}
