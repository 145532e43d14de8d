"""From what access tests came to to what is printed, with each target's exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from baasctl.cli import exits
from baasctl.cli.output import Output
from baasctl.model.errors import BaasctlError
from baasctl.model.probe import Family
from baasctl.report.trial_section import TrialSection
from baasctl.run import Tried, TriedTarget


def sections(found: Tried, *, explores: bool = False) -> tuple[TrialSection, ...]:
    """One section for each target and each failure.

    Args:
        explores: Whether requests were to be generated.
    """
    tried = [
        TrialSection(
            target=each.rendered.spec.target.name,
            exit_code=exits.DONE if each.has_passed else exits.REFUSED,
            at=each.rendered.spec.target,
            trials=each.trials,
            exploration=each.exploration,
            explores=explores,
            denies_absent=_denies_absent(each),
            diagnostics=each.warnings,
        )
        for each in found.targets
    ]
    failed = [
        TrialSection(target=target, exit_code=error.exit_code, diagnostics=error.diagnostics)
        for target, error in found.failures.items()
    ]
    return (*tried, *failed)


def _denies_absent(tried: TriedTarget) -> frozenset[Family]:
    judging = tried.rendered.support.judging
    return judging.denies_absent if judging else frozenset()


@contextmanager
def reported(output: Output, format_: str, file: Path) -> Iterator[None]:
    """Give a program its report also when nothing could be tested at all: one section named after the spec.

    Raises:
        BaasctlError: Always the one from inside; the messages go where they always go.
    """
    try:
        yield
    except BaasctlError as error:
        if format_ != "text":
            section = TrialSection(target=str(file), exit_code=error.exit_code, diagnostics=error.diagnostics)
            output.data(as_format((section,), format_, error.exit_code, output))
        raise


def as_format(found: Sequence[TrialSection], format_: str, exit_code: int, output: Output) -> str:
    """The report as text; reporters are imported when they are needed."""
    if format_ == "text":
        from baasctl.report import trials_as_text

        return trials_as_text.trials(found, output.colour(), shows_passed=output.verbosity > 0)
    if format_ == "junit":
        from baasctl.report import trials_as_junit

        return trials_as_junit.trials(found)
    from baasctl.report import as_json, trials_data

    return as_json.to_text(trials_data.to_data(found, exit_code))
