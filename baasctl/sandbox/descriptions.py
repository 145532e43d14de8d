"""Projects as `sandbox status` and `sandbox project add` show them."""

from __future__ import annotations

from baasctl.sandbox.amplify.project import Project as AmplifyProject
from baasctl.sandbox.exchange import JsonObject
from baasctl.sandbox.firebase.project import Project as FirebaseProject
from baasctl.sandbox.supabase.project import Project


def describe(project: Project) -> JsonObject:
    """One project as `sandbox status` shows it."""
    return {
        "provider": "supabase",
        "id": project.ref,
        "name": project.options.name or project.ref,
        "plan": project.options.plan,
        "postgres_url": project.database.url,
    }


def describe_firebase(project: FirebaseProject) -> JsonObject:
    """One project as `sandbox status` shows it."""
    return {
        "provider": "firebase",
        "id": project.id,
        "name": project.options.name or project.id,
        "plan": "blaze" if project.options.billing else "spark",
    }


def describe_amplify(project: AmplifyProject) -> JsonObject:
    """One project as `sandbox status` shows it."""
    return {
        "provider": "amplify",
        "id": project.id,
        "name": project.options.name or project.id,
        "plan": f"gen {project.options.generation}",
        "account": project.account,
        "region": project.region,
    }
