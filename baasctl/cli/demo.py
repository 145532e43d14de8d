"""`baasctl demo`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from baasctl.cli.options import look
from baasctl.cli.output import Output


@click.command("demo")
@click.option("--keep", is_flag=True, help="Leave the folder with the spec behind.")
@look
@click.pass_obj
def command(output: Output, /, *, keep: bool) -> int:
    """See plan, apply and drift on a sandbox that cleans up after itself.

    Starts a local Supabase in a temporary folder, with a project that somebody has already clicked together, and
    brings it under a spec. Nothing leaves this machine.
    """
    from baasctl.cli.demo_story import tell

    folder = Path(tempfile.mkdtemp(prefix="baasctl-demo-"))
    try:
        return tell(output, folder)
    finally:
        if keep:
            output.say(f"kept {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
