"""`baasctl doctor`."""

from __future__ import annotations

from typing import Any

import click

from baasctl.cli import exits
from baasctl.cli.options import as_format, clock, look, spec_file
from baasctl.cli.output import Output

_ROLES = {"ok": "+", "warn": "~", "fail": "-"}


@click.command("doctor")
@spec_file
@as_format("text", "json")
@look
@click.pass_obj
def command(output: Output, /, *, format_: str, **options: Any) -> int:
    """Check this machine, the credentials and the connection.

    With a spec it also asks each target for what the spec declares. Reads only; a token is used, never shown.
    """
    from baasctl.cli import checks
    from baasctl.cli.running import run_of
    from baasctl.report.as_json import to_text

    output.progress("looking at this machine")
    found = [*checks.of_machine(clock()), *checks.of_engine(), *checks.of_rules_compiler()]
    if options["file"].exists() or options["targets"]:
        found += checks.of_spec(run_of(output, options | {"secrets": "skip"}), output.vault)
    else:
        found.append(checks.Check(state=checks.WARN, what="spec", detail=f"there is no {options['file']} here",
                                  hint="baasctl init writes one"))  # fmt: skip
    if format_ == "json":
        output.data(to_text([{name: getattr(check, name) for name in check.__slots__} for check in found]))
    else:
        colour = output.colour()
        width = max(len(check.what) for check in found)
        for check in found:
            output.data(f"{colour.paint(_ROLES[check.state], check.state.ljust(4))}  {check.what.ljust(width)}  ")
            output.data(f"{check.detail}\n" + (f"      hint: {check.hint}\n" if check.hint else ""))
    return exits.worst(check.exit_code for check in found)
