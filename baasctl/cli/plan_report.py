"""Plans in the form that `-o` names."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.cli import exits
from baasctl.cli.options import clock
from baasctl.cli.output import Output
from baasctl.report.section import Section

FORMATS = ("text", "json", "markdown", "html")


def print_plans(output: Output, sections: Sequence[Section], format_: str) -> int:
    """Print the report and return the run's exit code."""
    code = exits.worst(section.exit_code for section in sections)
    output.data(as_format(output, sections, format_, code))
    if format_ != "text":
        say_failures(output, sections)
    return code


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
