"""The Parameter Store of Systems Manager, as far as it keeps secrets. Values leave this module as digests only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.strict import expect, expect_objects

_SERVICE: Final = "ssm"
_KEPT: Final = ("Description", "KeyId", "Tier", "AllowedPattern")


class Parameters:
    """Requests about parameters below one path. Every method raises `ProviderError`."""

    def __init__(self, aws: AwsApis) -> None:
        self._aws = aws

    def digests(self, path: str, digest: Callable[[str], str] | None) -> dict[str, str | None]:
        """Name below the path to digest of the value.

        Args:
            path: With a slash at its begin and none at its end.
            digest: Of a text; `None`: values are not decrypted, and each name has `None`.
        """
        found = self._aws.pages(
            _SERVICE, "get_parameters_by_path", "Parameters", subject=path, Path=path, WithDecryption=digest is not None
        )
        document = "ssm GetParametersByPath"
        digests: dict[str, str | None] = {}
        for index, each in enumerate(found):
            name = expect(each.get("Name"), str, document, f"/{index}/Name").removeprefix(f"{path}/")
            value = expect(each.get("Value", ""), str, document, f"/{index}/Value")
            digests[name] = digest(value) if digest is not None else None
        return digests

    def described(self, path: str) -> dict[str, dict[str, Any]]:
        """Name below the path to what there is beside the value."""
        filters = [{"Key": "Path", "Option": "OneLevel", "Values": [path]}]
        found = self._aws.pages(
            _SERVICE, "describe_parameters", "Parameters", subject=path, ParameterFilters=filters, MaxResults=50
        )
        return {
            str(each.get("Name")).removeprefix(f"{path}/"): {key: each[key] for key in _KEPT if each.get(key)}
            for each in found
        }

    def tags(self, name: str) -> dict[str, str]:
        """The tags of one parameter."""
        found = self._aws.ask(
            _SERVICE,
            "list_tags_for_resource",
            subject=f"parameter `{name}`",
            ResourceType="Parameter",
            ResourceId=name,
        )
        rows = expect_objects(found.get("TagList") or [], "ssm ListTagsForResource", "/TagList")
        return {str(row.get("Key")): str(row.get("Value")) for row in rows}

    def put(self, name: str, value: str, members: Mapping[str, object]) -> None:
        """Create or overwrite one, encrypted.

        Args:
            name: Whole, with its path.
            members: Further members of PutParameter.
        """
        self._aws.ask(
            _SERVICE,
            "put_parameter",
            subject=f"parameter `{name}`",
            **{"Name": name, "Value": value, "Type": "SecureString", "Overwrite": True, **members},
        )

    def tag(self, name: str, key: str, value: str) -> None:
        self._aws.ask(
            _SERVICE,
            "add_tags_to_resource",
            subject=f"parameter `{name}`",
            ResourceType="Parameter",
            ResourceId=name,
            Tags=[{"Key": key, "Value": value}],
        )

    def delete(self, name: str) -> None:
        """Delete one; one that is gone already is fine."""
        with contextlib.suppress(NotFound):
            self._aws.ask(_SERVICE, "delete_parameter", subject=f"parameter `{name}`", Name=name)
