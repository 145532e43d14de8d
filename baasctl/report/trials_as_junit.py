"""Access tests as JUnit XML, which pages of continuous integration show.

Form: the schema of Jenkins' xunit plugin (junit-10.xsd); `file` and `line` of a case are what GitLab and others read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Outcome, Trial
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import visible
from baasctl.report.probe_words import as_test
from baasctl.report.trial_section import TrialSection, sentence

_NOT_XML: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def trials(sections: Sequence[TrialSection]) -> str:
    """One suite for each target; a target that could not be tested is a case with an error."""
    suites = "".join(_suite(each) for each in sections)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="baasctl test">\n{suites}</testsuites>\n'


def _suite(section: TrialSection) -> str:
    found = section.trials
    if section.exploration is not None:
        return _explored(section.target, section.exploration)
    if found is None:
        words = [line for each in section.diagnostics for line in diagnostic_text(each).split("\n")]
        summary = section.diagnostics[0].summary if section.diagnostics else "nothing was tested"
        case = f"    <testcase{_attributes(classname=section.target, name='access tests')}>\n"
        case += f"      <error{_attributes(message=summary)}>{_text(words)}</error>\n    </testcase>\n"
        counts = _attributes(name=section.target, tests="1", failures="0", errors="1", skipped="0", time="0.000")
        return f"  <testsuite{counts}>\n{case}  </testsuite>\n"
    counts = _attributes(
        name=section.target,
        tests=str(len(found.tried)),
        failures=str(len(found.of(Outcome.FAILED))),
        errors=str(len(found.of(Outcome.UNDECIDED))),
        skipped="0",
        time=f"{found.seconds:.3f}",
    )
    cases = "".join(_case(section.target, each) for each in found.tried)
    return f"  <testsuite{counts}>\n{cases}  </testsuite>\n"


def _explored(target: str, found: Exploration) -> str:
    """One case for all that agreed, and one for each disagreement."""
    failures = len(found.disagreements)
    counts = _attributes(
        name=target,
        tests=str(failures + 1),
        failures=str(failures),
        errors="0",
        skipped="0",
        time=f"{found.seconds:.3f}",
    )
    name = f"{found.compared} requests from seed {found.seed}"
    cases = f"    <testcase{_attributes(classname=f'{target}.explore', name=name)}/>\n"
    for each in found.disagreements:
        direction = "wider" if each.is_wider else "narrower"
        about = f"{direction}: {each.probe.operation} {each.probe.resource or each.probe.row}"
        message = f"the section says {'allow' if each.allows else 'deny'}: {each.verdict.rule or each.verdict.reason}"
        begun = f"<failure{_attributes(message=message, type=direction)}>"
        said = _text(as_test(each.probe, expected=each.allows))
        opened = f"    <testcase{_attributes(classname=f'{target}.explore', name=about)}>"
        cases += f"{opened}\n      {begun}{said}</failure>\n    </testcase>\n"
    return f"  <testsuite{counts}>\n{cases}  </testsuite>\n"


def _case(target: str, trial: Trial) -> str:
    test = trial.test
    name = test.title.removeprefix(f"{test.name}: ")
    opened = f"    <testcase{_attributes(classname=f'{target}.{test.name}', name=name, file=test.span.file)}"
    opened += _attributes(line=str(test.span.line))
    if trial.outcome is Outcome.PASSED:
        return f"{opened}/>\n"
    element = "failure" if trial.outcome is Outcome.FAILED else "error"
    said = [f"{test.span}: {sentence(trial)}", *([f"engine: {trial.engine}"] if trial.engine else [])]
    begun = f"<{element}{_attributes(message=sentence(trial), type=trial.outcome.value)}>"
    return f"{opened}>\n      {begun}{_text(said)}</{element}>\n    </testcase>\n"


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_sendable(value))}" for name, value in values.items())


def _text(lines: Iterable[str]) -> str:
    """Lines of ours, each of which may hold text of others."""
    return escape("\n".join(map(_sendable, lines)))


def _sendable(text: str) -> str:
    """What XML 1.0 cannot carry is escaped before, as for a terminal."""
    return _NOT_XML.sub("\ufffd", visible(text))
