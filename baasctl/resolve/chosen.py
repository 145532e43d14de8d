"""Which targets of a spec the command line means."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import Document
from baasctl.model.errors import UsageError
from baasctl.model.problems import nearest
from baasctl.resolve.spec import target_names


def chosen_targets(document: Document, wanted: Sequence[str], *, one: bool = False) -> tuple[str, ...]:
    """The targets to work on, in the order of the spec.

    Args:
        document: As loaded.
        wanted: Names from the command line; empty means all.
        one: Exactly one is needed.

    Raises:
        UsageError: A name is not in the spec, or one target is needed and there are more.
        SpecError: The spec names no target.
    """
    known, file = target_names(document), document.main.name
    unknown = [name for name in wanted if name not in known]
    if unknown:
        detail = f"`{unknown[0]}` is not a target of {file}; it has {', '.join(known)}"
        raise UsageError(
            Diagnostic(code="SPEC003", summary="no such target", detail=detail, hint=nearest(unknown[0], known))
        )
    chosen = tuple(name for name in known if not wanted or name in wanted)
    if one and len(chosen) != 1:
        detail, hint = f"{file} has {', '.join(known)}", f"name one: `--target {known[0]}`"
        raise UsageError(Diagnostic(code="SPEC004", summary="one target is needed", detail=detail, hint=hint))
    return chosen
