"""The app's own user pool and its clients, by name in a spec and by id on the wire.

A key of `cognito_clients` and `role_mappings` is `cognito-idp.<region>.amazonaws.com/<pool>:<client>`, one of
`principal_tags` the part before the colon (botocore 1.43.106, cognito-identity): neither means anything elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.value import Attributes, Value, freeze
from baasctl.providers.contract import Answer

OWN_POOL: Final = "user_pool"
"""The key of `principal_tags` that stands for the app's user pool."""
BY_CLIENT: Final = ("cognito_clients", "role_mappings")
BY_PROVIDER: Final = "principal_tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientNames:
    """Both spellings of one pool.

    Attributes:
        provider: The pool as an identity pool writes it.
        ids: Name to id of each client whose name no other has.
    """

    provider: str
    ids: Mapping[str, str]

    def told(self, attributes: Mapping[str, Value]) -> dict[str, Value]:
        """Attributes with names as keys."""
        names = {f"{self.provider}:{client_id}": name for name, client_id in self.ids.items()}
        return self._with_keys(attributes, names, {self.provider: OWN_POOL})

    def sent(self, attributes: Attributes) -> dict[str, Value]:
        """Attributes with ids as keys; what is no name stays."""
        ids = {name: f"{self.provider}:{client_id}" for name, client_id in self.ids.items()}
        return self._with_keys(attributes, ids, {OWN_POOL: self.provider})

    def _with_keys(
        self, attributes: Mapping[str, Value], clients: Mapping[str, str], providers: Mapping[str, str]
    ) -> dict[str, Value]:
        found = dict(attributes)
        for name, keys in ((BY_CLIENT[0], clients), (BY_CLIENT[1], clients), (BY_PROVIDER, providers)):
            value = found.get(name)
            if isinstance(value, Mapping):
                found[name] = freeze({keys.get(key, key): each for key, each in value.items()})
        return found


def client_names(region: str, pool: str, listed: Answer) -> ClientNames:
    """The names of a pool.

    Args:
        listed: The answer of ListUserPoolClients; anything else names no client.
    """
    pairs = (
        [(str(each.get("ClientName")), str(each.get("ClientId"))) for each in listed]
        if isinstance(listed, list)
        else []
    )
    count = Counter(name for name, _ in pairs)
    return ClientNames(
        provider=f"cognito-idp.{region}.amazonaws.com/{pool}",
        ids={name: client_id for name, client_id in pairs if count[name] == 1},
    )
