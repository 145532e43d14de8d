"""Every writable member of the operations in use has one name, or a reason why it has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

from baasctl.providers.amplify.object_storage.native import LEAVES

S3_OPERATIONS = (
    "CreateBucket",
    "PutBucketCors",
    "PutPublicAccessBlock",
    "PutBucketPolicy",
    "PutBucketVersioning",
    "PutBucketLifecycleConfiguration",
    "PutBucketEncryption",
    "PutBucketTagging",
    "PutBucketOwnershipControls",
    "PutBucketLogging",
    "PutBucketWebsite",
    "PutBucketAccelerateConfiguration",
    "PutBucketRequestPayment",
    "PutObjectLockConfiguration",
)
IAM_OPERATIONS = (
    "CreateRole",
    "UpdateRole",
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "AttachRolePolicy",
    "PutRolePermissionsBoundary",
    "TagRole",
)
NEUTRAL = {
    "PutBucketCors.CORSConfiguration.CORSRules[].AllowedHeaders[]": "cors.allowed_headers",
    "PutBucketCors.CORSConfiguration.CORSRules[].AllowedMethods[]": "cors.allowed_methods",
    "PutBucketCors.CORSConfiguration.CORSRules[].AllowedOrigins[]": "cors.allowed_origins",
    "PutBucketCors.CORSConfiguration.CORSRules[].ExposeHeaders[]": "cors.exposed_headers",
    "PutBucketCors.CORSConfiguration.CORSRules[].MaxAgeSeconds": "cors.max_age",
    "PutPublicAccessBlock.PublicAccessBlockConfiguration.BlockPublicPolicy": "public",
    "PutPublicAccessBlock.PublicAccessBlockConfiguration.RestrictPublicBuckets": "public",
    "PutBucketPolicy.Policy": "public, native PolicyStatements",
    "PutBucketVersioning.VersioningConfiguration.Status": "versioning",
    "PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules[]": "lifecycle, native LifecycleRules",
    "PutBucketEncryption.ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault"
    ".KMSMasterKeyID": "encryption_key",
    "PutBucketTagging.Tagging.TagSet[]": "labels",
    "CreateBucket.CreateBucketConfiguration.LocationConstraint": "location",
    "CreateBucket.ObjectLockEnabledForBucket": "native ObjectLock.Enabled",
    "CreateBucket.ObjectOwnership": "native ObjectOwnership",
    "CreateBucket.CreateBucketConfiguration.Tags[]": "labels",
}
NOT_SETTINGS = ("Bucket", "ContentMD5", "ChecksumAlgorithm", "ExpectedBucketOwner", "RequestPayer", "Token")
NO = {
    "CreateBucket.ACL": "new buckets have no access lists; PublicAccessBlock refuses those that open something",
    "CreateBucket.Grant": "new buckets have no access lists",
    "CreateBucket.BucketNamespace": "names of an account's own region are another sort of name",
    "CreateBucket.CreateBucketConfiguration.Location.": "directory buckets are not what Amplify's clients ask",
    "CreateBucket.CreateBucketConfiguration.Bucket.": "directory buckets are not what Amplify's clients ask",
    "PutBucketCors.CORSConfiguration.CORSRules[].ID": "a rule is what it says; its name changes nothing",
    "PutBucketPolicy.ConfirmRemoveSelfBucketAccess": "a consent of one request, no setting",
    "PutBucketVersioning.MFA": "takes the device of the account's root user with every request",
    "PutBucketVersioning.VersioningConfiguration.MFADelete": "takes the device of the account's root user",
    "PutBucketLogging.BucketLoggingStatus.LoggingEnabled.TargetGrants[]": "grants need access lists on the target",
    "PutBucketLogging.BucketLoggingStatus.LoggingEnabled.TargetObjectKeyFormat.SimplePrefix": "absence of the other",
    "PutObjectLockConfiguration.ObjectLockConfiguration.Rule.DefaultRetention.DefaultEventHold": "not in all models",
}
ROLE_FIELDS = {
    "RoleName": "name",
    "Path": "path",
    "AssumeRolePolicyDocument": "trust",
    "Description": "description",
    "MaxSessionDuration": "max_session",
    "PermissionsBoundary": "permissions_boundary",
    "Tags": "labels",
    "PolicyName": "policies",
    "PolicyDocument": "trust or policies",
    "PolicyArn": "managed_policies",
}
WHOLE = (
    "LifecycleConfiguration.Rules[]",
    "Tagging.TagSet[]",
    "RoutingRules[]",
    "TargetGrants[]",
    "Configuration.Tags[]",
)


def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def _leaves(shape: Shape, path: str) -> Iterator[str]:
    if path.endswith(WHOLE):
        yield path
    elif shape.type_name == "structure" and shape.members:
        for name, member in shape.members.items():
            yield from _leaves(member, f"{path}.{name}")
    elif shape.type_name == "list":
        yield from _leaves(shape.member, f"{path}[]")
    else:
        yield path


@pytest.mark.parametrize("operation", S3_OPERATIONS)
def test_every_member_of_a_bucket_has_one_name(operation: str) -> None:
    """A member is neutral, native, or left out for a reason, and never two of them."""
    native = [leaf.wire for leaf in LEAVES.values()]
    shape = _model("s3").operation_model(operation).input_shape
    gaps = []
    for name, member in shape.members.items():
        if name in NOT_SETTINGS:
            continue
        for path in _leaves(member, f"{operation}.{name}"):
            said = (native.count(path), path in NEUTRAL, any(path.startswith(each) for each in NO))
            if sum(map(int, said)) != 1:
                gaps.append((path, said))
    assert gaps == []


@pytest.mark.parametrize("operation", IAM_OPERATIONS)
def test_every_member_of_a_role_has_a_field(operation: str) -> None:
    """IAM's operations about roles hold nothing that `roles` cannot say."""
    members = _model("iam").operation_model(operation).input_shape.members
    assert set(members) <= set(ROLE_FIELDS)
