"""Apps and tags. An update keeps what it does not send (hashicorp/terraform-provider-aws, internal/service/amplify)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from baasctl.sandbox.amplify.call import Call, Own
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.amplify.refusals import AwsRefusal

MOST: Final = 100
"""Apps in an account and region."""
_SENDABLE: Final = (
    "name", "description", "platform", "repository", "computeRoleArn", "iamServiceRoleArn", "enableBranchAutoBuild",
    "enableBranchAutoDeletion", "enableBasicAuth", "basicAuthCredentials", "customRules", "buildSpec", "customHeaders",
    "enableAutoBranchCreation", "autoBranchCreationPatterns", "autoBranchCreationConfig", "jobConfig", "cacheConfig",
)  # fmt: skip


def new_app(project: Project, app_id: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """An app with the service's defaults (recorded by cdk-real-drift, AWS__Amplify__App.AmplifyApp.json)."""
    made = store.now()
    return {
        "app": {
            "appId": app_id,
            "appArn": store.arn(project, f"apps/{app_id}"),
            "description": "",
            "repository": "",
            "platform": "WEB",
            "createTime": made,
            "updateTime": made,
            "environmentVariables": {},
            "defaultDomain": f"{app_id}.amplifyapp.com",
            "enableBranchAutoBuild": False,
            "enableBranchAutoDeletion": False,
            "enableBasicAuth": False,
            "customRules": [],
            "customHeaders": "",
            "enableAutoBranchCreation": False,
            "cacheConfig": {"type": "AMPLIFY_MANAGED_NO_COOKIES"},
            "jobConfig": {"buildComputeType": "STANDARD_8GB"},
            "tags": {},
            **{name: sent[name] for name in (*_SENDABLE, "environmentVariables", "tags") if name in sent},
        },
        "branches": {},
        "domains": {},
        "webhooks": {},
        "jobs": {},
        "environments": {},
    }


def _create(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    if len(found) >= MOST:
        raise AwsRefusal("LimitExceededException", "You have reached the maximum number of apps in this account.")
    _refuse_unnamed_variable(call)
    app_id = f"d{store.new_id()}"
    found[app_id] = new_app(call.project, app_id, call.parameters)
    store.keep(call, found)
    return {"app": found[app_id]["app"]}


def _get(call: Call) -> Mapping[str, Any]:
    return {"app": _shown(store.app_of(call, store.apps(call)))}


def _update(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    app["app"] = store.changed(app["app"], call, _SENDABLE)
    store.keep(call, found)
    return {"app": _shown(app)}


def _delete(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    del found[app["app"]["appId"]]
    store.keep(call, found)
    return {"app": app["app"]}


def _list_apps(call: Call) -> Mapping[str, Any]:
    return store.page(call, "apps", [_shown(app) for app in store.apps(call).values()])


def _tags(call: Call) -> Mapping[str, Any]:
    return {"tags": _tagged(call, store.apps(call)).get("tags", {})}


def _tag(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    holder = _tagged(call, found)
    holder["tags"] = {**holder.get("tags", {}), **call.parameters["tags"]}
    store.keep(call, found)
    return {}


def _untag(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    holder = _tagged(call, found)
    gone = set(call.parameters["tagKeys"])
    holder["tags"] = {key: text for key, text in holder.get("tags", {}).items() if key not in gone}
    store.keep(call, found)
    return {}


def _shown(app: Mapping[str, Any]) -> Mapping[str, Any]:
    """The app as it is read: its production branch is the one of that stage."""
    for name, branch in app["branches"].items():
        if branch.get("stage") == "PRODUCTION":
            return {**app["app"], "productionBranch": {"branchName": name, "status": "SUCCEED"}}
    return dict(app["app"])


def _refuse_unnamed_variable(call: Call) -> None:
    if "" in (call.parameters.get("environmentVariables") or {}):
        raise AwsRefusal("BadRequestException", "Environment variables cannot have an empty key.")


def _tagged(call: Call, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The app or branch of an ARN."""
    wanted = unquote(str(call.parameters["resourceArn"]))
    for app in found.values():
        held: list[dict[str, Any]] = [app["app"], *app["branches"].values()]
        for holder in held:
            if wanted in {holder.get("appArn"), holder.get("branchArn")}:
                return holder
    raise AwsRefusal("ResourceNotFoundException", f"Resource {wanted} not found.", status=404)


OPERATIONS: Final[Mapping[str, Own]] = {
    "CreateApp": _create,
    "GetApp": _get,
    "UpdateApp": _update,
    "DeleteApp": _delete,
    "ListApps": _list_apps,
    "ListTagsForResource": _tags,
    "TagResource": _tag,
    "UntagResource": _untag,
}
