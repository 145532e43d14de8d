"""`baasctl validate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from baasctl.cli import exits
from baasctl.cli.options import as_format, look, spec_file
from baasctl.cli.output import Output
from baasctl.model.diagnostic import Diagnostic


@click.command("validate")
@spec_file
@as_format("text", "json", "sarif")
@look
@click.pass_obj
def command(output: Output, /, *, format_: str, **options: Any) -> int:
    """Check a spec without asking any provider.

    Resolves no secret and sends nothing. All problems are reported at once, sorted by place.
    """
    from baasctl import pipeline
    from baasctl.cli.running import run_of
    from baasctl.model.errors import BaasctlError
    from baasctl.report.summary import plural

    found: list[Diagnostic] = []
    code, summary = exits.DONE, ""
    try:
        rendered = pipeline.render(run_of(output, options))
        found.extend(warning for each in rendered for warning in each.warnings)
        count = sum(len(each.desired.resources) for each in rendered)
        summary = f"valid: {plural(count, 'resource')} on {plural(len(rendered), 'target')}\n"
    except BaasctlError as error:
        found.extend(error.diagnostics)
        code = error.exit_code
    if format_ == "text":
        output.diagnostics(found)
        output.data(summary)
    else:
        output.data(_report(found, format_))
    return code


def _report(found: Sequence[Diagnostic], format_: str) -> str:
    from baasctl.report import as_json, as_sarif, diagnostics

    if format_ == "sarif":
        return as_json.to_text(as_sarif.to_data(as_sarif.Result(diagnostic=each) for each in found))
    return as_json.to_text(diagnostics.validation_data(found))
