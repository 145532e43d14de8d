"""`database_rules`: the rules of Realtime Database instances, as the text under `.settings/rules.json`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from baasctl.providers.contract import Answer
from baasctl.providers.strict import expect, expect_objects, expect_or_none

KIND: Final = "database_rules"
DEFAULT: Final = "(default)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One instance.

    Attributes:
        id: What `database_rules` calls it.
        host: Where its rules are.
        is_default: The project's own.
        is_active: Clients, and its rules, can be reached.
    """

    id: str
    host: str
    is_default: bool
    is_active: bool


def instances_of(answer: Answer, document: str) -> Iterator[Instance]:
    """The instances of a list.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    for index, found in enumerate(expect_objects(answer, document)):
        name = expect(found.get("name"), str, document, f"/{index}/name")
        url = expect(found.get("databaseUrl"), str, document, f"/{index}/databaseUrl")
        yield Instance(
            id=name.rpartition("/")[2],
            host=urlsplit(url).netloc or url,
            is_default=found.get("type") == "DEFAULT_DATABASE",
            is_active=(expect_or_none(found.get("state"), str, document, f"/{index}/state") or "ACTIVE") == "ACTIVE",
        )


def key_of(instance: Instance, declared: Collection[str]) -> str:
    """What an instance is called in specs: `(default)`, unless the spec names the default one itself."""
    return DEFAULT if instance.is_default and instance.id not in declared else instance.id


def instance_named(instances: Sequence[Instance], key: str) -> Instance | None:
    """The instance that a spec means."""
    return next((each for each in instances if each.id == key or (key == DEFAULT and each.is_default)), None)
