"""A user pool at plan and at apply: what is refused with its reason, what goes out, and who owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.amplify import connect
from baasctl.providers.contract import Connection
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import AmplifyProject


def project_of(amplify: AmplifyProject, folder: Path, spec: dict[str, Any]) -> SpecProject:
    project = SpecProject(amplify, folder, {})
    project.write(spec)
    return project


def native(**members: Any) -> dict[str, Any]:
    return {"auth": {"native": {"amplify": members}}}


@pytest.mark.parametrize(
    ("spec", "code", "words"),
    [
        (native(UsernameAttributes=["phone_number"]), "SPEC724", "only when a pool is made"),
        ({"auth": {"sign_in": {"email": False}}}, "SPEC724", "another pool, without its users"),
        (native(Schema={"plan": {"AttributeDataType": "Number"}}), "SPEC725", "`plan` has AttributeDataType `String`"),
        (native(Schema={"plan": None}), "SPEC725", "cannot be removed"),
        (native(Schema={"birthdate": {"Required": True}}), "SPEC725", "cannot get `true`"),
        ({"auth": {"password": {"reject_leaked": True}}}, "SPEC728", "AdvancedSecurityMode: ENFORCED"),
        (native(UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}), "SPEC728", "UserPoolTier: PLUS"),
        ({"auth": {"mfa": {"mode": "required"}}}, "SPEC728", "mfa.factors"),
        ({"auth": {"mfa": {"mode": "optional", "factors": ["sms"]}}}, "SPEC728", "SmsConfiguration"),
        (
            {"auth": {"mfa": {"mode": "required", "factors": ["totp"]}, "sign_in": {"passwordless_email": True}}},
            "SPEC727",
            "Cognito refuses both",
        ),
        ({"auth": {"email": {"from_name": "Acme"}}}, "SPEC728", "EmailSendingAccount: DEVELOPER"),
        ({"auth": {"oauth_server": {"open_registration": True}}}, "SPEC729", "UpdateUserPool"),
        ({"auth": {"sessions": {"refresh_token_reuse_interval": "10s"}}}, "SPEC728", "RefreshTokenRotation.Feature"),
        ({"email_templates": {"sign_in_code": {"subject": "Code"}}}, "SPEC728", "a factor by e-mail"),
        ({"auth": {"redirect_urls": ["http://app.example.com/"]}}, "SPEC722", "http for localhost"),
        (
            {"auth": {"redirect_urls": ["https://app.example.com/"]}, "app_clients": {"another": {}}},
            "SPEC731",
            "no more beside `app_clients/another`",
        ),
        ({"auth": {"redirect_urls": None}, "app_clients": {"another": {}}}, "SPEC731", "user_pool_client: "),
        (
            {
                "identity_providers": {
                    "corp": {"protocol": "saml", "metadata_url": "https://idp.example.com/m", "enabled": True}
                },
                "app_clients": {"another": {}},
            },
            "SPEC748",
            "no more beside `app_clients/another`",
        ),
        (native(LogConfigurations=[{"Level": "INFO"}]), "SPEC723", "`Level` is no member"),
        (native(ManagedLoginBranding={"Settings": "dark"}), "SPEC720", "takes a map"),
    ],
)
def test_what_cognito_never_takes_is_said_before_anything_is_sent(
    amplify: AmplifyProject, tmp_path: Path, spec: dict[str, Any], code: str, words: str
) -> None:
    """The reason is ours, with the place in the spec, and the pool has seen no write."""
    amplify.ask(
        "cognito-idp",
        "AddCustomAttributes",
        UserPoolId=amplify.user_pool,
        CustomAttributes=[{"Name": "plan", "AttributeDataType": "String", "Mutable": True}],
    )
    before = len(amplify.calls())
    project = project_of(amplify, tmp_path / "spec", spec)

    with pytest.raises(BaasctlError) as refused:
        project.plan()

    found = [each for each in refused.value.diagnostics if each.code == code]
    assert found, str(refused.value)
    assert words in f"{found[0].detail} {found[0].hint}"
    assert found[0].span is not None
    assert not [call for call in amplify.calls()[before:] if " Update" in call or " Set" in call or " Add" in call]


def test_one_update_carries_settings_mails_and_hooks(amplify: AmplifyProject, tmp_path: Path) -> None:
    """What `UpdateUserPool` carries is one request, however many kinds it is for."""
    project = project_of(
        amplify,
        tmp_path / "spec",
        {
            "auth": {"password": {"minimum_length": 16}},
            "email_templates": {"verification": {"subject": "Prove it"}},
            "auth_hooks": {"post_confirmation": amplify.function},
        },
    )

    result = project.apply()

    assert result.is_converged
    assert amplify.calls().count("cognito-idp UpdateUserPool") == 1


def test_the_pool_may_call_a_hook_before_it_is_set_and_no_longer_after_it_is_gone(
    amplify: AmplifyProject, tmp_path: Path
) -> None:
    """Leave comes first and goes last, and is for this pool alone."""
    project = project_of(amplify, tmp_path / "spec", {"auth_hooks": {"before_sign_up": amplify.function}})
    assert project.apply().is_converged
    calls = amplify.calls()
    assert calls.index("lambda AddPermission") < calls.index("cognito-idp UpdateUserPool")
    policy = amplify.ask("lambda", "GetPolicy", FunctionName=amplify.function)["Policy"]
    assert amplify.user_pool in policy
    assert "cognito-idp.amazonaws.com" in policy

    project.write({"auth_hooks": {"before_sign_up": {"function": None}}})
    assert project.apply().is_converged

    calls = amplify.calls()
    assert calls.index("lambda RemovePermission") > calls.index(
        "cognito-idp UpdateUserPool", calls.index("lambda GetPolicy")
    )


def test_a_version_of_the_event_without_access_tokens_is_a_difference(amplify: AmplifyProject, tmp_path: Path) -> None:
    """V1_0 sees ID tokens alone, so that a hook of that version is not the one that the spec asks for."""
    arn = f"arn:aws:lambda:{amplify.region}:{amplify.account}:function:{amplify.function}"
    project = project_of(amplify, tmp_path / "spec", {"auth_hooks": {"before_token_issued": amplify.function}})
    pool = amplify.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)["UserPool"]
    amplify.ask(
        "cognito-idp",
        "UpdateUserPool",
        UserPoolId=amplify.user_pool,
        UserPoolTags=pool["UserPoolTags"],
        LambdaConfig={"PreTokenGeneration": arn},
    )

    assert [line(change) for change in project.plan().changes] == ["~ auth_hooks/before_token_issued /function"]
    assert project.apply().is_converged

    config = amplify.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)["UserPool"]["LambdaConfig"]
    assert config["PreTokenGenerationConfig"] == {"LambdaVersion": "V2_0", "LambdaArn": arn}


def test_what_an_update_that_names_little_resets_is_sent_again(amplify: AmplifyProject, tmp_path: Path) -> None:
    """The layer resets what AWS resets; the tool sends all that it read."""
    arn = f"arn:aws:lambda:{amplify.region}:{amplify.account}:function:{amplify.function}"
    pool = amplify.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)["UserPool"]
    amplify.ask(
        "cognito-idp",
        "UpdateUserPool",
        UserPoolId=amplify.user_pool,
        UserPoolTags={**pool["UserPoolTags"], "team": "web"},
        AutoVerifiedAttributes=["email"],
        LambdaConfig={"PostConfirmation": arn},
    )
    project = project_of(amplify, tmp_path / "spec", {"auth": {"password": {"minimum_length": 10}}})

    assert project.apply().is_converged

    after = amplify.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)["UserPool"]
    assert after["UserPoolTags"]["team"] == "web"
    assert after["AutoVerifiedAttributes"] == ["email"]
    assert after["LambdaConfig"] == {"PostConfirmation": arn}


def test_documents_are_read_only_where_a_declared_field_needs_them(amplify: AmplifyProject, tmp_path: Path) -> None:
    """A plan of the password policy asks for the pool and nothing else of Cognito."""
    project = project_of(amplify, tmp_path / "spec", {"auth": {"password": {"minimum_length": 8}}})
    before = len(amplify.calls())

    project.plan()

    assert [call for call in amplify.calls()[before:] if call.startswith("cognito-idp")] == [
        "cognito-idp DescribeUserPool"
    ]


def test_a_pool_of_cloudformation_is_changed_only_when_told_so(amplify: AmplifyProject, tmp_path: Path) -> None:
    """Drift is shown, the plan refuses, and `--take-over` goes on."""
    owned = amplify.another(owned=True)
    project = project_of(owned, tmp_path / "spec", {"auth": {"password": {"minimum_length": 20}}})

    plan = project.plan()
    assert [line(change) for change in plan.changes] == ["~ auth /password/minimum_length"]
    assert plan.refusals

    taken = project.plan(take_over=True)
    assert not taken.refusals
    result = project.apply(taken)
    assert {outcome.status for outcome in result.outcomes} == {Status.APPLIED}
    pool = owned.ask("cognito-idp", "DescribeUserPool", UserPoolId=owned.user_pool)["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 20


def test_requests_are_described_without_sending_them(amplify: AmplifyProject, tmp_path: Path) -> None:
    """Each operation with what the change puts into it, in the order of writing."""
    project = project_of(
        amplify,
        tmp_path / "spec",
        {
            "auth": {
                "password": {"minimum_length": 16},
                "mfa": {"mode": "optional", "factors": ["totp"]},
                "native": {"amplify": {"Schema": {"plan": {}}}},
            }
        },
    )
    change = project.plan().changes[0]
    target = Target(name="prod", provider="amplify", project=amplify.app, named_by="app")
    connection = Connection(target=target, root=tmp_path, vault=Vault(), environment=amplify.environment())
    provider = connect(connection)

    described = provider.describe(change).splitlines()

    provider.close()
    assert [text.split(" ", 2)[1] for text in described] == [
        "AddCustomAttributes",
        "UpdateUserPool",
        "SetUserPoolMfaConfig",
    ]
    assert '"MinimumLength": 16' in described[1]


@pytest.mark.parametrize("is_on", [False, True])
def test_adopted_files_say_whether_clients_tell_of_accounts(
    amplify: AmplifyProject, tmp_path: Path, *, is_on: bool
) -> None:
    """Cognito makes clients that tell and Amplify makes clients that do not, so that neither goes without saying."""
    project = project_of(amplify, tmp_path / "spec", {"auth": {"sign_in": {"enumeration_protection": is_on}}})
    project.apply()

    adopted = project.adopt().files["baas.yaml"].decode()

    assert f"enumeration_protection: {str(is_on).lower()}" in adopted
