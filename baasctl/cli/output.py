"""The only way out: streams, colour, and the redaction of everything that is printed or written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.model.secret import Vault

if TYPE_CHECKING:
    import click

    from baasctl.report.colour import Colour

_CLEAR_LINE = "\r\x1b[K"


def _cannot_write(what: str, problem: OSError) -> StoreError:
    return StoreError(
        Diagnostic(
            code="PLAN094",
            summary="a file cannot be written",
            detail=f"{what}: {problem.strerror}",
            hint="check the folder, its permissions and the disk",
        )
    )


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise _cannot_write(str(path), problem) from None


class Output:
    """Data goes to *out*, everything else to *err*.

    Attributes:
        vault: Filled by whoever resolves secrets; nothing that it knows is ever shown.
        colour_choice: `auto`, `always` or `never`.
        verbosity: -1 quiet, 0 normal, 1 verbose.
    """

    def __init__(self, out: TextIO, err: TextIO, environment: Mapping[str, str]) -> None:
        self._out, self._err, self.environment = out, err, environment
        self.vault = Vault()
        self._shows_progress = False
        self.colour_choice = "auto"
        self.verbosity = 0
        for stream in (out, err):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")

    @property
    def is_interactive(self) -> bool:
        """A person can answer a question."""
        return self._err.isatty() and os.isatty(0)

    def redact(self, text: str) -> str:
        """The text without secrets."""
        return self.vault.redact(text)

    def data(self, text: str) -> None:
        """Print what the user asked for. A reader that went away is not an error."""
        self._clear()
        try:
            self._out.write(self.redact(text))
            self._out.flush()
        except BrokenPipeError:
            self._discard(self._out)
        except OSError as problem:
            self._discard(self._out)
            raise _cannot_write("standard output", problem) from None

    def say(self, text: str) -> None:
        """Print a sentence for a person, unless asked to be quiet."""
        if self.verbosity >= 0:
            self._write_err(self.redact(text) + "\n")

    def detail(self, text: str) -> None:
        """Print what only `-v` shows."""
        if self.verbosity > 0:
            self._write_err(self.redact(text) + "\n")

    def progress(self, text: str) -> None:
        """Show what is going on, in one line that the next one replaces; only a terminal and `-v` see it."""
        if self.verbosity > 0:
            self.detail(text)
        elif self.verbosity >= 0 and self._err.isatty() and self.environment.get("TERM") != "dumb":
            from baasctl.report.escaping import visible

            self._write_err(_CLEAR_LINE + visible(self.redact(text))[:100])
            self._shows_progress = True

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print messages, those with a place first, in its order."""
        from baasctl.report.diagnostics import as_text, in_order

        colour = self.colour(self._err)
        for diagnostic in in_order(diagnostics):
            if diagnostic.is_error or self.verbosity >= 0:
                self._write_err(self.redact(as_text(diagnostic, colour)) + "\n")

    def usage(self, error: click.ClickException) -> None:
        """Print what is wrong with the command line, and where help is."""
        context = getattr(error, "ctx", None)
        self._write_err(self.redact(f"error: {error.format_message()}") + "\n")
        if context is not None:
            self._write_err(f"  hint: {context.command_path} --help\n")

    def ask(self, question: str) -> str:
        """Ask on the terminal and return the answer; the end of input is an empty one."""
        self._write_err(self.redact(question))
        with suppress(EOFError):
            return input()
        return ""

    def file(self, path: Path, text: str) -> None:
        """Write a file that only its owner may read, whole or not at all."""
        from baasctl.stores.atomic_file import PRIVATE, write_file

        with _written(path):
            write_file(path, self.redact(text), mode=PRIVATE)

    def raw_file(self, path: Path, content: bytes, *, make_folder: bool = False) -> None:
        """Write a file that the user is to keep and edit, with the usual permissions, whole or not at all."""
        from baasctl.stores.atomic_file import write_file

        with _written(path):
            if make_folder:
                path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, self.redact(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))

    def colour(self, stream: TextIO | None = None) -> Colour:
        """Colours for a stream, standard output unless named (https://no-color.org, https://force-color.org)."""
        from baasctl.report.colour import Colour

        if self.colour_choice != "auto":
            return Colour(self.colour_choice == "always")
        if self.environment.get("NO_COLOR"):
            return Colour()
        if self.environment.get("FORCE_COLOR"):
            return Colour(is_on=True)
        return Colour((stream or self._out).isatty() and self.environment.get("TERM") != "dumb")

    def close(self) -> None:
        """Leave the terminal with a clean line."""
        self._clear()

    def _write_err(self, text: str) -> None:
        self._clear()
        try:
            self._err.write(text)
            self._err.flush()
        except BrokenPipeError:
            self._discard(self._err)

    def _clear(self) -> None:
        if self._shows_progress:
            self._shows_progress = False
            with suppress(BrokenPipeError):
                self._err.write(_CLEAR_LINE)
                self._err.flush()

    @staticmethod
    def _discard(stream: TextIO) -> None:
        """Let the interpreter flush into nothing when it exits."""
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
