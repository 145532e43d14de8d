"""Branches and, of Gen 1, backend environments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Own
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.amplify.refusals import AwsRefusal

MOST: Final = 50
_SENDABLE: Final = (
    "description", "stage", "framework", "enableNotification", "enableAutoBuild", "enableSkewProtection",
    "basicAuthCredentials", "enableBasicAuth", "enablePerformanceMode", "buildSpec", "ttl", "displayName",
    "enablePullRequestPreview", "pullRequestEnvironmentName", "backendEnvironmentArn", "backend", "computeRoleArn",
)  # fmt: skip


def new_branch(project: Project, app_id: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A branch with the service's defaults; `stage` is NONE, which is not in the API's own list."""
    made, name = store.now(), str(sent["branchName"])
    return {
        "branchArn": store.arn(project, f"apps/{app_id}/branches/{name}"),
        "branchName": name,
        "description": "",
        "tags": {},
        "stage": "NONE",
        "displayName": name.replace("/", "-"),
        "enableNotification": False,
        "createTime": made,
        "updateTime": made,
        "environmentVariables": {},
        "enableAutoBuild": True,
        "customDomains": [],
        "framework": "",
        "activeJobId": "0",
        "totalNumberOfJobs": "0",
        "enableBasicAuth": False,
        "enablePerformanceMode": False,
        "ttl": "5",
        "enablePullRequestPreview": False,
        "backend": {},
        **{key: sent[key] for key in (*_SENDABLE, "environmentVariables", "tags") if key in sent},
    }


def _create(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    name = str(call.parameters["branchName"])
    if name in app["branches"]:
        raise AwsRefusal("BadRequestException", f"Branch {name} already exists.")
    if len(app["branches"]) >= MOST:
        raise AwsRefusal("LimitExceededException", "You have reached the maximum number of branches for this app.")
    if "" in (call.parameters.get("environmentVariables") or {}):
        raise AwsRefusal("BadRequestException", "Environment variables cannot have an empty key.")
    app["branches"][name] = new_branch(call.project, app["app"]["appId"], call.parameters)
    store.keep(call, found)
    return {"branch": app["branches"][name]}


def _get(call: Call) -> Mapping[str, Any]:
    app = store.app_of(call, store.apps(call))
    return {"branch": _branch(call, app)}


def _update(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    branch = store.changed(_branch(call, app), call, _SENDABLE)
    app["branches"][branch["branchName"]] = branch
    store.keep(call, found)
    return {"branch": branch}


def _delete(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    branch = _branch(call, app)
    del app["branches"][branch["branchName"]]
    app["webhooks"] = {key: hook for key, hook in app["webhooks"].items() if hook["branchName"] != branch["branchName"]}
    store.keep(call, found)
    return {"branch": branch}


def _list_branches(call: Call) -> Mapping[str, Any]:
    return store.page(call, "branches", list(store.app_of(call, store.apps(call))["branches"].values()))


def new_environment(project: Project, app_id: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A backend environment of Gen 1."""
    made, name = store.now(), str(sent["environmentName"])
    return {
        "backendEnvironmentArn": store.arn(project, f"apps/{app_id}/backendenvironments/{name}"),
        "environmentName": name,
        "createTime": made,
        "updateTime": made,
        **{key: sent[key] for key in ("stackName", "deploymentArtifacts") if key in sent},
    }


def _create_environment(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    name = str(call.parameters["environmentName"])
    if name in app["environments"]:
        raise AwsRefusal("BadRequestException", f"Backend environment {name} already exists.")
    app["environments"][name] = new_environment(call.project, app["app"]["appId"], call.parameters)
    store.keep(call, found)
    return {"backendEnvironment": app["environments"][name]}


def _get_environment(call: Call) -> Mapping[str, Any]:
    app = store.app_of(call, store.apps(call))
    return {"backendEnvironment": _environment(call, app)}


def _delete_environment(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    environment = _environment(call, app)
    del app["environments"][environment["environmentName"]]
    store.keep(call, found)
    return {"backendEnvironment": environment}


def _list_environments(call: Call) -> Mapping[str, Any]:
    app = store.app_of(call, store.apps(call))
    wanted = call.parameters.get("environmentName")
    return store.page(
        call, "backendEnvironments", [each for name, each in app["environments"].items() if wanted in {None, name}]
    )


def _branch(call: Call, app: Mapping[str, Any]) -> dict[str, Any]:
    return store.member_of(app["branches"], str(call.parameters["branchName"]), "Branch")


def _environment(call: Call, app: Mapping[str, Any]) -> dict[str, Any]:
    return store.member_of(app["environments"], str(call.parameters["environmentName"]), "Backend environment")


OPERATIONS: Final[Mapping[str, Own]] = {
    "CreateBranch": _create,
    "GetBranch": _get,
    "UpdateBranch": _update,
    "DeleteBranch": _delete,
    "ListBranches": _list_branches,
    "CreateBackendEnvironment": _create_environment,
    "GetBackendEnvironment": _get_environment,
    "DeleteBackendEnvironment": _delete_environment,
    "ListBackendEnvironments": _list_environments,
}
