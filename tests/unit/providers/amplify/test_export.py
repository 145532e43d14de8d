"""Changes as overrides in `amplify/backend.ts`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from baasctl.kinds import groups
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, at, freeze, leaves
from baasctl.plan.guards import owned
from baasctl.providers.amplify.export.exporting import exported
from baasctl.providers.amplify.export.override import overrides_of
from baasctl.providers.amplify.export.typescript import literal, member
from tests.unit.providers.amplify import backends

FACTS = {"owner": "CloudFormation stack amplify-x", "ownership": "export"}


def change(
    kind: str, name: str = "", *, action: Action = Action.UPDATE, paths: tuple[str, ...] = (), **after: Any
) -> Change:
    """An update of everything that is given; *paths* name fields that are compared whole."""
    frozen = freeze(after)
    assert isinstance(frozen, Mapping)
    pointers = paths or tuple(path for path, _ in leaves(frozen))
    fields = tuple(FieldChange(path=path, before=ABSENT, after=at(frozen, path)) for path in pointers)
    address = Address("prod", kind, (name,) if name else ())
    return Change(address=address, action=action, before={}, after=frozen, fields=fields, facts=freeze(FACTS))  # type: ignore[arg-type]


def lines(*changes: Change, answers: Mapping[str, object] | None = None) -> list[str]:
    text = exported(changes, backends.gen_2() if answers is None else answers, "eu-west-1")
    return [line for line in text.splitlines() if not line.startswith("// For") and not line.startswith("// Where")]


def calls(*changes: Change) -> dict[str, Any]:
    """Construct and property to value."""
    found = {}
    for line in lines(*changes):
        if not line.startswith("//") and line:
            construct, _, arguments = line.removesuffix(");").partition(".addPropertyOverride(")
            path, value = json.loads(f"[{arguments}]")
            found[f"{construct.removeprefix('backend.')} {path}"] = value
    return found


POOL = "auth.resources.cfnResources.cfnUserPool"


def test_settings_of_the_pool_are_properties() -> None:
    """One leaf each, so that the rest of a policy stays the owner's."""
    found = calls(change("auth", password={"minimum_length": 12}, native={"amplify": {"UserPoolTier": "PLUS"}}))
    assert found[f"{POOL} Policies.PasswordPolicy.MinimumLength"] == 12


def test_second_factors_are_properties_of_the_pool() -> None:
    """The API has them in a request of their own, CloudFormation has not."""
    found = calls(change("auth", mfa={"mode": "optional", "factors": ("totp",)}, paths=("/mfa/mode", "/mfa/factors")))
    assert found[f"{POOL} MfaConfiguration"] == "OPTIONAL"
    assert found[f"{POOL} EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_rules_of_buckets_have_cloudformations_names() -> None:
    """CORS is one list, replaced whole."""
    rule = {
        "allowed_origins": ("https://a.example",),
        "allowed_methods": ("GET",),
        "max_age": 60,
        "exposed_headers": ("etag",),
    }
    found = calls(change("buckets", "drive", cors=(rule,), versioning=True, paths=("/cors", "/versioning")))
    construct = "storage.resources.cfnResources.cfnBucket"
    assert found[f"{construct} VersioningConfiguration.Status"] == "Enabled"
    (cors,) = found[f"{construct} CorsConfiguration.CorsRules"]
    assert cors["AllowedMethods"] == ["GET"]
    assert set(cors) <= {"AllowedHeaders", "AllowedMethods", "AllowedOrigins", "ExposedHeaders", "Id", "MaxAge"}


def test_the_configuration_of_a_function_is_a_property() -> None:
    """By the key that it may have in defineBackend."""
    found = calls(change("functions", "say-hello", timeout=30, memory=512 * 2**20))
    construct = 'backend["say-hello"].resources.cfnResources.cfnFunction'.removeprefix("backend.")
    assert found[f"{construct} Timeout"] == 30
    assert found[f"{construct} MemorySize"] == 512


def test_settings_of_the_api_have_capital_letters() -> None:
    """CloudFormation spells the members of AppSync so."""
    found = calls(change("graphql_api", limits={"query_depth": 5}, introspection=False))
    construct = "data.resources.cfnResources.cfnGraphqlApi"
    assert found == {f"{construct} QueryDepthLimit": 5, f"{construct} IntrospectionConfig": "DISABLED"}


def test_rules_of_models_are_for_the_schema_of_the_backend() -> None:
    """They have no override: the text stands in a comment, whatever is in it, and no line of it gets out."""
    rules = "type Post @model @auth(rules: [{allow: owner}]) { # */\u2028 x\n  id: ID!\n}\n"
    models = {"Post": {"rules": rules, "callers": {"get": ["user_pool"]}}}
    found = lines(change("graphql_api", paths=("/models/Post/callers/get",), models=models))

    assert "// type Post @model @auth(rules: [{allow: owner}]) { # */" in found
    assert "//   id: ID!" in found
    assert all(each.startswith("//") for each in found if each)


def test_a_group_is_named_as_the_owner_names_it() -> None:
    """Whatever characters its name has."""
    found = calls(change("groups", 'a"b', precedence=3, iam_role="arn:aws:iam::1:role/r"))
    construct = 'auth.resources.groups["a\\"b"].cfnUserGroup'
    assert found == {f"{construct} Precedence": 3, f"{construct} RoleArn": "arn:aws:iam::1:role/r"}


def test_every_member_of_a_group_has_a_property() -> None:
    """A setting that the kind has and the export forgets would be lost without a word."""
    values: dict[str, Any] = {"description": "d", "precedence": 1, "iam_role": "arn:aws:iam::1:role/r"}
    assert set(values) == set(groups.Group.model_fields)
    assert len(calls(change("groups", "admins", **values))) == len(values)


def test_the_identity_pool_has_overrides() -> None:
    """Guests are let in or kept out by a property of defineAuth's own construct; maps of clients stay the owner's."""
    one = change("identity_pool", guests=False, roles={"authenticated": "arn:r"}, cognito_clients={"web": {}})
    found = calls(change("identity_pool", guests=False, roles={"authenticated": "arn:r"}))
    assert found == {
        "auth.resources.cfnResources.cfnIdentityPool AllowUnauthenticatedIdentities": False,
        "auth.resources.cfnResources.cfnIdentityPoolRoleAttachment Roles.authenticated": "arn:r",
    }
    assert any("cognitoIdentityProviders" in line for line in lines(one))


def test_the_apps_own_client_has_overrides() -> None:
    """It is the one client that defineAuth makes; another one is not in its code."""
    own = replace(change("app_clients", "web", token_validity={"access": 1800}), remote_id=backends.CLIENT)
    construct = "auth.resources.cfnResources.cfnUserPoolClient"
    assert calls(own) == {
        f"{construct} AccessTokenValidity": 30,
        f"{construct} TokenValidityUnits.AccessToken": "minutes",
    }
    assert any("this is another" in line for line in lines(replace(own, remote_id="other")))


def test_roles_of_users_have_overrides() -> None:
    """Whole documents, on the role that users act as; other roles are not defineAuth's."""
    trust = {"Version": "2012-10-17", "Statement": []}
    one = change("roles", "auth", description="People", trust=trust, paths=("/description", "/trust"))
    role = "(backend.auth.resources.authenticatedUserIamRole.node.defaultChild as CfnRole)"
    assert lines(one)[0] == 'import { CfnRole } from "aws-cdk-lib/aws-iam";'
    assert f'{role}.addPropertyOverride("AssumeRolePolicyDocument", {literal(trust)});' in lines(one)
    assert any("no user acts as this role" in line for line in lines(change("roles", "worker", description="x")))


def test_access_to_files_is_in_the_words_of_define_storage() -> None:
    """Whoever may do something there is an `allow`; of a group, what it shares with signed-in users is said, too."""
    one = change(
        "storage_access", "drive", authenticated=("read",), entity=("delete",), groups={"admins": ("write",)},
        members="as_authenticated",
    )  # fmt: skip
    one = replace(one, address=Address("prod", "storage_access", ("drive", "public/*")))
    shown = lines(one)
    assert '//   "public/*": [' in shown
    assert '//     allow.authenticated.to(["get", "list"]),' in shown
    assert '//     allow.entity("identity").to(["delete"]),' in shown
    assert '//     allow.groups(["admins"]).to(["get", "list", "write"]),' in shown
    assert any("role of" not in line and "groups' roles" in line for line in shown)
    assert any("nothing for" in line for line in lines(replace(one, action=Action.DELETE)))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (change("identity_providers", "google", enabled=True), "referenceAuth"),
        (change("auth", action=Action.DELETE), "out of"),
        (change("auth", user_attributes={"plan": {"type": "text"}}), "defineAuth"),
        (change("functions", "hello", source={"a.js": "x"}), "defineFunction"),
    ],
    ids=["kind", "delete", "attributes", "code"],
)
def test_what_has_no_override_says_so(one: Change, words: str) -> None:
    """With what to do instead."""
    assert any(line.startswith("// no override: ") and words in line for line in lines(one))


def test_auth_can_be_handed_over() -> None:
    """Where an override does not do it: `referenceAuth` with all ids, after a deployment that keeps the pool."""
    told = lines(change("identity_providers", "google", enabled=True))
    text = "\n".join(told)
    assert all(line.startswith("//") for line in told if line)
    assert f'userPoolId: "{backends.POOL}"' in text
    assert 'authRoleArn: "arn:aws:iam::123456789012:role/role-auth"' in text
    assert '"admins": "arn:aws:iam::123456789012:role/role-admins"' in text
    assert text.index("RETAIN") < text.index("referenceAuth({")
    assert "referenceAuth({" not in "\n".join(lines(change("auth", password={"minimum_length": 12})))


def test_gen_1_has_no_backend_ts() -> None:
    """The CLI's own overrides take the properties."""
    assert "amplify override" in "\n".join(lines(change("auth"), answers=backends.gen_1()))


def test_a_secret_is_never_written_into_code() -> None:
    """It is named, with what to write instead."""
    secret = Secret(reference="${secret:env:KEY}")
    text = "\n".join(lines(change("functions", "hello", env={"KEY": secret})))
    assert "secret(...)" in text
    assert "addPropertyOverride" not in text


@pytest.mark.parametrize("hostile", ["`${x}`", "\u2028", '"); evil(', "\n", "*/", "\ud800"])
def test_texts_stay_texts(hostile: str) -> None:
    """A value, a name, a comment: nothing ends where it should not."""
    assert json.loads(literal(hostile)) == hostile
    assert literal(hostile).isascii()
    assert "\n" not in literal(hostile)
    assert member(hostile).startswith('["')
    text = exported([change("groups", hostile, description=hostile)], backends.gen_2(), "eu-west-1")
    assert text.isascii()
    assert len(text.splitlines()) == 5


def test_dots_in_names_are_names() -> None:
    """CDK splits paths at dots that nothing escapes."""
    (found,) = overrides_of("x", {"UserPoolTags": {"a.b": "c"}})
    assert found.path == r"UserPoolTags.a\.b"


def test_kinds_that_are_to_be_exported_come_alone() -> None:
    """Without any, everything that is observed; never what is managed or nobody's."""
    export = change("auth")
    observe = Change(address=export.address, action=Action.UPDATE, facts={**FACTS, "ownership": "observe"})
    manage = Change(address=export.address, action=Action.UPDATE, facts={**FACTS, "ownership": "manage"})
    nobodys = Change(address=export.address, action=Action.UPDATE)
    assert owned([export, observe, manage, nobodys]) == (export,)
    assert owned([observe, manage, nobodys]) == (observe,)
    assert exported([], {}, "eu-west-1") == ""
