"""`baasctl lint`."""

from __future__ import annotations

from typing import Any, Final

import click

from baasctl.cli import exits
from baasctl.cli.options import as_format, live_project, look, spec_file
from baasctl.cli.output import Output

LEVELS: Final = ("none", "info", "warn", "error")


@click.command("lint")
@spec_file
@live_project("Judge a project as it is; no spec is needed.")
@as_format("text", "json", "sarif")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="error",
    show_default=True,
    help="Exit 5 when something of this level or above is found; none: never.",
)
@click.option("--rules", is_flag=True, help="Print the lints themselves; nothing is read.")
@click.option("--explain", metavar="LINT", default="", help="Print what a lint is about, by name or code.")
@look
@click.pass_obj
def command(
    output: Output, /, *, live: str, format_: str, fail_on: str, rules: bool, explain: str, **options: Any
) -> int:
    """Find what is open, weak or slow in rules and settings as they will be after apply.

    Rules of Firebase, policies and grants of Supabase (its own lints, splinter, among them), rules of Amplify, and
    settings of auth, in the state that apply would leave behind: what the spec declares laid over what is live. Where
    an engine finds a request that shows what is meant, it is printed. Nothing is written and no secret is read.

    A finding that is meant so is accepted in the spec, with the reason, or in the rules themselves by a comment
    such as `baasctl-ignore: open_read because the catalogue is public`:

    \b
      lint:
        ignore:
          rls_enabled_no_policy:
            tables/public.jobs: only the server reads this table

    With --live nothing but a token is needed: it also prints who can reach which rows, and how to go on.
    Exits 5 for findings at or above --fail-on, 3 when what had to be read may not be read.
    """  # noqa: D301 -- click needs the character, not an escape
    from baasctl.cli import lint_report

    if rules or explain:
        output.data(lint_report.explained(explain, format_) if explain else lint_report.rules_as(format_))
        return exits.DONE
    from baasctl import pipeline
    from baasctl.cli.live_spec import live_run
    from baasctl.cli.running import run_of

    run = live_run(run_of(output, options), live, "live") if live else run_of(output, options)
    with lint_report.reported(output, format_, run.file):
        found = pipeline.lint(run, output.vault)
    sections = lint_report.sections(found, LEVELS.index(fail_on), has_spec=not live)
    code = exits.worst(section.exit_code for section in sections)
    output.data(lint_report.as_format(sections, format_, code, output.colour()))
    if format_ != "text":
        output.diagnostics(each for section in sections if section.verdict is None for each in section.diagnostics)
    return code
