"""Put a target's spec together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.kinds.registry import EXPRESSED, kind
from baasctl.kinds.registry import NAMES as KINDS
from baasctl.model.deferred import TARGET
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import Document, Entry, MapNode, ScalarNode
from baasctl.model.errors import SpecError, UsageError
from baasctl.model.origin import Step
from baasctl.model.problems import Problems, nearest
from baasctl.model.span import Span
from baasctl.model.spec import Spec
from baasctl.model.target import Target
from baasctl.model.value import Value
from baasctl.providers import registry
from baasctl.providers.contract import Support
from baasctl.resolve.access_tests import SECTION as ACCESS_TESTS
from baasctl.resolve.access_tests import read_access_tests
from baasctl.resolve.interpolation import Scope
from baasctl.resolve.merging import merge_files, overlay
from baasctl.resolve.nodes import map_of, text_of, texts_of, unknown_key, value_of
from baasctl.resolve.resources import Selection
from baasctl.resolve.targets import provider_of, read_target
from baasctl.resolve.terms import SECTIONS as TERMS
from baasctl.resolve.terms import read_terms

VERSION: Final = 1
_KNOWN: Final = (
    "baasctl",
    "targets",
    "variables",
    "include",
    "allow_env",
    "templates",
    ACCESS_TESTS,
    *TERMS,
    *KINDS,
    *EXPRESSED,
)


def target_names(document: Document) -> tuple[str, ...]:
    """Names of the targets in written order, includes first.

    Raises:
        SpecError: `targets` is missing, empty or no map.
    """
    problems = Problems()
    sections = merge_files(document, problems)
    names = _target_names(document, sections, problems)
    _stop(problems)
    return names


def allowed_environment(document: Document) -> frozenset[str]:
    """The names under `allow_env`.

    They hold for an untrusted run only when the document does not come from the stranger: from the
    base revision, not from the revision under review.
    """
    problems = Problems()
    entry = merge_files(document, problems).entries.get("allow_env")
    nodes = texts_of(entry, "names of environment variables", problems) if entry else []
    _stop(problems)
    return frozenset(str(node.value) for node in nodes)


def resolve(
    document: Document,
    target: str,
    *,
    environment: Mapping[str, str],
    untrusted: bool = False,
    allow_env: frozenset[str] = frozenset(),
    support_of: Callable[[str], Support] | None = None,
    problems: Problems | None = None,
) -> Spec:
    """What the document asks of one target.

    Order: includes, main file, `targets.<target>.overrides`; variables of the target shadow the others.

    Args:
        document: As loaded.
        target: Name of a target.
        environment: Of the process; only names that the spec uses are looked at.
        untrusted: The spec comes from a stranger: of `environment` only `allow_env` may be read.
        allow_env: See `untrusted`. The spec's own `allow_env` does not count there.
        support_of: Provider name to its support table; left out, the registry's.
        problems: Receives what is wrong as long as the rest can still be read, so that a caller may look for more;
            left out, it is raised.

    Raises:
        SpecError: With every problem found, sorted by place.
        UsageError: There is no such target.
    """
    raising, problems = problems is None, problems or Problems()
    sections = merge_files(document, problems)
    _check_top_level(document, sections, problems)
    names = _target_names(document, sections, problems)
    if not names:
        _stop(problems)
    entry = _target_entry(sections, target, names)
    scope = Scope(
        variables=_variables(sections, entry, problems),
        environment=environment,
        problems=problems,
        allow_env=allow_env if untrusted else None,
    )
    support = _support(entry, scope, support_of)
    if support is None:
        raise SpecError(*problems.in_order())
    found = read_target(entry, support, scope, untrusted=untrusted)
    scope.refer = _Referring(found, support, sections, problems).text
    overrides = _overrides(entry, problems)
    selection = Selection(
        target=found,
        support=support,
        scope=scope,
        targets=names,
        providers=_providers(sections),
        included={file.name: file.included_by for file in document.main.walk() if file.included_by},
    )
    resources = tuple(sorted(selection.resources(sections, overrides), key=lambda each: each.address))
    terms = read_terms(_terms_sections(sections, overrides, found, scope), problems)
    templates = sections.entries.get("templates")
    folder = text_of(templates, "a folder", problems) if templates else None
    tests = sections.entries.get(ACCESS_TESTS)
    replaced = Entry(tests.key, tests.span, scope.replaced(tests.value)) if tests else None
    access_tests = read_access_tests(replaced, target, names, problems) if replaced else ()
    if raising:
        _stop(problems)
    return Spec(
        target=found,
        resources=resources,
        emptied=tuple(sorted(selection.emptied, key=lambda each: each.address)),
        terms=terms,
        root=document.root,
        digests=document.digests,
        templates=document.root / folder if folder else None,
        files=document.files,
        variables=_values(scope),
        access_tests=access_tests,
    )


def _stop(problems: Problems) -> None:
    if problems.has_errors:
        raise SpecError(*problems.in_order())


def _check_top_level(document: Document, sections: MapNode, problems: Problems) -> None:
    for file in document.main.walk():
        version = file.content.entries.get("baasctl")
        if version and getattr(version.value, "value", None) != VERSION:
            detail = f"`{getattr(version.value, 'text', '…')}`; this baasctl reads version {VERSION}"
            problems.add(
                "SPEC064", "unknown version of the spec format", version.value.span, detail, "write `baasctl: 1`"
            )
    _stop(problems)
    if "baasctl" not in document.main.content.entries:
        span = Span(file=document.main.name, line=1, column=1)
        problems.add("SPEC065", "the spec does not say its version", span, "", "begin with the line `baasctl: 1`")
    for entry in sections:
        if entry.key not in _KNOWN:
            unknown_key(entry, "is no section of a spec", list(_KNOWN), problems)


def _target_names(document: Document, sections: MapNode, problems: Problems) -> tuple[str, ...]:
    entry = sections.entries.get("targets")
    node = map_of(entry, "a map by name", problems) if entry else None
    if node is not None and node.entries:
        return tuple(node.entries)
    span = entry.span if entry else Span(file=document.main.name, line=1, column=1)
    hint = "add `targets: {prod: {provider: supabase, project: …}}`"
    problems.add("SPEC067", "the spec names no target", span, "", hint)
    return ()


def _target_entry(sections: MapNode, target: str, names: tuple[str, ...]) -> Entry:
    node = sections.get("targets")
    if not isinstance(node, MapNode) or target not in node.entries:
        raise UsageError(
            Diagnostic(
                code="SPEC068",
                summary="the spec has no such target",
                detail=f"`{target}`",
                hint=nearest(target, names),
                span=sections.entries["targets"].span,
            )
        )
    return node.entries[target]


def _variables(sections: MapNode, target: Entry, problems: Problems) -> dict[str, Entry]:
    """Global variables shadowed by the target's."""
    own = target.value.entries.get("variables") if isinstance(target.value, MapNode) else None
    variables: dict[str, Entry] = {}
    for section in (sections.entries.get("variables"), own):
        node = map_of(section, "a map from name to value", problems) if section else None
        variables.update(node.entries if node else {})
    return variables


def _support(entry: Entry, scope: Scope, support_of: Callable[[str], Support] | None) -> Support | None:
    provider = provider_of(entry, scope)
    if provider is None:
        return None
    if support_of is not None:
        return support_of(provider)
    if provider not in registry.NAMES:
        written = entry.value.get("provider") if isinstance(entry.value, MapNode) else None
        span = written.span if written else entry.span
        detail = f"`{provider}`; this version of baasctl knows: {', '.join(registry.NAMES)}"
        hint = nearest(provider, registry.NAMES)
        scope.problems.add("SPEC069", "unknown provider", span, detail, hint)
        return None
    return registry.package(provider).support()


def _overrides(entry: Entry, problems: Problems) -> MapNode | None:
    section = entry.value.entries.get("overrides") if isinstance(entry.value, MapNode) else None
    node = map_of(section, "a map of sections", problems) if section else None
    for member in node or ():
        if member.key not in (known := [*KINDS, *EXPRESSED, *TERMS]):
            unknown_key(member, "cannot be overridden by a target", known, problems)
    return node


def _providers(sections: MapNode) -> frozenset[str]:
    """All providers, and those that any target names."""
    targets = sections.get("targets")
    named = {*registry.NAMES, *registry.LATER}
    for entry in targets if isinstance(targets, MapNode) else ():
        node = entry.value.get("provider") if isinstance(entry.value, MapNode) else None
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            named.add(node.value)
    return frozenset(named)


def _terms_sections(sections: MapNode, overrides: MapNode | None, target: Target, scope: Scope) -> MapNode:
    """The sections of terms after overrides, references replaced."""
    entries = {}
    for name in TERMS:
        entry = sections.entries.get(name)
        upper = overrides.entries.get(name) if overrides else None
        if upper is not None:
            entry = overlay(entry, upper, Step(how="override", what=target.name, span=upper.span))
        if entry is not None:
            entries[name] = Entry(name, entry.span, scope.replaced(entry.value))
    return MapNode(sections.span, entries)


def _values(scope: Scope) -> dict[str, Value]:
    """Variables for templates; one that cannot be computed is missed only by a template that uses it."""
    silent = Scope(
        variables=scope.variables,
        environment=scope.environment,
        problems=Problems(),
        refer=scope.refer,
        allow_env=scope.allow_env,
    )
    values = {}
    for name, entry in scope.variables.items():
        silent.problems.found.clear()
        node = silent.replaced(entry.value)
        if not silent.problems.found:
            values[name] = value_of(node)
    return values


class _Referring:
    """`${ref:kind/name.attribute}` for one target."""

    def __init__(self, target: Target, support: Support, sections: MapNode, problems: Problems) -> None:
        self._target = target
        self._support = support
        self._sections = sections
        self._problems = problems

    def text(self, reference: str, span: Span) -> str | None:
        """What the reference stands for; `None` after a problem."""
        path, dot, attribute = reference.rpartition(".")
        of, slash, name = path.partition("/")
        is_whole = bool(slash and name) if _is_named(of) else not slash
        if not (dot and of and attribute and is_whole):
            detail, hint = f"`${{ref:{reference}}}`", "write ${ref:kind/name.attribute}"
            self._problems.add("SPEC070", "a reference is malformed", span, detail, hint)
            return None
        known = self._support.references.get(of, ())
        if attribute not in known or self._support.refer is None:
            possible = [
                f"{each}/….{name}" if _is_named(each) else f"{each}.{name}"
                for each, names in self._support.references.items()
                for name in names
            ]
            detail = f"`${{ref:{reference}}}` on {self._support.title}"
            hint = f"there are: {', '.join(possible)}" if possible else f"{self._support.title} has no references"
            self._problems.add("SPEC071", "there is no such reference", span, detail, hint)
            return None
        physical = self._physical_name(of, name) if slash else ""
        if physical is None:
            detail = f"`{of}/{name}` is not in the spec"
            self._problems.add("SPEC072", "a reference names a missing resource", span, detail)
            return None
        return self._support.refer(self._target, of, name if self._support.defers else physical, attribute)

    def _physical_name(self, of: str, name: str) -> str | None:
        """The resource's `name`, where it says one, or its key; `None` when the spec does not declare it."""
        section = self._sections.get(of) if of in KINDS and kind(of).depth == 1 else None
        if not isinstance(section, MapNode) or name not in section.entries:
            return None
        resource = section.entries[name].value
        own = resource.get("name") if isinstance(resource, MapNode) else None
        return own.value if isinstance(own, ScalarNode) and isinstance(own.value, str) else name


def _is_named(of: str) -> bool:
    """Whether a reference says a name after this word: not of a kind that is one resource, nor of the target."""
    return of != TARGET and (of not in KINDS or kind(of).depth > 0)
