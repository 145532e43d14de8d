"""`prune`, `keep`, `ignore`, `guards` and `lint`: on which terms differences become changes and findings count."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from baasctl.access.lints.registry import NAMES as LINTS
from baasctl.kinds.registry import NAMES as KINDS
from baasctl.kinds.registry import VERSIONED, kind
from baasctl.model.change import Hazard
from baasctl.model.document import Entry, MapNode, ScalarNode, describe
from baasctl.model.problems import Problems, nearest
from baasctl.model.spec import Guards, IgnoredLint, Kept, Prune, PruneMode, Terms
from baasctl.resolve.nodes import map_of, text_of, texts_of, unknown_key

SECTIONS: Final = ("prune", "keep", "ignore", "guards", "lint")
_MODES: Final = tuple(mode.value for mode in PruneMode)
_KEEP = re.compile(r"keep ([1-9]\d{0,5})")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%")


def read_terms(sections: MapNode, problems: Problems) -> Terms:
    """The terms from the top level of a spec whose references are replaced."""
    entries = sections.entries
    prune = _prune(entries["prune"], problems) if "prune" in entries else {}
    keep = _keep(entries["keep"], problems) if "keep" in entries else ()
    ignore = _ignore(entries["ignore"], problems) if "ignore" in entries else ()
    guards = _guards(entries["guards"], problems) if "guards" in entries else Guards()
    lints = _ignored_lints(entries["lint"], problems) if "lint" in entries else ()
    versions = _kept_versions(entries["prune"], problems) if "prune" in entries else {}
    return Terms(prune=prune, keep=keep, ignore=ignore, guards=guards, ignored_lints=lints, kept_versions=versions)


def _known_kind(entry: Entry, problems: Problems) -> bool:
    if entry.key in KINDS:
        return True
    problems.add("SPEC047", "unknown kind", entry.span, f"`{entry.key}`", nearest(entry.key, KINDS))
    return False


def _prune(section: Entry, problems: Problems) -> dict[str, Prune]:
    modes: dict[str, Prune] = {}
    for entry in map_of(section, "a map from kind to mode", problems) or ():
        if entry.key in VERSIONED or not _known_kind(entry, problems):
            continue
        found = _prune_of(entry, problems)
        if found.mode is not PruneMode.NEVER and not kind(entry.key).prunable:
            detail = f"`{entry.key}` holds settings; live ones that the spec leaves out are left alone"
            problems.add("SPEC051", "this kind cannot be pruned", entry.span, detail, "remove this line")
        modes[entry.key] = found
    return modes


def _kept_versions(section: Entry, problems: Problems) -> dict[str, int]:
    """`{rulesets: keep 100}`."""
    found: dict[str, int] = {}
    for entry in section.value if isinstance(section.value, MapNode) else ():
        if entry.key not in VERSIONED:
            continue
        match = _KEEP.fullmatch(str(getattr(entry.value, "value", "")))
        if match:
            found[entry.key] = int(match[1])
        else:
            detail = f"`{entry.key}` is {describe(entry.value)}"
            hint = "write how many of the newest stay: `keep 100`"
            problems.add("SPEC073", "this is no number of versions", entry.value.span, detail, hint)
    return found


def _prune_of(entry: Entry, problems: Problems) -> Prune:
    """`all`, or `{mode: all, in: [public]}`."""
    if not isinstance(entry.value, MapNode):
        return Prune(mode=_mode(entry, problems), span=entry.span)
    mode = PruneMode.NEVER
    within: tuple[str, ...] = ()
    for member in entry.value:
        if member.key == "mode":
            mode = _mode(member, problems)
        elif member.key == "in":
            within = tuple(str(node.value) for node in texts_of(member, "schemas or name globs", problems))
        else:
            unknown_key(member, "is no member of `prune`", ["mode", "in"], problems)
    if "mode" not in entry.value.entries:
        problems.add("SPEC052", "unknown prune mode", entry.span, "`mode` is missing", nearest("", _MODES))
    return Prune(mode=mode, within=within, span=entry.span)


def _mode(entry: Entry, problems: Problems) -> PruneMode:
    text = getattr(entry.value, "value", None)
    if text in _MODES:
        return PruneMode(str(text))
    detail = f"{describe(entry.value)} is none of {', '.join(_MODES)}"
    problems.add("SPEC052", "unknown prune mode", entry.value.span, detail, nearest(str(text), _MODES))
    return PruneMode.NEVER


def _keep(section: Entry, problems: Problems) -> tuple[Kept, ...]:
    kept = []
    for entry in map_of(section, "a map from kind to names", problems) or ():
        if not _known_kind(entry, problems):
            continue
        for name in map_of(entry, "a map from name to reason", problems) or ():
            reason = text_of(name, "the reason why it stays", problems)
            kept.append(Kept(kind=entry.key, name=name.key, reason=reason or "", span=name.span))
    return tuple(kept)


def _ignored_lints(section: Entry, problems: Problems) -> tuple[IgnoredLint, ...]:
    """`{ignore: {<lint>: {<address>: <reason>}}}`."""
    ignored = []
    for member in map_of(section, "a map", problems) or ():
        if member.key != "ignore":
            unknown_key(member, "is no member of `lint`", ["ignore"], problems)
            continue
        for lint in map_of(member, "a map from lint to addresses", problems) or ():
            if lint.key not in LINTS:
                problems.add("SPEC056", "unknown lint", lint.span, f"`{lint.key}`", nearest(lint.key, LINTS))
                continue
            for address in map_of(lint, "a map from address to reason", problems) or ():
                reason = text_of(address, "the reason why it is accepted", problems)
                ignored.append(IgnoredLint(lint=lint.key, address=address.key, reason=reason or "", span=address.span))
    return tuple(ignored)


def _ignore(section: Entry, problems: Problems) -> tuple[str, ...]:
    patterns = []
    for node in texts_of(section, "pointers", problems):
        pattern = str(node.value)
        first = pattern.split("/")[1] if pattern.startswith("/") else ""
        if first not in KINDS:
            detail = f"`{pattern}` does not begin with `/` and a kind"
            hint = "such as /auth/redirect_urls/*--preview.example.com"
            problems.add("SPEC053", "this is no pointer into the spec", node.span, detail, hint)
        elif pattern.count("/") < 2:
            detail = f"`{pattern}` names a whole kind"
            hint = "name a field, or leave the section out: undeclared fields are unmanaged"
            problems.add("SPEC053", "this is no pointer into the spec", node.span, detail, hint)
        patterns.append(pattern)
    return tuple(patterns)


def _guards(section: Entry, problems: Problems) -> Guards:
    guards = Guards(span=section.span)
    for entry in map_of(section, "a map", problems) or ():
        if entry.key == "max_deletes":
            guards = _max_deletes(entry, guards, problems)
        elif entry.key == "forbid":
            guards = replace(guards, forbid=_hazards(entry, problems))
        else:
            unknown_key(entry, "is no guard", ["max_deletes", "forbid"], problems)
    return guards


def _max_deletes(entry: Entry, guards: Guards, problems: Problems) -> Guards:
    """`30%` of the live resources of a kind, or a number of deletes."""
    node = entry.value
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return replace(guards, max_delete_count=value)
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if match and float(match[1]) <= 100:
        return replace(guards, max_deletes=float(match[1]) / 100)
    detail = f"`max_deletes` is {describe(node)}"
    problems.add("SPEC054", "this is no limit", node.span, detail, "write a share such as 30%, or a number of deletes")
    return guards


def _hazards(entry: Entry, problems: Problems) -> frozenset[Hazard]:
    names = [hazard.value for hazard in Hazard]
    found = set()
    for node in texts_of(entry, "hazards", problems):
        if node.value in names:
            found.add(Hazard(str(node.value)))
        else:
            problems.add("SPEC055", "unknown hazard", node.span, f"`{node.value}`", nearest(str(node.value), names))
    return frozenset(found)
