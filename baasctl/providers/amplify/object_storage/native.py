"""Members of a bucket that no neutral field names, under the names that S3 has for them.

A list of S3 that can have one member only (rules of ownership and of encryption) is left out of the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, put

_SWITCH: Final = (True, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One member.

    Attributes:
        document: Where it is written, see `clients.object_storage.DOCUMENTS`.
        place: JSON Pointer in the document's body.
        wire: Operation and member, as botocore's model has them.
        usual: What null writes, and what a new bucket has; `None`: the member is left out.
        missing: What its absence in a document that was read amounts to; `None`: nothing.
    """

    document: str
    place: str
    wire: str
    doc: str
    choices: tuple[Value, ...] = ()
    usual: Value = None
    missing: Value = None
    shape: Shape = Shape.SCALAR
    fixed: bool = False


LEAVES: Final[Mapping[str, Leaf]] = {
    "ObjectOwnership": Leaf(
        document="ownership",
        place="/ObjectOwnership",
        wire="PutBucketOwnershipControls.OwnershipControls.Rules[].ObjectOwnership",
        doc="Whom uploaded objects belong to; BucketOwnerEnforced also switches access lists off.",
        choices=("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
        usual="BucketOwnerEnforced",
        missing="ObjectWriter",
    ),
    "PublicAccessBlock/BlockPublicAcls": Leaf(
        document="public_access",
        place="/BlockPublicAcls",
        wire="PutPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicAcls",
        doc="Access lists that open something are refused.",
        choices=_SWITCH,
        usual=True,
        missing=False,
    ),
    "PublicAccessBlock/IgnorePublicAcls": Leaf(
        document="public_access",
        place="/IgnorePublicAcls",
        wire="PutPublicAccessBlock.PublicAccessBlockConfiguration.IgnorePublicAcls",
        doc="Access lists that open something have no effect.",
        choices=_SWITCH,
        usual=True,
        missing=False,
    ),
    "Encryption/SSEAlgorithm": Leaf(
        document="encryption",
        place="/ApplyServerSideEncryptionByDefault/SSEAlgorithm",
        wire="PutBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
        doc="AES256, or by a key of KMS: aws:kms, aws:kms:dsse.",
        choices=("AES256", "aws:kms", "aws:kms:dsse"),
        usual="AES256",
        missing="AES256",
    ),
    "Encryption/BucketKeyEnabled": Leaf(
        document="encryption",
        place="/BucketKeyEnabled",
        wire="PutBucketEncryption.ServerSideEncryptionConfiguration.Rules[].BucketKeyEnabled",
        doc="Fewer requests to KMS.",
        choices=_SWITCH,
        usual=False,
        missing=False,
    ),
    "Encryption/BlockedEncryptionTypes": Leaf(
        document="encryption",
        place="/BlockedEncryptionTypes/EncryptionType",
        wire="PutBucketEncryption.ServerSideEncryptionConfiguration.Rules[].BlockedEncryptionTypes.EncryptionType[]",
        doc="SSE-C: uploads with a key of their own are refused; NONE.",
        usual=("SSE-C",),
        shape=Shape.SET,
    ),
    "Logging/TargetBucket": Leaf(
        document="logging",
        place="/TargetBucket",
        wire="PutBucketLogging.BucketLoggingStatus.LoggingEnabled.TargetBucket",
        doc="Bucket for the access logs; null: no logs.",
    ),
    "Logging/TargetPrefix": Leaf(
        document="logging",
        place="/TargetPrefix",
        wire="PutBucketLogging.BucketLoggingStatus.LoggingEnabled.TargetPrefix",
        doc="Beginning of their names.",
    ),
    "Logging/PartitionDateSource": Leaf(
        document="logging",
        place="/TargetObjectKeyFormat/PartitionedPrefix/PartitionDateSource",
        wire="PutBucketLogging.BucketLoggingStatus.LoggingEnabled.TargetObjectKeyFormat.PartitionedPrefix.PartitionDateSource",
        doc="Names by date: of the event or of the delivery; null: plain names.",
        choices=("EventTime", "DeliveryTime"),
    ),
    "Website/IndexDocument": Leaf(
        document="website",
        place="/IndexDocument/Suffix",
        wire="PutBucketWebsite.WebsiteConfiguration.IndexDocument.Suffix",
        doc="File that stands for a folder.",
    ),
    "Website/ErrorDocument": Leaf(
        document="website",
        place="/ErrorDocument/Key",
        wire="PutBucketWebsite.WebsiteConfiguration.ErrorDocument.Key",
        doc="File that stands for none.",
    ),
    "Website/RedirectAllRequestsTo/HostName": Leaf(
        document="website",
        place="/RedirectAllRequestsTo/HostName",
        wire="PutBucketWebsite.WebsiteConfiguration.RedirectAllRequestsTo.HostName",
        doc="Every request is sent there; goes with no other member.",
    ),
    "Website/RedirectAllRequestsTo/Protocol": Leaf(
        document="website",
        place="/RedirectAllRequestsTo/Protocol",
        wire="PutBucketWebsite.WebsiteConfiguration.RedirectAllRequestsTo.Protocol",
        doc="null: that of the request.",
        choices=("http", "https"),
    ),
    "Website/RoutingRules": Leaf(
        document="website",
        place="/RoutingRules",
        wire="PutBucketWebsite.WebsiteConfiguration.RoutingRules[]",
        doc="Redirects, as S3 has them.",
        shape=Shape.LIST,
    ),
    "Accelerate": Leaf(
        document="accelerate",
        place="/Status",
        wire="PutBucketAccelerateConfiguration.AccelerateConfiguration.Status",
        doc="Uploads through edge locations.",
        choices=("Enabled", "Suspended"),
        usual="Suspended",
        missing="Suspended",
    ),
    "Payer": Leaf(
        document="payment",
        place="/Payer",
        wire="PutBucketRequestPayment.RequestPaymentConfiguration.Payer",
        doc="Who pays for requests.",
        choices=("BucketOwner", "Requester"),
        usual="BucketOwner",
        missing="BucketOwner",
    ),
    "ObjectLock/Enabled": Leaf(
        document="lock",
        place="/ObjectLockEnabled",
        wire="PutObjectLockConfiguration.ObjectLockConfiguration.ObjectLockEnabled",
        doc="Enabled: versions can be kept from being deleted; never taken back.",
        choices=("Enabled",),
        fixed=True,
    ),
    "ObjectLock/Mode": Leaf(
        document="lock",
        place="/Rule/DefaultRetention/Mode",
        wire="PutObjectLockConfiguration.ObjectLockConfiguration.Rule.DefaultRetention.Mode",
        doc="Who may delete a kept version all the same: GOVERNANCE some, COMPLIANCE nobody.",
        choices=("GOVERNANCE", "COMPLIANCE"),
    ),
    "ObjectLock/Days": Leaf(
        document="lock",
        place="/Rule/DefaultRetention/Days",
        wire="PutObjectLockConfiguration.ObjectLockConfiguration.Rule.DefaultRetention.Days",
        doc="How long new versions are kept; or Years.",
    ),
    "ObjectLock/Years": Leaf(
        document="lock",
        place="/Rule/DefaultRetention/Years",
        wire="PutObjectLockConfiguration.ObjectLockConfiguration.Rule.DefaultRetention.Years",
        doc="How long new versions are kept; or Days.",
    ),
    "TransitionDefaultMinimumObjectSize": Leaf(
        document="lifecycle",
        place="/TransitionDefaultMinimumObjectSize",
        wire="PutBucketLifecycleConfiguration.TransitionDefaultMinimumObjectSize",
        doc="Whether small objects move to other storage classes.",
        choices=("all_storage_classes_128K", "varies_by_storage_class"),
        usual="all_storage_classes_128K",
    ),
}
"""By JSON Pointer below `native/amplify`, without its first `/`."""
RULES: Final = "LifecycleRules"
STATEMENTS: Final = "PolicyStatements"


def fields() -> Mapping[str, Field]:
    """All of them as a record."""
    found: dict[str, Field] = {
        RULES: Field(
            shape=Shape.LIST,
            element=Field(),
            doc="Rules that `lifecycle` cannot say, as PutBucketLifecycleConfiguration has them.",
        ),
        STATEMENTS: Field(
            shape=Shape.RECORD,
            element=Field(),
            doc="Statements of the bucket's policy by Sid; those that are not named here stay as they are.",
        ),
    }
    for name, leaf in LEAVES.items():
        element = Field() if leaf.shape is not Shape.SCALAR else None
        found = _with(found, name.split("/"), Field(shape=leaf.shape, element=element, doc=leaf.doc))
    return found


def decode(document: str, body: Mapping[str, object]) -> tuple[Attributes, frozenset[str]]:
    """The members in one document, and pointers of those that are as they are by themselves."""
    frozen = freeze(body)
    assert isinstance(frozen, Mapping)
    found: Attributes = {}
    unset = set()
    for name, leaf in _of(document):
        value = at(frozen, leaf.place)
        if value is ABSENT:
            value = leaf.missing
        elif leaf.shape is Shape.SET and isinstance(value, tuple):
            value = tuple(sorted(value, key=str))
        if value is not None:
            found = put(found, f"/{name}", value)
        if value is None or value == leaf.usual:
            unset.add(f"/{name}")
    return found, frozenset(unset)


def overlaid(document: str, body: Mapping[str, object], changed: Mapping[str, Side]) -> Attributes:
    """A document's body with changed members, by name; null writes what is usual, or leaves the member out."""
    frozen = freeze(body)
    assert isinstance(frozen, Mapping)
    for name, leaf in _of(document):
        if name in changed:
            value = changed[name]
            frozen = put(frozen, leaf.place, (ABSENT if leaf.usual is None else leaf.usual) if value is None else value)
    return _without_empty(frozen)


def _of(document: str) -> Iterator[tuple[str, Leaf]]:
    return ((name, leaf) for name, leaf in LEAVES.items() if leaf.document == document)


def _with(fields: dict[str, Field], tokens: list[str], leaf: Field) -> dict[str, Field]:
    head, *rest = tokens
    if not rest:
        return {**fields, head: leaf}
    known = fields.get(head, Field(shape=Shape.RECORD))
    return {**fields, head: Field(shape=Shape.RECORD, members=_with(dict(known.members), rest, leaf))}


def _without_empty(record: Attributes) -> Attributes:
    found = {name: _without_empty(value) if isinstance(value, Mapping) else value for name, value in record.items()}
    return {name: value for name, value in found.items() if not isinstance(value, Mapping) or value}
