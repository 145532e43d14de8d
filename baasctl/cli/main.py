"""The program's entry: run a command, turn whatever ends it into messages and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from baasctl import __version__

_CANCELLED = 8


def run() -> None:
    """The `baasctl` program."""
    collect_seldom()
    code = main(sys.argv[1:])
    if code == _CANCELLED:
        # A normal exit would wait for the calls in flight, whose answers nobody wants any more.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def collect_seldom() -> None:
    """Look for unreachable objects less often than Python does by itself.

    A run makes millions of small objects (tokens, expressions, requests) that live to its end: going through all of
    them again and again took a third of `lint` of a large ruleset.
    """
    gc.set_threshold(100_000, 50, 100)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code (DESIGN §5)."""
    _open_closed_streams()
    if list(arguments) == ["--version"]:
        # The most asked question of scripts; it need not wait for the command line library.
        sys.stdout.write(f"baasctl {__version__}\n")
        return 0
    import click

    from baasctl.cli import exits
    from baasctl.cli.group import root
    from baasctl.cli.output import Output
    from baasctl.model.errors import BaasctlError

    output = Output(sys.stdout, sys.stderr, os.environ)
    try:
        code = root.main(list(arguments), prog_name="baasctl", standalone_mode=False, obj=output)
        return int(code or 0)
    except BaasctlError as error:
        output.diagnostics(error.diagnostics)
        return error.exit_code
    except click.ClickException as error:
        output.usage(error)
        return exits.USAGE
    except (KeyboardInterrupt, click.Abort):
        output.say("stopped")
        return exits.CANCELLED
    except Exception as error:  # noqa: BLE001 -- the one place that turns a mistake of ours into a message
        from baasctl.cli.bug_report import write_report

        output.say(write_report(error, arguments, output))
        return exits.ERROR
    finally:
        output.close()


def _open_closed_streams() -> None:
    """Where the caller closed a standard stream (`>&-`), Python has `None`; what is printed there then goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            from pathlib import Path

            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- until the program ends
