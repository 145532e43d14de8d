"""Options that several commands share, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from baasctl.cli.output import Output
from baasctl.model.change import Hazard

Function = TypeVar("Function", bound=Callable[..., Any])

SPEC = "baas.yaml"
SANDBOX_DATA = Path(".baasctl/sandbox")

sandbox_data = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=SANDBOX_DATA, show_default=True,
    envvar="BAASCTL_SANDBOX", help="Folder of the sandbox's state.",
)  # fmt: skip
"""`--data` of the sandbox commands."""


def clock() -> datetime:
    """The wall clock in UTC; everything below gets it handed in."""
    return datetime.now(UTC)


def _set(name: str, value: object) -> None:
    output = click.get_current_context().find_object(Output)
    if output is not None:
        setattr(output, name, value)


def look(function: Function) -> Function:
    """`--color`, `-q`, `-v`: how the output looks."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Say more on standard error.",
                     callback=lambda _context, _option, on: _set("verbosity", 1) if on else None),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, help="Print data and errors only.",
                     callback=lambda _context, _option, on: _set("verbosity", -1) if on else None),
        click.option("--color", "--colour", type=click.Choice(["auto", "always", "never"]), default="auto",
                     expose_value=False, help="Colours; auto obeys NO_COLOR, FORCE_COLOR and the terminal.",
                     callback=lambda _context, _option, choice: _set("colour_choice", choice)),
    ):  # fmt: skip
        function = option(function)
    return function


def _complete_targets(context: click.Context, _option: click.Parameter, incomplete: str) -> list[str]:
    from baasctl.cli.completing import targets

    return targets(context.params.get("file") or Path(SPEC), incomplete)


def spec_file(function: Function) -> Function:
    """`-f`, `-t`, `--untrusted`: which spec, which of its targets, and how far to trust it."""
    for option in (
        click.option("--untrusted", is_flag=True,
                     help="For specs of strangers: no commands, no files outside, only allow_env."),
        click.option("-t", "--target", "targets", multiple=True, shell_complete=_complete_targets,
                     help="Only this target; may be repeated. All targets unless given."),
        click.option("-f", "--file", type=click.Path(dir_okay=False, path_type=Path), default=Path(SPEC),
                     show_default=True, help="The spec."),
    ):  # fmt: skip
        function = option(function)
    return function


def live_project(help_: str) -> Callable[[Function], Function]:
    """`--live`: a project that no spec names."""
    return click.option("--live", metavar="PROVIDER:PROJECT", default="", help=help_)


def reading(function: Function) -> Function:
    """`--secrets`, `--workers`: how live state is read and compared."""
    for option in (
        click.option("--workers", type=click.IntRange(1, 64), default=8, show_default=True,
                     help="Requests at a time while reading."),
        click.option("--secrets", type=click.Choice(["resolve", "skip"]), default="resolve", show_default=True,
                     help="skip: secrets are not compared, and the plan cannot be applied."),
    ):  # fmt: skip
        function = option(function)
    return function


def base(function: Function) -> Function:
    """`--base`: what the spec was, to tell its changes from drift."""
    return click.option("--base", metavar="GITREF", help="Tell what the spec changed since this revision from drift.")(
        function
    )


def allow(function: Function) -> Function:
    """`--allow`, `--take-over`: what is agreed to."""
    for option in (
        click.option("--take-over", is_flag=True, help="Change also what another tool (CloudFormation) owns."),
        click.option("--allow", multiple=True, type=click.Choice([hazard.value for hazard in Hazard]),
                     help="Allow a hazard by name; may be repeated."),
    ):  # fmt: skip
        function = option(function)
    return function


def as_format(*formats: str) -> Callable[[Function], Function]:
    """`-o`: the form of what is printed; the first format is the default."""
    return click.option(
        "-o", "--output", "format_", type=click.Choice(formats), default=formats[0], show_default=True,
        help="The form of what is printed.",
    )  # fmt: skip


def hazards(names: Sequence[str]) -> frozenset[Hazard]:
    """What `--allow` named."""
    return frozenset(map(Hazard, names))
