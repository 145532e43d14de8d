"""The operations of `amplifybackend` that read: what Amplify Studio knows of a Gen 1 backend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.refusals import AwsRefusal


def meta(call: Call, stack: str) -> Mapping[str, Any]:
    """What the Amplify CLI keeps in `amplify-meta.json`: stack and ids by category."""
    ids, region = call.project.resources(), call.project.region
    provider = {"Region": region, "StackName": stack, "AmplifyAppId": call.project.id}
    if "user_pool" not in ids:
        return {"providers": {"awscloudformation": provider}}
    return {
        "providers": {
            "awscloudformation": {
                **provider,
                "AuthRoleName": ids["auth_role"],
                "UnauthRoleName": ids["unauth_role"],
                "DeploymentBucketName": f"{stack}-deployment",
            }
        },
        "auth": {
            "sandboxauth": {
                "service": "Cognito",
                "output": {
                    "UserPoolId": ids["user_pool"],
                    "UserPoolName": f"amplifyAuthUserPool-{call.project.id}",
                    "AppClientIDWeb": ids["user_pool_client"],
                    "IdentityPoolId": ids["identity_pool"],
                },
            }
        },
        "api": {"sandboxapi": {"service": "AppSync", "output": {"GraphQLAPIIdOutput": ids["api"]}}},
        "storage": {"sandboxstorage": {"service": "S3", "output": {"BucketName": ids["bucket"], "Region": region}}},
        "function": {"sayhello": {"service": "Lambda", "output": {"Name": ids["function"], "Region": region}}},
    }


def get_backend(call: Call) -> Mapping[str, Any]:
    """Backends of an app, and with a name the configuration of that one, as a text."""
    app_id = str(call.parameters["AppId"])
    found = store.apps(call)
    if app_id not in found:
        raise AwsRefusal("NotFoundException", f"App {app_id} not found.", status=404)
    environments = found[app_id]["environments"]
    answer: dict[str, Any] = {
        "appId": app_id,
        "appName": found[app_id]["app"]["name"],
        "backendEnvironmentList": list(environments),
    }
    name = str(call.parameters.get("BackendEnvironmentName") or "")
    if not name:
        return answer
    if name not in environments:
        raise AwsRefusal("NotFoundException", f"Backend environment {name} not found.", status=404)
    text = json.dumps(meta(call, environments[name].get("stackName", "")))
    return {**answer, "backendEnvironmentName": name, "amplifyMetaConfig": text, "amplifyFeatureFlags": "{}"}


RULES: Final = Rules(own={"GetBackend": get_backend})
