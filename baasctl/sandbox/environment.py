"""The environment in which baasctl and the providers' own command lines talk to a sandbox.

For the Supabase CLI (3.1.0, tried): a profile file points it at another API address; telemetry and the keyring are off.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from baasctl.sandbox.documents import write_atomically
from baasctl.sandbox.lifecycle import Status

PROFILE = "supabase-profile.yaml"
API_URL = "BAASCTL_SUPABASE_API_URL"
PROJECT_URL = "BAASCTL_SUPABASE_PROJECT_URL"


def environment(data: Path, status: Status) -> Mapping[str, str]:
    """Variables for a running sandbox; writes the CLI's profile file into *data* as a side effect.

    With at least one Supabase project, the oldest one is also named by `SUPABASE_PROJECT_REF` and by
    `SUPABASE_PROJECT_ID`, which the CLI takes for a linked project.
    """
    folder = data.absolute()
    write_atomically(folder / PROFILE, _profile(status.url).encode(), durable=False)
    variables = {
        API_URL: status.url,
        PROJECT_URL: f"{status.url}/project/{{ref}}",
        "SUPABASE_ACCESS_TOKEN": status.token,
        "SUPABASE_PROFILE": str(folder / PROFILE),
        "SUPABASE_HOME": str(folder / "home" / ".supabase"),
        "SUPABASE_NO_KEYRING": "1",
        "SUPABASE_TELEMETRY_DISABLED": "1",
        "DO_NOT_TRACK": "1",
    }
    refs = [str(project["id"]) for project in status.projects if project["provider"] == "supabase"]
    if refs:
        variables |= {"SUPABASE_PROJECT_REF": refs[0], "SUPABASE_PROJECT_ID": refs[0]}
    return variables


def export_lines(variables: Mapping[str, str]) -> list[str]:
    """The variables as lines for `eval "$(baasctl sandbox env)"`."""
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def _profile(url: str) -> str:
    lines = {"name": "sandbox", "api_url": url, "dashboard_url": url, "project_host": "supabase.sandbox.invalid"}
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
