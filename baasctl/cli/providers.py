"""`baasctl providers`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from baasctl.cli.options import as_format
from baasctl.cli.output import Output


@click.command("providers")
@click.argument("names", nargs=-1, metavar="[PROVIDER]…")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be repeated.")
@click.option("--access", is_flag=True, help="What each can express of `access`, and where that was checked.")
@as_format("text", "json", "markdown")
@click.pass_obj
def command(output: Output, /, *, names: Sequence[str], kinds: Sequence[str], access: bool, format_: str) -> int:
    """Print what each provider can do, field by field.

    Each yes with its wire name, bounds and where we know it from; each no with its reason.
    """
    from baasctl.kinds.registry import NAMES
    from baasctl.providers import registry
    from baasctl.report import access_table, support

    for given, known, option in ((names, registry.NAMES, "PROVIDER"), (kinds, NAMES, "--kind")):
        for name in given:
            if name not in known:
                raise click.BadParameter(f"'{name}' is none of {', '.join(known)}", param_hint=option)
    if access and kinds:
        raise click.UsageError("--access and --kind do not go together: the section is of no kind")
    if access:
        found = list(access_table.access_rows([registry.package(name).support() for name in names or registry.NAMES]))
        output.data(
            _written(format_, access_table.as_text(found), access_table.as_markdown(found), access_table.to_data(found))
        )
        return 0
    supports = [each for name in names or registry.NAMES for each in registry.package(name).supports()]
    table = [row for each in supports for row in support.rows(each, kinds)]
    output.data(_written(format_, support.as_text(table), support.as_markdown(table), support.to_data(table)))
    return 0


def _written(format_: str, text: str, markdown: str, data: object) -> str:
    from baasctl.report import as_json

    return {"json": as_json.to_text(data), "markdown": markdown}.get(format_, text)
