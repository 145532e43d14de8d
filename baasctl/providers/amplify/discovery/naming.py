"""Which resource is the user pool, the API, the bucket `drive`: by outputs, by type, by tags.

Outputs of Gen 2: aws-amplify/amplify-backend `packages/backend-output-schemas/src/*/v1.ts`; which of a stack's outputs
are Amplify's is in its template's metadata (`deployed-backend-client/src/stack_metadata_output_retrieval_strategy.ts`).
Gen 1: aws-amplify/amplify-cli, the nested stacks `auth…`, `api…`, `storage…`, `function…`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from baasctl.providers.amplify.discovery.stack_rows import StackResource, known_id

Json = TypeVar("Json", bound=dict | list)  # type: ignore[type-arg]
OUTPUTS: Final = {
    "userPoolId": "user_pool",
    "webClientId": "user_pool_client",
    "identityPoolId": "identity_pool",
    "awsAppsyncApiId": "api",
}
LISTS: Final = ("buckets", "bucketName", "definedFunctions")
TYPES: Final = {
    "user_pool": "AWS::Cognito::UserPool",
    "user_pool_client": "AWS::Cognito::UserPoolClient",
    "identity_pool": "AWS::Cognito::IdentityPool",
    "api": "AWS::AppSync::GraphQLApi",
}
_ARNS: Final = {
    ":cognito-idp:": "user_pool",
    ":cognito-identity:": "identity_pool",
    ":appsync:": "api",
}
_FRIENDLY: Final = "amplify:friendly-name"
_ROLE: Final = re.compile(r"^(?:amplifyAuth)?(?P<un>[Uu]n)?[Aa]uth(?:enticatedUser)?Role(?:[0-9A-F]{8})?$")
_GROUP_ROLE: Final = re.compile(r"^(?:amplifyAuth)?(?P<group>.+)GroupRole(?:[0-9A-F]{8})?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Ids by the role they play, buckets by the name in the app's code, physical names of functions."""

    ids: Mapping[str, str] = field(default_factory=dict)
    buckets: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)


def by_output(outputs: Mapping[str, str], metadata: str, tags: Mapping[str, Mapping[str, str]]) -> Named:
    """What the outputs of a root stack of Gen 2 name.

    Args:
        metadata: Of its template, a JSON text; where it lists Amplify's outputs, no other counts.
    """
    known = _amplifys_own(metadata)
    ours = {key: value for key, value in outputs.items() if value and (not known or key in known)}
    buckets = {str(each["name"]): str(each["bucketName"]) for each in _objects(ours.get("buckets", ""))
               if "name" in each and "bucketName" in each}  # fmt: skip
    if not buckets and "bucketName" in ours:
        friendly = _friendly_names(tags).get(ours["bucketName"], ours["bucketName"])
        buckets = {friendly: ours["bucketName"]}
    functions = {each: each for each in _json(ours.get("definedFunctions", ""), list) if isinstance(each, str)}
    return Named(
        ids={name: ours[key] for key, name in OUTPUTS.items() if key in ours}, buckets=buckets, functions=functions
    )


def by_type(rows: Sequence[StackResource]) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Ids where a type occurs once (of two app clients of Gen 1 the one for the web), and the types that do not."""
    ids: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for name, resource_type in TYPES.items():
        known = [row for row in rows if row.type == resource_type]
        web = [row for row in known if name == "user_pool_client" and row.logical == "UserPoolClientWeb"]
        if len(web or known) == 1:
            ids[name] = (web or known)[0].id
        elif known:
            ambiguous[name] = tuple(sorted(row.id for row in known))
    return ids, ambiguous


def by_tags(tags: Mapping[str, Mapping[str, str]]) -> Named:
    """What the resources are that carry the app's tags, where no stack was found."""
    ids: dict[str, list[str]] = {}
    for arn in tags:
        for mark, name in _ARNS.items():
            if mark in arn and (mark != ":appsync:" or "/" not in arn.split(":apis/")[-1]):
                ids.setdefault(name, []).append(known_id(arn))
    friendly = {arn: each.get(_FRIENDLY) or known_id(arn) for arn, each in tags.items()}
    return Named(
        ids={name: several[0] for name, several in ids.items() if len(several) == 1},
        buckets={name: known_id(arn) for arn, name in friendly.items() if ":s3:" in arn},
        functions={name: known_id(arn) for arn, name in friendly.items() if ":lambda:" in arn and ":function:" in arn},
    )


def functions_in(
    rows: Iterable[StackResource], defined: Mapping[str, str], tags: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    """The app's own functions by name; those that CDK and the transformer add for themselves are not among them."""
    names = _friendly_names(tags)
    found: dict[str, str] = {}
    for row in rows:
        if row.type != "AWS::Lambda::Function":
            continue
        gen_1 = _category(row, "function")
        if row.id in defined:
            found[names.get(row.id) or re.sub(r"(lambda)?[0-9A-F]{8}$", "", row.logical)] = row.id
        elif row.logical == "LambdaFunction" and gen_1:
            found[gen_1] = row.id
    missing = {names.get(each, each): each for each in defined if each not in found.values()}
    return {**found, **missing}


def buckets_in(rows: Iterable[StackResource]) -> Mapping[str, str]:
    """Buckets of Gen 1, one a stack of storage, by the stack's name."""
    found = {_category(row, "storage"): row.id for row in rows if row.type == "AWS::S3::Bucket"}
    return {name: physical for name, physical in found.items() if name}


def roles_in(rows: Iterable[StackResource]) -> Mapping[str, str]:
    """The roles of signed-in users (`auth`), guests (`unauth`) and groups, by the names that templates give them."""
    found: dict[str, str] = {}
    for row in rows:
        if row.type != "AWS::IAM::Role" or not row.root:
            continue
        if basic := _ROLE.match(row.logical):
            found["unauth" if basic["un"] else "auth"] = row.id
        elif group := _GROUP_ROLE.match(row.logical):
            found[group["group"]] = row.id
    return found


def _category(row: StackResource, category: str) -> str:
    """The name of a resource of Gen 1 in the stack `<category><name>`; empty outside such a stack."""
    stack = next((logical for logical in row.path if logical.startswith(category)), "")
    return stack.removeprefix(category) or (row.logical if stack else "")


def _friendly_names(tags: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    return {known_id(arn): each[_FRIENDLY] for arn, each in tags.items() if _FRIENDLY in each}


def _amplifys_own(metadata: str) -> frozenset[str]:
    described = _json(metadata, dict)
    return frozenset(
        str(output)
        for key, each in described.items()
        if key.startswith("AWS::Amplify::") and isinstance(each, dict)
        for output in each.get("stackOutputs") or ()
    )


def _objects(text: str) -> list[dict[str, object]]:
    """A JSON array of objects, or of JSON texts of objects: Amplify writes lists of outputs as the latter."""
    members = (_json(each, dict) if isinstance(each, str) else each for each in _json(text, list))
    return [each for each in members if isinstance(each, dict)]


def _json(text: str, kind: type[Json]) -> Json:
    try:
        found = json.loads(text) if text else kind()
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()
