"""`baasctl test`."""

from __future__ import annotations

from typing import Any, Final

import click

from baasctl.cli import exits
from baasctl.cli.options import as_format, look, reading, spec_file
from baasctl.cli.output import Output

ENGINES: Final = ("auto", "emulator", "evaluator", "live", "postgres", "sketch")


@click.command("test")
@spec_file
@as_format("text", "json", "junit")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="Who judges; auto: the engine closest to the truth that is here.",
)
@click.option(
    "--explore", is_flag=True, help="In place of the tests, hold generated requests against the `access` section."
)
@click.option("--seed", type=int, default=0, show_default=True, help="With --explore: same seed, same requests.")
@click.option(
    "--count",
    type=click.IntRange(1, 1_000_000),
    default=2000,
    show_default=True,
    help="With --explore: how many requests at most, for each target.",
)
@reading
@look
@click.pass_obj
def command(
    output: Output, /, *, format_: str, engine: str, explore: bool, seed: int, count: int, **options: Any
) -> int:
    """Try the access tests of a spec on its rules as they will be after apply.

    Nothing is written. auto asks Google's Firestore emulator where this machine has it, PostgreSQL for Supabase, and
    else baasctl's own evaluator; live asks Google's `projects.test`. The report says who judged each test, which rule
    decided, and which parts of the rules no test ever exercised. -v prints also the tests that pass.

    PostgreSQL judges on a copy of the live tables, without rows. Where a target has no credential, as in the pipeline
    of a pull request, and with --engine sketch, its tables are made from the target's migrations and from the `access`
    section, and the report says so.

    \b
      access_tests:
        people:
          ada: {user: ada, claims: {role: editor}}
        given:
          posts/p1: {authorId: ada, status: draft}
        tests:
          Drafts are private:
            - {as: ada, can: [get posts/p1, {update posts/p1: {status: published}}]}
            - {as: anonymous, cannot: [get posts/p1, list posts]}

    With --explore requests are generated from the `access` section, everything that it allows and all that is one step
    beside it, and what it means is held against what the engine says about the rules that it became. Every
    disagreement is printed with the smallest request that shows it, to be put into `access_tests`.

    Exits 5 when a test fails or cannot be decided, or for a disagreement. The tests also run inside plan and apply
    when rules change.
    """  # noqa: D301 -- click needs the character, not an escape
    from baasctl import pipeline
    from baasctl.access_trials import Exploring
    from baasctl.cli import trial_report
    from baasctl.cli.running import run_of

    run = run_of(output, options)
    exploring = Exploring(seed, count) if explore else None
    with trial_report.reported(output, format_, run.file):
        found = pipeline.try_access(run, output.vault, engine, exploring)
    sections = trial_report.sections(found, explores=explore)
    code = exits.worst(section.exit_code for section in sections)
    output.data(trial_report.as_format(sections, format_, code, output))
    if format_ != "text":
        output.diagnostics(each for section in sections if section.trials is None for each in section.diagnostics)
    return code
