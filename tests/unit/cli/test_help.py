"""Every command has help, and the list of commands tells the truth."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from baasctl.cli.group import COMMANDS, root
from baasctl.cli.main import main


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


ALL = list(every_command(root))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_and_option_has_help(path: tuple[str, ...], command: click.Command) -> None:
    """`--help` leaves no question about an option."""
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option)]
    silent = [option.name for option in options if not option.help and option.name not in {"provider", "file"}]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    """The list is written apart, so that it needs no import; the sentences stay the same."""
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert (command.help or "").split("\n")[0] == COMMANDS[name]


def test_an_unknown_command_is_a_usage_error_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Click's own code for usage errors is 2, which a drift job would read as drift."""
    assert main(["plam"]) == 64
    assert "Did you mean 'plan'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["plan", "--nope"], ["plan", "-o", "yaml"], ["--nope"], ["explain"], ["plan", "--allow", "NOPE"], ["diff", "a"]],
)
def test_a_wrong_command_line_exits_64_and_prints_no_data(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage errors have a code of their own, and leave standard output empty."""
    assert main(arguments) == 64
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script calls baasctl back."""
    assert main(["completion", shell]) == 0
    assert "_BAASCTL_COMPLETE" in capsys.readouterr().out
