"""`command:PROGRAM ARGUMENTS`: secrets that a password manager prints."""

from __future__ import annotations

import shlex
import subprocess

from baasctl.model.errors import StoreError
from baasctl.stores.secrets.policy import SecretPolicy, not_found, refused


def read(name: str, policy: SecretPolicy) -> str:
    """What the program prints, without one final line break.

    The words are split as a shell does, but no shell runs: there are no pipes, variables or
    wildcards. The program gets no input and the environment as it is. What it prints as errors
    may hold secrets and is never shown.

    Raises:
        StoreError: An untrusted run, or the program is missing, fails, takes too long, or does
            not print UTF-8.
    """
    if policy.untrusted:
        raise refused("`command:` runs a program", "use `env:` and `allow_env`, or trust the spec")
    try:
        words = shlex.split(name)
    except ValueError as error:
        raise not_found(f"`command:` cannot be split into words: {error}", "close the quotes") from None
    output = _run(words, policy)
    try:
        return output.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise _failed(words, "prints something else than UTF-8 text") from None


def _run(words: list[str], policy: SecretPolicy) -> bytes:
    try:
        process = subprocess.Popen(
            words, cwd=policy.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise _failed(words, f"cannot be started: {error.strerror}") from None
    with process:
        try:
            output, errors = process.communicate(timeout=policy.command_timeout_s)
        except subprocess.TimeoutExpired:
            raise _failed(words, f"takes longer than {policy.command_timeout_s:g} s") from None
        finally:
            process.kill()
    if process.returncode != 0:
        lines = len(errors.splitlines())
        raise _failed(words, f"ends with exit code {process.returncode} and {lines} lines of errors, not shown")
    return output


def _failed(words: list[str], problem: str) -> StoreError:
    return not_found(f"`command:{words[0]} …` {problem}", "run the command by hand in the spec's folder")
