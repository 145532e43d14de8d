"""All that is known of a live database, from which a copy can be made that answers requests as it does."""

from __future__ import annotations

from dataclasses import dataclass, field

from baasctl.engines.postgres.catalog import Catalog
from baasctl.engines.postgres.definitions import Definitions
from baasctl.engines.postgres.migrations import Migration
from baasctl.model.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """One database.

    Attributes:
        catalog: Names and types.
        definitions: Bodies, defaults, checks and triggers.
        live: Every live switch, policy, grant, function and bucket: resources of the kinds `tables`, `policies`,
            `grants`, `database_functions` and `buckets`.
        migrations: Those that are not live yet, in the order of their versions.
    """

    catalog: Catalog
    definitions: Definitions = field(default_factory=Definitions)
    live: tuple[Resource, ...] = ()
    migrations: tuple[Migration, ...] = ()
