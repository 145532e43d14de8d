"""The GraphQL API on the wire: names, defaults, modes, keys, schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.resource import Resource
from baasctl.model.value import at, freeze
from baasctl.providers.amplify.appsync import compiled, keys, schema_text, sdl, tables
from baasctl.providers.amplify.appsync.entries import ENTRIES
from baasctl.providers.amplify.graphql_api import KIND, Surroundings, decode, encode, normal_modes
from baasctl.providers.contract import Yes

AROUND = Surroundings(region="eu-west-1", user_pool="eu-west-1_own")
LIVE = {
    "name": "notes",
    "apiId": "abc",
    "authenticationType": "AMAZON_COGNITO_USER_POOLS",
    "userPoolConfig": {"userPoolId": "eu-west-1_own", "awsRegion": "eu-west-1", "defaultAction": "ALLOW"},
    "additionalAuthenticationProviders": [{"authenticationType": "AWS_IAM"}],
    "xrayEnabled": True,
    "introspectionConfig": "ENABLED",
    "queryDepthLimit": 0,
}
OPERATIONS = (
    "UpdateGraphqlApi",
    "CreateApiKey",
    "UpdateApiKey",
    "PutGraphqlApiEnvironmentVariables",
    "StartSchemaCreation",
)
IDENTITY = {"apiId", "id"}


def leaves(shape: Any, place: str = "") -> Iterator[str]:
    """Every member that is no structure, by dotted name."""
    if shape.type_name == "list":
        shape = shape.member
    if shape.type_name != "structure":
        yield place
        return
    for name, member in shape.members.items():
        yield from leaves(member, f"{place}.{name}" if place else name)


def test_every_writable_member_has_exactly_one_name() -> None:
    """What AppSync lets anybody write of an API is said by one field; nothing is forgotten, nothing said twice."""
    import botocore.session

    model = botocore.session.Session().get_service_model("appsync")
    said = [
        wire
        for field, answer in ENTRIES.fields[KIND].items()
        if isinstance(answer, Yes) and not field.endswith((".valid_for", ".renew_before"))
        for wire in answer.wire.split(", ")
    ]
    expected = {
        name if operation == "UpdateGraphqlApi" else f"{operation}.{name}"
        for operation in OPERATIONS
        for name in leaves(model.operation_model(operation).input_shape)
        if name not in IDENTITY
    }
    # A key's description is its name, and does not change.
    expected.remove("UpdateApiKey.description")

    assert expected - set(said) == set()
    assert [wire for wire in said if said.count(wire) > 1] == []


def test_a_decoded_api_has_words_of_its_own_and_tells_what_is_not_set() -> None:
    """Wire words become neutral ones; a member that is as the service has it by itself is unset."""
    found, unset = decode(LIVE)

    assert at(found, "/auth/default") == freeze(
        {"type": "user_pool", "user_pool": "eu-west-1_own", "region": "eu-west-1", "default_action": "allow"}
    )
    assert at(found, "/xray") is True
    assert {"/introspection", "/limits/query_depth", "/owner_contact"} <= unset
    assert "/xray" not in unset


def test_an_update_carries_everything_that_is_live_with_the_changes_over_it() -> None:
    """Nothing is left out, so that it does not matter what AppSync does with what is left out."""
    after = freeze({"limits": {"query_depth": None}, "logs": {"level": "error", "role": "arn:r"}})
    assert isinstance(after, Mapping)

    body = encode(LIVE, after, ["/limits/query_depth", "/logs/level", "/logs/role"], AROUND)

    assert body["queryDepthLimit"] == 0
    assert body["logConfig"] == {"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:r"}
    assert body["xrayEnabled"] is True
    assert body["userPoolConfig"]["defaultAction"] == "ALLOW"
    assert "apiId" not in body


def test_another_default_mode_leaves_the_settings_of_the_old_one_behind() -> None:
    """Settings of a mode that is no longer the default are not sent."""
    after = freeze({"auth": {"default": {"type": "oidc", "issuer": "https://i", "ttl_after_issue": 60}}})
    assert isinstance(after, Mapping)

    body = encode(LIVE, after, ["/auth/default/type", "/auth/default/issuer"], AROUND)

    assert body["authenticationType"] == "OPENID_CONNECT"
    assert body["openIDConnectConfig"] == {"issuer": "https://i", "iatTTL": 60_000}
    assert "userPoolConfig" not in body


def test_additional_modes_compare_without_order_and_without_defaults() -> None:
    """A mode that leaves out the app's own pool and one that names it are the same."""
    short = freeze([{"type": "user_pool"}, {"type": "oidc", "issuer": "https://i", "ttl_after_issue": 0}])
    long = freeze(
        [
            {"type": "oidc", "issuer": "https://i"},
            {"type": "user_pool", "user_pool": "eu-west-1_own", "region": "eu-west-1"},
        ]
    )

    assert normal_modes(short, AROUND) == normal_modes(long, AROUND)


def test_keys_are_told_by_description_and_never_by_their_id() -> None:
    """The id of a key is the key; of several with one description the longest-lived has the plain name."""
    wire = [
        {"id": "da2-one", "description": "web", "expires": 1_800_003_600},
        {"id": "da2-two", "description": "web", "expires": 1_800_090_000},
        {"id": "da2-three", "expires": 1_800_003_600},
    ]

    found = keys.decode(keys.told(wire))

    assert sorted(found) == ["default", "web", "web (2)"]
    assert "da2-" not in json.dumps(keys.told(wire)) + repr(found)


@pytest.mark.parametrize(
    ("left_days", "expected"), [(40, "kept"), (20, "renewed"), (-3, "renewed")], ids=["far", "near", "past"]
)
def test_a_key_is_renewed_when_it_would_stop_sooner_than_asked(left_days: int, expected: str) -> None:
    """`valid_for` asks for nothing while the key lasts longer than `renew_before`."""
    now = 1_800_000_000
    live_time = keys.time_of(now + left_days * 86400)
    address = Address("prod", KIND)
    live = Resource(address=address, attributes={"api_keys": freeze({"web": {"expires": live_time}})})
    wanted = {"valid_for": 365 * 86400, "renew_before": 30 * 86400}
    desired = Resource(address=address, attributes={"api_keys": freeze({"web": wanted})})

    found = keys.with_expiry(desired, live, now)

    time = at(found.attributes, "/api_keys/web/expires")
    assert time == (live_time if expected == "kept" else keys.time_of(now + 365 * 86400))
    assert keys.with_expiry(found, live, now + 99_999).attributes == found.attributes


def test_tables_go_by_the_models_they_were_made_for() -> None:
    """Amplify's names of tables hold the API's id; other tables keep their own name."""
    api = "abcdefghijklmnopqrstuvwxyz"
    physical = (f"Todo-{api}-NONE", "legacy-orders")

    assert tables.friendly_names(physical, api) == {f"Todo-{api}-NONE": "Todo", "legacy-orders": "legacy-orders"}
    assert tables.physical_name("Todo", physical, api) == f"Todo-{api}-NONE"


def test_a_digest_does_not_know_ids_that_the_server_gives() -> None:
    """The same resolver in another API has the same digest; another template has another."""
    one = {"typeName": "Query", "fieldName": "a", "resolverArn": "arn:1", "kind": "UNIT", "code": "x"}

    assert compiled.digest_of(one) == compiled.digest_of({**one, "resolverArn": "arn:2", "maxBatchSize": 0})
    assert compiled.digest_of(one) != compiled.digest_of({**one, "code": "y"})


ONE = """
schema { query: Query }
# Comment.
type Query { todo(id: ID!, at: AWSDate = "x"): Todo }
type Todo @aws_iam @aws_api_key { id: ID! }
extend type Todo { text: String }
"""
OTHER = """
type Todo @aws_api_key @aws_iam {
  text: String
  id: ID!
}
type Query { todo(at: AWSDate = "x", id: ID!): Todo }
"""


def test_schemas_that_mean_the_same_have_one_spelling() -> None:
    """Order, comments, extensions and the usual `schema` say nothing."""
    assert sdl.normal_form(ONE) == sdl.normal_form(OTHER)
    assert sdl.normal_form(ONE) != sdl.normal_form(OTHER.replace("@aws_iam", ""))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("type Query {\n  a: String!!\n}", 2, "Expected Name, found '!'."),
        ("type Query {\n  a: Missing\n}", 2, "Unknown type 'Missing'."),
        ("type Query {\n  a: AWSJSON @model\n}", 2, "Unknown directive '@model'."),
        ("type Other { a: Int }", 0, "There is no type `Query`, and no `schema` that names another."),
    ],
)
def test_what_appsync_would_not_take_has_a_place(text: str, line: int, reason: str) -> None:
    """Syntax, unknown names and a missing root are found without asking anybody."""
    (found,) = sdl.problems(text)

    assert (found.line, found.reason) == (line, reason)


def schema_change(before: str, after: str) -> Change:
    """An update of the schema alone, as a plan has it."""
    field = FieldChange(path="/schema", before=sdl.normal_form(before) or "", after=sdl.normal_form(after) or "")
    return Change(address=Address("prod", KIND), action=Action.UPDATE, fields=(field,))


@pytest.mark.parametrize(
    ("after", "hazards"),
    [
        (OTHER.replace("text: String", ""), {Hazard.DOWNTIME}),
        (OTHER.replace("text: String", "text: Int"), {Hazard.DOWNTIME}),
        (OTHER.replace("@aws_iam", ""), {Hazard.MAY_WIDEN_ACCESS}),
        (OTHER.replace("text: String", "text: String more: Int"), set()),
    ],
    ids=["field gone", "another type", "directive gone", "field more"],
)
def test_a_schema_says_what_callers_lose_and_who_gets_in(after: str, hazards: set[Hazard]) -> None:
    """Removed or retyped members break clients; a directive that is gone lets others in; more is harmless."""
    assert {risk.hazard for risk in schema_text.risks(schema_change(OTHER, after))} == hazards


def recorded(shared: Path, resource_type: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What was declared and what AWS answered, of every recorded resource of a type."""
    models = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))["models"]
    resources = [each["model"]["resource"] | each["model"] for each in models]
    return [(each["declared"], each["liveRaw"]) for each in resources if each["resourceType"] == resource_type]


def from_cloud_control(value: Any) -> Any:
    """Cloud Control's names as the API has them."""
    own = {"OpenIDConnectConfig": "openIDConnectConfig", "AuthTTL": "authTTL", "IatTTL": "iatTTL"}
    if isinstance(value, dict):
        return {own.get(key, key[0].lower() + key[1:]): from_cloud_control(each) for key, each in value.items()}
    return [from_cloud_control(each) for each in value] if isinstance(value, list) else value


def test_recorded_apis_show_no_difference_that_nobody_made(shared: Path) -> None:
    """What was declared of a real API equals what AWS answered, by everything that is compared."""
    found = recorded(shared, "AWS::AppSync::GraphQLApi")
    assert found
    for declared, live in found:
        wanted, _ = decode(from_cloud_control(declared))
        there, _ = decode(from_cloud_control(live))
        for path in ("/name", "/introspection", "/xray", "/limits/query_depth", "/visibility"):
            if at(wanted, path) == at(freeze({}), path):  # type: ignore[arg-type]
                continue
            assert at(wanted, path) == at(there, path)
        assert at(wanted, "/auth/default/type") == at(there, "/auth/default/type")
        modes = [normal_modes(at(side, "/auth/additional"), AROUND) for side in (wanted, there)]  # type: ignore[arg-type]
        assert modes[0] == modes[1]


def test_recorded_resolvers_have_the_digest_of_what_was_declared(shared: Path) -> None:
    """What AWS adds to a resolver changes no digest."""
    found = recorded(shared, "AWS::AppSync::Resolver")
    assert found
    for declared, live in found:
        sides = [
            {name: each for name, each in from_cloud_control(side).items() if name != "apiId"}
            for side in (declared, live)
        ]
        assert compiled.digest_of(sides[0]) == compiled.digest_of(sides[1])
