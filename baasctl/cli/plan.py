"""`baasctl plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from baasctl.cli import exits
from baasctl.cli.options import allow, as_format, base, look, reading, spec_file
from baasctl.cli.output import Output


@click.command("plan")
@spec_file
@as_format("text", "json", "markdown", "html")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan for apply.")
@base
@allow
@reading
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there are changes.")
@look
@click.pass_obj
def command(output: Output, /, *, format_: str, out: Path | None, detailed_exitcode: bool, **options: Any) -> int:
    """Compare a spec with what is live and print what apply would do.

    Reads, never writes. What could not be read makes the plan incomplete and exits 3 or 1.
    """
    from baasctl import pipeline
    from baasctl.cli import plan_file, plan_report, sections
    from baasctl.cli.running import run_of

    with plan_report.reported(output, format_, options["file"]):
        planned = pipeline.plan(run_of(output, options), output.vault)
    found = sections.of_plans(planned, changes=exits.CHANGES if detailed_exitcode else exits.DONE)
    code = plan_report.print_plans(output, found, format_)
    if out is not None:
        text = plan_report.as_format(output, found, "json", code)
        plan_file.check_without_secrets(out, text, output.redact)
        output.file(out, text)
        if planned.plans and not planned.failures:
            output.say(f"saved {out}  {plan_file.digest(planned.plans)}\n  hint: baasctl apply {out}")
    return code
