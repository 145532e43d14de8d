"""`baasctl sandbox`: providers on this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from baasctl.cli.options import as_format, look
from baasctl.cli.output import Output

DATA = Path(".baasctl/sandbox")

data = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=DATA, show_default=True,
    envvar="BAASCTL_SANDBOX", help="Folder of the sandbox's state.",
)  # fmt: skip


@click.group("sandbox")
def command() -> None:
    """Run providers on this machine, without account or Docker.

    Everything listens on 127.0.0.1 only and comes from pip packages: baasctl[all,sandbox].
    """


@command.command()
@data
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port; that of the last run, or a free one.")
@click.option("--rate-limit", type=click.IntRange(0), help="Requests per minute and operation; 0: no limit.")
@look
@click.pass_obj
def start(output: Output, *, data: Path, port: int | None, rate_limit: int | None) -> int:
    """Start it in the background; a folder that has one running is refused."""
    from baasctl.sandbox import lifecycle
    from baasctl.sandbox.supabase.rate_limit import REAL_LIMIT

    output.progress("starting PostgreSQL and the APIs")
    limit = REAL_LIMIT if rate_limit is None else rate_limit
    status = lifecycle.start(data, port=port, rate_limit=limit)
    output.data(f"{status.url}\n")
    if not status.projects:
        output.say(f"hint: baasctl sandbox project add supabase{_data_option(data)}")
    output.say(f'hint: eval "$(baasctl sandbox env{_data_option(data)})"')
    return 0


@command.command()
@data
@look
@click.pass_obj
def stop(output: Output, data: Path) -> int:
    """Stop it; its state stays."""
    from baasctl.sandbox import lifecycle

    output.say("stopped" if lifecycle.stop(data) else "nothing was running")
    return 0


@command.command()
@data
@click.option("--yes", is_flag=True, help="Do not ask.")
@look
@click.pass_obj
def reset(output: Output, *, data: Path, yes: bool) -> int:
    """Stop it and remove its folder with all projects."""
    from baasctl.cli.consent import confirm
    from baasctl.sandbox import lifecycle

    lifecycle.refuse_foreign_folder(data)
    if not yes:
        confirm(output, f"Remove {data} with all its projects?", wanted="yes")
    lifecycle.reset(data)
    output.say(f"removed {data}")
    return 0


@command.command()
@data
@as_format("text", "json")
@click.option("--fidelity", is_flag=True, help="How true each behaviour is, and how we know.")
@look
@click.pass_obj
def status(output: Output, *, data: Path, format_: str, fidelity: bool) -> int:
    """Where it listens, its token and its projects."""
    from baasctl.cli.sandbox_status import fidelity_report, status_report

    output.data(fidelity_report(format_) if fidelity else status_report(data, format_))
    return 0


@command.command()
@data
@click.pass_obj
def env(output: Output, data: Path) -> int:
    """Print `export` lines after which baasctl and the providers' own CLIs talk to it."""
    from baasctl.sandbox import environment, lifecycle

    variables = environment.environment(data, lifecycle.status(data))
    output.data("".join(f"{line}\n" for line in environment.export_lines(variables)))
    return 0


@command.command()
@data
@click.pass_obj
def log(output: Output, data: Path) -> int:
    """Print one JSON line for each request served so far."""
    from baasctl.sandbox.log import lines

    for line in lines(data):
        output.data(f"{line}\n")
    return 0


@command.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keep its state in this folder.")
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- CMD…")
def run(data: Path | None, argv: Sequence[str]) -> int:
    """Start one, run CMD in its environment, stop it; the exit code is that of CMD."""
    from baasctl.sandbox import lifecycle

    return lifecycle.run(data, argv)


@command.group()
def project() -> None:
    """Projects of a running sandbox."""


@project.command("add")
@click.argument("provider")
@click.argument("ref", required=False)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="A property, such as plan=free.")
@data
@as_format("text", "json")
@click.pass_obj
def project_add(
    output: Output, *, provider: str, ref: str | None, options: Sequence[str], data: Path, format_: str
) -> int:
    """Create a project of PROVIDER; without REF one is made up."""
    from baasctl.sandbox import lifecycle

    added = lifecycle.add_project(data, provider, ref, dict(map(_option, options)))
    output.data(json.dumps(dict(added), indent=2) + "\n" if format_ == "json" else f"{added['id']}\n")
    return 0


def _option(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.BadParameter(f"'{text}' is not NAME=VALUE", param_hint="--option")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _data_option(folder: Path) -> str:
    return "" if folder == DATA else f" --data {folder}"
