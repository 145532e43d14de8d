"""Findings that the spec accepts, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from baasctl.access.lints.rule import Finding
from baasctl.model.spec import IgnoredLint


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What is left of findings.

    Attributes:
        findings: The ones that count.
        ignored: The accepted ones, each with what accepts it.
        unused: What accepts nothing, because the lint finds nothing there any more.
    """

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, IgnoredLint], ...]
    unused: tuple[IgnoredLint, ...]


def sift(findings: Iterable[Finding], accepted: Sequence[IgnoredLint]) -> Sifted:
    """Take away what is accepted."""
    counting: list[Finding] = []
    ignored: list[tuple[Finding, IgnoredLint]] = []
    used: set[IgnoredLint] = set()
    for finding in findings:
        accepting = [each for each in accepted if _accepts(each, finding)]
        used.update(accepting)
        if accepting:
            ignored.append((finding, accepting[0]))
        else:
            counting.append(finding)
    unused = tuple(each for each in accepted if each not in used)
    return Sifted(findings=tuple(counting), ignored=tuple(ignored), unused=unused)


def _accepts(accepted: IgnoredLint, finding: Finding) -> bool:
    """As plans print the address, or with the names as they are."""
    address = finding.address
    spellings = (address.local, "/".join((address.kind, *address.segments)))
    pattern = accepted.address.replace("[", "[[]").replace("?", "[?]")
    return accepted.lint == finding.rule.name and any(fnmatchcase(spelling, pattern) for spelling in spellings)
