"""What is left of a crash: a file that can be attached to an issue, free of secrets."""

from __future__ import annotations

import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from baasctl import __version__
from baasctl.cli.output import Output
from baasctl.model.secret import Vault
from baasctl.stores.atomic_file import PRIVATE, write_file

_SECRET_NAME: Final = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIAL|DSN|_URL$", re.IGNORECASE)
_SHOWN_ARGUMENT: Final = re.compile(r"--?[a-z-]+|[a-z]+")


def write_report(error: BaseException, arguments: Sequence[str], output: Output) -> str:
    """Write the report, readable by its owner only, and return the message for the user.

    It holds the traceback without local variables, versions, and option names. Values of
    environment variables whose name speaks of a secret are taken out of it, besides the known secrets.
    """
    text = _redacted(_report(error, arguments), output)
    summary = _redacted(f"{type(error).__name__}: {error}", output).split("\n")[0][:300]
    message = f"error: this is a bug in baasctl\n  {summary}"
    try:
        folder = Path(tempfile.mkdtemp(prefix="baasctl-bug-"))
        write_file(folder / "report.txt", text, mode=PRIVATE)
    except OSError as problem:
        return f"{message}\n  no report could be written: {problem.strerror}\n{text}"
    return f"{message}\n  hint: attach {folder / 'report.txt'} to an issue; it names no values"


def _report(error: BaseException, arguments: Sequence[str]) -> str:
    shown = " ".join(each if _SHOWN_ARGUMENT.fullmatch(each) else "…" for each in arguments)
    versions = f"baasctl {__version__}, Python {platform.python_version()}, {platform.platform()}"
    trace = "".join(traceback.format_exception(error))
    return f"{versions}\n{sys.executable}\nbaasctl {shown}\n\n{trace}"


def _redacted(text: str, output: Output) -> str:
    values = [value for name, value in output.environment.items() if _SECRET_NAME.search(name)]
    return Vault(credentials=values).redact(output.redact(text))
