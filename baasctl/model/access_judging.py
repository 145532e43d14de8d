"""What a provider's package says about requests to its rules: who can judge them, and what has to be known for that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from baasctl.model.probe import Family


class RulesForm(StrEnum):
    """What access rules are, which decides who can judge them; `access/testing/panels.py` has the judges of each."""

    RULESETS = "rulesets"
    """Texts in the language of Firestore and Storage rules."""
    ROW_SECURITY = "row security"
    """Policies and grants of a PostgreSQL database."""
    DIRECTIVES = "directives"
    """`@auth` in a GraphQL schema, and IAM policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessJudging:
    """How requests to a provider are judged.

    Attributes:
        kinds: What must be known to judge rows and objects; a change of any is a change of rules.
        is_all_in_spec: Whether a spec that declares those kinds says all; tables and their columns are in no spec.
        runs_rules_as_code: Whether rules are run by a general engine: SQL of a policy can call any function of the
            database.
        denies_absent: Of which nobody gets, changes or deletes what is not there, whatever the rules say.
    """

    form: RulesForm
    kinds: Mapping[Family, frozenset[str]]
    is_all_in_spec: bool
    runs_rules_as_code: bool
    denies_absent: frozenset[Family] = frozenset()

    def kinds_for(self, families: Collection[Family]) -> frozenset[str]:
        """What must be known to judge requests of these families; empty: nobody can judge them."""
        return frozenset().union(*(self.kinds.get(family, ()) for family in families))
