"""Resources of stacks: the tree of nested stacks, and ids as the services know them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from baasctl.providers.amplify.stack_names import stack_name

STACK_TYPE: Final = "AWS::CloudFormation::Stack"
_API_KEY: Final = "AWS::AppSync::ApiKey"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackResource:
    """One resource that a stack made.

    Attributes:
        type: CloudFormation's (`AWS::Cognito::UserPool`).
        id: Physical id, as the resource's own service has it; of an API key, which is itself the secret, a digest.
        logical: Its name in the template.
        stack: Name of the stack it is in.
        root: Name of the root stack of the app; empty when the stack is not part of it.
        path: Logical ids of the nested stacks that lead to it from the root.
    """

    type: str
    id: str
    logical: str
    stack: str
    root: str = ""
    path: tuple[str, ...] = ()


def without_secrets(row: Mapping[str, str]) -> Mapping[str, str]:
    """A row that may be kept: the id of an AppSync key is what a caller sends, so it becomes a digest."""
    if row["type"] != _API_KEY:
        return row
    return {**row, "id": f"sha256:{sha256(row['id'].rpartition('/')[2].encode()).hexdigest()}"}


def nested(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The ARNs of the stacks in a stack."""
    return (row["id"] for row in rows if row["type"] == STACK_TYPE and row["id"])


def rows_of(by_stack: Mapping[str, Iterable[Mapping[str, str]]], root: str) -> tuple[StackResource, ...]:
    """All resources, those of the app's stacks with their way from the root.

    Args:
        by_stack: Rows by the name or ARN that the stack was asked with.
        root: Of the root stack; empty when there is none.
    """
    found: list[StackResource] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, ())] if root else []
    while waiting:
        stack, path = waiting.pop(0)
        for row in by_stack.get(stack, ()):
            if row["type"] == STACK_TYPE:
                waiting.append((row["id"], (*path, row["logical"])))
            elif row["id"]:
                found.append(_resource(row, root=stack_name(root), path=path))
    found.extend(_resource(row) for row in by_stack.get("", ()) if row["id"])
    return tuple(found)


def known_id(physical_id: str) -> str:
    """An id as its service has it: of an ARN of AppSync, a user pool, a bucket or a function the last name.

    AppSync: CloudFormation's id of an API is its ARN, the service's the part after `apis/`.
    """
    if not physical_id.startswith("arn:"):
        return physical_id
    resource = physical_id.split(":", 5)[5]
    if resource.startswith("apis/"):
        names = resource.split("/")
        return names[1] if len(names) == 2 else resource
    return resource.split("/", 1)[-1].removeprefix("function:")


def _resource(row: Mapping[str, str], root: str = "", path: tuple[str, ...] = ()) -> StackResource:
    return StackResource(
        type=row["type"], id=known_id(row["id"]), logical=row["logical"], stack=row["stack"], root=root, path=path
    )
