"""Apps, branches, domains, webhooks, jobs and backend environments."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox_fixtures import AmplifyProject


def code_of(refused: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = refused.value.response["Error"]["Code"]
    return code


def test_an_app_has_the_services_defaults(amplify: AmplifyProject) -> None:
    """What was not said is what AWS says."""
    app = amplify.ask("amplify", "CreateApp", name="x")["app"]

    assert app["cacheConfig"] == {"type": "AMPLIFY_MANAGED_NO_COOKIES"}
    assert app["jobConfig"] == {"buildComputeType": "STANDARD_8GB"}
    assert app["customHeaders"] == ""


def test_an_update_keeps_what_it_does_not_send(amplify: AmplifyProject) -> None:
    """Members of an app and of a branch stay."""
    amplify.ask("amplify", "UpdateApp", appId=amplify.app, description="d", environmentVariables={"AB": "1"})
    app = amplify.ask("amplify", "UpdateApp", appId=amplify.app, platform="WEB_COMPUTE")["app"]
    branch = {"appId": amplify.app, "branchName": "main"}
    amplify.ask("amplify", "UpdateBranch", **branch, displayName="shown")
    kept = amplify.ask("amplify", "UpdateBranch", **branch, enableAutoBuild=False)["branch"]

    assert (app["description"], app["environmentVariables"]) == ("d", {"AB": "1"})
    assert (kept["displayName"], kept["stage"]) == ("shown", "PRODUCTION")


@pytest.mark.parametrize(("sent", "left"), [({}, {"AB": "1"}), ({" ": ""}, {}), ({"CD": "2"}, {"CD": "2"})])
def test_environment_variables_are_cleared_by_one_blank(
    amplify: AmplifyProject, sent: dict[str, str], left: dict[str, str]
) -> None:
    """An empty map changes nothing; a name of one blank removes all."""
    for operation, more in (("UpdateApp", {}), ("UpdateBranch", {"branchName": "main"})):
        amplify.ask("amplify", operation, appId=amplify.app, **more, environmentVariables={"AB": "1"})
        answer = amplify.ask("amplify", operation, appId=amplify.app, **more, environmentVariables=sent)
        (shown,) = answer.values()
        assert shown["environmentVariables"] == left


def test_a_variable_without_a_name_is_refused(amplify: AmplifyProject) -> None:
    """It was once the way to clear them."""
    with pytest.raises(ClientError) as refused:
        amplify.ask("amplify", "UpdateApp", appId=amplify.app, environmentVariables={"": ""})

    assert code_of(refused) == "BadRequestException"


def test_secrets_are_not_shown(amplify: AmplifyProject) -> None:
    """Tokens of a repository go in and never come out."""
    app = amplify.ask("amplify", "UpdateApp", appId=amplify.app, accessToken="ghp_secret", oauthToken="other")["app"]

    assert not {"accessToken", "oauthToken"} & app.keys()


def test_what_belongs_to_a_branch_is_made_changed_and_removed(amplify: AmplifyProject) -> None:
    """Webhooks, domains and jobs; a webhook goes with its branch."""
    app: dict[str, Any] = {"appId": amplify.app}
    amplify.ask("amplify", "CreateBranch", **app, branchName="feature/x")
    hook = amplify.ask("amplify", "CreateWebhook", **app, branchName="feature/x", description="a")["webhook"]
    amplify.ask("amplify", "UpdateWebhook", webhookId=hook["webhookId"], description="b")
    settings = [{"prefix": "www", "branchName": "feature/x"}]
    amplify.ask("amplify", "CreateDomainAssociation", **app, domainName="example.com", subDomainSettings=settings)
    domain = amplify.ask("amplify", "GetDomainAssociation", **app, domainName="example.com")["domainAssociation"]
    job = amplify.ask("amplify", "StartJob", **app, branchName="feature/x", jobType="RELEASE")["jobSummary"]

    assert amplify.ask("amplify", "GetWebhook", webhookId=hook["webhookId"])["webhook"]["description"] == "b"
    assert (domain["domainStatus"], domain["subDomains"][0]["subDomainSetting"]) == ("AVAILABLE", settings[0])
    found = amplify.ask("amplify", "GetJob", **app, branchName="feature/x", jobId=job["jobId"])["job"]["summary"]
    assert found["status"] == "SUCCEED"
    amplify.ask("amplify", "DeleteBranch", **app, branchName="feature/x")
    assert amplify.ask("amplify", "ListWebhooks", **app)["webhooks"] == []


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetApp", {"appId": "d1"}),
        ("GetBranch", {"branchName": "other"}),
        ("GetDomainAssociation", {"domainName": "example.com"}),
        ("GetBackendEnvironment", {"environmentName": "dev"}),
        ("GetWebhook", {"webhookId": "w"}),
    ],
)
def test_what_is_not_there_is_not_found(amplify: AmplifyProject, operation: str, parameters: dict[str, str]) -> None:
    """404 with Amplify's code."""
    more = {} if operation == "GetWebhook" else {"appId": amplify.app}
    with pytest.raises(ClientError) as refused:
        amplify.ask("amplify", operation, **{**more, **parameters})

    assert code_of(refused) == "NotFoundException"


def test_lists_have_pages(amplify: AmplifyProject) -> None:
    """A token leads on until there is no more."""
    for number in range(3):
        amplify.ask("amplify", "CreateBranch", appId=amplify.app, branchName=f"b{number}")
    first = amplify.ask("amplify", "ListBranches", appId=amplify.app, maxResults=3)
    rest = amplify.ask("amplify", "ListBranches", appId=amplify.app, maxResults=3, nextToken=first["nextToken"])

    assert len(first["branches"] + rest["branches"]) == 4
    assert "nextToken" not in rest


def test_tags_of_apps_and_branches(amplify: AmplifyProject) -> None:
    """By ARN, which has slashes."""
    arn = amplify.ask("amplify", "GetBranch", appId=amplify.app, branchName="main")["branch"]["branchArn"]
    amplify.ask("amplify", "TagResource", resourceArn=arn, tags={"a": "1", "b": "2"})
    amplify.ask("amplify", "UntagResource", resourceArn=arn, tagKeys=["a"])

    assert amplify.ask("amplify", "ListTagsForResource", resourceArn=arn)["tags"] == {"b": "2"}
