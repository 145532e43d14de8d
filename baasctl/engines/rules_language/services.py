"""The services that rules are for: their methods, and what a condition can see there.

Source: `cloud_firestore.textproto` and `firebase_storage.textproto`, as the Firestore emulator 1.19.9 has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from baasctl.engines.rules_language.standard_library import Form, Forms


class Profile(Enum):
    """Whose compiler and engine is meant.

    The emulator's knows no `firestore.get` and `firestore.exists` in rules of Storage, although the descriptor of the
    service that it carries has them (`firebase_storage.textproto`) and production takes them
    (https://firebase.google.com/docs/storage/security/rules-conditions#enhance_with_firestore). It takes sources of
    any size; production takes 256 KB (https://firebase.google.com/docs/firestore/quotas#security_rules).
    """

    PRODUCTION = "production"
    EMULATOR = "emulator"


_READ: Final = frozenset({"get", "list"})
_WRITE: Final = frozenset({"create", "update", "delete"})
_ALIASES: Final[Mapping[str, frozenset[str]]] = {"read": _READ, "write": _WRITE}
_BOTH: Final = frozenset({"request", "resource"})
_OF_PATH: Final = (Form((("path",),), None),)
_DEBUG: Final[Mapping[str, Forms]] = {"debug": (Form((None,), None),)}
_CROSS_SERVICE: Final = frozenset({"firestore.get", "firestore.exists"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a condition can see of its service.

    Attributes:
        functions: Name, with its package, to its forms.
    """

    variables: frozenset[str] = frozenset()
    functions: Mapping[str, Forms] = field(default_factory=dict)

    @property
    def packages(self) -> frozenset[str]:
        """`firestore`, where the service reads its documents."""
        return frozenset(name.partition(".")[0] for name in self.functions if "." in name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """One service.

    Attributes:
        variables: What is seen, by method.
    """

    variables: Mapping[str, frozenset[str]]
    functions: Mapping[str, Forms]

    def methods(self, written: str) -> frozenset[str]:
        """The methods that a word behind `allow` stands for; empty: none."""
        word = written.lower()
        if not self.variables:
            return frozenset()
        return _ALIASES.get(word, frozenset({word} if word in self.variables else ()))

    def sight(self, methods: Iterable[str]) -> Sight:
        """What is seen by a condition for these methods: what one of them sees."""
        return Sight(
            variables=frozenset().union(*(self.variables[method] for method in methods)), functions=self.functions
        )


_FIRESTORE: Final = Descriptor(
    variables=dict.fromkeys(sorted(_READ | _WRITE), _BOTH),
    functions={**_DEBUG, **dict.fromkeys(("value", "get", "getAfter", "exists", "existsAfter"), _OF_PATH)},
)
_STORAGE: Final = Descriptor(
    variables={**dict.fromkeys(sorted(_READ | _WRITE), _BOTH), "list": frozenset({"request"})},
    functions={**_DEBUG, **dict.fromkeys(sorted(_CROSS_SERVICE), _OF_PATH)},
)
_STORAGE_OF_EMULATOR: Final = Descriptor(variables=_STORAGE.variables, functions=_DEBUG)
_UNKNOWN: Final = Descriptor(variables={}, functions={})


def descriptor_of(service: str, profile: Profile) -> Descriptor | None:
    """The service of a name; `None`: there is no such service, and nothing is seen in it."""
    if service == "firebase.storage":
        return _STORAGE if profile is Profile.PRODUCTION else _STORAGE_OF_EMULATOR
    return _FIRESTORE if service == "cloud.firestore" else None


def descriptor_or_nothing(service: str, profile: Profile) -> Descriptor:
    """As `descriptor_of`; an unknown service has no methods, and nothing is seen in it."""
    return descriptor_of(service, profile) or _UNKNOWN
