"""cloudresourcemanager.googleapis.com: the project, its IAM policy, and what the caller may do (everything)."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.iam_policies import policy_of, replace_policy
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.routing import Route

_RESOURCE: Final = "cloudresourcemanager.googleapis.com"


def project_policy(project: Project) -> JsonObject:
    """The project's own policy; before anybody wrote it, the one that Google makes for a new project."""
    return policy_of(project, _RESOURCE, _of_a_new_project(project))


def read(call: Call) -> Answer:
    """`GET /v1/projects/{project}`."""
    project = call.project
    return call.answer(
        {
            "projectNumber": str(project.number),
            "projectId": project.id,
            "lifecycleState": "ACTIVE",
            "name": project.options.name or project.id,
            "labels": {"firebase": "enabled"},
            "createTime": project.created_at,
        },
    )


def test_permissions(call: Call) -> Answer:
    """`POST …:testIamPermissions`: all that were asked for."""
    return call.answer({"permissions": call.body.get("permissions", [])})


def read_policy(call: Call) -> Answer:
    """`POST …:getIamPolicy`."""
    return call.answer(project_policy(call.project))


def write_policy(call: Call) -> Answer:
    """`POST …:setIamPolicy`."""
    return call.answer(replace_policy(call, _RESOURCE, _of_a_new_project(call.project)))


_PROJECT: Final = "/cloudresourcemanager.googleapis.com/v1/projects/{project}"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _PROJECT, read),
    Route("POST", _PROJECT + ":testIamPermissions", test_permissions),
    Route("POST", _PROJECT + ":getIamPolicy", read_policy),
    Route("POST", _PROJECT + ":setIamPolicy", write_policy),
)


def _of_a_new_project(project: Project) -> JsonObject:
    editors = [
        f"serviceAccount:{project.number}-compute@developer.gserviceaccount.com",
        f"serviceAccount:{project.number}@cloudservices.gserviceaccount.com",
        f"serviceAccount:{project.id}@appspot.gserviceaccount.com",
    ]
    admin = f"serviceAccount:firebase-adminsdk-fbsvc@{project.id}.iam.gserviceaccount.com"
    return {
        "version": 1,
        "bindings": [
            {"role": "roles/editor", "members": [*editors]},
            {"role": "roles/firebase.sdkAdminServiceAgent", "members": [admin]},
            {"role": "roles/owner", "members": ["user:owner@example.com"]},
        ],
    }
