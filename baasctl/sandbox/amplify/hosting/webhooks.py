"""Webhooks that start a build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from baasctl.sandbox.amplify.call import Call, Own
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.refusals import AwsRefusal


def _create(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    branch = str(call.parameters["branchName"])
    store.member_of(app["branches"], branch, "Branch")
    number, made, region = str(uuid4()), store.now(), call.project.region
    address = f"https://webhooks.amplify.{region}.amazonaws.com/prod/webhooks"
    app["webhooks"][number] = {
        "webhookArn": store.arn(call.project, f"apps/{app['app']['appId']}/webhooks/{number}"),
        "webhookId": number,
        "webhookUrl": f"{address}?id={number}&token={store.new_id(40)}",
        "appId": app["app"]["appId"],
        "branchName": branch,
        "description": call.parameters.get("description", ""),
        "createTime": made,
        "updateTime": made,
    }
    store.keep(call, found)
    return {"webhook": app["webhooks"][number]}


def _get(call: Call) -> Mapping[str, Any]:
    return {"webhook": _holder(call, store.apps(call))[call.parameters["webhookId"]]}


def _update(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    hook = _holder(call, found)[call.parameters["webhookId"]]
    sent = {name: call.parameters[name] for name in ("branchName", "description") if name in call.parameters}
    hook.update({**sent, "updateTime": store.now()})
    store.keep(call, found)
    return {"webhook": hook}


def _delete(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    hook = _holder(call, found).pop(call.parameters["webhookId"])
    store.keep(call, found)
    return {"webhook": hook}


def _list_webhooks(call: Call) -> Mapping[str, Any]:
    return store.page(call, "webhooks", list(store.app_of(call, store.apps(call))["webhooks"].values()))


def _holder(call: Call, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The webhooks of the app that has the one that is asked for."""
    wanted = call.parameters["webhookId"]
    for app in found.values():
        if wanted in app["webhooks"]:
            hooks: dict[str, Any] = app["webhooks"]
            return hooks
    raise AwsRefusal("NotFoundException", f"Webhook {wanted} not found.", status=404)


OPERATIONS: Final[Mapping[str, Own]] = {
    "CreateWebhook": _create,
    "GetWebhook": _get,
    "UpdateWebhook": _update,
    "DeleteWebhook": _delete,
    "ListWebhooks": _list_webhooks,
}
