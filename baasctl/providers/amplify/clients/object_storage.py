"""S3: a bucket and the documents that hang on it. Every function raises `ProviderError`.

Each document is read and written whole; what is not set is an error code of its own (research/amplify.md §2.6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from baasctl.model.errors import Forbidden, NotFound, ProviderError
from baasctl.model.value import ABSENT, at, freeze, thaw
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.refusal import code_of

Body = dict[str, Any]
_ANYWHERE: Final = "us-east-1"
_MAY_BE_TAKEN: Final = (
    "names of buckets are taken once in the world: if it is another account's, give yours another `name`;"
    " else grant s3:ListBucket on it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a bucket.

    Attributes:
        read, write, remove: Operations; `remove` is empty where emptiness is written.
        absent: Error code that says that it is not set; empty where it is an empty answer.
        place: JSON Pointer of its body in the answer.
        wrapped: Parameters of `write` for a body.
    """

    read: str
    write: str
    wrapped: Callable[[Body], Body]
    remove: str = ""
    absent: str = ""
    place: str = ""


DOCUMENTS: Final[Mapping[str, Document]] = {
    "cors": Document(
        read="get_bucket_cors",
        write="put_bucket_cors",
        wrapped=lambda body: {"CORSConfiguration": body},
        remove="delete_bucket_cors",
        absent="NoSuchCORSConfiguration",
    ),
    "policy": Document(
        read="get_bucket_policy",
        write="put_bucket_policy",
        wrapped=lambda body: body,
        remove="delete_bucket_policy",
        absent="NoSuchBucketPolicy",
    ),
    "public_access": Document(
        read="get_public_access_block",
        write="put_public_access_block",
        wrapped=lambda body: {"PublicAccessBlockConfiguration": body},
        remove="delete_public_access_block",
        absent="NoSuchPublicAccessBlockConfiguration",
        place="/PublicAccessBlockConfiguration",
    ),
    "versioning": Document(
        read="get_bucket_versioning",
        write="put_bucket_versioning",
        wrapped=lambda body: {"VersioningConfiguration": body},
    ),
    "lifecycle": Document(
        read="get_bucket_lifecycle_configuration",
        write="put_bucket_lifecycle_configuration",
        wrapped=lambda body: {
            "LifecycleConfiguration": {"Rules": body["Rules"]},
            **{key: value for key, value in body.items() if key != "Rules"},
        },
        remove="delete_bucket_lifecycle",
        absent="NoSuchLifecycleConfiguration",
    ),
    "encryption": Document(
        read="get_bucket_encryption",
        write="put_bucket_encryption",
        wrapped=lambda body: {"ServerSideEncryptionConfiguration": {"Rules": [body]}},
        remove="delete_bucket_encryption",
        absent="ServerSideEncryptionConfigurationNotFoundError",
        place="/ServerSideEncryptionConfiguration/Rules/0",
    ),
    "tagging": Document(
        read="get_bucket_tagging",
        write="put_bucket_tagging",
        wrapped=lambda body: {"Tagging": body},
        remove="delete_bucket_tagging",
        absent="NoSuchTagSet",
    ),
    "ownership": Document(
        read="get_bucket_ownership_controls",
        write="put_bucket_ownership_controls",
        wrapped=lambda body: {"OwnershipControls": {"Rules": [body]}},
        remove="delete_bucket_ownership_controls",
        absent="OwnershipControlsNotFoundError",
        place="/OwnershipControls/Rules/0",
    ),
    "logging": Document(
        read="get_bucket_logging",
        write="put_bucket_logging",
        wrapped=lambda body: {"BucketLoggingStatus": {"LoggingEnabled": body} if body else {}},
        place="/LoggingEnabled",
    ),
    "website": Document(
        read="get_bucket_website",
        write="put_bucket_website",
        wrapped=lambda body: {"WebsiteConfiguration": body},
        remove="delete_bucket_website",
        absent="NoSuchWebsiteConfiguration",
    ),
    "accelerate": Document(
        read="get_bucket_accelerate_configuration",
        write="put_bucket_accelerate_configuration",
        wrapped=lambda body: {"AccelerateConfiguration": body},
    ),
    "payment": Document(
        read="get_bucket_request_payment",
        write="put_bucket_request_payment",
        wrapped=lambda body: {"RequestPaymentConfiguration": body},
    ),
    "lock": Document(
        read="get_object_lock_configuration",
        write="put_object_lock_configuration",
        wrapped=lambda body: {"ObjectLockConfiguration": body},
        absent="ObjectLockConfigurationNotFoundError",
        place="/ObjectLockConfiguration",
    ),
}
"""What is written of a bucket; notifications are of `functions`."""


def region_of(aws: AwsApis, bucket: str) -> str | None:
    """Where a bucket lies; `None` when there is none of this name.

    Raises:
        ProviderError: `Forbidden` for a bucket of another account: names belong to one account in the world.
    """
    try:
        found = aws.ask("s3", "head_bucket", subject=subject_of(bucket), Bucket=bucket)
    except NotFound:
        return None
    except Forbidden as error:
        raise Forbidden(replace(error.diagnostics[0], hint=_MAY_BE_TAKEN)) from error
    return str(found.get("BucketRegion") or _ANYWHERE)


def body_of(aws: AwsApis, document: str, bucket: str) -> Body:
    """The body of a document; empty when it is not set."""
    known = DOCUMENTS[document]
    try:
        answer = aws.ask("s3", known.read, subject=subject_of(bucket), Bucket=bucket)
    except ProviderError as error:
        if known.absent and code_of(error) == known.absent:
            return {}
        raise
    frozen = freeze(answer)
    found = at(frozen, known.place) if known.place and isinstance(frozen, Mapping) else frozen
    plain = thaw(found) if found is not ABSENT and isinstance(found, Mapping) else {}
    return plain if isinstance(plain, dict) else {}


def put_body(aws: AwsApis, document: str, bucket: str, body: Body) -> None:
    """Write a document whole; an empty one is taken away."""
    known = DOCUMENTS[document]
    if not body and known.remove:
        aws.ask("s3", known.remove, subject=subject_of(bucket), Bucket=bucket)
    else:
        aws.ask("s3", known.write, subject=subject_of(bucket), Bucket=bucket, **known.wrapped(body))


def create_bucket(aws: AwsApis, bucket: str, location: str, *, locks: bool) -> None:
    """Make a bucket.

    Args:
        location: Of the bucket; us-east-1 is said by saying nothing.
        locks: Object lock can be used there.

    Raises:
        ProviderError: `Conflict` when the name is taken, by this account or by another.
    """
    where = {} if location == _ANYWHERE else {"CreateBucketConfiguration": {"LocationConstraint": location}}
    lock = {"ObjectLockEnabledForBucket": True} if locks else {}
    aws.ask("s3", "create_bucket", subject=subject_of(bucket), Bucket=bucket, **where, **lock)


def delete_bucket(aws: AwsApis, bucket: str) -> None:
    """Delete a bucket; one with objects, former versions or unfinished uploads is refused with `Conflict`."""
    aws.ask("s3", "delete_bucket", subject=subject_of(bucket), Bucket=bucket)


def subject_of(bucket: str) -> str:
    """What messages call a bucket."""
    return f"bucket `{bucket}`"
