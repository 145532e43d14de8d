"""What was declared and what the real AWS answered is the same to the adapter, for recorded buckets and roles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baasctl.model.address import Address
from baasctl.model.value import same
from baasctl.providers.amplify import buckets, roles
from baasctl.providers.amplify.object_storage import cors, lifecycle
from baasctl.providers.amplify.tags import is_own

ACTIONS = {
    "ExpirationInDays": ("Expiration", "Days"),
    "NoncurrentVersionExpirationInDays": ("NoncurrentVersionExpiration", "NoncurrentDays"),
}
_BEHIND_BY_DESIGN = ("BucketConfigRemoved", "BucketConfigsOmit2", "CorpusBucket", "RoleInlinePolicyRemoved")
"""Recorded after somebody had taken the configuration away, so live is not what was declared."""


def _models(shared: Path, resource_type: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    found = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))["models"]
    for each in found:
        resource = each["model"]["resource"]
        if resource["resourceType"] == resource_type:
            yield each["file"], resource["declared"], each["model"]["liveRaw"]


def _lifecycle_body(model: Mapping[str, Any]) -> dict[str, Any]:
    """Cloud Control's names → those of S3."""
    rules = []
    for rule in (model.get("LifecycleConfiguration") or {}).get("Rules", []):
        wire = {key: value for key, value in rule.items() if key not in ("Id", *ACTIONS)}
        for name, (action, member) in ACTIONS.items():
            if name in rule:
                wire[action] = {member: rule[name]}
        rules.append({"Filter": {"Prefix": wire.pop("Prefix", "")}, **wire})
    return {"Rules": rules} if rules else {}


def _cors_body(model: Mapping[str, Any]) -> dict[str, Any]:
    names = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}
    rules = (model.get("CorsConfiguration") or {}).get("CorsRules", [])
    return {"CORSRules": [{names.get(key, key): value for key, value in rule.items()} for rule in rules]}


def test_recorded_buckets_show_no_difference(shared: Path) -> None:
    """CORS, lifecycle, labels and versioning of a real bucket are what was declared for it."""
    count = 0
    for file, declared, live in _models(shared, "AWS::S3::Bucket"):
        count += 1
        if any(name in file for name in _BEHIND_BY_DESIGN):
            continue
        if declared.get("CorsConfiguration"):
            assert same(cors.decode(_cors_body(declared), file), cors.decode(_cors_body(live), file)), file
        if declared.get("LifecycleConfiguration"):
            wanted, found = (lifecycle.split(_lifecycle_body(model), file)[0] for model in (declared, live))
            assert same(wanted, found), file
        tags = [
            {tag["Key"]: tag["Value"] for tag in model.get("Tags", []) if is_own(tag["Key"])}
            for model in (declared, live)
        ]
        assert tags[0] == tags[1], file
        statuses = [(model.get("VersioningConfiguration") or {}).get("Status") for model in (declared, live)]
        assert statuses[0] == statuses[1], file
    assert count >= 19


def test_a_recorded_bucket_has_what_new_buckets_have(shared: Path) -> None:
    """Of a bucket for which nothing was declared, everything that null can be written for reads as unset."""
    for file, _, live in _models(shared, "AWS::S3::Bucket"):
        if "Assets9A31D427" not in file:
            continue
        rule = live["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
        bodies = {
            "encryption": {
                "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
                **{key: value for key, value in rule.items() if key != "ServerSideEncryptionByDefault"},
            },
            "public_access": live["PublicAccessBlockConfiguration"],
            "ownership": live["OwnershipControls"]["Rules"][0],
            "policy": {},
            "versioning": {},
        }
        one = buckets.decode("b", "us-east-1", bodies, Address("t", "buckets", ("b",)), {})
        assert one.attributes["public"] is False
        assert {
            "/public",
            "/encryption_key",
            "/versioning",
            "/native/amplify/ObjectOwnership",
            "/native/amplify/Encryption",
            "/native/amplify/PublicAccessBlock",
        } <= one.unset


def test_recorded_roles_show_no_difference(shared: Path) -> None:
    """Documents, attached policies and settings of a real role are what was declared for it."""
    count = 0
    for file, declared, live in _models(shared, "AWS::IAM::Role"):
        count += 1
        if any(name in file for name in _BEHIND_BY_DESIGN):
            continue
        trust = [roles.normal_document(json.dumps(m["AssumeRolePolicyDocument"])) for m in (declared, live)]
        assert same(trust[0], trust[1]), file
        policies = [
            {
                each["PolicyName"]: roles.normal_document(json.dumps(each["PolicyDocument"]))
                for each in m.get("Policies", [])
            }
            for m in (declared, live)
        ]
        assert all(same(document, policies[1].get(name)) for name, document in policies[0].items()), file
        assert set(declared.get("ManagedPolicyArns", ())) <= set(live.get("ManagedPolicyArns", ())), file
        assert declared.get("MaxSessionDuration", 3600) == live["MaxSessionDuration"], file
    assert count >= 24
