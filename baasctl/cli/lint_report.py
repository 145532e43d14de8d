"""From what lints found to what is printed, with each target's exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from baasctl.cli import exits
from baasctl.cli.output import Output
from baasctl.model.errors import BaasctlError
from baasctl.report.colour import Colour
from baasctl.report.lint_section import LintSection
from baasctl.run import Linted, LintedTarget


def sections(found: Linted, fail_on: int, *, has_spec: bool) -> tuple[LintSection, ...]:
    """One section for each target and each failure.

    Args:
        fail_on: Level from which findings are a failure; 0: never.
        has_spec: Whether what was not declared may stay unread.
    """
    judged = [
        LintSection(
            target=each.rendered.spec.target.name,
            exit_code=_code(each, fail_on, has_spec=has_spec),
            at=each.rendered.spec.target,
            live=each.live,
            verdict=each.verdict,
            diagnostics=(*each.warnings, *dict.fromkeys(each.live.unreadable.values())),
            has_spec=has_spec,
        )
        for each in found.targets
    ]
    failed = [
        LintSection(target=target, exit_code=error.exit_code, diagnostics=error.diagnostics, has_spec=has_spec)
        for target, error in found.failures.items()
    ]
    return (*judged, *failed)


def _code(found: LintedTarget, fail_on: int, *, has_spec: bool) -> int:
    from baasctl.access.lints.registry import DISPENSABLE

    codes = [exits.DONE]
    if fail_on and any(each.rule.level >= fail_on for each in found.verdict.sifted.findings):
        codes.append(exits.REFUSED)
    needed = found.rendered.desired.kinds() if has_spec else found.failures.keys() - DISPENSABLE
    codes += [error.exit_code for kind, error in found.failures.items() if kind in needed]
    return exits.worst(codes)


@contextmanager
def reported(output: Output, format_: str, file: Path) -> Iterator[None]:
    """Give a program its report also when nothing could be judged at all: one section named after the spec.

    Raises:
        BaasctlError: Always the one from inside; the messages go where they always go.
    """
    try:
        yield
    except BaasctlError as error:
        if format_ != "text":
            section = LintSection(target=str(file), exit_code=error.exit_code, diagnostics=error.diagnostics)
            output.data(as_format((section,), format_, error.exit_code, output.colour()))
        raise


def as_format(found: Sequence[LintSection], format_: str, exit_code: int, colour: Colour) -> str:
    """The report as text; reporters are imported when they are needed."""
    if format_ == "text":
        from baasctl.report import lint_as_text

        return lint_as_text.lints(found, colour)
    from baasctl.report import as_json, lint_data

    return as_json.to_text(lint_data.to_sarif(found) if format_ == "sarif" else lint_data.to_data(found, exit_code))


def rules_as(format_: str) -> str:
    """The lints themselves, in the order of their numbers."""
    from baasctl.report import as_json, lint_data, lint_rules

    if format_ == "text":
        return lint_rules.as_text()
    return as_json.to_text(lint_data.to_sarif(()) if format_ == "sarif" else lint_rules.to_data())


def explained(name: str, format_: str) -> str:
    """One lint.

    Args:
        name: Its name or its code, as reports print them.

    Raises:
        BadParameter: There is none of that name.
    """
    from baasctl.access.lints.registry import all_rules
    from baasctl.model.problems import nearest
    from baasctl.report import as_json, lint_page, lint_rules

    known = {spelling: rule for rule in all_rules() for spelling in (rule.name, rule.code)}
    found = known.get(name) or known.get(name.upper())
    if found is None:
        raise click.BadParameter(f"no lint has this name; {nearest(name, list(known))}", param_hint="--explain")
    return lint_page.as_text(found) if format_ == "text" else as_json.to_text(lint_rules.rule_data(found))
