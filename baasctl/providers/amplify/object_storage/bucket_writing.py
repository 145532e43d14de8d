"""Writes of one bucket: each document is read, changed and written whole; every step can be repeated after a death."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid, NotFound
from baasctl.model.value import at, thaw
from baasctl.providers.amplify.buckets import NATIVE, changed_body, documents_for
from baasctl.providers.amplify.clients import object_storage as client
from baasctl.providers.amplify.clients.refusal import code_of
from baasctl.providers.amplify.project import Project

ORDER: Final = (
    "tagging",
    "versioning",
    "ownership",
    "encryption",
    "public_access",
    "policy",
    "cors",
    "lifecycle",
    "logging",
    "website",
    "accelerate",
    "payment",
    "lock",
)
"""Tags first: they tell whose it is. What blocks public policies before the policy, versions before locks."""
_LOCK: Final = f"{NATIVE}/ObjectLock/Enabled"


@dataclass(frozen=True, slots=True)
class BucketWriting:
    """Carries out one change."""

    project: Project

    def write(self, change: Change) -> None:
        """See the module. A bucket of another name is made first; the former one goes if it is empty.

        Raises:
            ProviderError: AWS refuses, or nobody knows.
        """
        name, former = names_of(change)
        if change.action is Action.DELETE:
            self._delete(name)
            return
        if change.action is not Action.UPDATE:
            self._create(name, change)
        for document in documents_of(change):
            self._put(document, name, change)
        if former:
            self._delete(former)

    def _put(self, document: str, bucket: str, change: Change) -> None:
        aws = self.project.aws
        before = client.body_of(aws, document, bucket)
        after = changed_body(document, before, change, bucket)
        if document == "tagging":
            after = _with_own_tags(after, change)
        if after != before:
            client.put_body(aws, document, bucket, after)

    def _create(self, bucket: str, change: Change) -> None:
        """A bucket of the account that is there already gets what is declared."""
        after = change.after or {}
        location = after.get("location")
        where = location if isinstance(location, str) else self.project.aws.region
        try:
            client.create_bucket(self.project.aws, bucket, where, locks=at(after, _LOCK) == "Enabled")
        except Conflict as error:
            if code_of(error) == "BucketAlreadyOwnedByYou":
                return
            raise Invalid(
                Diagnostic(
                    code="APPLY360",
                    summary="this name belongs to somebody else's bucket",
                    detail=error.diagnostics[0].detail if error.diagnostics else f"bucket `{bucket}`",
                    hint="names of buckets belong to one account in the world; choose another with `name`",
                )
            ) from error

    def _delete(self, bucket: str) -> None:
        try:
            client.delete_bucket(self.project.aws, bucket)
        except NotFound:
            return
        except Conflict as error:
            raise Invalid(
                Diagnostic(
                    code="APPLY361",
                    summary="a bucket with objects cannot be deleted",
                    detail=error.diagnostics[0].detail if error.diagnostics else f"bucket `{bucket}`",
                    hint=f"delete the objects first: `aws s3 rm s3://{bucket} --recursive`; former versions and"
                    " unfinished uploads count, too",
                )
            ) from error


def documents_of(change: Change) -> Iterator[str]:
    """The documents that a change writes, in order."""
    needed = documents_for(field.path for field in change.fields)
    made = change.action is not Action.UPDATE
    return (each for each in ORDER if each in needed or (made and each == "tagging"))


def names_of(change: Change) -> tuple[str, str]:
    """The bucket's name, and the former one of a bucket that is made again under another."""
    if change.action in (Action.DELETE, Action.UPDATE) and change.remote_id:
        return change.remote_id, ""
    written = (change.after or {}).get("name")
    name = written if isinstance(written, str) else change.address.segments[0]
    former = change.remote_id or ""
    return name, former if former != name else ""


def _with_own_tags(body: dict[str, object], change: Change) -> dict[str, object]:
    """Tags of the app on a bucket that is made, so that it is found again."""
    said = change.facts.get("tags")
    rows = body.get("TagSet")
    tags = {str(row["Key"]): str(row["Value"]) for row in rows} if isinstance(rows, list) else {}
    if change.action is not Action.UPDATE and said is not None:
        plain = thaw(said)
        assert isinstance(plain, dict)
        tags = {**{str(key): str(text) for key, text in plain.items()}, **tags}
    return {"TagSet": [{"Key": key, "Value": text} for key, text in sorted(tags.items())]} if tags else {}
