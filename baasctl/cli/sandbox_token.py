"""`baasctl sandbox token`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from baasctl.cli.options import as_format, sandbox_data
from baasctl.cli.output import Output
from baasctl.sandbox.layout import PROVIDERS


@click.group()
def token() -> None:
    """Access tokens of a running sandbox."""


@token.command("add")
@click.argument("permissions", nargs=-1, required=True, metavar="PERMISSION…")
@click.option(
    "--provider", type=click.Choice(PROVIDERS), default="supabase", show_default=True, help="Whose APIs it opens."
)
@sandbox_data
@as_format("text", "json")
@click.pass_obj
def token_add(output: Output, *, permissions: Sequence[str], provider: str, data: Path, format_: str) -> int:
    """Make a token that may do no more than these permissions, such as auth_config_read.

    Names are those of fine-grained tokens of Supabase. For firebase: read, which leaves reading alone, and hosts such
    as firebaserules.googleapis.com. An unknown one is refused with the list.
    """
    from baasctl.sandbox import lifecycle

    added = lifecycle.add_token(data, permissions, provider)
    output.data(json.dumps({"token": added}, indent=2) + "\n" if format_ == "json" else f"{added}\n")
    return 0
