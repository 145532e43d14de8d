"""Where Google's engine in production and the one of its emulators are known to differ.

Everything else is measured with the emulator, and production is taken to be the same. Where nothing is known about
production, its profile denies. Lints, `test` and `--explore` take the profile of production; that of the emulator is
for comparing with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baasctl.engines.rules_language.services import Profile

__all__ = ["DIFFERENCES", "Difference", "Profile", "most_reads"]

_QUOTAS: Final = "https://firebase.google.com/docs/firestore/quotas#security_rules"
_READS: Final = 10
_READS_OF_LIST: Final = {Profile.PRODUCTION: 10, Profile.EMULATOR: 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One of them.

    Attributes:
        of: What differs.
        production, emulator: How it is there.
        source: Of what is said about production; about the emulator it is measured with 1.19.9.
    """

    of: str
    production: str
    emulator: str
    source: str


DIFFERENCES: Final = (
    Difference(
        of="documents that a `list` may read by `get` and `exists`", production="10", emulator="20", source=_QUOTAS
    ),
    Difference(
        of="limit of documents that are read",
        production="one for all functions",
        emulator="`get` and `exists` share one, `getAfter` and `existsAfter` have one each",
        source=_QUOTAS,
    ),
    Difference(
        of="`math.isInfinite`",
        production="documented; baasctl takes it for unknown, too, since that denies",
        emulator="unknown: the compiler warns, the condition fails",
        source="https://firebase.google.com/docs/reference/rules/rules.math",
    ),
    Difference(of="size of a ruleset", production="256 KB at most", emulator="any", source=_QUOTAS),
    Difference(
        of="a list or a path, one of whose members fails and is not the last: `[data.none, 1]`,"
        " `/rooms/$(data.none)/members/$(uid)`",
        production="not known; baasctl takes it for an error and nothing else, and LINT196 tells of such places",
        emulator="the operands of the operators around it move by as many as there are members behind the failing one:"
        " `data.none == 1 && (false || [data.none, true].hasAny([true]) || true)` allows",
        source="measured; the language as it is documented has no such thing",
    ),
    Difference(
        of="a `list` whose query compares a field with null, other than by `IS_NULL` and `IS_NOT_NULL`",
        production="not known; baasctl takes it to say nothing of booleans",
        emulator="`resource.data.f == true`, `!= true`, `== false` and `!= false` all hold",
        source="measured; no such query implies it",
    ),
    Difference(
        of="a float as text: `string(2.0E-3)`, `join`",
        production="not known, as the version of Java is; taken to be as in Java 18 and before",
        emulator="as `Double.toString` of the Java that runs it; 19 and later print the fewest digits",
        source="https://bugs.openjdk.org/browse/JDK-4511638",
    ),
    Difference(
        of="`firestore.get` and `firestore.exists` in rules of Storage",
        production="two documents for each request",
        emulator="unknown names: the compiler warns, the condition fails",
        source="https://firebase.google.com/docs/storage/security/rules-conditions#enhance_with_firestore",
    ),
)


def most_reads(profile: Profile, method: str) -> int:
    """How many documents the rules of Firestore may read for one request."""
    return _READS_OF_LIST[profile] if method == "list" else _READS
