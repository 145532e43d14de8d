"""`baasctl sandbox`: providers on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from baasctl.cli.options import SANDBOX_DATA, look, sandbox_data
from baasctl.cli.output import Output
from baasctl.cli.sandbox_project import project
from baasctl.cli.sandbox_show import env, log, status
from baasctl.cli.sandbox_token import token


@click.group("sandbox")
def command() -> None:
    """Run providers on this machine, without account or Docker.

    Everything listens on 127.0.0.1 only and comes from pip packages: baasctl[all,sandbox].
    """


@command.command()
@sandbox_data
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port; that of the last run, or a free one.")
@click.option("--rate-limit", type=click.IntRange(0), help="Requests per minute and operation; 0: no limit.")
@click.option(
    "--foreground", is_flag=True, help="Serve until Ctrl-C, SIGTERM or `sandbox stop`, as containers want it."
)
@look
@click.pass_obj
def start(output: Output, *, data: Path, port: int | None, rate_limit: int | None, foreground: bool) -> int:
    """Start it in the background; a folder that has one running is refused."""
    from baasctl.cli.running import keep_out_of_git
    from baasctl.sandbox import lifecycle
    from baasctl.sandbox.supabase.rate_limit import REAL_LIMIT

    if data == SANDBOX_DATA:
        keep_out_of_git(data.parent)
    output.progress("starting the APIs")
    limit = REAL_LIMIT if rate_limit is None else rate_limit
    if foreground:
        return _serve(output, data, port, limit)
    status = lifecycle.start(data, port=port, rate_limit=limit)
    _say_started(output, data, status.url, has_projects=bool(status.projects))
    return 0


def _serve(output: Output, data: Path, port: int | None, rate_limit: int) -> int:
    """Serve in this process until somebody stops it."""
    from baasctl.sandbox import lifecycle
    from baasctl.sandbox.daemon import serve_until_stopped
    from baasctl.sandbox.server import SandboxServer

    lifecycle.refuse_foreign_folder(data)
    server = SandboxServer(data.absolute(), port=port, rate_limit=rate_limit)
    _say_started(output, data, server.url, has_projects=server.has_projects)
    serve_until_stopped(server)
    output.say("stopped")
    return 0


def _say_started(output: Output, data: Path, url: str, *, has_projects: bool) -> None:
    from baasctl.sandbox.layout import PROVIDERS

    output.data(f"{url}\n")
    if not has_projects:
        for provider in PROVIDERS:
            output.say(f"hint: baasctl sandbox project add {provider}{_data_option(data)}")
    output.say(f'hint: eval "$(baasctl sandbox env{_data_option(data)})"')


@command.command()
@sandbox_data
@look
@click.pass_obj
def stop(output: Output, data: Path) -> int:
    """Stop it; its state stays."""
    from baasctl.sandbox import lifecycle

    output.say("stopped" if lifecycle.stop(data) else "nothing was running")
    return 0


@command.command()
@sandbox_data
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


@command.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keep its state in this folder.")
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- CMD…")
def run(data: Path | None, argv: Sequence[str]) -> int:
    """Start one, run CMD in its environment, stop it; the exit code is that of CMD.

    One without projects gets a project of each provider first.
    """
    from baasctl.sandbox import lifecycle

    return lifecycle.run(data, argv)


def _data_option(folder: Path) -> str:
    return "" if folder == SANDBOX_DATA else f" --data {folder}"


for shown in (status, env, log, project, token):
    command.add_command(shown)
