"""What a provider's package offers to express the portable `access` section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from baasctl.model.access import AccessSection, Engine, Sort
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import Emptied
from baasctl.model.target import Target

CAPABILITIES: Final[Mapping[str, str]] = {
    "signed_in": "anonymous, authenticated",
    "owner_field": "owner by a field of the row",
    "owner_key": "owner by the key of the row",
    "claim": "claim",
    "group": "group",
    "member": "member by a row of another resource",
    "get_list_apart": "get and list apart",
    "writes_apart": "create, update and delete apart",
    "when": "`when` on values of the row",
    "immutable": "immutable fields, `may_change` by principal",
    "field_rules": "required, type, length, values",
    "extra_fields": "extra_fields: deny",
    "set": "set: now, set: uid",
    "private_to": "private_to (fields that only some may read)",
    "files": "storage: paths of files",
    "service": "service stands above the rules",
}
"""What the section can ask for, in the order of the table of `baasctl providers --access`."""

EXPRESSED: Final = "access"
"""Fact of a resource that the section was rendered into."""

Fill: TypeAlias = Callable[[str, Mapping[str, object]], str]
"""A template's name below `templates/` (`firebase/firestore_rules.rules.j2`) and its values → text.

A user's `templates:` folder goes first. In `.rules.j2` and `.sql.j2` every value that is text must be `Quoted`, or pass
`sql_ident`, `sql_text` or `rules_text` in the template. Templates know names, members of maps, `if`, `for`, comparisons
and a few filters (`render/template_language.py`); values are maps, lists, text, numbers. May raise `RenderError`,
which is told at the section's place.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expressed:
    """The section in a provider's own kinds.

    Attributes:
        resources: Of ordinary kinds, attributes in normal form (`freeze`); defaults of the kind may be left out, render
            puts them in, and adds the fact `access`. Each has an address of the target, `declared_at` (the place in
            the section that made it), and `origins` where single fields come from places of their own.
        emptied: Objects that are owned whole and have nothing on them: a table without any policy.
        diagnostics: Errors for what cannot be expressed, with place, reason and what could be done instead; nothing
            is widened or narrowed silently.
    """

    resources: tuple[Resource, ...] = ()
    emptied: tuple[Emptied, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


Express: TypeAlias = Callable[[AccessSection, Target, Fill], Expressed]
"""The section of one target in the provider's kinds; pure but for the templates that it fills.

Names in the section lead somewhere and values fit the types of fields: `access/portable` has checked that, and calls
nothing with a section that has problems. What an entry means is said at `model.access.Allow` and `FieldRule`;
`access/portable/deciding.py` decides it. Law 12: what this makes allows nothing that `deciding` denies.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One cell of the table.

    Attributes:
        is_there: Whether the provider can express it.
        how: By what (`diff()`, column grants), or why not and what could be done instead.
    """

    is_there: bool
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRendering:
    """How a provider expresses the section.

    Attributes:
        place: Name of a resource, `storage:` left out, and its sort → where it lives unless `at` says otherwise.
            Empty: `at` is needed.
        objects: Kinds that the section is rendered into, and how many first segments of an address make the object
            that is owned whole; 0: the whole kind. A native resource of the same object is an error.
        shared: Kinds whose resource may be written by hand as well: the section becomes members of it that are its own.
        engines: Languages of `native` that hold at this provider, by sort.
        capabilities: By every key of `CAPABILITIES`.
        verified_on: The engine on which it was checked that rendered rules allow nothing that the section denies.
    """

    express: Express
    place: Callable[[str, Sort], str]
    objects: Mapping[str, int]
    engines: Mapping[Sort, Engine]
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    verified_on: str
