"""Access tests as JUnit XML, which pages of continuous integration show.

Form: the schema of Jenkins' xunit plugin (junit-10.xsd), and nothing beside it, since that plugin refuses what it does
not know. Where a case is written is the first word of what is said about its failure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Outcome, Trial, Trials
from baasctl.model.diagnostic import Diagnostic
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import visible
from baasctl.report.probe_words import as_test
from baasctl.report.trial_section import TrialSection, gap_words, sentence

_NOT_XML: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def trials(sections: Sequence[TrialSection]) -> str:
    """One suite for each target; a target that could not be tested is a case with an error."""
    suites = [_suite(each) for each in sections]
    counts = {name: sum(each.count(name) for each in suites) for name in ("tests", "failures", "errors")}
    seconds = sum(each.seconds for each in suites)
    totals = _attributes(
        name="baasctl test", **{name: str(count) for name, count in counts.items()}, time=_time(seconds)
    )
    text = "".join(map(_suite_text, suites))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{totals}>\n{text}</testsuites>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One test.

    Attributes:
        element: `failure` or `error`; empty: it passed.
    """

    classname: str
    name: str
    element: str = ""
    message: str = ""
    type: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suite:
    """One target.

    Attributes:
        told: What there is to say beside the tests.
    """

    name: str
    cases: tuple[_Case, ...]
    seconds: float = 0.0
    properties: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()

    def count(self, what: str) -> int:
        """Of `tests`, `failures` or `errors`."""
        return sum(what in ("tests", f"{each.element}s") for each in self.cases)


def _suite(section: TrialSection) -> _Suite:
    found, target = section.trials, section.target
    if section.exploration is not None:
        cases = tuple(_explored(target, section.exploration))
        return _Suite(name=target, cases=cases, seconds=section.exploration.seconds)
    if found is None:
        summary = section.diagnostics[0].summary if section.diagnostics else "nothing was tested"
        said = tuple(_lines(section.diagnostics))
        case = _Case(classname=target, name="access tests", element="error", message=summary, said=said)
        return _Suite(name=target, cases=(case,))
    named = Counter[tuple[str, str]]()
    cases = tuple(_case(target, each, named) for each in found.tried)
    return _Suite(
        name=target,
        cases=cases,
        seconds=found.seconds,
        properties=tuple(_properties(found)),
        told=(*_lines(section.messages), *(f"not exercised: {gap_words(each)}" for each in found.coverage.gaps())),
    )


def _lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    yield from (line for each in diagnostics for line in diagnostic_text(each).split("\n"))


def _properties(found: Trials) -> Iterator[tuple[str, str]]:
    """How many tests each engine decided, and how far they reached."""
    yield from ((f"engine: {name}", str(count)) for name, count in found.engines.items())
    for what, (reached, all_) in (("rules", found.coverage.rules), ("outcomes", found.coverage.outcomes)):
        if all_:
            yield f"coverage: {what}", f"{reached}/{all_}"


def _case(target: str, trial: Trial, named: Counter[tuple[str, str]]) -> _Case:
    """One test; where several are called the same, later ones are numbered: pages show one of each name."""
    test = trial.test
    classname, name = f"{target}.{test.name}", test.title.removeprefix(f"{test.name}: ")
    named[classname, name] += 1
    number = named[classname, name]
    case = _Case(classname=classname, name=f"{name} ({number})" if number > 1 else name)
    if trial.outcome is Outcome.PASSED:
        return case
    said = (f"{test.span}: {sentence(trial)}", *((f"engine: {trial.engine}",) if trial.engine else ()))
    element = "failure" if trial.outcome is Outcome.FAILED else "error"
    return replace(case, element=element, message=sentence(trial), type=trial.outcome.value, said=said)


def _explored(target: str, found: Exploration) -> Iterator[_Case]:
    """One case for all that agreed, and one for each disagreement."""
    classname = f"{target}.explore"
    yield _Case(classname=classname, name=f"{found.compared} requests from seed {found.seed}")
    for each in found.disagreements:
        direction = "wider" if each.is_wider else "narrower"
        said = f"the section says {'allow' if each.allows else 'deny'}: {each.verdict.rule or each.verdict.reason}"
        yield _Case(
            classname=classname,
            name=f"{direction}: {each.probe.operation} {each.probe.resource or each.probe.row}",
            element="failure",
            message=said,
            type=direction,
            said=tuple(as_test(each.probe, expected=each.allows)),
        )


def _suite_text(suite: _Suite) -> str:
    counts = {name: str(suite.count(name)) for name in ("tests", "failures", "errors")}
    opened = f"  <testsuite{_attributes(name=suite.name, **counts, skipped='0', time=_time(suite.seconds))}>\n"
    properties = "".join(
        f"      <property{_attributes(name=name, value=value)}/>\n" for name, value in suite.properties
    )
    properties = f"    <properties>\n{properties}    </properties>\n" if properties else ""
    told = f"    <system-out>{_text(suite.told)}</system-out>\n" if suite.told else ""
    return f"{opened}{properties}{''.join(map(_case_text, suite.cases))}{told}  </testsuite>\n"


def _case_text(case: _Case) -> str:
    opened = f"    <testcase{_attributes(classname=case.classname, name=case.name)}"
    if not case.element:
        return f"{opened}/>\n"
    kind = {"type": case.type} if case.type else {}
    begun = f"<{case.element}{_attributes(message=case.message, **kind)}>"
    return f"{opened}>\n      {begun}{_text(case.said)}</{case.element}>\n    </testcase>\n"


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_sendable(value))}" for name, value in values.items())


def _text(lines: Iterable[str]) -> str:
    """Lines of ours, each of which may hold text of others."""
    return escape("\n".join(map(_sendable, lines)))


def _sendable(text: str) -> str:
    """What XML 1.0 cannot carry is escaped before, as for a terminal."""
    return _NOT_XML.sub("\ufffd", visible(text))
