"""`baasctl sandbox project`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from baasctl.cli.options import as_format, sandbox_data
from baasctl.cli.output import Output
from baasctl.sandbox.layout import PROVIDERS


@click.group()
def project() -> None:
    """Projects of a running sandbox."""


@project.command("add")
@click.argument("provider", type=click.Choice(PROVIDERS))
@click.argument("ref", metavar="[ID]", required=False)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="A property, such as plan=free (supabase), billing=false (firebase) or owned=false (amplify).",
)
@sandbox_data
@as_format("text", "json")
@click.pass_obj
def project_add(
    output: Output, *, provider: str, ref: str | None, options: Sequence[str], data: Path, format_: str
) -> int:
    """Create a project of a provider; without ID one is made up.

    An unknown property is refused with those that there are.
    """
    from baasctl.sandbox import lifecycle

    added = lifecycle.add_project(data, provider, ref, dict(map(_option, options)))
    output.data(json.dumps(dict(added), indent=2) + "\n" if format_ == "json" else f"{added['id']}\n")
    return 0


def _option(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.BadParameter(f"'{text}' is not NAME=VALUE", param_hint="--option")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
