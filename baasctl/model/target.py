"""One project at one provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.span import Span
from baasctl.model.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target of the spec, resolved.

    Attributes:
        name: The user's name for it.
        provider: Name in `providers.registry`.
        project: Supabase ref, Firebase project id, Amplify app id.
        named_by: The member of the target that names the project.
        settings: The provider's own members of the target (`region`, `migrations`, `credentials`…);
            credentials are `Secret` objects.
        skip: Kinds left out on this target, printed in every plan, never drift.
        production: `apply` asks for the target's name.
    """

    name: str
    provider: str
    project: str
    named_by: str = "project"
    settings: Mapping[str, Value] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    production: bool = False
    span: Span | None = None
