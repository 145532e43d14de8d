"""Recorded answers of the real AWS beside what had been declared, kind by kind: no phantom difference.

The user pool and what belongs to it are in `tests/unit/providers/amplify/test_recorded_user_pools.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from baasctl.diff.fields import compare_fields
from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, at, leaves, put
from baasctl.providers.amplify import graphql_api, hosting, roles
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.secret_digests import SecretDigests

Properties = Mapping[str, Any]
ELSEWHERE: Final = {
    "AWS::Cognito::UserPool": 7,
    "AWS::Cognito::UserPoolClient": 4,
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": 1,
}
"""Compared by the other test of recorded answers."""


def lowered(value: Any) -> Any:
    """Cloud Control's names as AppSync and Amplify have them: they begin small."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: lowered(member) for name, member in value.items()}
    return [lowered(member) for member in value] if isinstance(value, list) else value


def hosting_wire(properties: Properties) -> dict[str, Any]:
    """Variables are a list of name and value in Cloud Control, and a map on the wire."""
    made: dict[str, Any] = lowered(properties)
    if "environmentVariables" in made:
        made["environmentVariables"] = {each["name"]: each["value"] for each in made["environmentVariables"]}
    return made


def read_app(properties: Properties) -> Resource:
    return read_hosting(hosting.Live(app=hosting_wire(properties), named={}, ambiguous={}))


def read_branch(properties: Properties) -> Resource:
    name = str(properties["BranchName"])
    return read_hosting(hosting.Live(app=None, named={"branches": {name: hosting_wire(properties)}}, ambiguous={}))


def read_hosting(live: hosting.Live) -> Resource:
    return hosting.decode(Address("prod", "hosting"), "d1", live, SecretDigests(), {})


def read_api(properties: Properties) -> Resource:
    attributes, unset = graphql_api.decode({"apiId": "a", **lowered(properties)})
    around = graphql_api.Surroundings(region="us-east-1")
    modes = graphql_api.normal_modes(at(attributes, "/auth/additional"), around)
    attributes = put(attributes, "/auth/additional", modes)
    return Resource(address=Address("prod", "graphql_api"), attributes=attributes, unset=unset)


def read_role(properties: Properties) -> Resource:
    tags = {"Tags": properties["Tags"]} if "Tags" in properties else {}
    answer = {
        "Role": {**properties, "RoleName": properties.get("RoleName", "declared without a name"), **tags},
        "Policies": {each["PolicyName"]: each["PolicyDocument"] for each in properties.get("Policies", ())},
        "Attached": properties.get("ManagedPolicyArns", []),
        "PermissionsBoundary": properties.get("PermissionsBoundary"),
    }
    return roles.decode(answer, Address("prod", "roles", ("r",)), {})


READERS: Final[Mapping[str, Callable[[Properties], Resource]]] = {
    "AWS::Amplify::App": read_app,
    "AWS::Amplify::Branch": read_branch,
    "AWS::AppSync::GraphQLApi": read_api,
    "AWS::IAM::Role": read_role,
}
LEAST: Final = {"AWS::Amplify::App": 1, "AWS::Amplify::Branch": 1, "AWS::AppSync::GraphQLApi": 4, "AWS::IAM::Role": 23}
"""Models of each type that are compared; it may grow only."""


def models(shared: Path) -> list[tuple[str, str, Properties, Properties]]:
    """File, type, what was declared, what AWS answered.

    Left out: what CloudFormation would have resolved, and recordings of a difference that is real.
    """
    recorded = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))["models"]
    found = []
    for each in recorded:
        resource = each["model"].get("resource", {})
        live = each["model"].get("liveRaw") or resource.get("liveRaw")
        really_differs = any(said["tier"] == "declared" for said in each["model"].get("expected", ()))
        if resource.get("resourceType") in READERS and live and not really_differs:
            declared = {name: value for name, value in resource["declared"].items() if is_resolved(value)}
            found.append((each["file"], resource["resourceType"], declared, live))
    return found


def is_resolved(value: object) -> bool:
    return all(mark not in json.dumps(value) for mark in ('"Fn::', '"Ref"', "${", "<unresolved"))


def declared_of(resource: Resource) -> Resource:
    """What was declared and no default; a role that CloudFormation names declares none."""
    attributes: Attributes = {}
    for path, value in leaves(resource.attributes):
        if path not in resource.unset and path != "/name":
            attributes = put(attributes, path, value)
    return Resource(address=resource.address, attributes=attributes)


@pytest.mark.parametrize("resource_type", READERS)
def test_a_recorded_resource_differs_in_nothing_that_was_declared(shared: Path, resource_type: str) -> None:
    """What AWS adds, sorts, repeats or fills in is no drift."""
    read, seen = READERS[resource_type], Counter[str]()
    for file, recorded_type, declared, live in models(shared):
        if recorded_type != resource_type:
            continue
        desired = declared_of(read(declared))
        fields = SUPPORT.fields_of(desired.address.kind, kind(desired.address.kind).fields)
        changes = compare_fields(desired, read(live), fields).changes
        assert [(change.path, change.before, change.after) for change in changes] == [], file
        seen[recorded_type] += 1
    assert seen[resource_type] >= LEAST[resource_type]


def test_the_recorded_types_that_are_compared_do_not_become_fewer(shared: Path) -> None:
    """A count over all recorded models, so that a model that nobody compares any more is noticed."""
    compared = sum(LEAST.values()) + sum(ELSEWHERE.values())

    assert compared >= 41
    assert len(models(shared)) >= sum(LEAST.values())
