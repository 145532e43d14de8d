"""What S3 can do with buckets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from baasctl.providers.amplify.bounds import bounds_of, source_of
from baasctl.providers.amplify.buckets import KIND
from baasctl.providers.amplify.object_storage import native
from baasctl.providers.amplify.object_storage.checks import check_buckets
from baasctl.providers.amplify.object_storage.risks import bucket_risks
from baasctl.providers.amplify.wire_values import check_of
from baasctl.providers.contract import Bounds, No, Yes
from baasctl.providers.entries import Entries

_WHOSE: Final = "Amazon S3"
_SWITCH: Final = Bounds(choices=(True, False))


def _yes(wire: str, bounds: Bounds = Bounds(), *, unset: bool = True, note: str = "") -> Yes:  # noqa: B008
    return Yes(wire=wire, bounds=bounds, unset=unset, source=source_of("s3"), note=note)


def _no_limit(hint: str) -> No:
    reason = "S3 has no such limit of a bucket; only a signed upload form has one"
    return No(reason=reason, hint=hint, verified=date(2026, 11, 22), source=source_of("s3"))


def _native(leaf: native.Leaf) -> Yes:
    operation, _, path = leaf.wire.partition(".")
    bounds = (
        Bounds(choices=leaf.choices)
        if leaf.choices == (True, False)
        else bounds_of("s3", operation, path.replace("[]", ""))
    )
    note = "set when the bucket is made" if leaf.fixed else ""
    return _yes(leaf.wire, bounds, unset=not leaf.fixed, note=note)


def _places() -> Mapping[str, tuple[str, str, str]]:
    """Where each native field stands in a request."""
    rules = ("s3", "PutBucketLifecycleConfiguration", "LifecycleConfiguration.Rules")
    named = {name: leaf.wire.replace("[]", "").partition(".") for name, leaf in native.LEAVES.items()}
    return {native.RULES: rules, **{name: ("s3", operation, path) for name, (operation, _, path) in named.items()}}


ENTRIES = Entries(
    kinds={KIND: _yes("CreateBucket")},
    fields={
        KIND: {
            "name": _yes("CreateBucket.Bucket", unset=False, note="another name is another bucket"),
            "public": _yes(
                "PutPublicAccessBlock.PublicAccessBlockConfiguration",
                _SWITCH,
                unset=False,
                note="false blocks every public access; true opens the policy and adds the statement BaasctlPublicRead",
            ),
            "max_size": _no_limit(
                "check the size in a function that the upload triggers, or sign upload forms with one"
            ),
            "mime_types": _no_limit("check the type in a function that the upload triggers, or sign forms with one"),
            "location": _yes(
                "CreateBucket.CreateBucketConfiguration.LocationConstraint",
                Bounds(pattern=r"[a-z]{2,}(-[a-z]+)+-\d+", whose=_WHOSE),
                unset=False,
                note="the target's region",
            ),
            "cors": _yes(
                "PutBucketCors.CORSConfiguration.CORSRules",
                Bounds(longest=100, whose=_WHOSE),
                note="`max_age` 0s is the same as none",
            ),
            "versioning": _yes(
                "PutBucketVersioning.VersioningConfiguration.Status",
                _SWITCH,
                note="once on, it can only be suspended: versions that there are stay",
            ),
            "lifecycle": _yes(
                "PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules", Bounds(longest=1000, whose=_WHOSE)
            ),
            "encryption_key": _yes(
                "PutBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault"
                ".KMSMasterKeyID",
                note="ARN, id or alias of a key of KMS",
            ),
            "labels": _yes("PutBucketTagging.Tagging.TagSet", note="tags of AWS, Amplify and CDK are left alone"),
            **{f"native.{name.replace('/', '.')}": _native(leaf) for name, leaf in native.LEAVES.items()},
            f"native.{native.RULES}": _yes("PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules"),
            f"native.{native.STATEMENTS}": _yes(
                "PutBucketPolicy.Policy", note="statements without a Sid stay as they are"
            ),
        }
    },
    native={KIND: native.fields()},
    checks=(check_of(KIND, _places), check_buckets),
    risks=(bucket_risks,),
)
