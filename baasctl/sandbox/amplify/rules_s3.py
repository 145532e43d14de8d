"""Buckets: documents that S3 would not take, and what it gives every new bucket."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.policy_documents import refuse_unknown_roles, statements
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_METHODS: Final = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD"})
_BLOCKS: Final = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
LONGEST_POLICY: Final = 20 * 1024


def policy_is_well_formed(call: Call) -> None:
    """JSON, with principals that are there and with resources."""
    text = str(_text(call.parameters["Policy"]))
    if len(text) > LONGEST_POLICY:
        raise AwsRefusal("PolicyTooLarge", "The policy is too large.")
    for statement in statements(text, _malformed):
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise _malformed("Missing required field Principal")
        if "Resource" not in statement and "NotResource" not in statement:
            raise _malformed("Missing required field Resource")
        refuse_unknown_roles(call.backend, statement, lambda _: _malformed("Invalid principal in policy"))


def cors_is_valid(call: Call) -> None:
    """Methods that there are, and no more than one star in an origin or header."""
    for rule in (call.parameters.get("CORSConfiguration") or {}).get("CORSRules") or []:
        for method in rule.get("AllowedMethods") or []:
            if method not in _METHODS:
                message = f"Found unsupported HTTP method in CORS config. Unsupported method is {method}"
                raise AwsRefusal("InvalidRequest", message)
        for name in ("AllowedOrigins", "AllowedHeaders"):
            for text in rule.get(name) or []:
                if str(text).count("*") > 1:
                    raise AwsRefusal("InvalidRequest", f'{name[:-1]} "{text}" can not have more than one wildcard.')
        for text in rule.get("ExposeHeaders") or []:
            if "*" in str(text):
                message = (
                    f'ExposeHeader "{text}" contains wildcard. We currently do not support wildcard for ExposeHeader.'
                )
                raise AwsRefusal("InvalidRequest", message)


def give_defaults(call: Call, answer: Answer) -> Answer:
    """Since April 2023 a new bucket is closed to the public, without access lists and encrypted."""
    bucket = call.parameters["Bucket"]
    call.backend.ask("s3", "PutPublicAccessBlock", Bucket=bucket,
                     PublicAccessBlockConfiguration=dict.fromkeys(_BLOCKS, True))  # fmt: skip
    ownership = str(call.parameters.get("ObjectOwnership") or "BucketOwnerEnforced")
    call.backend.ask("s3", "PutBucketOwnershipControls", Bucket=bucket,
                     OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})  # fmt: skip
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
    call.backend.ask("s3", "PutBucketEncryption", Bucket=bucket,
                     ServerSideEncryptionConfiguration={"Rules": [rule]})  # fmt: skip
    return answer


def _text(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _malformed(message: str) -> AwsRefusal:
    return AwsRefusal("MalformedPolicy", message)


RULES: Final = Rules(
    before={"PutBucketPolicy": (policy_is_well_formed,), "PutBucketCors": (cors_is_valid,)},
    after={"CreateBucket": (give_defaults,)},
)
