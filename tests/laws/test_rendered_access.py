"""Law 12: rendered rules never allow what the portable section denies; and its converse, where a provider can.

Specs are drawn from a seed, and go through every stage from their text on; requests are those of `explore`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.access.rules_judges.evaluator import EvaluatorJudge
from baasctl.access.rules_judges.storage_evaluator import StorageEvaluatorJudge
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.model.access import AccessSection
from baasctl.model.errors import BaasctlError
from baasctl.model.probe import Operation
from tests.laws.access_specs import Drawing, rendered, spec_text

SPECS = 40
REQUESTS = 150


def rules_of(seed: int, folder: Path) -> tuple[AccessSection, str]:
    section, state = rendered(spec_text(Drawing(seed).section()), folder)
    (resource,) = state.resources
    source = resource.attributes["source"]
    assert isinstance(source, str)
    return section, source


@pytest.mark.parametrize("seed", range(SPECS))
def test_rules_of_firestore_allow_what_the_section_allows(seed: int, tmp_path: Path) -> None:
    """Nothing that the section denies; and all that it allows, but for lists without the query that they need."""
    section, source = rules_of(seed, tmp_path)
    probes = explore(section, seed=seed, most=REQUESTS)

    verdicts = EvaluatorJudge(source).judge(probes)

    meant = [decides(section, probe, fills_in=False) for probe in probes]
    asked = list(zip(probes, meant, verdicts, strict=True))
    wider = [each for each in asked if each[1] is False and each[2].allowed]
    narrower = [each for each in asked if each[1] and not each[2].allowed and each[0].operation is not Operation.LIST]
    assert (wider, narrower) == ([], [])
    assert {wanted for _, wanted, _ in asked} >= {True, False}


FILES = {
    "principals": {
        "owner": {"owner": "uid"},
        "staff": {"claim": {"role": ["staff", "boss"]}},
        "crew": {"group": "crew"},
    },
    "resources": {
        "storage:avatars/{uid}/{file}": {
            "allow": [
                {"to": ["anonymous", "authenticated"], "do": "get"},
                {
                    "to": "owner",
                    "do": "write",
                    "when": {"size": {"lte": 5000}, "contentType": ["image/png", "text/plain"]},
                },
                {"to": "staff", "do": "create"},
            ]
        },
        "storage:shared/{rest=**}": {
            "allow": [{"to": "crew", "do": ["read", "delete"]}, {"to": {"all_of": ["crew", "staff"]}, "do": "update"}]
        },
    },
}


@pytest.mark.parametrize("seed", range(4))
def test_rules_of_storage_allow_what_the_section_allows(seed: int, tmp_path: Path) -> None:
    """Nothing that the section denies, and all that it allows; judged by our own evaluator, there is no other."""
    section, state = rendered(spec_text(FILES), tmp_path)
    (resource,) = state.resources
    probes = [each for each in explore(section, seed=seed, most=600) if each.operation is not Operation.LIST]

    verdicts = StorageEvaluatorJudge(str(resource.attributes["source"]), "media").judge(probes)

    asked = [(decides(section, probe), verdict.allowed, probe) for probe, verdict in zip(probes, verdicts, strict=True)]
    assert [each for each in asked if each[0] is False and each[1]] == []
    assert [each for each in asked if each[0] and each[1] is False] == []
    assert {wanted for wanted, _, _ in asked} >= {True, False}


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)
PIECES = (
    "'",
    '"',
    "\\",
    "\n",
    "}",
    ";",
    "//",
    "*/",
    "/*",
    "allow",
    "read: if true",
    "||",
    "[[",
    "]]",
    "[% for",
    "$(x)",
)
HOSTILE = st.one_of(TEXT, st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join))


def _shape(tree: syntax.Ruleset) -> list[object]:
    """Everything but names and texts: blocks, permissions and functions."""
    (service,) = tree.services
    (documents,) = service.matches
    return [
        len(tree.functions),
        len(service.functions),
        [sorted(each.name for each in block.functions) for block in documents.matches],
        [[allow.methods for allow in block.allows] for block in documents.matches],
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=HOSTILE, value=HOSTILE, claim=HOSTILE, group=HOSTILE, name=HOSTILE)
def test_texts_of_the_spec_stay_texts_in_rules(
    tmp_path: Path, field: str, value: str, claim: str, group: str, name: str
) -> None:
    """Whatever names and values a spec has, the rules have the same blocks and permissions, or there are none."""

    def section(field: str, value: str, claim: str, group: str, name: str) -> dict[str, object]:
        return {
            "principals": {
                name: {"claim": {claim: value}},
                "crew of it": {"group": group},
                "owner of it": {"owner": field},
            },
            "resources": {
                "notes": {
                    "fields": {field: {"type": "string", "in": [value, "b"], "name": f"x{value}"}},
                    "allow": [
                        {"to": [name, "crew of it"], "do": "read", "when": {field: value}},
                        {"to": "owner of it", "do": "update", "may_change": field},
                    ],
                }
            },
        }

    plain, usual = rendered(spec_text(section("kind", "a", "role", "staff", "staff")), tmp_path)
    del plain
    (expected,) = usual.resources
    try:
        _, state = rendered(spec_text(section(field, value, claim, group, name)), tmp_path)
    except BaasctlError:
        return
    (resource,) = state.resources
    tree = parse_ruleset(str(resource.attributes["source"]))
    wanted = _shape(parse_ruleset(str(expected.attributes["source"])))

    found = _shape(tree)

    assert found[0] == wanted[0]
    assert found[1] == wanted[1]
    assert found[3] == wanted[3]
    assert [len(names) for names in found[2]] == [len(names) for names in wanted[2]]  # type: ignore[attr-defined]
