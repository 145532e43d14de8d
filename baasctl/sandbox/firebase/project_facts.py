"""What Firebase and its CLI ask about a project before they do anything: name, billing, accounts, extensions."""

from __future__ import annotations

import hashlib
from typing import Final

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.realtime_database import default_instance
from baasctl.sandbox.routing import Route


def default_bucket(project: Project) -> str:
    """The bucket that Firebase makes: of projects since October 2024, and of older ones."""
    return f"{project.id}.firebasestorage.app" if project.options.fresh else f"{project.id}.appspot.com"


def list_projects(call: Call) -> Answer:
    """`GET firebase /v1beta1/projects`: all that the sandbox has."""
    return page(call, "results", [_firebase_project(project) for project in call.account.projects()])


def firebase_project(call: Call) -> Answer:
    """`GET firebase /v1beta1/projects/{project}`."""
    return call.answer(_firebase_project(call.project))


def admin_sdk_config(call: Call) -> Answer:
    """`GET firebase /v1beta1/projects/{project}/adminSdkConfig`."""
    project = call.project
    config: JsonObject = {"projectId": project.id, "storageBucket": default_bucket(project)}
    if instance := default_instance(project):
        config["databaseURL"] = instance["databaseUrl"]
    return call.answer(config)


def billing(call: Call) -> Answer:
    """`GET cloudbilling /v1/projects/{project}/billingInfo`."""
    project = call.project
    found: JsonObject = {"name": f"projects/{project.id}/billingInfo", "projectId": project.id}
    if project.options.billing:
        found |= {"billingAccountName": "billingAccounts/012345-6789AB-CDEF01", "billingEnabled": True}
    return call.answer(found)


def compute(call: Call) -> Answer:
    """`GET compute /compute/v1/projects/{project}`: its default service account."""
    project = call.project
    account = f"{project.number}-compute@developer.gserviceaccount.com"
    return call.answer({"kind": "compute#project", "name": project.id, "defaultServiceAccount": account})


def nothing(call: Call) -> Answer:
    """An empty list: no extension is installed, and no runtime configuration was ever written."""
    call.account.project(call.parameter("project"))
    return call.answer({})


def test_permissions(call: Call) -> Answer:
    """`POST iam /v1/projects/{project}/serviceAccounts/{account}:testIamPermissions`: all that were asked for."""
    return call.answer({"permissions": call.body.get("permissions", [])})


_ACCOUNT: Final = "/iam.googleapis.com/v1/projects/{project}/serviceAccounts/{account}"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", "/firebase.googleapis.com/v1beta1/projects", list_projects),
    Route("GET", "/firebase.googleapis.com/v1beta1/projects/{project}", firebase_project),
    Route("GET", "/firebase.googleapis.com/v1beta1/projects/{project}/adminSdkConfig", admin_sdk_config),
    Route("GET", "/cloudbilling.googleapis.com/v1/projects/{project}/billingInfo", billing),
    Route("GET", "/compute.googleapis.com/compute/v1/projects/{project}", compute),
    Route("GET", "/firebaseextensions.googleapis.com/v1beta/projects/{project}/instances", nothing),
    Route("GET", "/runtimeconfig.googleapis.com/v1beta1/projects/{project}/configs", nothing),
    Route("POST", _ACCOUNT + ":testIamPermissions", test_permissions),
)


def _firebase_project(project: Project) -> JsonObject:
    resources: JsonObject = {"hostingSite": project.id, "storageBucket": default_bucket(project)}
    if instance := default_instance(project):
        resources["realtimeDatabaseInstance"] = str(instance["name"]).rpartition("/")[2]
    return {
        "projectId": project.id,
        "projectNumber": str(project.number),
        "displayName": project.options.name or project.id,
        "name": f"projects/{project.id}",
        "resources": resources,
        "state": "ACTIVE",
        "etag": "1_" + hashlib.sha256(project.id.encode()).hexdigest()[:32],
    }
