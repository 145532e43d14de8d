"""Makes the app of a new project, and its backend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from baasctl.sandbox.amplify import backend_parts as parts
from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.hosting import apps, branches, store
from baasctl.sandbox.amplify.owned_backend import make_owned
from baasctl.sandbox.amplify.plain_backend import make_plain
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.exchange import JsonObject


def make_project(project: Project, backend: Backend) -> None:
    """Create what the project's options say, and remember the ids."""
    ids: Mapping[str, str] = {}
    if project.options.backend:
        ids = (make_owned if project.options.owned else make_plain)(project, backend)
        project.store("resources", dict(ids))
    project.store(store.DOCUMENT, cast("JsonObject", {"apps": {project.id: _app(project, ids)}}))


def _app(project: Project, ids: Mapping[str, str]) -> dict[str, Any]:
    """The app with its branch, which leads to the root stack when there is one."""
    app = apps.new_app(project, project.id, {"name": project.options.name or "sandbox"})
    name = project.options.branch
    branch: dict[str, Any] = {"branchName": name, "stage": "PRODUCTION"}
    if project.options.generation == 1 and ids:
        stack = parts.stack_name(project)
        sent = {"environmentName": name, "stackName": stack, "deploymentArtifacts": f"{stack}-deployment"}
        environment = app["environments"][name] = branches.new_environment(project, project.id, sent)
        branch["backendEnvironmentArn"] = environment["backendEnvironmentArn"]
    elif "stack_arn" in ids:
        branch["backend"] = {"stackArn": ids["stack_arn"]}
    app["branches"][name] = branches.new_branch(project, project.id, branch)
    return app
