"""`baasctl providers`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from baasctl.cli.options import as_format
from baasctl.cli.output import Output


@click.command("providers")
@click.argument("names", nargs=-1, metavar="[PROVIDER]…")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be repeated.")
@as_format("text", "json", "markdown")
@click.pass_obj
def command(output: Output, /, *, names: Sequence[str], kinds: Sequence[str], format_: str) -> int:
    """Print what each provider can do, field by field.

    Each yes with its wire name, bounds and where we know it from; each no with its reason.
    """
    from baasctl.kinds.registry import NAMES
    from baasctl.providers import registry
    from baasctl.report import as_json, support

    for given, known, option in ((names, registry.NAMES, "PROVIDER"), (kinds, NAMES, "--kind")):
        for name in given:
            if name not in known:
                raise click.BadParameter(f"'{name}' is none of {', '.join(known)}", param_hint=option)
    supports = [each for name in names or registry.NAMES for each in registry.package(name).supports()]
    table = [row for each in supports for row in support.rows(each, kinds)]
    if format_ == "json":
        output.data(as_json.to_text(support.to_data(table)))
    elif format_ == "markdown":
        output.data(support.as_markdown(table))
    else:
        output.data(support.as_text(table))
    return 0
