"""`email.*`: the project's own mail server (`notification.sendEmail.{method,smtp}`; research/vocabulary.md §2).

The server is in use while `method` is CUSTOM_SMTP and there is a host. What Google keeps of one that is not in use
reads as unset, unless the spec declares it; what the spec does not declare of one that comes into use is cleared, so
that nothing old wakes up.
"""

from __future__ import annotations

from typing import Final

from baasctl.model.change import Change
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Attributes, Side
from baasctl.providers.firebase.identity_toolkit.auth_rows import MAIL_ROWS
from baasctl.providers.firebase.identity_toolkit.rows import declared, is_declared
from baasctl.providers.firebase.identity_toolkit.update import Reveal, is_touched, leaves_of, wire_value
from baasctl.providers.firebase.identity_toolkit.wire import Message, at_wire

_USERNAME: Final = "/email/smtp/username"
METHOD: Final = "notification.sendEmail.method"
HOST, PASSWORD = "/email/smtp/host", "/email/smtp/password"
POINTERS: Final = tuple(row.pointer for row in MAIL_ROWS)
_HOST_WIRE: Final = "notification.sendEmail.smtp.host"


def is_in_use(config: Message) -> bool:
    """Whether mail goes through the project's own server."""
    return at_wire(config, METHOD) == "CUSTOM_SMTP" and bool(at_wire(config, _HOST_WIRE))


def decode(config: Message, spec: Attributes | None = None) -> tuple[dict[str, Side], frozenset[str]]:
    """Values and unset pointers.

    A password that the answer does not show is a secret that compares with nothing. Whether there is one, only
    Google knows: there is where there is an account, and null is no change.

    Raises:
        UnexpectedAnswer: A setting has another type than the discovery document says.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    in_use = is_in_use(config)
    for row in MAIL_ROWS:
        value, is_unset = row.read(config)
        if not in_use and (row.pointer == HOST or not is_declared(spec, row.pointer)):
            value, is_unset = ABSENT, True
        elif in_use and row.pointer == PASSWORD and value is ABSENT:
            value = Secret() if values[_USERNAME] is not ABSENT or is_declared(spec, PASSWORD) else ABSENT
            is_unset = declared(spec, PASSWORD) is None
        values[row.pointer] = value
        unset |= {row.pointer} if is_unset or value is ABSENT else set()
    return values, frozenset(unset)


def update(change: Change, config: Message, reveal: Reveal) -> dict[str, object]:
    """The leaves of a changed mail server; switched off, nothing is cleared but its switch.

    Args:
        config: The live document.
    """
    host = declared(change.after, HOST)
    touched = is_touched(change, HOST) and host is not ABSENT
    found = leaves_of(MAIL_ROWS, change, reveal)
    if touched and host is None:
        return {METHOD: "DEFAULT", **{path: value for path, value in found.items() if value is not None}}
    if touched and not is_in_use(config):
        found[METHOD] = "CUSTOM_SMTP"
        for row in MAIL_ROWS:
            value = declared(change.after, row.pointer)
            if row.wire not in found:
                found[row.wire] = None if value is ABSENT else wire_value(row, value, reveal)  # type: ignore[arg-type]
    elif found:
        found |= _password(change, reveal)
    return found


def _password(change: Change, reveal: Reveal) -> dict[str, object]:
    """The declared password, which goes along with every change: nobody can tell whether it differs."""
    secret = declared(change.after, PASSWORD)
    row = next(row for row in MAIL_ROWS if row.pointer == PASSWORD)
    return {row.wire: wire_value(row, secret, reveal)} if isinstance(secret, Secret) else {}
