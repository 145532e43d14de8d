"""`baasctl render`."""

from __future__ import annotations

from typing import Any

import click

from baasctl.cli.options import as_format, look, spec_file
from baasctl.cli.output import Output


@click.command("render")
@spec_file
@as_format("text", "json")
@look
@click.pass_obj
def command(output: Output, /, *, format_: str, **options: Any) -> int:
    """Print what a spec asks for, variables and templates filled in.

    Secrets stay references; nothing is sent.
    """
    from baasctl import pipeline
    from baasctl.cli.running import run_of
    from baasctl.report import as_json, desired

    rendered = pipeline.render(run_of(output, options))
    output.diagnostics(warning for each in rendered for warning in each.warnings)
    states = [each.desired for each in rendered]
    if format_ == "json":
        output.data(as_json.to_text(desired.to_data(states)))
    else:
        output.data(desired.as_text(states, output.colour()))
    return 0
