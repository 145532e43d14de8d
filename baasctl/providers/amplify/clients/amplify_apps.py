"""The `amplify` service: apps, branches and the backends of Gen 1."""

from __future__ import annotations

from typing import Any

from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.members import record_in, text_in


def branch(aws: AwsApis, app: str, name: str) -> dict[str, Any]:
    """One branch of an app.

    Raises:
        ProviderError: `NotFound` where there is no such app or branch.
    """
    answer = aws.ask("amplify", "get_branch", subject=f"branch `{name}`", appId=app, branchName=name)
    return record_in(answer, "branch", "amplify GetBranch")


def branch_names(aws: AwsApis, app: str) -> list[str]:
    """The names of an app's branches."""
    found = aws.pages("amplify", "list_branches", "branches", appId=app)
    return [text_in(each, "branchName", "amplify ListBranches") for each in found]


def app_ids(aws: AwsApis) -> dict[str, str]:
    """Id to name of the account's apps in the region."""
    request = "amplify ListApps"
    found = aws.pages("amplify", "list_apps", "apps")
    return {text_in(each, "appId", request): text_in(each, "name", request) for each in found}


def backend_environments(aws: AwsApis, app: str) -> dict[str, str]:
    """Name to stack name of the backends that Gen 1 of Amplify made for an app; empty for Gen 2."""
    found = aws.pages("amplify", "list_backend_environments", "backendEnvironments", appId=app)
    request = "amplify ListBackendEnvironments"
    return {text_in(each, "environmentName", request): str(each.get("stackName", "")) for each in found}
