"""From what is written to what should be, in normal form and known to be possible."""

from __future__ import annotations

from baasctl.access.testing.unknown_names import warnings
from baasctl.kinds.kind import Kind
from baasctl.kinds.registry import EXPRESSED, kind
from baasctl.model.access_rendering import Expressed
from baasctl.model.deferred import text_as_written
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError, StoreError
from baasctl.model.problems import Problems
from baasctl.model.resource import Resource
from baasctl.model.spec import Declared, Spec
from baasctl.model.state import DesiredState
from baasctl.model.value import Attributes
from baasctl.providers.contract import Support
from baasctl.providers.deferred_places import problems_before_reading
from baasctl.render.access import conflicts, expressed, section_of, together
from baasctl.render.contents import Contents
from baasctl.render.reading import read_attributes
from baasctl.render.supported import check_supported
from baasctl.stores.disk_files import DiskFiles


def render(
    spec: Spec, support: Support, problems: Problems | None = None
) -> tuple[DesiredState, tuple[Diagnostic, ...]]:
    """What should be on the target, and warnings.

    Args:
        spec: Of one target; `{file: …}` and function folders are looked up in `spec.files`.
        support: Of the target's provider.
        problems: What is known already; it is told together with what is found here.

    Raises:
        SpecError: With every error and warning found, sorted by place.
    """
    problems = problems or Problems()
    contents = Contents(spec, support, spec.files or DiskFiles(spec.root), problems)
    resources = tuple(
        resource
        for declared in spec.resources
        if declared.address.kind not in EXPRESSED
        if (resource := _resource(declared, kind(declared.address.kind), contents)) is not None
    )
    access = _access(resources, contents)
    state = DesiredState(
        target=spec.target,
        resources=together(resources, access.resources, support.access, problems) if support.access else resources,
        root=spec.root,
        emptied=(*spec.emptied, *access.emptied),
        kept_versions=spec.terms.kept_versions,
        digests=dict(sorted({**spec.digests, **contents.digests}.items())),
    )
    if not problems.has_errors:
        problems.found.extend(problems_before_reading(state, support))
    if problems.has_errors:
        raise SpecError(*problems.in_order())
    return state, problems.in_order()


def _access(by_hand: tuple[Resource, ...], contents: Contents) -> Expressed:
    """What the `access` section becomes; nothing where there is none, or after a problem."""
    spec, support = contents.spec, contents.support
    written = next((each for each in spec.resources if each.address.kind in EXPRESSED), None)
    section = section_of(written, support, spec.target, contents.problems) if written else None
    if section is None or support.access is None:
        return Expressed()
    owned = (each.address.segments for of in (by_hand, spec.emptied) for each in of)
    names = {segments[0] for segments in owned if segments}
    contents.problems.found.extend(warnings(spec.access_tests, section, names))
    found = expressed(section, contents)
    for conflict in conflicts((*by_hand, *spec.emptied), found, support.access):
        conflict.tell(contents.problems)
    return found


def _resource(declared: Declared, meaning: Kind, contents: Contents) -> Resource | None:
    """One resource; `None` after a problem that leaves nothing to check further."""
    written, origins = contents.put_in(declared, meaning)
    attributes = read_attributes(written, meaning, origins, contents.problems)
    if attributes is None:
        return None
    address = declared.address
    renamed_from = (*address.segments[:-1], declared.renamed_from) if declared.renamed_from else None
    resource = Resource(
        address=address,
        attributes={**meaning.defaults, **attributes},
        declared_at=declared.declared_at,
        origins=origins,
        remote_id=declared.id,
        renamed_from=renamed_from,
        facts=_facts(meaning, attributes),
    )
    fields = contents.support.fields_of(meaning.name, meaning.fields)
    check_supported(resource, written, fields, contents.support, contents.problems)
    _check_source(resource, contents)
    return resource


def _facts(meaning: Kind, attributes: Attributes) -> Attributes:
    folder = attributes.get("source") if "source" in meaning.by_provider else None
    return {"source": folder} if isinstance(folder, str) else {}


def _check_source(resource: Resource, contents: Contents) -> None:
    """The folder of a function's code is there."""
    folder = resource.facts.get("source")
    if not isinstance(folder, str):
        return
    span = resource.span_of("/source")
    try:
        if not contents.files.is_folder(folder):
            detail = f"`{text_as_written(folder)}`"
            hint = f"paths start at the spec's folder, {contents.spec.root}"
            contents.problems.add("RENDER013", "a source folder does not exist", span, detail, hint)
    except StoreError as error:
        contents.problems.add("RENDER013", "a source folder cannot be used", span, error.diagnostics[0].detail)
