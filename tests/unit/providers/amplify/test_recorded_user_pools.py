"""Recorded answers of the real AWS beside what had been declared: nothing else than that may show as a difference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, at, leaves, put
from baasctl.providers.amplify.auth_hooks import Functions
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.amplify.user_pool import resources
from baasctl.providers.amplify.user_pool.documents import CLIENT, POOL, RISK

DOCUMENTS = {
    "AWS::Cognito::UserPool": POOL,
    "AWS::Cognito::UserPoolClient": CLIENT,
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": RISK,
}
AS_DESCRIBED = {"UserPoolName": "Name", "Schema": "SchemaAttributes"}
NO_FUNCTIONS = Functions(pool_arn="arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_x")


def recorded(shared: Path) -> list[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
    """File, document, what was declared, what AWS answered; in the words of DescribeUserPool."""
    models = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))["models"]
    found = []
    for each in models:
        resource = each["model"].get("resource", {})
        live = each["model"].get("liveRaw") or resource.get("liveRaw")
        if resource.get("resourceType") in DOCUMENTS and live:
            document = DOCUMENTS[resource["resourceType"]]
            found.append((each["file"], document, described(resource["declared"]), described(live)))
    return found


def described(model: Mapping[str, Any]) -> dict[str, Any]:
    """The model with the names of the API; references that CloudFormation would resolve are left out."""
    named = {AS_DESCRIBED.get(name, name): value for name, value in model.items()}
    if isinstance(named.get("SchemaAttributes"), list):
        named["SchemaAttributes"] = [
            {"AttributeDataType": "String", **attribute} for attribute in named["SchemaAttributes"]
        ]
    return {name: value for name, value in named.items() if "Fn::" not in json.dumps(value) and "Ref" not in str(value)}


def decoded(name: str, document: str, content: Mapping[str, Any], spec: Resource | None = None) -> dict[str, Resource]:
    specs = {spec.address: spec.attributes} if spec else {}
    found = resources.decode(name, {POOL: {}, document: content}, "prod", NO_FUNCTIONS, specs)
    return {each.address.name: each for each in found}


def only_set(resource: Resource) -> Resource:
    """What is said and no default."""
    attributes: Mapping[str, Any] = {}
    for path, value in leaves(resource.attributes):
        if path not in resource.unset and at(resource.attributes, path) is not ABSENT:
            attributes = put(attributes, path, value)
    return Resource(address=resource.address, attributes=attributes)


@pytest.mark.parametrize("name", ["auth", "email_templates"])
def test_a_recorded_pool_differs_in_nothing_that_was_declared(shared: Path, name: str) -> None:
    """What AWS adds, sorts, repeats or fills in is no drift: seven pools and the clients and settings beside them."""
    fields = SUPPORT.fields_of(name, kind(name).fields)
    seen = 0
    for file, document, declared, live in recorded(shared):
        for address, wanted in decoded(name, document, declared).items():
            desired = only_set(wanted)
            beside = decoded(name, document, live, desired).get(address)
            seen += 1
            assert beside is not None, (file, address)
            changes = compare_fields(desired, beside, fields).changes
            assert [(change.path, change.before, change.after) for change in changes] == [], file
    assert seen >= (7 if name == "auth" else 5)


def test_attributes_of_a_recorded_pool_can_be_adopted(shared: Path) -> None:
    """Custom attributes read back with a prefix and texts for numbers; the ones that every pool has are left out."""
    pools = {file: live for file, document, _, live in recorded(shared) if document == POOL}
    live = next(live for file, live in pools.items() if "MinimalPool" in file)

    found = decoded("auth", POOL, live)[""]

    schema = at(found.attributes, "/native/amplify/Schema")
    assert isinstance(schema, Mapping)
    assert list(schema) == ["tenant"]
    assert at(schema, "/tenant/StringAttributeConstraints/MaxLength") == "256"


def test_a_pool_says_nothing_of_documents_that_nobody_asked_for() -> None:
    """A field of the app client is neither there nor unset while the client was not read."""
    found = resources.decode("auth", {POOL: {"Name": "web"}}, "prod", NO_FUNCTIONS)[0]

    assert found.address == Address("prod", "auth")
    assert at(found.attributes, "/redirect_urls") is ABSENT
    assert "/redirect_urls" not in found.unset
