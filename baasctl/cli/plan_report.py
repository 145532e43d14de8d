"""Plans in the form that `-o` names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from baasctl.cli import exits
from baasctl.cli.options import clock
from baasctl.cli.output import Output
from baasctl.model.errors import BaasctlError
from baasctl.report.section import Section

FORMATS = ("text", "json", "markdown", "html")


def print_plans(output: Output, sections: Sequence[Section], format_: str) -> int:
    """Print the report and return the run's exit code."""
    code = exits.worst(section.exit_code for section in sections)
    output.data(as_format(output, sections, format_, code))
    if format_ != "text":
        say_failures(output, sections)
    return code


@contextmanager
def reported(output: Output, format_: str, file: Path) -> Iterator[None]:
    """Give a program its report also when nothing could be planned at all: one section named after the spec.

    Raises:
        BaasctlError: Always the one from inside; the messages go where they always go.
    """
    try:
        yield
    except BaasctlError as error:
        if format_ != "text":
            section = Section(target=str(file), exit_code=error.exit_code, diagnostics=error.diagnostics)
            output.data(as_format(output, (section,), format_, error.exit_code))
        raise


def say_failures(output: Output, sections: Sequence[Section]) -> None:
    """Tell the person at the log why targets failed, when the report itself is for a program."""
    output.diagnostics(each for section in sections for each in section.diagnostics)


def as_format(output: Output, sections: Sequence[Section], format_: str, exit_code: int) -> str:
    """The report as text; reporters are imported when they are needed."""
    if format_ == "json":
        from baasctl.report import as_json

        return as_json.to_text(as_json.plan_data(sections, exit_code, clock()))
    if format_ == "markdown":
        from baasctl.report import as_markdown

        return as_markdown.plans(sections)
    if format_ == "html":
        from baasctl.report import as_html

        return as_html.plans(sections)
    from baasctl.report import as_text

    return as_text.plans(sections, output.colour())
