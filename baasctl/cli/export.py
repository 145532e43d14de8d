"""`baasctl export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from baasctl.cli import exits
from baasctl.cli.options import look, spec_file
from baasctl.cli.output import Output


@click.command("export")
@spec_file
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file instead.")
@look
@click.pass_obj
def command(output: Output, /, *, out: Path | None, **options: Any) -> int:
    """Print changes as code of the tool that owns the resources.

    For resources that CloudFormation made: the overrides for amplify/backend.ts (Gen 2) that make live what the spec
    asks for when the owner next deploys. Of a target with `ownership: {KIND: export}` only those kinds, of others
    everything that differs and that the target does not manage itself. Reads only; secrets are left out.
    """
    from baasctl import pipeline
    from baasctl.cli.running import run_of

    exported = pipeline.export(run_of(output, options), output.vault)
    several = len(exported.texts) > 1
    text = "".join(
        (f"// target {name.encode('unicode_escape').decode()}\n" if several else "") + each
        for name, each in exported.texts.items()
        if each
    )
    if out is not None and text:
        output.raw_file(out, text.encode())
        output.say(f"saved {out}")
    elif text:
        output.data(text)
    elif exported.texts:
        output.say("nothing to export: what other tools own is as the spec asks for")
    for failure in exported.failures.values():
        output.diagnostics(failure.diagnostics)
    return exits.worst(failure.exit_code for failure in exported.failures.values())
