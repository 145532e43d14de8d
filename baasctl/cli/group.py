"""The root command: a table of subcommands, each imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from baasctl import __version__

COMMANDS: Final = {
    "init": "Write a starter spec.",
    "validate": "Check a spec without asking any provider.",
    "render": "Print what a spec asks for, variables and templates filled in.",
    "plan": "Compare a spec with what is live and print what apply would do.",
    "apply": "Carry out a plan.",
    "drift": "Find what differs from the spec; exits 2 when something does.",
    "diff": "Compare two live targets, or a live one with a git revision.",
    "adopt": "Write what is live into a spec, so that its first plan is empty.",
    "export": "Print changes as code of the tool that owns the resources.",
    "fmt": "Bring files of Firestore and Storage rules into one layout.",
    "lint": "Find what is open, weak or slow in rules and settings as they will be after apply.",
    "test": "Try the access tests of a spec on its rules as they will be after apply.",
    "explain": "Tell where a value comes from and where it goes.",
    "sandbox": "Run providers on this machine, without account or Docker.",
    "demo": "See plan, apply and drift on a sandbox that cleans up after itself.",
    "schema": "Print the JSON Schema of the spec, for editors.",
    "providers": "Print what each provider can do, field by field.",
    "doctor": "Check this machine, the credentials and the connection.",
    "completion": "Print the completion script of a shell.",
}
"""Subcommand to its line in `--help`; the same sentence opens the command's own help (a test compares them)."""


class LazyGroup(click.Group):
    """A group whose subcommands live in modules of the same name, `sandbox` in `cli/sandbox.py`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, which is the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"baasctl.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest known name for one that is unknown."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="baasctl", message="%(prog)s %(version)s")
def root() -> None:
    """Configuration-as-code for Backend-as-a-Service.

    Plan and apply auth settings, access rules and functions from YAML. Live state is read every time; there
    is no state file.
    """
