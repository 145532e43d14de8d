"""Statements about files of buckets in the policies of a role, and the statements for what it may do.

    get     s3:GetObject     on <bucket>/<path>
    list    s3:ListBucket    on <bucket>, where s3:prefix is like the path, or the folder itself
    write   s3:PutObject     on <bucket>/<path>
    delete  s3:DeleteObject  on <bucket>/<path>

(aws-amplify/amplify-backend: packages/backend-storage/src/storage_access_policy_factory.ts)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from baasctl.model.value import Value, freeze
from baasctl.providers.amplify.iam.policy_document import Document, statements_of, texts
from baasctl.providers.amplify.storage_access import ENTITY, OWN

ACTIONS: Final = {"get": "s3:GetObject", "list": "s3:ListBucket", "write": "s3:PutObject", "delete": "s3:DeleteObject"}
_BY_ACTION: Final = {action.lower(): name for name, action in ACTIONS.items()}
_SUB: Final = "${cognito-identity.amazonaws.com:sub}"
_ARN: Final = "arn:aws:s3:::"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One operation on one path.

    Attributes:
        operation: With `OWN` in front where it holds in the folder of whoever asks alone.
    """

    bucket: str
    path: str
    operation: str
    allowed: bool


def said_by(statement: Document) -> tuple[Said, ...] | None:
    """What a statement says of files; `None` when it says anything else, too."""
    if statement.keys() - {"Sid", "Effect", "Action", "Resource", "Condition"}:
        return None
    operations = [_BY_ACTION.get(action.lower(), "") for action in texts(statement.get("Action"))]
    allowed = statement.get("Effect") == "Allow"
    condition = statement.get("Condition")
    found: list[Said] = []
    for operation in operations:
        if not operation or bool(condition) is not (operation == "list"):
            return None
        pairs = list(_listed(statement, condition) if operation == "list" else _objects(statement))
        if not pairs or not all(path.endswith("/*") and bucket for bucket, path in pairs):
            return None
        for bucket, pattern in pairs:
            path, own = _path(pattern)
            found.append(
                Said(bucket=bucket, path=path, operation=OWN + operation if own else operation, allowed=allowed)
            )
    return tuple(found)


def said_in(document: Document) -> Iterator[Said]:
    """What all its statements say of files."""
    for statement in statements_of(document):
        yield from said_by(statement) or ()


def others_in(document: Document) -> list[Document]:
    """Its statements about anything else."""
    return [each for each in statements_of(document) if said_by(each) is None]


def document_for(said: Iterable[Said], others: Iterable[Document] = ()) -> Document | None:
    """A policy that says this, one statement for each operation and bucket; `None` when it says nothing."""
    grouped: dict[tuple[str, str, str], set[str]] = {}
    for each in said:
        pattern = each.path.replace(ENTITY, _SUB if each.operation.startswith(OWN) else "*")
        key = (each.bucket, each.operation.removeprefix(OWN), "Allow" if each.allowed else "Deny")
        grouped.setdefault(key, set()).add(pattern)
    statements = [*others, *(_statement(*key, sorted(patterns)) for key, patterns in sorted(grouped.items()))]
    return cast(Document, freeze({"Version": "2012-10-17", "Statement": statements})) if statements else None


def _statement(bucket: str, operation: str, effect: str, patterns: list[str]) -> Mapping[str, Value]:
    found: dict[str, object] = {"Effect": effect, "Action": ACTIONS[operation]}
    if operation == "list":
        found["Resource"] = _ARN + bucket
        prefixes = [text for pattern in patterns for text in (pattern, pattern.removesuffix("*"))]
        found["Condition"] = {"StringLike": {"s3:prefix": prefixes}}
    else:
        found["Resource"] = [f"{_ARN}{bucket}/{pattern}" for pattern in patterns]
    return cast(Mapping[str, Value], freeze(found))


def _objects(statement: Document) -> Iterator[tuple[str, str]]:
    for arn in texts(statement.get("Resource")):
        bucket, _, path = arn.removeprefix(_ARN).partition("/")
        yield (bucket if arn.startswith(_ARN) else ""), path


def _listed(statement: Document, condition: object) -> Iterator[tuple[str, str]]:
    if not isinstance(condition, Mapping) or condition.keys() != {"StringLike"}:
        return
    members = condition["StringLike"]
    if not isinstance(members, Mapping) or members.keys() != {"s3:prefix"}:
        return
    patterns = [each for each in texts(members["s3:prefix"]) if not each.endswith("/")]
    for arn in texts(statement.get("Resource")):
        bucket = arn.removeprefix(_ARN)
        for pattern in patterns:
            yield (bucket if arn.startswith(_ARN) and "/" not in bucket else ""), pattern


def _path(pattern: str) -> tuple[str, bool]:
    """The path of a spec, and whether it is that of whoever asks alone."""
    if _SUB in pattern:
        return pattern.replace(_SUB, ENTITY), True
    return (f"{pattern.removesuffix('*/*')}{ENTITY}/*" if pattern.endswith("/*/*") else pattern), False
