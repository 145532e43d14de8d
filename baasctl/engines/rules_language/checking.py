"""Everything that Google's compiler says about Firestore and Storage rules, without it."""

from __future__ import annotations

from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.checking_form import check_form
from baasctl.engines.rules_language.checking_limits import MOST_BYTES, check_limits
from baasctl.engines.rules_language.checking_names import check_names
from baasctl.engines.rules_language.checking_types import check_types
from baasctl.engines.rules_language.mistake import Findings, Mistake, Weight
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recovering.mistakes import refusal_mistakes
from baasctl.engines.rules_language.recursion import TOO_DEEP, make_room
from baasctl.engines.rules_language.scopes import scopes_of
from baasctl.engines.rules_language.services import Profile

_EMPTY: Final = "Rules content empty. Compilation aborted."


def checked(text: str, profile: Profile = Profile.PRODUCTION) -> tuple[Mistake, ...]:
    """Errors and warnings in the order of the text; those of the syntax alone, when that is wrong. Empty: all is well.

    Compared with the compiler of the Firestore emulator 1.19.9 in tests/clients/firestore_emulator, for every ruleset
    of the tests and thousands of texts that differ from one in a token. Whether a regular expression is one of RE2 is
    known only where google-re2 is installed.
    """
    if not text:
        return (Mistake(weight=Weight.ERROR, reason=_EMPTY),)
    size = len(text.encode("utf-8", "replace"))
    if profile is Profile.PRODUCTION and size > MOST_BYTES:
        reason = f"Total size of sources must be smaller than {MOST_BYTES}: it is {size} bytes."
        return (Mistake(weight=Weight.ERROR, reason=reason),)
    try:
        ruleset = parse_ruleset(text)
    except RulesProblem as problem:
        return refusal_mistakes(text, problem)
    return checked_tree(ruleset, text, profile)


def checked_tree(ruleset: syntax.Ruleset, text: str, profile: Profile = Profile.PRODUCTION) -> tuple[Mistake, ...]:
    """As `checked`, of rules that have been read: what is wrong with them beside their syntax and size."""
    make_room()
    findings = Findings(text)
    try:
        check_form(ruleset, findings)
        if not findings.has_errors:
            scopes = scopes_of(ruleset, profile)
            check_limits(ruleset, scopes, profile, findings)
            check_names(scopes, findings)
            check_types(scopes, findings)
    except RecursionError:
        return (Mistake(weight=Weight.ERROR, reason=TOO_DEEP),)
    return tuple(findings.mistakes())
