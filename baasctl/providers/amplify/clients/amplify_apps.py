"""The `amplify` service: apps, branches and the backends of Gen 1."""

from __future__ import annotations

from typing import Any

from baasctl.providers.amplify.clients.aws import AwsApis


def branch(aws: AwsApis, app: str, name: str) -> dict[str, Any]:
    """One branch of an app.

    Raises:
        ProviderError: `NotFound` where there is no such app or branch.
    """
    found: dict[str, Any] = aws.ask("amplify", "get_branch", subject=f"branch `{name}`", appId=app, branchName=name)[
        "branch"
    ]
    return found


def branch_names(aws: AwsApis, app: str) -> list[str]:
    """The names of an app's branches."""
    return [str(each["branchName"]) for each in aws.pages("amplify", "list_branches", "branches", appId=app)]


def app_ids(aws: AwsApis) -> dict[str, str]:
    """Id to name of the account's apps in the region."""
    return {str(each["appId"]): str(each["name"]) for each in aws.pages("amplify", "list_apps", "apps")}


def backend_environments(aws: AwsApis, app: str) -> dict[str, str]:
    """Name to stack name of the backends that Gen 1 of Amplify made for an app; empty for Gen 2."""
    found = aws.pages("amplify", "list_backend_environments", "backendEnvironments", appId=app)
    return {str(each["environmentName"]): str(each.get("stackName", "")) for each in found}
