"""One project inside a running emulator: rules of its own, documents of its own.

Firestore's REST API v1 (https://firebase.google.com/docs/firestore/reference/rest) and what the emulator adds below
`/emulator/v1`, measured with 1.19.9. Requests with the token `owner` pass by the rules.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from baasctl.engines.firestore_emulator.errors import EmulatorFailed, gone
from baasctl.model.errors import BaasctlError
from baasctl.transport import Response, RetryPolicy, Transport

OWNER: Final = "owner"
_MOST_WRITES: Final = 500
_TIMEOUT_S: Final = 60.0
_POLICY: Final = RetryPolicy(tries=2)
"""On loopback nothing gets lost on the way: what does not answer is gone."""
_LONGEST_MESSAGE: Final = 10_000
_numbers: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a request.

    Attributes:
        status: Of HTTP; 403 is a denial.
        message: Of a failure, in the emulator's words; of a denial, why each permission did not allow.
    """

    status: int
    message: str = ""


class EmulatorProject:
    """Rules and documents that no other project sees. Gone with the emulator.

    Attributes:
        name: `projects/…`.
    """

    def __init__(self, address: str) -> None:
        """A new project; nothing is sent.

        Args:
            address: `host:port` of a running emulator.
        """
        self.name = f"projects/baasctl-{os.getpid()}-{next(_numbers)}"
        self._transport = Transport(base_url=f"http://{address}", timeout_s=_TIMEOUT_S, policy=_POLICY)

    def put_rules(self, source: str) -> None:
        """Replace the project's rules, and forget what was evaluated before.

        Raises:
            EmulatorFailed: They do not compile, or it does not answer.
        """
        body = {"rules": {"files": [{"name": "security.rules", "content": source}]}}
        answered = self._request("PUT", f"/emulator/v1/{self.name}:securityRules", body, "")
        if answered.status != 200:
            detail = answered.message(_LONGEST_MESSAGE)
            raise EmulatorFailed("Google's Firestore emulator does not take the rules", detail=detail)

    def write(self, database: str, writes: Sequence[Mapping[str, object]]) -> None:
        """Write past the rules, in as many commits as it takes.

        Raises:
            EmulatorFailed: It refuses, or does not answer.
        """
        path = f"/v1/{self.documents(database)}:commit"
        for first in range(0, len(writes), _MOST_WRITES):
            answered = self._request("POST", path, {"writes": list(writes[first : first + _MOST_WRITES])}, OWNER)
            if not answered.is_success:
                detail = answered.message(_LONGEST_MESSAGE)
                raise EmulatorFailed("Google's Firestore emulator does not take a document", detail=detail)

    def ask(self, method: str, path: str, body: object, token: str) -> Answered:
        """Send a request as somebody.

        Args:
            path: Encoded, from the slash before `v1`.
            body: Of POST; `None`: there is none.
            token: `OWNER`, what `unsigned_token` made, or empty for nobody.

        Raises:
            EmulatorFailed: It does not answer.
        """
        response = self._request(method, path, body, token)
        return Answered(response.status, "" if response.is_success else response.message(_LONGEST_MESSAGE).strip())

    def coverage(self) -> Sequence[object]:
        """What each expression of the rules came to since they were put: trees of nodes as the emulator has them.

        Raises:
            EmulatorFailed: It does not answer.
        """
        response = self._request("GET", f"/emulator/v1/{self.name}:ruleCoverage", None, "")
        try:
            report = response.json_object().get("report", [])
        except BaasctlError as error:
            raise gone(error) from error
        return report if isinstance(report, list) else []

    def documents(self, database: str) -> str:
        """The name under which a database's documents lie."""
        return f"{self.name}/databases/{database}/documents"

    def close(self) -> None:
        """Close the connections. Twice is harmless."""
        self._transport.close()

    def _request(self, method: str, path: str, body: object, token: str) -> Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        try:
            if body is None:
                return self._transport.request(method, path, headers=headers)
            return self._transport.request(method, path, json=body, headers=headers)
        except BaasctlError as error:
            raise gone(error) from error


def unsigned_token(claims: Mapping[str, object]) -> str:
    """A token that the emulator believes: `sub` is the uid, everything is in `request.auth.token`."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def _part(content: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
