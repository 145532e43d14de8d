"""Findings that the spec, or a comment in the rules, accepts with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeAlias

from baasctl.access.lints.remarks import Remark
from baasctl.access.lints.rule import Finding
from baasctl.model.spec import IgnoredLint

Acceptance: TypeAlias = IgnoredLint | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What is left of findings.

    Attributes:
        findings: The ones that count.
        ignored: The accepted ones, each with what accepts it.
        unused: What accepts nothing, because the lint finds nothing there any more.
        unexplained: Comments that give no reason, and so accept nothing.
    """

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Acceptance], ...]
    unused: tuple[Acceptance, ...]
    unexplained: tuple[Remark, ...] = ()


def sift(findings: Iterable[Finding], accepted: Sequence[IgnoredLint], remarks: Iterable[Remark] = ()) -> Sifted:
    """Take away what is accepted."""
    counting: list[Finding] = []
    ignored: list[tuple[Finding, Acceptance]] = []
    used: set[Acceptance] = set()
    said = tuple(remarks)
    by_lint: dict[str, list[IgnoredLint]] = {}
    for each in accepted:
        by_lint.setdefault(each.lint, []).append(each)
    near = _Near(said)
    everything: tuple[Acceptance, ...] = (*accepted, *said)
    for finding in findings:
        listed = (each for each in by_lint.get(finding.rule.name, ()) if _accepts(each, finding))
        accepting: list[Acceptance] = [*listed, *near.accepting(finding)]
        used.update(accepting)
        if accepting:
            ignored.append((finding, accepting[0]))
        else:
            counting.append(finding)
    return Sifted(
        findings=tuple(counting),
        ignored=tuple(ignored),
        unused=tuple(each for each in everything if each.reason and each not in used),
        unexplained=tuple(each for each in said if not each.reason),
    )


class _Near:
    """Comments by the lines that they are found from: rules may have thousands of them, and as many findings."""

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self._by_line: dict[tuple[str, int], list[Remark]] = {}
        for each in remarks:
            for line in {each.line, each.before}:
                self._by_line.setdefault((each.lint, line), []).append(each)

    def accepting(self, finding: Finding) -> list[Remark]:
        """Those that accept the finding, from the first line on."""
        first, last = finding.whole
        near = (each for line in range(first, last + 1) for each in self._by_line.get((finding.rule.name, line), ()))
        return [each for each in dict.fromkeys(near) if each.accepts(finding)]


def _accepts(accepted: IgnoredLint, finding: Finding) -> bool:
    """As plans print the address, or with the names as they are."""
    address = finding.address
    spellings = (address.local, "/".join((address.kind, *address.segments)))
    pattern = accepted.address.replace("[", "[[]").replace("?", "[?]")
    return accepted.lint == finding.rule.name and any(fnmatchcase(spelling, pattern) for spelling in spellings)
