"""`baasctl schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from baasctl.cli.output import Output


@click.command("schema")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file.")
@click.pass_obj
def command(output: Output, /, *, out: Path | None) -> int:
    """Print the JSON Schema of the spec, for editors.

    With the first line "# yaml-language-server: $schema=./baasctl.schema.json" editors complete and check a spec.
    """
    text = schema_text()
    if out is None:
        output.data(text)
    else:
        output.raw_file(out, text.encode())
        output.say(f"wrote {out}")
    return 0


def schema_text() -> str:
    """The JSON Schema, made from the kinds."""
    from baasctl.render.schema import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
