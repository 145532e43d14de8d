"""`baasctl diff`."""

from __future__ import annotations

from typing import Any

import click

from baasctl.cli.options import as_format, look, reading, spec_file
from baasctl.cli.output import Output

_GIT = "git:"


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

    Shows what would make B like A; exits 2 when they differ. A revision is written git:REVISION, on either side,
    and stands for what the spec asked of the live one then: shown is what would make that like the revision.
    """
    from baasctl import pipeline
    from baasctl.cli import plan_report, sections
    from baasctl.cli.running import run_of
    from baasctl.run import Planned

    run = run_of(output, options)
    revisions = [side.removeprefix(_GIT) for side in (left, right) if side.startswith(_GIT)]
    targets = [side for side in (left, right) if not side.startswith(_GIT)]
    if len(targets) == 2:
        found, like = pipeline.compare_targets(run, left, right, output.vault), left
    elif len(targets) == 1:
        found = Planned(plans=(pipeline.compare_revision(run, targets[0], revisions[0], output.vault),))
        like = f"{_GIT}{revisions[0]}"
    else:
        raise click.UsageError("one side must be live: name a target")
    shown = sections.of_drift(found, "Difference", like=like)
    return plan_report.print_plans(output, shown, format_)
