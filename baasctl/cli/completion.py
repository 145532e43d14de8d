"""`baasctl completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from baasctl.cli.output import Output


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the completion script of a shell.

    bash: eval "$(baasctl completion bash)" in ~/.bashrc. zsh: the same with zsh in ~/.zshrc. fish: baasctl
    completion fish > ~/.config/fish/completions/baasctl.fish. Commands, options and targets complete.
    """
    root = context.find_root()
    completion = get_completion_class(shell)
    output = context.find_object(Output)
    if completion is not None and output is not None:
        output.data(completion(root.command, {}, "baasctl", "_BAASCTL_COMPLETE").source() + "\n")
    return 0
