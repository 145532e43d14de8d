"""`baasctl apply`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from baasctl.cli import exits
from baasctl.cli.options import allow, as_format, look, reading, spec_file
from baasctl.cli.output import Output
from baasctl.model.plan import Plan, Verdict
from baasctl.report.section import Section


@click.command("apply")
@click.argument("planfile", required=False, type=click.Path(dir_okay=False, path_type=Path))
@spec_file
@as_format("text", "json")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--expect", metavar="sha256:…", help="Apply only the plan of this digest, as plan --out printed it.")
@allow
@reading
@look
@click.pass_obj
def command(output: Output, /, *, planfile: Path | None, expect: str | None, yes: bool, **options: Any) -> int:
    """Carry out a plan.

    With PLANFILE exactly that plan, or exit 6 when it is stale. Without it: plan, show, ask, carry out. Targets
    marked as production are confirmed by their name.
    """
    from baasctl.cli import consent, plan_file
    from baasctl.plan.guards import check_consent

    if planfile is None:
        sections = _plan(output, options)
        plans = [section.plan for section in sections if section.plan is not None]
        if len(plans) < len(sections) or not all(map(_is_ready, plans)):
            return exits.worst(section.exit_code for section in sections)
    else:
        _refuse_plan_options(options)
        plans = list(plan_file.read(planfile))
    plan_file.check_expected(plans, expect)
    plans = [plan for plan in plans if plan.verdict is not Verdict.EMPTY]
    if not plans:
        output.say("nothing to do")
        return exits.DONE
    for plan in plans:
        check_consent(plan)
    if not yes and (planfile is None or output.is_interactive):
        consent.confirm_apply(output, plans, by_name_only=planfile is not None)
    return _apply(output, plans, options)


def _is_ready(plan: Plan) -> bool:
    return plan.verdict in (Verdict.READY, Verdict.EMPTY)


def _plan(output: Output, options: dict[str, Any]) -> Sequence[Section]:
    """Plan and show it; on standard error when standard output is to carry the result as JSON."""
    from baasctl import pipeline
    from baasctl.cli import sections
    from baasctl.cli.running import run_of
    from baasctl.report import as_text

    planned = pipeline.plan(run_of(output, options), output.vault)
    found = sections.of_plans(planned, changes=exits.DONE)
    show = output.data if options["format_"] == "text" else output.say
    show(as_text.plans(found, output.colour()))
    return found


def _apply(output: Output, plans: Sequence[Plan], options: dict[str, Any]) -> int:
    from baasctl import pipeline
    from baasctl.cli import sections
    from baasctl.cli.plan_report import say_failures
    from baasctl.cli.running import STATE, keep_out_of_git, run_of
    from baasctl.report import as_json, results_as_text

    run = run_of(output, options | {"targets": [plan.target.name for plan in plans]})
    keep_out_of_git(options["file"].parent / STATE)
    found = sections.of_results(pipeline.apply(run, plans, output.vault))
    code = exits.worst(section.exit_code for section in found)
    if options["format_"] == "json":
        output.data(as_json.to_text(as_json.result_data(found, code)))
        say_failures(output, found)
    else:
        output.data(results_as_text.results(found, output.colour()))
    return code


def _refuse_plan_options(options: dict[str, Any]) -> None:
    """What is decided when a plan is made cannot be changed when it is applied."""
    given = {"--allow": options["allow"], "--target": options["targets"], "--secrets": options["secrets"] == "skip",
             "--take-over": options["take_over"]}  # fmt: skip
    for name, is_given in given.items():
        if is_given:
            raise click.UsageError(f"{name} is decided by `plan`; a PLANFILE is applied as it is")
