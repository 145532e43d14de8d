"""`baasctl drift`."""

from __future__ import annotations

from typing import Any

import click

from baasctl.cli.options import as_format, base, look, reading, spec_file
from baasctl.cli.output import Output


@click.command("drift")
@spec_file
@as_format("text", "json", "markdown", "html")
@base
@reading
@look
@click.pass_obj
def command(output: Output, /, *, format_: str, **options: Any) -> int:
    """Find what differs from the spec; exits 2 when something does.

    Read-only by construction: this command has no way to write.
    """
    from baasctl import pipeline
    from baasctl.cli import plan_report, sections
    from baasctl.cli.running import run_of

    with plan_report.reported(output, format_, options["file"]):
        found = pipeline.plan(run_of(output, options), output.vault, is_tested=False)
    return plan_report.print_plans(output, sections.of_drift(found), format_)
