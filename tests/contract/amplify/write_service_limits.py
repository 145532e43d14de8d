"""Writes `baasctl/providers/amplify/service_limits/*.json` from botocore's service models.

    .venv/bin/python -m tests.contract.amplify.write_service_limits

The models are in PyPI botocore (Apache-2.0), which AWS publishes them with. `OPERATIONS` says which requests a table
holds; add to it what a part begins to send, and run this again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import botocore
from botocore.loaders import Loader

from tests.contract.amplify.java_patterns import portable

FOLDER: Final = Path("baasctl/providers/amplify/service_limits")
_WRITES: Final = r"(Create|Update|Put|Set|Add|Start|Tag)"
OPERATIONS: Final[Mapping[str, str]] = {
    "amplify": r"(Create|Update)(App|Branch|DomainAssociation|Webhook)|StartJob|TagResource",
    "appsync": rf"{_WRITES}(?!Channel|DataSourceIntro|DomainName|Api$|SourceApi)\w*",
    "cognito-identity": r"(Create|Update)IdentityPool|SetIdentityPoolRoles|SetPrincipalTagAttributeMap|TagResource",
    "cognito-idp": rf"(?!SetUserSettings|SetUserMFA|StartWebAuthn){_WRITES}(?!AuthEvent|DeviceStatus|UserAttr)\w*",
    "dynamodb": r"CreateTable|UpdateTable|UpdateTimeToLive|UpdateContinuousBackups|TagResource",
    "iam": r"(Create|Update|Tag|Put)Role(Policy|PermissionsBoundary)?|UpdateAssumeRolePolicy|AttachRolePolicy",
    "lambda": r"(Create|Update)(Function\w*|EventSourceMapping|Alias)|(Put|Add)(?!Layer)\w+|TagResource",
    "s3": r"CreateBucket|PutBucket\w+|PutPublicAccessBlock|PutObject(Acl|LegalHold|LockConfiguration|Tagging)?",
    "scheduler": r"(Create|Update)Schedule(Group)?|TagResource",
    "secretsmanager": r"CreateSecret|UpdateSecret|PutSecretValue|TagResource",
    "ssm": r"PutParameter|AddTagsToResource",
}
LISTS: Final = ("list", "map", "structure")


def table(service: str) -> dict[str, Any]:
    """Operations in use with the shapes below their requests: types, limits, required members; no descriptions."""
    model = Loader().load_service_model(service, "service-2")
    chosen = [name for name in model["operations"] if re.fullmatch(OPERATIONS[service], name)]
    inputs = {
        name: model["operations"][name]["input"]["shape"] for name in chosen if "input" in model["operations"][name]
    }
    shapes: dict[str, Any] = {}
    waiting = list(inputs.values())
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = described(model["shapes"][name])
            waiting.extend(_below(shapes[name]))
    return {
        "source": f"botocore {botocore.__version__}, {service} {model['metadata']['apiVersion']}",
        "operations": dict(sorted(inputs.items())),
        "shapes": dict(sorted(shapes.items())),
    }


def described(shape: Mapping[str, Any]) -> dict[str, Any]:
    """One shape of a model, without its documentation."""
    found: dict[str, Any] = {"type": shape["type"]}
    found |= {name: shape[name] for name in ("min", "max", "enum") if name in shape}
    if "pattern" in shape and (pattern := portable(shape["pattern"])) is not None:
        found["pattern"] = pattern
    if shape["type"] == "structure":
        found["members"] = {name: member["shape"] for name, member in shape["members"].items()}
        if shape.get("required"):
            found["required"] = shape["required"]
    elif shape["type"] == "list":
        found["member"] = shape["member"]["shape"]
    elif shape["type"] == "map":
        found |= {"key": shape["key"]["shape"], "value": shape["value"]["shape"]}
    return found


def _below(shape: Mapping[str, Any]) -> Iterator[str]:
    yield from shape.get("members", {}).values()
    yield from (shape[name] for name in ("member", "key", "value") if name in shape)


def as_text(found: Mapping[str, Any]) -> str:
    """One line a shape, so that a newer model shows what it changes."""
    shapes = ",\n".join(f"    {json.dumps(name)}: {json.dumps(shape)}" for name, shape in found["shapes"].items())
    return (
        f'{{\n  "source": {json.dumps(found["source"])},\n  "operations": {json.dumps(found["operations"])},\n'
        f'  "shapes": {{\n{shapes}\n  }}\n}}\n'
    )


if __name__ == "__main__":
    for each in OPERATIONS:
        (FOLDER / f"{each}.json").write_text(as_text(table(each)))
