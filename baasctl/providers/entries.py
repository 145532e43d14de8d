"""What one group of kinds says about itself offline."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baasctl.model.access_judging import AccessJudging
from baasctl.model.access_rendering import AccessRendering
from baasctl.model.field import Field
from baasctl.providers.contract import Answered, Check, Judge, No, Refer, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A group's share of `Support`; every member means what it means there."""

    kinds: Mapping[str, Answered]
    fields: Mapping[str, Mapping[str, Answered]]
    names: Mapping[str, Mapping[str, Answered]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    exceptions: Mapping[tuple[str, str, str], Answered] = field(default_factory=dict)
    native: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholders: Mapping[str, Mapping[str, str | No]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    risks: tuple[Judge, ...] = ()


def assembled(
    groups: Sequence[Entries],
    *,
    provider: str,
    title: str,
    extra: str,
    settings: Mapping[str, Field],
    project: tuple[str, ...] = ("project",),
    live: tuple[str, ...] = (),
    refer: Refer | None = None,
    defers: bool = False,
    checks: tuple[Check, ...] = (),
    access: AccessRendering | None = None,
    judging: AccessJudging | None = None,
) -> Support:
    """One table from the entries of all groups; no two groups share a kind.

    Args:
        checks: Of the target as a whole; those of the groups come after them.
        access: How the portable `access` section is expressed.
        judging: How requests to access rules are judged.
    """
    return Support(
        provider=provider,
        title=title,
        kinds=dict(ChainMap(*(dict(group.kinds) for group in groups))),
        fields=dict(ChainMap(*(dict(group.fields) for group in groups))),
        names=dict(ChainMap(*(dict(group.names) for group in groups))),
        variants=dict(ChainMap(*(dict(group.variants) for group in groups))),
        exceptions=dict(ChainMap(*(dict(group.exceptions) for group in groups))),
        native=dict(ChainMap(*(dict(group.native) for group in groups))),
        references=dict(ChainMap(*(dict(group.references) for group in groups))),
        refer=refer,
        defers=defers,
        placeholders=dict(ChainMap(*(dict(group.placeholders) for group in groups))),
        project=project,
        settings=settings,
        live=live,
        checks=(*checks, *(check for group in groups for check in group.checks)),
        risks=tuple(judge for group in groups for judge in group.risks),
        extra=extra,
        access=access,
        judging=judging,
    )
