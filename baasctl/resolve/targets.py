"""One target: its provider, project, credentials and switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.kinds.registry import EXPRESSED
from baasctl.kinds.registry import NAMES as KINDS
from baasctl.model.document import Entry, ListNode, MapNode, ScalarNode, describe
from baasctl.model.field import Field, Shape
from baasctl.model.problems import Problems, nearest
from baasctl.model.secret import Secret
from baasctl.model.target import Target
from baasctl.model.value import Value
from baasctl.providers.contract import Support
from baasctl.resolve.interpolation import Scope
from baasctl.resolve.nodes import flag_of, text_of, texts_of, unknown_key, value_of

COMMON: Final = ("provider", "variables", "overrides", "skip", "production")
_LEADS_CREDENTIALS_AWAY: Final = frozenset({"api_url", "project_url"})


def provider_of(entry: Entry, scope: Scope) -> str | None:
    """The provider's name as written; `None` after a problem."""
    if not isinstance(entry.value, MapNode):
        detail = f"target `{entry.key}` is {describe(entry.value)}"
        hint = "such as {provider: supabase, project: …}"
        scope.problems.add("SPEC040", "a map is expected", entry.value.span, detail, hint)
        return None
    provider = entry.value.entries.get("provider")
    if provider is None:
        scope.problems.add("SPEC044", "a target names no provider", entry.span, f"`{entry.key}`", "add `provider:`")
        return None
    name = text_of(_replaced(provider, scope), "the name of a provider", scope.problems)
    return None if provider.value.span in scope.problems.spoiled else name


def read_target(entry: Entry, support: Support, scope: Scope, *, untrusted: bool) -> Target:
    """The target of an entry under `targets`; problems go to the scope."""
    problems = scope.problems
    members = entry.value.entries if isinstance(entry.value, MapNode) else {}
    project, production = "", False
    named_by = next((name for name in support.project if name in members), "")
    skip: tuple[str, ...] = ()
    settings: dict[str, Value] = {}
    for member in members.values():
        if member.key == named_by:
            project = text_of(_replaced(member, scope), "the project's reference", problems) or ""
        if member.key in support.project and member.key not in support.settings:
            continue
        if member.key == "skip":
            skip = _skip(_replaced(member, scope), problems)
        elif member.key == "production":
            production = flag_of(_replaced(member, scope), problems)
        elif member.key in support.settings:
            if untrusted and member.key in _LEADS_CREDENTIALS_AWAY:
                detail = f"`{member.key}` decides who receives the access token"
                problems.add("SPEC045", "an untrusted spec may not set this", member.span, detail, "leave it out")
            settings[member.key] = _setting(member, support.settings[member.key], scope)
        elif member.key not in COMMON:
            known = [*support.project, *COMMON, *support.settings]
            unknown_key(member, f"is no member of a {support.title} target", known, problems)
    if not named_by:
        wanted = " or ".join(f"`{name}`" for name in support.project)
        detail = f"`{entry.key}` needs {wanted}"
        problems.add("SPEC046", "a target names no project", entry.span, detail, f"add `{support.project[0]}:`")
    return Target(
        name=entry.key,
        provider=support.provider,
        project=project,
        named_by=named_by or support.project[0],
        settings=settings,
        skip=skip,
        production=production,
        span=entry.span,
    )


def _replaced(entry: Entry, scope: Scope) -> Entry:
    return Entry(entry.key, entry.span, scope.replaced(entry.value))


def _skip(entry: Entry, problems: Problems) -> tuple[str, ...]:
    kinds = []
    for node in texts_of(entry, "kinds", problems):
        if node.value in KINDS or node.value in EXPRESSED:
            kinds.append(str(node.value))
        else:
            problems.add("SPEC047", "unknown kind", node.span, f"`{node.value}`", nearest(str(node.value), KINDS))
    return tuple(kinds)


def _setting(entry: Entry, field: Field, scope: Scope) -> Value:
    """A member of a target in the provider's words; a sensitive one becomes a `Secret`."""
    problems = scope.problems
    if field.shape in {Shape.RECORD, Shape.MAP}:
        node = scope.opened(entry.value)
        if not isinstance(node, MapNode):
            problems.add("SPEC040", "a map is expected", node.span, f"`{entry.key}` is {describe(node)}")
            return None
        return _record(node, field, scope)
    node = scope.replaced(entry.value, environment_is_secret=field.sensitive)
    if field.sensitive:
        if not (isinstance(node, ScalarNode) and isinstance(node.value, Secret)):
            detail = f"`{entry.key}` is sensitive and may not stand in the spec as plain text"
            hint = 'write "${env:NAME}" or "${secret:…}"'
            problems.add("SPEC048", "a credential stands in plain text", node.span, detail, hint)
            return None
        return node.value
    if field.shape in {Shape.LIST, Shape.SET}:
        if not isinstance(node, ListNode):
            problems.add("SPEC049", "a list is expected", node.span, f"`{entry.key}` is {describe(node)}")
        return value_of(node)
    if not isinstance(node, ScalarNode) or node.value is None:
        problems.add("SPEC041", "text is expected", node.span, f"`{entry.key}` is {describe(node)}")
    elif isinstance(node.value, Secret):
        detail = f"`{entry.key}` is not sensitive and would be shown"
        problems.add("SPEC050", "a secret may not be used here", node.span, detail)
    return value_of(node)


def _record(node: MapNode, field: Field, scope: Scope) -> Mapping[str, Value]:
    values: dict[str, Value] = {}
    for member in node:
        below = field.member(member.key)
        if below is None:
            unknown_key(member, "is not known here", list(field.members), scope.problems)
        else:
            values[member.key] = _setting(member, below, scope)
    return values
