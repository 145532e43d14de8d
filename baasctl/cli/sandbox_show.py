"""`baasctl sandbox status`, `env` and `log`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from baasctl.cli.options import as_format, look, sandbox_data
from baasctl.cli.output import Output
from baasctl.report.escaping import visible

_SHOWN = ("provider", "id", "plan", "postgres_url")


@click.command()
@sandbox_data
@as_format("text", "json")
@click.option("--fidelity", is_flag=True, help="How true each behaviour is, and how we know.")
@look
@click.pass_obj
def status(output: Output, *, data: Path, format_: str, fidelity: bool) -> int:
    """Where it listens, its token and its projects."""
    output.data(_fidelity(format_) if fidelity else _status(data, format_))
    return 0


@click.command()
@sandbox_data
@click.pass_obj
def env(output: Output, data: Path) -> int:
    """Print `export` lines after which baasctl and the providers' own CLIs talk to it."""
    from baasctl.sandbox import environment, lifecycle

    variables = environment.environment(data, lifecycle.status(data))
    output.data("".join(f"{line}\n" for line in environment.export_lines(variables)))
    return 0


@click.command()
@sandbox_data
@click.pass_obj
def log(output: Output, data: Path) -> int:
    """Print one JSON line for each request served so far."""
    from baasctl.sandbox.log import lines

    for line in lines(data):
        output.data(f"{line}\n")
    return 0


def _status(data: Path, format_: str) -> str:
    """The running sandbox, with its token: it opens nothing but itself."""
    from baasctl.sandbox import lifecycle

    running = lifecycle.status(data)
    if format_ == "json":
        return json.dumps(running.as_json(), indent=2) + "\n"
    lines = [f"url    {running.url}", f"token  {running.token}", f"pid    {running.pid}"]
    simulator = f"MiniStack {running.ministack}, {visible(running.ministack_python)}"
    lines.append(f"aws    {simulator}" if running.ministack else "aws    MiniStack is not installed")
    for project in running.projects:
        shown = (visible(str(project[name])) for name in _SHOWN if name in project)
        lines.append("project  " + "  ".join(shown))
    return "\n".join(lines) + "\n"


def _fidelity(format_: str) -> str:
    """How true each behaviour is, and what there is not."""
    from baasctl.sandbox.fidelity import NOT_SIMULATED, TABLE

    if format_ == "json":
        missing = {provider: list(each) for provider, each in NOT_SIMULATED.items()}
        return json.dumps({"behaviours": [row.as_json() for row in TABLE], "not_simulated": missing}, indent=2) + "\n"
    lines = [f"{row.provider:9} {row.grade:26} {row.behaviour}" for row in TABLE]
    for provider, each in NOT_SIMULATED.items():
        lines += ["", f"{provider}, not simulated, or otherwise than on the platform:", *(f"  {line}" for line in each)]
    return "\n".join(lines) + "\n"
