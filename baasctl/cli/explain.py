"""`baasctl explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from baasctl.cli.options import SPEC, as_format, look, reading, spec_file
from baasctl.cli.output import Output
from baasctl.model.address import Address


def _complete(context: click.Context, _option: click.Parameter, incomplete: str) -> list[str]:
    from baasctl.cli.completing import addresses

    return addresses(context.params.get("file") or Path(SPEC), incomplete)


@click.command("explain")
@click.argument("address", shell_complete=_complete, metavar="ADDRESS[#/PATH]")
@spec_file
@as_format("text", "json")
@reading
@look
@click.pass_obj
def command(output: Output, /, *, address: str, format_: str, **options: Any) -> int:
    """Tell where a value comes from and where it goes.

    ADDRESS is target/kind or target/kind/name as plans print it, PATH a field: prod/auth#/site_url.
    """
    from baasctl import pipeline
    from baasctl.cli.running import run_of
    from baasctl.report import as_json, explanation

    local, _, path = address.partition("#")
    try:
        parsed = Address.parse(local)
    except ValueError as problem:
        raise _wrong(str(problem)) from None
    _check_field(parsed, path)
    found = pipeline.explain(run_of(output, options | {"targets": [parsed.target]}), parsed, path, output.vault)
    if format_ == "json":
        output.data(as_json.to_text(explanation.to_data(found)))
    else:
        output.data(explanation.as_text(found, output.colour()))
    return 0


def _check_field(address: Address, path: str) -> None:
    """Say which name is wrong, before anything is read. Native fields are the provider's; it knows them."""
    from baasctl.kinds.registry import NAMES, kind
    from baasctl.model.problems import nearest
    from baasctl.model.value import tokens_of

    if address.kind not in NAMES:
        raise _wrong(f"there is no kind '{address.kind}'; {nearest(address.kind, NAMES)}")
    found = kind(address.kind)
    if len(address.segments) != found.depth:
        wanted = "/".join(("target", address.kind, *(segment.upper() for segment in found.segments)))
        raise _wrong(f"'{address}' is not of the form {wanted}")
    if path and not path.startswith("/"):
        raise _wrong(f"a path begins with a slash: #/{path}")
    field = found.fields
    for name in tokens_of(path):
        below = field.member(name)
        if below is None:
            raise _wrong(f"there is no field '{name}' in '{path}'; {nearest(name, field.members)}")
        if name == "native":
            return
        field = below


def _wrong(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="ADDRESS")
