"""`baasctl diff`."""

from __future__ import annotations

from typing import Any

import click

from baasctl.cli.options import as_format, look, reading, spec_file
from baasctl.cli.output import Output


@click.command("diff")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@spec_file
@as_format("text", "json", "markdown", "html")
@reading
@look
@click.pass_obj
def command(output: Output, /, *, left: str, right: str, format_: str, **options: Any) -> int:
    """Compare two live targets, or a live one with a git revision.

    Shows what would make B like A; exits 2 when they differ. A revision is written git:REVISION, and stands for
    what the spec asked of the other side then.
    """
    from dataclasses import replace

    from baasctl import pipeline
    from baasctl.cli import plan_report, sections
    from baasctl.cli.running import run_of
    from baasctl.run import Planned

    run = run_of(output, options)
    plan = pipeline.compare_targets(replace(run, targets=(left, right)), left, right, output.vault)
    return plan_report.print_plans(output, sections.of_drift(Planned(plans=(plan,))), format_)
