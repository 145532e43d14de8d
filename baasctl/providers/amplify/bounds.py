"""What AWS accepts for a member of a request, from its own service models.

The tables in `service_limits/` are written from botocore's models
(`tests/contract/amplify/write_service_limits.py`): no SDK is imported, and a service is read when its first bound is
asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from baasctl.providers.contract import Bounds

_OWNERS: Final = {
    "amplify": "AWS Amplify",
    "appsync": "AWS AppSync",
    "cognito-identity": "Amazon Cognito",
    "cognito-idp": "Amazon Cognito",
    "dynamodb": "Amazon DynamoDB",
    "iam": "AWS IAM",
    "lambda": "AWS Lambda",
    "s3": "Amazon S3",
    "scheduler": "Amazon EventBridge Scheduler",
    "secretsmanager": "AWS Secrets Manager",
    "ssm": "AWS Systems Manager",
}
_NUMBERS: Final = frozenset({"double", "float", "integer", "long"})
_LISTS: Final = frozenset({"list", "map"})


def bounds_of(service: str, operation_or_shape: str, path: str = "") -> Bounds:
    """What AWS accepts for one member.

    A list gets its members' choices and pattern, as `Bounds` says them of a set. Booleans and structures have none.

    Args:
        service: As boto3 names it: `cognito-idp`.
        operation_or_shape: `UpdateUserPool`, or a shape below a request: `PasswordPolicyType`.
        path: Members with dots between, through lists and maps without a sign for them:
            `Policies.PasswordPolicy.MinimumLength`, `CORSConfiguration.CORSRules.AllowedMethods`.

    Raises:
        KeyError: The model has no such operation, shape or member.
    """
    shape = shape_at(service, operation_or_shape, path)
    owner, kind = _OWNERS[service], shape["type"]
    if kind in _NUMBERS:
        return Bounds(minimum=shape.get("min"), maximum=shape.get("max"), whose=owner)
    if kind in _LISTS:
        member = shapes_of(service)[shape["member"]] if kind == "list" else {}
        return Bounds(
            shortest=shape.get("min") or None,
            longest=shape.get("max"),
            pattern=_of_each(member),
            choices=tuple(member.get("enum", ())),
            whose=owner,
        )
    return Bounds(
        shortest=shape.get("min") or None if kind == "string" else None,
        longest=shape.get("max") if kind == "string" else None,
        pattern=shape.get("pattern"),
        choices=tuple(shape.get("enum", ())),
        whose=owner,
    )


def members_of(service: str, operation_or_shape: str, path: str = "") -> frozenset[str]:
    """The members of a structure: of a request, or of what a path leads to.

    Raises:
        KeyError: As `bounds_of`; also where it is no structure.
    """
    return frozenset(shape_at(service, operation_or_shape, path)["members"])


def required_members(service: str, operation_or_shape: str, path: str = "") -> frozenset[str]:
    """Those that AWS insists on.

    Raises:
        KeyError: As `bounds_of`.
    """
    return frozenset(shape_at(service, operation_or_shape, path).get("required", ()))


def create_only(service: str, create: str, update: str) -> frozenset[str]:
    """Members of a create request that no update request has: a change of one is a new resource, or refused.

    Raises:
        KeyError: The model has no such operation.
    """
    return members_of(service, create) - members_of(service, update)


def source_of(service: str) -> str:
    """The model that the bounds of a service are from, for `Yes.source`: `botocore 1.43.106, lambda 2015-03-31`."""
    return str(_table(service)["source"])


def operations_of(service: str) -> frozenset[str]:
    """The requests whose limits are known."""
    return frozenset(_table(service)["operations"])


def shape_at(service: str, operation_or_shape: str, path: str) -> Mapping[str, Any]:
    """What the model says of the value at a path: `type`, limits, and names of shapes below (`shapes_of`).

    Raises:
        KeyError: As `bounds_of`.
    """
    shapes = shapes_of(service)
    shape = shapes[_table(service)["operations"].get(operation_or_shape, operation_or_shape)]
    for name in path.split(".") if path else ():
        while shape["type"] in _LISTS:
            shape = shapes[shape["member" if shape["type"] == "list" else "value"]]
        shape = shapes[shape["members"][name]]
    return shape


def _of_each(member: Mapping[str, Any]) -> str | None:
    """Pattern and length of the texts in a list, in one pattern; none where the choices say it all."""
    if member.get("type") != "string" or "enum" in member:
        return None
    pattern: str | None = member.get("pattern")
    if "max" not in member and not member.get("min"):
        return pattern
    length = f".{{{member.get('min', 0)},{member.get('max', '')}}}"
    return f"(?={length}$)(?:{pattern})" if pattern else length


def shapes_of(service: str) -> Mapping[str, Mapping[str, Any]]:
    """All shapes of a service's requests, by name."""
    found: Mapping[str, Mapping[str, Any]] = _table(service)["shapes"]
    return found


@cache
def _table(service: str) -> Mapping[str, Any]:
    place = files("baasctl.providers.amplify").joinpath("service_limits", f"{service}.json")
    found: Mapping[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found
