"""What `baasctl sandbox status` prints."""

from __future__ import annotations

import json
from pathlib import Path

from baasctl.report.escaping import visible
from baasctl.sandbox import lifecycle


def status_report(data: Path, format_: str) -> str:
    """The running sandbox, with its token: it opens nothing but itself."""
    status = lifecycle.status(data)
    if format_ == "json":
        return json.dumps(status.as_json(), indent=2) + "\n"
    lines = [f"url    {status.url}", f"token  {status.token}", f"pid    {status.pid}"]
    for project in status.projects:
        shown = (visible(str(project[name])) for name in ("provider", "id", "plan", "postgres_url"))
        lines.append("project  " + "  ".join(shown))
    return "\n".join(lines) + "\n"


def fidelity_report(format_: str) -> str:
    """How true each behaviour is."""
    from baasctl.sandbox.fidelity import TABLE

    if format_ == "json":
        return json.dumps([row.as_json() for row in TABLE], indent=2) + "\n"
    return "".join(f"{row.grade:26} {row.behaviour}\n" for row in TABLE)
